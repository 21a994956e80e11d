"""Links from rows of the audit log to the pages of their records."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.apps import apps
from django.db.models import Model
from django.urls import reverse

from leadqual.accounts.models import AuditRow, Workspace
from leadqual.core.pages.panels import address_of

_DO_NOT_CONTACT_PAGE = "search:do_not_contact"
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
    "encoder": "registry:models",
    "enrichment": "enrichment:settings",
    "erased_person": "privacy:privacy",
    "failed_job": "monitoring:system_status",
    "field_webhook": "enrichment:settings",
    "function": "labeling:learned-functions",
    "import": "imports:list",
    "inbound_form": "inbound:leads",
    "invitation": "accounts:members",
    "job_title": "labeling:titles",
    "language_model": "enrichment:settings",
    "lead_score": "lead_scores:rules",
    "learned_function": "labeling:learned-functions",
    "list": "search:lists",
    "mailbox": "mailboxes:list",
    "member": "accounts:members",
    "model": "registry:models",
    "person": "privacy:privacy",
    "privacy_request": "privacy:privacy",
    "record": "search:deleted_records",
    "records": "search:people",
    "reply": "search:deleted_records",
    "reply_settings": "replies:tasks",
    "reply_step": "replies:inbox",
    "routing_rule": "inbound:leads",
    "sales_status": "search:statuses",
    "search": "search:saved",
    "share_link": "reports:team",
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
"""List page for records that have no page of their own or are gone; by the kind of the subject, or
else of the action."""


@dataclass(frozen=True, slots=True)
class RecordPage:
    """A kind of record with a page; models of other apps are referenced by name, not imported.

    Args:
        has_key: whether the URL of the page takes the key.
        query: query string of the URL, with `{key}`.
        is_deleted_softly: whether deleted rows stay, with a `deleted_at`.
        may_be_private: whether some have no page for anyone but their author.
    """

    model: str
    url_name: str
    has_key: bool = True
    query: str = ""
    is_deleted_softly: bool = False
    may_be_private: bool = False


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
    "list": RecordPage(
        "leads.ContactList", "search:list", is_deleted_softly=True, may_be_private=True
    ),
    "member": RecordPage("accounts.Member", "accounts:members", has_key=False),
    "reply": RecordPage(
        "replies.Reply", "replies:inbox", has_key=False, query="?reply={key}#letter"
    ),
    "sales_status": RecordPage("leads.SalesStatus", "search:change_status"),
    "search": RecordPage(
        "leads.SavedSearch", "search:saved_open", is_deleted_softly=True, may_be_private=True
    ),
    "suppression_list": RecordPage("leads.SuppressionList", "imports:suppression_list"),
    "enrichment": RecordPage("enrichment.EnrichmentRun", "enrichment:run"),
    "webhook": RecordPage("webhooks.WebhookEndpoint", "webhooks:endpoint"),
}


def links_of(rows: Sequence[AuditRow], workspace: Workspace | None) -> dict[str, str]:
    """Return subject → URL of its page, for records of the workspace that still exist.

    One query per kind of record among the rows.
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
        for key in _find_existing(record, wanted, workspace)
    }


def address_of_record(kind: str, key: int) -> str:
    return _url(RECORDS[kind], key)


def page_of(row: AuditRow) -> str:
    """Return the URL of the list page for the kind of record of a row; "" if there is none.

    Do not contact entries are searched for by their value.
    """
    kind, action = row.subject.partition(":")[0], row.action.partition(".")[0]
    page = PAGES.get(kind) or PAGES.get(action)
    if page is None:
        return ""
    if page == _DO_NOT_CONTACT_PAGE and row.name:
        return address_of(page, q=row.name)
    return address_of(page)


def _url(record: RecordPage, key: int) -> str:
    address = reverse(record.url_name, args=[key] if record.has_key else [])
    return address + record.query.format(key=key)


def _find_existing(record: RecordPage, keys: set[int], workspace: Workspace | None) -> list[int]:
    model: type[Model] = apps.get_model(record.model)
    rows = model._default_manager.filter(pk__in=keys, workspace=workspace)
    if record.is_deleted_softly:
        rows = rows.filter(deleted_at=None)
    if record.may_be_private:
        rows = rows.filter(is_private=False)
    return list(rows.values_list("pk", flat=True))
