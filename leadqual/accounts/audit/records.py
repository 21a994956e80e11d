"""Where the page of a record is that an audit row is about, or else of records of its kind."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.apps import apps
from django.db.models import Model
from django.urls import reverse

from leadqual.accounts.models import AuditRow, Workspace
from leadqual.core.pages.panels import address_of


@dataclass(frozen=True, slots=True)
class RecordPage:
    """A kind of record with a page; models of apps above are named, not imported.

    Args:
        has_key: whether the address of the page takes the key.
        query: what follows the address, with `{key}`.
        is_deleted_softly: whether rows stay with a `deleted_at`.
    """

    model: str
    url_name: str
    has_key: bool = True
    query: str = ""
    is_deleted_softly: bool = False


_ENTRIES = "search:do_not_contact"

RECORDS: Mapping[str, RecordPage] = {
    "alert": RecordPage("monitoring.Alert", "monitoring:examples"),
    "api_key": RecordPage("accounts.ApiKey", "accounts:api_keys", has_key=False),
    "campaign": RecordPage("campaigns.Campaign", "campaigns:campaign"),
    "company": RecordPage("leads.Company", "search:company"),
    "custom_field": RecordPage(
        "leads.CustomField", "search:change_custom_field", is_deleted_softly=True
    ),
    "contact": RecordPage("leads.Contact", "search:person"),
    "correction_step": RecordPage("labeling.BulkCorrection", "labeling:bulk-correction"),
    "import": RecordPage("imports.ImportBatch", "imports:batch"),
    "job_title": RecordPage("leads.JobTitle", "labeling:title"),
    "list": RecordPage("leads.ContactList", "search:list", is_deleted_softly=True),
    "member": RecordPage("accounts.Member", "accounts:members", has_key=False),
    "reply": RecordPage(
        "replies.Reply", "replies:inbox", has_key=False, query="?reply={key}#letter"
    ),
    "search": RecordPage("leads.SavedSearch", "search:saved_open", is_deleted_softly=True),
    "suppression_list": RecordPage("leads.SuppressionList", "imports:suppression_list"),
    "webhook": RecordPage("webhooks.WebhookEndpoint", "webhooks:endpoint"),
}

PAGES: Mapping[str, str] = {
    "account": "accounts:members",
    "alert": "monitoring:page",
    "api_key": "accounts:api_keys",
    "audit_log": "accounts:audit_log",
    "backup": "backups:page",
    "campaign": "campaigns:campaigns",
    "company": "search:deleted_records",
    "contact": "search:deleted_records",
    "contacts": "search:exports",
    "costs": "registry:lab",
    "custom_field": "search:custom_fields",
    "do_not_contact": "search:do_not_contact",
    "duplicate": "duplicates:list",
    "encoder": "registry:lab",
    "erased_person": "privacy:privacy",
    "failed_job": "monitoring:system_status",
    "function": "labeling:learned-functions",
    "import": "imports:list",
    "inbound_form": "inbound:leads",
    "invitation": "accounts:members",
    "job_title": "labeling:titles",
    "lead_score": "lead_scores:rules",
    "learned_function": "labeling:learned-functions",
    "list": "search:lists",
    "mailbox": "mailboxes:list",
    "member": "accounts:members",
    "model": "registry:lab",
    "person": "privacy:privacy",
    "privacy_request": "privacy:privacy",
    "record": "search:deleted_records",
    "records": "search:people",
    "reply": "search:deleted_records",
    "reply_settings": "replies:tasks",
    "reply_step": "replies:inbox",
    "routing_rule": "inbound:leads",
    "search": "search:saved",
    "sign_in": "accounts:security",
    "suggestion": "labeling:titles",
    "suppression_list": "imports:suppression_lists",
    "task": "replies:tasks",
    "taxonomy": "taxonomy:history",
    "title": "labeling:titles",
    "titles": "labeling:titles",
    "user": "accounts:members",
    "watching": "monitoring:page",
    "webhook": "webhooks:endpoints",
    "workspace": "accounts:settings",
}
"""Page of the records of a kind, where the record itself has none or is gone; by the kind of the
subject or else of the action."""


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


def address_of_record(kind: str, key: int) -> str:
    return _url(RECORDS[kind], key)


def page_of(row: AuditRow) -> str:
    """Return the address of the page where records like that of a row are; "" where there is none.

    Entries of do not contact are found there by their value.
    """
    kind, action = row.subject.partition(":")[0], row.action.partition(".")[0]
    page = PAGES.get(kind) or PAGES.get(action)
    if page is None:
        return ""
    if page == _ENTRIES and row.name:
        return address_of(page, q=row.name)
    return address_of(page)


def _url(record: RecordPage, key: int) -> str:
    address = reverse(record.url_name, args=[key] if record.has_key else [])
    return address + record.query.format(key=key)


def _existing(record: RecordPage, keys: set[int], workspace: Workspace | None) -> list[int]:
    model: type[Model] = apps.get_model(record.model)
    rows = model._default_manager.filter(pk__in=keys, workspace=workspace)
    if record.is_deleted_softly:
        rows = rows.filter(deleted_at=None)
    return list(rows.values_list("pk", flat=True))
