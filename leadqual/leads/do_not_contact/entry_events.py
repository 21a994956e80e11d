"""Events about do-not-contact entries, as webhooks tell them, with the people they cover."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from django.db.models import QuerySet

from leadqual.accounts.models import Workspace
from leadqual.leads.do_not_contact.selectors import contacts_of_entries, covered_contacts
from leadqual.leads.models import Contact, DoNotContact
from leadqual.leads.record_events import known_external_ids
from leadqual.webhooks.outbox import MAX_IDS, Occurrence, emit, emit_rows, emit_summary

DO_NOT_CONTACT = "contact.do_not_contact"
_CHUNK = 2_000


def emit_do_not_contact(
    entry: DoNotContact, covered: Callable[[], Sequence[int]], *, is_blocked: bool
) -> None:
    """Write an event about an entry that was set or lifted.

    Args:
        entry: the entry.
        covered: gives the people whom it covers.
        is_blocked: whether it was set.
    """

    def occurred() -> Occurrence:
        keys = covered()
        external_ids = known_external_ids(entry.workspace, Contact, keys[:MAX_IDS])
        return _of_entry(entry, keys, external_ids, is_blocked=is_blocked)

    emit(entry.workspace, DO_NOT_CONTACT, occurred)


def emit_do_not_contact_bulk(
    workspace: Workspace,
    entries: QuerySet[DoNotContact],
    *,
    n_entries: int,
    is_blocked: bool,
) -> None:
    """Write one summary of entries that one source set or lifted, and rows where wanted.

    Args:
        workspace: whose entries.
        entries: all of them; read only where anybody listens.
        n_entries: how many; none writes nothing.
        is_blocked: whether they were set.
    """

    def summary() -> Mapping[str, object]:
        covered = covered_contacts(entries)
        external_ids = known_external_ids(workspace, Contact, covered[:MAX_IDS])
        said = {"n_entries": n_entries, "do_not_contact": is_blocked}
        return {**said, **_people(covered, external_ids)}

    if n_entries:
        emit_summary(workspace, DO_NOT_CONTACT, summary)
        emit_rows(
            workspace,
            DO_NOT_CONTACT,
            lambda: _of_entries(workspace, entries, is_blocked=is_blocked),
        )


def _of_entries(
    workspace: Workspace, entries: QuerySet[DoNotContact], *, is_blocked: bool
) -> Iterator[Occurrence]:
    """Yield an event for each entry; three queries for each chunk."""
    keys = list(entries.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), _CHUNK):
        some = keys[start : start + _CHUNK]
        covered = contacts_of_entries(some)
        named = {key for found in covered.values() for key in found[:MAX_IDS]}
        external_ids = known_external_ids(workspace, Contact, sorted(named))
        for entry in entries.filter(pk__in=some).order_by("pk"):
            yield _of_entry(entry, covered.get(entry.pk, ()), external_ids, is_blocked=is_blocked)


def _of_entry(
    entry: DoNotContact,
    contact_ids: Sequence[int],
    external_ids: Mapping[int, str],
    *,
    is_blocked: bool,
) -> Occurrence:
    data: dict[str, object] = {
        "entry": {"kind": entry.value_kind, "value": entry.value, "reason": entry.reason},
        "do_not_contact": is_blocked,
        **_people(contact_ids, external_ids),
    }
    is_of_one = len(contact_ids) == 1 and entry.kind != DoNotContact.Kind.DOMAIN
    return Occurrence(data, contact_id=contact_ids[0] if is_of_one else None)


def _people(contact_ids: Sequence[int], external_ids: Mapping[int, str]) -> dict[str, object]:
    some = list(contact_ids[:MAX_IDS])
    return {
        "contact_ids": some,
        "external_ids": [external_ids[key] for key in some if key in external_ids],
        "n_contacts": len(contact_ids),
    }
