"""Links from audit rows to pages of records, and writes of the audit log."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from leadqual.accounts.models import ApiKey, AuditRow, User, Workspace
from leadqual.accounts.models.audit import FROM_COMMAND_LINE
from leadqual.core.command_line import is_command_line
from leadqual.core.pages.panels import address_of
from leadqual.core.requests.request_ids import client_address

_ENTRIES = "search:do_not_contact"
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
MAX_NAME = 300


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

"""List page for records that have no page of their own or are gone; by the kind of the subject, or
else of the action."""


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
        for key in _existing(record, wanted, workspace)
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
    if record.may_be_private:
        rows = rows.filter(is_private=False)
    return list(rows.values_list("pk", flat=True))


# Who makes the current request, and from where; stored in rows of the audit log.


@dataclass(slots=True)
class Origin:
    """Where a change comes from.

    Args:
        ip_address: of the request; None for jobs and commands.
        api_key: of the request; None for people and jobs.
        is_command_line: whether a command on the server makes the change.
    """

    ip_address: str | None = None
    api_key: ApiKey | None = None
    is_command_line: bool = False


_current: ContextVar[Origin | None] = ContextVar("audit_origin", default=None)


def current_origin() -> Origin:
    """Return the origin of current changes; outside of requests it has no IP address."""
    return _current.get() or Origin(is_command_line=is_command_line())


def note_api_key(key: ApiKey) -> None:
    """Note that the current request uses this API key."""
    origin = _current.get()
    if origin is not None:
        origin.api_key = key


@contextmanager
def origin_of(request: HttpRequest) -> Iterator[None]:
    """Record changes inside the context as coming from this request."""
    token = _current.set(Origin(ip_address=client_address(request)))
    try:
        yield
    finally:
        _current.reset(token)


class AuditOriginMiddleware:
    """Set the origin of each request for the audit log."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with origin_of(request):
            return self.get_response(request)


# Writes of the audit log.


def record_audit(
    *,
    workspace: Workspace | None,
    actor: User | None,
    action: str,
    subject: str,
    name: str = "",
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
    details: dict[str, object] | None = None,
) -> AuditRow:
    """Add a row to the audit log; call it in the transaction of the change that it records.

    Adds the API key and IP address of the current request, or a note that a command did it.

    Args:
        workspace: whose log; None for the log of the installation.
        actor: None for automatic changes.
        action: kind and event, e.g. `do_not_contact.set`.
        subject: kind and key, e.g. `contact:17`.
        name: current name of the subject, e.g. `anna@example.com`; shown instead of the key.
        before: values before the change, if any.
        after: values after the change, if any.
        details: anything else worth recording.
    """
    origin = current_origin()
    where: dict[str, object] = {"from": FROM_COMMAND_LINE} if origin.is_command_line else {}
    return AuditRow.objects.create(
        workspace=workspace,
        actor=actor,
        api_key=origin.api_key,
        ip_address=origin.ip_address,
        action=action,
        subject=subject,
        name=name[:MAX_NAME],
        before=before,
        after=after,
        details=where | (details or {}),
    )


# The only way to change or delete rows of the audit log: erasing a person, purging a workspace.


def allow_audit_erasure() -> None:
    """Let only the current transaction change and delete rows of the audit log.

    Call it only to erase personal data, to delete expired data, or to purge a workspace or its
    sample data.

    Raises:
        TransactionManagementError: no transaction is open, so it would have no effect.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("Audit rows are erased in a transaction.")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL leadqual.audit_erasure = 'on'")


def refuse_audit_erasure() -> None:
    """Forbid changes to the audit log again for the rest of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL leadqual.audit_erasure = 'off'")


@transaction.atomic
def purge_audit_log(*, workspace: Workspace, before: datetime | None = None) -> int:
    """Delete the audit log of a workspace that is purged; return the number of deleted rows.

    With `before`, delete only older rows: those of sample data.

    Rows about the installation by its API keys stay in the installation's log; the name of the
    key moves to the details, so that the key can be deleted.
    """
    allow_audit_erasure()
    of_keys = AuditRow.objects.filter(workspace=None, api_key__workspace=workspace)
    for row in of_keys if before is None else ():
        row.details = {**row.details, "api_key": str(row.api_key)}
        row.api_key = None
        row.save(update_fields=["details", "api_key"])
    rows = AuditRow.objects.filter(workspace=workspace)
    n_rows, _ = (rows if before is None else rows.filter(created_at__lt=before)).delete()
    refuse_audit_erasure()
    return n_rows
