"""Writes of leads: who may not be written to, and titles of contacts."""

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils import timezone

from classifiers.titles.normalise import normalise
from leadqual.accounts.audit.services import record_audit
from leadqual.accounts.models import User, Workspace
from leadqual.core.jobs import Job, enqueue
from leadqual.leads.models import Contact, DoNotContact, JobTitle

LONGEST_TITLE = 1_000


@transaction.atomic
def set_do_not_contact(
    *, workspace: Workspace, email: str, reason: str, origin: str, author: User | None
) -> DoNotContact:
    """Never write to an address again; asking twice changes nothing and keeps the first reason.

    Args:
        workspace: whose contacts are meant; other workspaces are not touched.
        email: any spelling; kept also where no contact carries it yet.
        reason: for the trail, e.g. `unsubscribe` or `manual`.
        origin: what led to it, e.g. `reply:17`.
        author: None where the product acted by itself.

    Returns:
        The row in force, new or old.
    """
    address = _address(email)
    # Locked: whoever lifts it at this moment must see who else asks for it, or be seen.
    row, is_new = DoNotContact.objects.select_for_update().get_or_create(
        workspace=workspace,
        email=address,
        lifted_at=None,
        defaults={"reason": reason, "origin": origin, "author": author},
    )
    contacts = Contact.objects.filter(workspace=workspace, email=address)
    n_contacts = contacts.update(do_not_contact=True, updated_at=timezone.now())
    if is_new:
        record_audit(
            workspace=workspace,
            actor=author,
            action="do_not_contact.set",
            subject=f"do_not_contact:{row.pk}",
            details={"reason": reason, "origin": origin, "n_contacts": n_contacts},
        )
    return row


@transaction.atomic
def lift_do_not_contact(*, workspace: Workspace, email: str, author: User) -> bool:
    """Allow writing to an address again; the row stays, with who lifted it.

    Returns:
        False where the address was free already; then nothing has changed.
    """
    address = _address(email)
    rows = DoNotContact.objects.select_for_update()
    row = rows.filter(workspace=workspace, email=address, lifted_at=None).first()
    if row is None:
        return False
    row.lifted_at = timezone.now()
    row.lifted_by = author
    row.save(update_fields=["lifted_at", "lifted_by"])
    contacts = Contact.objects.filter(workspace=workspace, email=address)
    contacts.update(do_not_contact=False, updated_at=timezone.now())
    record_audit(
        workspace=workspace,
        actor=author,
        action="do_not_contact.lifted",
        subject=f"do_not_contact:{row.pk}",
    )
    return True


def job_title_for(*, workspace: Workspace, title: str) -> JobTitle | None:
    """Return the job title of a title as written; a new one waits for the job that classifies it.

    Returns:
        None where nothing of the title is left when it is normalised.
    """
    key = normalise(title)
    if not key:
        return None
    row, is_new = JobTitle.objects.get_or_create(
        workspace=workspace, normalised=key, defaults={"title": title[:LONGEST_TITLE]}
    )
    if is_new:
        enqueue(Job.CLASSIFY_TITLES)
    return row


def move_bearer(*, former: int | None, now: int | None) -> None:
    """Count a person under another title: one less here, one more there; up to two queries.

    Nobody is counted anew: an import may bring people with these titles at this very moment, and
    what it adds must not be lost.

    Args:
        former: primary key of the title that the person had; None for none.
        now: of the title that the person has from now on.
    """
    if former == now:
        return
    steps = {key: by for key, by in ((former, -1), (now, 1)) if key is not None}
    for key, by in sorted(steps.items()):  # In one order, so that two of these cannot block.
        n_contacts = Greatest(F("n_contacts") + by, 0)
        JobTitle.objects.filter(pk=key).update(n_contacts=n_contacts)


def _address(email: str) -> str:
    return email.strip().lower()
