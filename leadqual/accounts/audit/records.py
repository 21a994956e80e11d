"""Where the page of a record is that an audit row is about, as far as the record still exists."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.apps import apps
from django.db.models import Model
from django.urls import reverse

from leadqual.accounts.models import AuditRow, Workspace


@dataclass(frozen=True, slots=True)
class RecordPage:
    """A kind of record with a page; models of apps above are named, not imported.

    Args:
        model: label of its model.
        url_name: of its page.
        has_key: whether the address of the page takes the key.
        query: what follows the address, with `{key}`.
        is_deleted_softly: whether rows stay with a `deleted_at`.
    """

    model: str
    url_name: str
    has_key: bool = True
    query: str = ""
    is_deleted_softly: bool = False


RECORDS: Mapping[str, RecordPage] = {
    "alert": RecordPage("watching.Alert", "watching:examples"),
    "api_key": RecordPage("accounts.ApiKey", "accounts:api_keys", has_key=False),
    "campaign": RecordPage("matching.Campaign", "matching:campaign"),
    "company": RecordPage("leads.Company", "leads:company"),
    "contact": RecordPage("leads.Contact", "leads:person"),
    "correction_step": RecordPage("labelling.BulkCorrection", "labelling:bulk-correction"),
    "import": RecordPage("imports.ImportBatch", "imports:batch"),
    "job_title": RecordPage("leads.JobTitle", "labelling:title"),
    "list": RecordPage("leads.ContactList", "leads:list", is_deleted_softly=True),
    "member": RecordPage("accounts.Member", "accounts:members", has_key=False),
    "reply": RecordPage(
        "replies.Reply", "replies:inbox", has_key=False, query="?reply={key}#letter"
    ),
    "search": RecordPage("leads.SavedSearch", "leads:saved_open", is_deleted_softly=True),
}


def links_of(rows: Sequence[AuditRow], workspace: Workspace | None) -> dict[str, str]:
    """Return subject → address of its page, for records of the workspace that are still there.

    One query for each kind of record among the rows.
    """
    keys: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        kind, _, key = row.subject.partition(":")
        if kind in RECORDS and key.isdigit() and workspace is not None:
            keys[kind].add(int(key))
    return {
        f"{kind}:{key}": _url(record, key)
        for kind, wanted in keys.items()
        for record in (RECORDS[kind],)
        for key in _existing(record, wanted, workspace)
    }


def _url(record: RecordPage, key: int) -> str:
    address = reverse(record.url_name, args=[key] if record.has_key else [])
    return address + record.query.format(key=key)


def _existing(record: RecordPage, keys: set[int], workspace: Workspace | None) -> list[int]:
    model: type[Model] = apps.get_model(record.model)
    rows = model._default_manager.filter(pk__in=keys, workspace=workspace)
    if record.is_deleted_softly:
        rows = rows.filter(deleted_at=None)
    return list(rows.values_list("pk", flat=True))
