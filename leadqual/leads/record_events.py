"""Events about contacts, companies and do-not-contact, as webhooks tell them."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from leadqual.accounts.models import Workspace
from leadqual.leads.models import Company, Contact, DoNotContact, ListEntry, TitleLabel
from leadqual.webhooks.outbox import (
    Occurrence,
    emit,
    emit_bulk,
    emit_rows,
    emit_summary,
    wants_rows,
)

CREATED, UPDATED, DELETED = "created", "updated", "deleted"
DO_NOT_CONTACT = "contact.do_not_contact"
MAX_IDS = 1_000
"""Keys of people in an event about many; its count is of all."""
_CHUNK = 2_000
_CONTACT = (
    *("id", "external_id", "email", "first_name", "last_name", "phone", "linkedin_url", "title"),
    *("city", "state", "country", "status", "tags", "custom", "do_not_contact", "lead_score"),
)
_COMPANY = (
    *("id", "external_id", "name", "domain", "website", "linkedin_url", "industry", "size"),
    *("employees", "city", "state", "country", "business_model", "status", "tags", "custom"),
)


def emit_record(record: Contact | Company, what: str) -> None:
    """Write an event about one contact or company, in the transaction of the change.

    Args:
        record: of a deletion, before it is deleted.
        what: `created`, `updated` or `deleted`.
    """
    model = type(record)
    emit(
        record.workspace,
        f"{_kind(model)}.{what}",
        lambda: next(_occurrences(model, record.workspace, [record.pk])),
    )


def emit_records(
    workspace: Workspace, model: type[Contact] | type[Company], keys: Sequence[int], what: str
) -> None:
    """Write one summary of a bulk action, and rows for endpoints that want these."""
    emit_bulk(
        workspace,
        f"{_kind(model)}.{what}",
        keys,
        lambda: _occurrences(model, workspace, keys),
    )


def rows_before_deletion(
    workspace: Workspace, model: type[Contact] | type[Company], keys: Sequence[int]
) -> dict[int, Occurrence]:
    """Return what records are before they go, where anybody wants rows; else nothing, unasked."""
    if not wants_rows(workspace, f"{_kind(model)}.{DELETED}"):
        return {}
    return dict(zip(sorted(keys), _occurrences(model, workspace, sorted(keys)), strict=True))


def emit_deleted_records(
    workspace: Workspace,
    model: type[Contact] | type[Company],
    keys: Sequence[int],
    rows: Mapping[int, Occurrence],
) -> None:
    """Write one summary of records that were deleted, and rows from before their deletion."""
    emit_bulk(
        workspace, f"{_kind(model)}.{DELETED}", keys, lambda: [rows[key] for key in keys if rows]
    )


def emit_imported(
    workspace: Workspace, model: type[Contact] | type[Company], keys: Collection[int], what: str
) -> None:
    """Write rows about what an import brought; its summary is `import.finished`."""
    named = sorted(set(keys))
    emit_rows(workspace, f"{_kind(model)}.{what}", lambda: _occurrences(model, workspace, named))


def wants_imported(workspace: Workspace, model: type[Contact] | type[Company]) -> bool:
    """Say whether anybody wants an event for each record of an import; no query."""
    kind = _kind(model)
    return wants_rows(workspace, f"{kind}.created") or wants_rows(workspace, f"{kind}.updated")


def emit_do_not_contact(
    entry: DoNotContact, covered: Callable[[], Sequence[int]], *, is_blocked: bool
) -> None:
    """Write an event about an entry that was set or lifted.

    Args:
        entry: the entry.
        covered: gives the people whom it covers.
        is_blocked: whether it was set.
    """
    emit(
        entry.workspace,
        DO_NOT_CONTACT,
        lambda: _of_entry(entry, covered(), is_blocked=is_blocked),
    )


def emit_do_not_contact_bulk(
    workspace: Workspace,
    entries: Callable[[], Iterable[DoNotContact]],
    *,
    n_entries: int,
    is_blocked: bool,
) -> None:
    """Write one summary of entries that one source set or lifted, and rows where wanted.

    Args:
        workspace: whose entries.
        entries: gives them, for rows.
        n_entries: how many; none writes nothing.
        is_blocked: whether they were set.
    """
    if n_entries:
        summary = {"n_entries": n_entries, "do_not_contact": is_blocked}
        emit_summary(workspace, DO_NOT_CONTACT, summary)
        emit_rows(
            workspace,
            DO_NOT_CONTACT,
            lambda: (_of_entry(one, None, is_blocked=is_blocked) for one in entries()),
        )


def _of_entry(
    entry: DoNotContact, contact_ids: Sequence[int] | None, *, is_blocked: bool
) -> Occurrence:
    """Return an entry; of one of many, the people whom it covers are not looked up."""
    data: dict[str, object] = {
        "entry": {"kind": entry.value_kind, "value": entry.value, "reason": entry.reason},
        "do_not_contact": is_blocked,
    }
    if contact_ids is None:
        return Occurrence(data)
    some = list(contact_ids[:MAX_IDS])
    known = Contact.objects.filter(workspace=entry.workspace_id, pk__in=some, external_id__gt="")
    data |= {
        "contact_ids": some,
        "external_ids": list(known.order_by("pk").values_list("external_id", flat=True)),
        "n_contacts": len(contact_ids),
    }
    is_of_one = len(contact_ids) == 1 and entry.kind != DoNotContact.Kind.DOMAIN
    return Occurrence(data, contact_id=contact_ids[0] if is_of_one else None)


def _kind(model: type[Contact] | type[Company]) -> str:
    return "contact" if issubclass(model, Contact) else "company"


def _occurrences(
    model: type[Contact] | type[Company], workspace: Workspace, keys: Sequence[int]
) -> Iterator[Occurrence]:
    for start in range(0, len(keys), _CHUNK):
        some = keys[start : start + _CHUNK]
        if issubclass(model, Contact):
            yield from _contacts(workspace, some)
        else:
            yield from _companies(workspace, some)


def _contacts(workspace: Workspace, keys: Sequence[int]) -> Iterator[Occurrence]:
    """Yield people as they are now; three queries."""
    rows = Contact.objects.filter(workspace=workspace, pk__in=keys)
    contacts = list(rows.select_related("company", "job_title__level").order_by("pk"))
    functions, lists = defaultdict[int, list[str]](list), defaultdict[int, list[int]](list)
    labels = TitleLabel.objects.filter(job_title__in={one.job_title_id for one in contacts})
    for title_id, slug in labels.order_by("pk").values_list("job_title_id", "function__slug"):
        functions[title_id].append(slug)
    entries = ListEntry.objects.filter(contact__in=keys, contact_list__deleted_at=None)
    for contact_id, list_id in entries.values_list("contact_id", "contact_list_id"):
        lists[contact_id].append(list_id)
    for contact in contacts:
        title, company = contact.job_title, contact.company
        of_title = functions[title.pk] if title else []
        data = {
            **{name: getattr(contact, name) for name in _CONTACT},
            "functions": of_title,
            "level": title.level.slug if title and title.level else None,
            "company": company
            and {name: getattr(company, name) for name in ("id", "external_id", "name", "domain")},
            "updated_at": contact.updated_at.isoformat(),
        }
        facts: dict[str, Sequence[object]] = {
            "country": [contact.country],
            "function": of_title,
            "list": lists[contact.pk],
        }
        yield Occurrence(data, facts, contact.pk)


def _companies(workspace: Workspace, keys: Sequence[int]) -> Iterator[Occurrence]:
    rows = Company.objects.filter(workspace=workspace, pk__in=keys).order_by("pk")
    for company in rows:
        data = {
            **{name: getattr(company, name) for name in _COMPANY},
            "updated_at": company.updated_at.isoformat(),
        }
        yield Occurrence(data, {"country": [company.country]})
