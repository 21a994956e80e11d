"""Many people who must not be contacted any more, as one step that can be undone."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q

from leadqual.accounts.audit.services import record_audit
from leadqual.accounts.models import AuditRow, User, Workspace
from leadqual.leads.do_not_contact.entries import EntrySource, add_entries, entry_for, lift_origin
from leadqual.leads.do_not_contact.entry_locks import hold_gate, retry_deadlocks
from leadqual.leads.errors import TooManyPeopleError
from leadqual.leads.models import Contact, DoNotContact
from leadqual.search.lists.services import too_many

_NO_ADDRESS = Q(email=None, linkedin_url=None, phone="")
_SET = "do_not_contact.set_many"


@dataclass(frozen=True, slots=True)
class BulkDoNotContact:
    """What one step did.

    Args:
        n_new: people who may not be contacted from now on.
        n_already: people who could not be contacted before.
        n_without_address: people left as they are: they have no email, LinkedIn or phone.
        request_id: by which the step is undone.
    """

    n_new: int
    n_already: int
    n_without_address: int
    request_id: UUID


def set_do_not_contact_for_all(
    *, workspace: Workspace, contact_ids: Collection[int], author: User, request_id: UUID
) -> BulkDoNotContact:
    """Never contact these people again: by email, or by LinkedIn or phone where there is none.

    Once more with the same `request_id` changes nothing and gives the numbers of the first time.

    Args:
        workspace: whose contacts; keys of others are passed over.
        contact_ids: primary keys of contacts.
        author: kept with each entry.
        request_id: made by whoever asks; the step is undone by it.

    Raises:
        TooManyPeopleError: more than one step takes; nothing has been written.
    """
    if words := too_many(len(contact_ids)):
        raise TooManyPeopleError(f"Nothing was changed. {words}")
    return retry_deadlocks(lambda: _stop(workspace, contact_ids, author, request_id))


@transaction.atomic
def _stop(
    workspace: Workspace, contact_ids: Collection[int], author: User, request_id: UUID
) -> BulkDoNotContact:
    hold_gate(workspace.pk)
    if is_step(workspace, request_id, is_active=True):
        return _first_numbers(workspace, request_id)
    people = Contact.objects.filter(workspace=workspace, pk__in=contact_ids)
    keys = {one: entry_for(one) for one in people.only(*_COLUMNS)}
    n_already = sum(bool(key) and one.do_not_contact for one, key in keys.items())
    n_without = sum(key is None for key in keys.values())
    done = BulkDoNotContact(len(keys) - n_without - n_already, n_already, n_without, request_id)
    entries = filter(None, keys.values())
    source = EntrySource("manual", _origin(request_id), author)
    n_entries = add_entries(workspace=workspace, entries=entries, source=source)
    record_audit(
        workspace=workspace,
        actor=author,
        action=_SET,
        subject=_origin(request_id),
        name=f"{n_entries:,} people",
        details={
            "n_addresses": n_entries,
            "n_new": done.n_new,
            "n_already": n_already,
            "n_without_address": n_without,
        },
    )
    return done


_COLUMNS = ("email", "linkedin_url", "phone", "do_not_contact")


def undo_do_not_contact(*, workspace: Workspace, request_id: UUID, author: User) -> int:
    """Lift all that one step asked for; what another source asks for, too, stays.

    Returns:
        How many people may be contacted again; 0 where the step was undone before.
    """

    @transaction.atomic
    def undo() -> int:
        hold_gate(workspace.pk)
        if not is_step(workspace, request_id, is_active=True):
            return 0
        free = lift_origin(workspace=workspace, origin=_origin(request_id), author=author)
        record_audit(
            workspace=workspace,
            actor=author,
            action="do_not_contact.lifted_many",
            subject=_origin(request_id),
            name=f"{len(free):,} people",
            details={"n_addresses": len(free)},
        )
        return len(free)

    return retry_deadlocks(undo)


def n_to_set(workspace: Workspace, contact_ids: Collection[int]) -> tuple[int, int]:
    """Return how many of these people may be contacted, and how many of those have an address."""
    people = Contact.objects.filter(workspace=workspace, pk__in=contact_ids, do_not_contact=False)
    numbers = people.aggregate(n_free=Count("pk"), n_reached=Count("pk", filter=~_NO_ADDRESS))
    return numbers["n_free"], numbers["n_reached"]


def is_step(workspace: Workspace, request_id: UUID, *, is_active: bool = False) -> bool:
    """Say whether such a step was ever taken in the workspace, or stands undone."""
    rows = DoNotContact.objects.filter(workspace=workspace, origin=_origin(request_id))
    return (rows.filter(lifted_at=None) if is_active else rows).exists()


def _first_numbers(workspace: Workspace, request_id: UUID) -> BulkDoNotContact:
    rows = AuditRow.objects.filter(workspace=workspace, action=_SET, subject=_origin(request_id))
    details = cast("dict[str, int]", rows.latest("pk").details)
    return BulkDoNotContact(
        details.get("n_new", 0),
        details.get("n_already", 0),
        details.get("n_without_address", 0),
        request_id,
    )


def _origin(request_id: UUID) -> str:
    return f"step:{request_id}"
