"""Many people who must not be contacted any more, as one step that can be undone."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils import timezone

from leadqual.accounts.audit.services import record_audit
from leadqual.accounts.models import User, Workspace
from leadqual.leads.errors import TooManyPeopleError
from leadqual.leads.lists import too_many
from leadqual.leads.models import Contact, DoNotContact

_CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class Stopped:
    """What one step did.

    Args:
        n_new: people who may not be written to from now on.
        n_already: people who could not be written to before.
        n_without_mail: people left as they are, as they have no mail address.
        request_id: by which the step is undone.
    """

    n_new: int
    n_already: int
    n_without_mail: int
    request_id: UUID


@transaction.atomic
def stop_people(
    *, workspace: Workspace, contact_ids: Collection[int], author: User, request_id: UUID
) -> Stopped:
    """Never write to these people again, as far as they have a mail address.

    Once more with the same `request_id` changes nothing and gives the numbers of the first time.

    Args:
        workspace: whose contacts; keys of others are passed over.
        contact_ids: primary keys of contacts.
        author: kept with each address.
        request_id: made by whoever asks; the step is undone by it.

    Raises:
        TooManyPeopleError: more than one step takes; nothing has been written.
    """
    if words := too_many(len(contact_ids)):
        raise TooManyPeopleError(f"Nothing was changed. {words}")
    people = Contact.objects.filter(workspace=workspace, pk__in=contact_ids)
    n_without_mail = people.filter(email=None).count()
    mails = {mail for mail in people.values_list("email", flat=True) if mail}
    before = _of_step(workspace, request_id)
    if before.exists():
        n_new = before.count()
        return Stopped(n_new, len(mails) - n_new, n_without_mail, request_id)
    rows = [
        DoNotContact(
            workspace=workspace,
            email=mail,
            reason="manual",
            origin=_origin(request_id),
            author=author,
        )
        for mail in sorted(mails)
    ]
    # Whoever is stopped already keeps the first reason.
    DoNotContact.objects.bulk_create(rows, batch_size=_CHUNK, ignore_conflicts=True)
    new = list(before.values_list("email", flat=True))
    _mark(workspace, new, do_not_contact=True)
    _record(workspace, author, "do_not_contact.set_many", request_id, len(new))
    return Stopped(len(new), len(mails) - len(new), n_without_mail, request_id)


@transaction.atomic
def undo_stopping(*, workspace: Workspace, request_id: UUID, author: User) -> int:
    """Allow writing to everybody whom one step stopped, unless they were allowed since.

    Returns:
        How many; 0 where the step was undone before.
    """
    rows = _of_step(workspace, request_id).select_for_update()
    mails = list(rows.values_list("email", flat=True))
    if not mails:
        return 0
    _of_step(workspace, request_id).update(lifted_at=timezone.now(), lifted_by=author)
    _mark(workspace, mails, do_not_contact=False)
    _record(workspace, author, "do_not_contact.lifted_many", request_id, len(mails))
    return len(mails)


def n_to_stop(workspace: Workspace, contact_ids: Collection[int]) -> tuple[int, int]:
    """Return how many of these people may be contacted, and how many of those have an address."""
    people = Contact.objects.filter(workspace=workspace, pk__in=contact_ids, do_not_contact=False)
    numbers = people.aggregate(n_free=Count("pk"), n_with_mail=Count("email"))
    return numbers["n_free"], numbers["n_with_mail"]


def is_step(workspace: Workspace, request_id: UUID) -> bool:
    """Say whether such a step was ever taken in the workspace, undone or not."""
    rows = DoNotContact.objects.filter(workspace=workspace, origin=_origin(request_id))
    return rows.exists()


def _of_step(workspace: Workspace, request_id: UUID) -> QuerySet[DoNotContact]:
    rows = DoNotContact.objects.filter(workspace=workspace, lifted_at=None)
    return rows.filter(origin=_origin(request_id)).order_by("pk")


def _origin(request_id: UUID) -> str:
    return f"step:{request_id}"


def _mark(workspace: Workspace, mails: list[str], *, do_not_contact: bool) -> None:
    contacts = Contact.objects.filter(workspace=workspace, email__in=mails)
    contacts.update(do_not_contact=do_not_contact, updated_at=timezone.now())


def _record(workspace: Workspace, author: User, action: str, request_id: UUID, n: int) -> None:
    record_audit(
        workspace=workspace,
        actor=author,
        action=action,
        subject=f"step:{request_id}",
        details={"n_addresses": n},
    )
