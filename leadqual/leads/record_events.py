"""Webhook events about contacts, companies and do-not-contact, and their filters."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from leadqual.accounts.models import Workspace
from leadqual.leads.do_not_contact.outgoing_values import outgoing_rows
from leadqual.leads.firmographics.geography import country_name, country_names
from leadqual.leads.id_resolution import known_external_ids
from leadqual.leads.models import Company, Contact, ListEntry, TitleLabel
from leadqual.taxonomy.selectors import living_functions
from leadqual.webhooks.endpoint_settings import FilterValues
from leadqual.webhooks.outbox import (
    MAX_IDS,
    Occurrence,
    emit,
    emit_bulk,
    emit_rows,
    emit_summary,
    wants_rows,
    wants_summary,
)

CREATED, UPDATED, DELETED = "created", "updated", "deleted"
_CHUNK = 2_000
_CONTACT = (
    *("id", "external_id", "email", "first_name", "last_name", "phone", "linkedin_url", "title"),
    *("city", "state", "country", "status", "tags", "custom", "do_not_contact", "lead_score"),
)
_COMPANY = (
    *("id", "external_id", "name", "domain", "website", "linkedin_url", "industry", "size"),
    *("employees", "city", "state", "country", "business_model", "status", "tags", "custom"),
)


def emit_record(record: Contact | Company, action: str) -> None:
    """Emit an event about a contact or company, in the transaction of the change.

    Args:
        record: of a deletion, before it is deleted.
        action: `created`, `updated` or `deleted`.
    """
    model = type(record)
    emit(
        record.workspace,
        f"{_kind(model)}.{action}",
        lambda: next(_read_occurrences(model, record.workspace, [record.pk])),
    )


def emit_records(
    workspace: Workspace, model: type[Contact] | type[Company], keys: Sequence[int], action: str
) -> None:
    """Emit a summary of a bulk action, and rows for endpoints that want them."""
    emit_bulk(
        workspace,
        f"{_kind(model)}.{action}",
        keys,
        lambda: _read_occurrences(model, workspace, keys),
        lambda: {"external_ids": external_ids_of(workspace, model, keys[:MAX_IDS])},
    )


def external_ids_of(
    workspace: Workspace, model: type[Contact] | type[Company], keys: Sequence[int]
) -> list[str]:
    """Return the external IDs of the records that have one, by ID."""
    return list(known_external_ids(workspace, model, keys).values())


@dataclass(frozen=True, slots=True)
class BeforeDeletion:
    """What records were before they went; nothing of what nobody wants to hear.

    Args:
        rows: key → its event.
        external_ids: key → external ID, of records that had one.
    """

    rows: Mapping[int, Occurrence]
    external_ids: Mapping[int, str]


def before_deletion(
    workspace: Workspace, model: type[Contact] | type[Company], keys: Sequence[int]
) -> BeforeDeletion:
    """Read the event data of records that are about to be deleted."""
    event_type, ordered = f"{_kind(model)}.{DELETED}", sorted(keys)
    rows: dict[int, Occurrence] = {}
    if wants_rows(workspace, event_type):
        rows = dict(zip(ordered, _read_occurrences(model, workspace, ordered), strict=True))
    wants_ids = wants_summary(workspace, event_type)
    return BeforeDeletion(rows, known_external_ids(workspace, model, ordered) if wants_ids else {})


def emit_deleted_records(
    workspace: Workspace,
    model: type[Contact] | type[Company],
    keys: Sequence[int],
    before: BeforeDeletion,
) -> None:
    """Emit a summary of deleted records, and the rows read before their deletion."""
    known = before.external_ids
    emit_bulk(
        workspace,
        f"{_kind(model)}.{DELETED}",
        keys,
        lambda: [before.rows[key] for key in keys],
        lambda: {"external_ids": [known[key] for key in keys[:MAX_IDS] if key in known]},
    )


def emit_imported(
    workspace: Workspace, model: type[Contact] | type[Company], keys: Collection[int], action: str
) -> None:
    """Write rows about what an import brought."""
    ids = sorted(set(keys))
    emit_rows(
        workspace, f"{_kind(model)}.{action}", lambda: _read_occurrences(model, workspace, ids)
    )


def emit_import(
    workspace: Workspace,
    model: type[Contact] | type[Company],
    action: str,
    *,
    import_id: int,
    n_records: int,
    keys: Callable[[], Sequence[int]],
) -> None:
    """Emit a summary of the records that an import created or changed.

    Args:
        workspace: of the import.
        model: of its records.
        action: `created` or `updated`.
        import_id: the import.
        n_records: number of records; 0 emits nothing.
        keys: returns the first `MAX_IDS`.
    """

    def summary() -> Mapping[str, object]:
        chunk = keys()
        return {
            "n_records": n_records,
            "ids": chunk,
            "external_ids": external_ids_of(workspace, model, chunk),
            "import_id": import_id,
        }

    if n_records:
        emit_summary(workspace, f"{_kind(model)}.{action}", summary)


def wants_imported(workspace: Workspace, model: type[Contact] | type[Company]) -> bool:
    """Return whether any endpoint wants an event for each record of an import; no query."""
    kind = _kind(model)
    return wants_rows(workspace, f"{kind}.created") or wants_rows(workspace, f"{kind}.updated")


def _kind(model: type[Contact] | type[Company]) -> str:
    return "contact" if issubclass(model, Contact) else "company"


def _read_occurrences(
    model: type[Contact] | type[Company], workspace: Workspace, keys: Sequence[int]
) -> Iterator[Occurrence]:
    for start in range(0, len(keys), _CHUNK):
        chunk = keys[start : start + _CHUNK]
        if issubclass(model, Contact):
            yield from _contact_occurrences(workspace, chunk)
        else:
            yield from _company_occurrences(workspace, chunk)


def _contact_occurrences(workspace: Workspace, keys: Sequence[int]) -> Iterator[Occurrence]:
    """Yield people in their current state, as they may leave; four queries."""
    rows = Contact.objects.filter(workspace=workspace, pk__in=keys)
    contacts = list(rows.select_related("company", "job_title__level").order_by("pk"))
    functions, lists = defaultdict[int, list[str]](list), defaultdict[int, list[int]](list)
    labels = TitleLabel.objects.filter(job_title__in={contact.job_title_id for contact in contacts})
    for title_id, slug in labels.order_by("pk").values_list("job_title_id", "function__slug"):
        functions[title_id].append(slug)
    entries = ListEntry.objects.filter(
        contact__in=keys, contact_list__deleted_at=None, contact_list__is_private=False
    )
    for contact_id, list_id in entries.values_list("contact_id", "contact_list_id"):
        lists[contact_id].append(list_id)
    contact_values = [{name: getattr(contact, name) for name in _CONTACT} for contact in contacts]
    for contact, values in zip(contacts, outgoing_rows(contacts, contact_values), strict=True):
        title, company = contact.job_title, contact.company
        function_slugs = functions[title.pk] if title else []
        data: dict[str, Any] = {
            **values,
            "functions": function_slugs,
            "level": title.level.slug if title and title.level else None,
            "company": company
            and {name: getattr(company, name) for name in ("id", "external_id", "name", "domain")},
            "updated_at": contact.updated_at.isoformat(),
        }
        facts: dict[str, Sequence[object]] = {
            "country": [contact.country],
            "function": function_slugs,
            "list": lists[contact.pk],
        }
        yield Occurrence(data, facts, contact.pk)


def _company_occurrences(workspace: Workspace, keys: Sequence[int]) -> Iterator[Occurrence]:
    rows = Company.objects.filter(workspace=workspace, pk__in=keys).order_by("pk")
    for company in rows:
        data = {
            **{name: getattr(company, name) for name in _COMPANY},
            "updated_at": company.updated_at.isoformat(),
        }
        yield Occurrence(data, {"country": [company.country]})


def _countries() -> Collection[str]:
    return sorted({name for _, name in country_names()})


def _functions() -> Collection[str]:
    return list(living_functions().order_by("slug").values_list("slug", flat=True))


COUNTRIES = FilterValues(_countries, "Use names or ISO codes of countries.", read=country_name)
FUNCTIONS = FilterValues(_functions, "Use slugs of functions.")
