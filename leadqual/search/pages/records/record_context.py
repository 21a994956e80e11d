"""What the pages of a person and of a company show alike."""

from leadqual.accounts.page_routes import WorkspaceRequest
from leadqual.leads.models import Company, Contact
from leadqual.leads.records.custom_values import custom_facts
from leadqual.leads.records.fact_reports import reported_fields
from leadqual.leads.records.fills import field_sources
from leadqual.leads.records.statuses import statuses_of
from leadqual.search.lists.selectors import lists_with
from leadqual.search.pages.records.notes import notes_context


def record_context(request: WorkspaceRequest, record: Contact | Company) -> dict[str, object]:
    """Return notes, lists, custom fields, status, and where values come from."""
    return {
        "record": record,
        **notes_context(request, record),
        "lists": lists_with(record, request.user),
        "custom_facts": custom_facts(record),
        "status": statuses_of(request.workspace).status(record.status),
        "sources": field_sources(record),
        "reported": reported_fields(record),
    }
