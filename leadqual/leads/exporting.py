"""Contacts of a search or a list as streamed CSV; who must not be contacted never leaves."""

import csv
from collections.abc import Iterator

from django.db.models import QuerySet

from leadqual.accounts.models import User, Workspace
from leadqual.accounts.services import record_audit
from leadqual.leads.models import Contact, ContactList
from leadqual.leads.search import ContactQuery
from leadqual.leads.selectors import contactable, matching_contacts

COLUMNS = (
    *("first_name", "last_name", "email", "phone", "title", "functions", "departments"),
    *("level", "industry", "company", "domain", "company_size", "company_industry"),
    *("business_model", "city", "state", "country", "linkedin_url"),
)
CHUNK = 2_000
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


class _Echo:
    """A file that gives back what is written, for the CSV writer."""

    def write(self, text: str) -> str:
        return text


def start_export(*, workspace: Workspace, query: ContactQuery, author: User) -> Iterator[str]:
    """Record the export and return its lines; rows are read while they are sent.

    Args:
        workspace: whose contacts.
        query: which of them; its order and its page do not matter.
        author: kept in the audit trail.
    """
    contacts = matching_contacts(contactable(workspace), workspace, query)
    record_audit(
        workspace=workspace,
        actor=author,
        action="contacts.exported",
        subject=f"workspace:{workspace.pk}",
        details={"query": query.to_query(), "n_people": contacts.order_by().count()},
    )
    return _lines(contacts)


def start_list_export(*, contact_list: ContactList, author: User) -> Iterator[str]:
    """Record the export of a list and return its lines; do-not-contact counts as it is now."""
    contacts = contactable(contact_list.workspace).filter(list_entries__contact_list=contact_list)
    record_audit(
        workspace=contact_list.workspace,
        actor=author,
        action="list.exported",
        subject=f"list:{contact_list.pk}",
        details={"n_people": contacts.order_by().count()},
    )
    return _lines(contacts)


def defused(cell: str) -> str:
    """Put an apostrophe before what a spreadsheet would run as a formula."""
    return f"'{cell}" if cell.lstrip(" ").startswith(_FORMULA_STARTS) else cell


def _lines(contacts: QuerySet[Contact]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\N{ZERO WIDTH NO-BREAK SPACE}" + writer.writerow(COLUMNS)  # Excel reads UTF-8 by it.
    ordered = contacts.order_by("last_name", "first_name", "pk")
    for contact in ordered.iterator(chunk_size=CHUNK):
        yield writer.writerow([defused(cell) for cell in _cells(contact)])


def _cells(contact: Contact) -> list[str]:
    title, company = contact.job_title, contact.company
    labels = list(title.labels.all()) if title else []
    departments = dict.fromkeys(label.function.department.name for label in labels)
    return [
        contact.first_name,
        contact.last_name,
        contact.email or "",
        contact.phone,
        contact.title,
        "; ".join(label.function.name for label in labels),
        "; ".join(departments),
        title.level.name if title and title.level else "",
        title.industry.name if title and title.industry else "",
        company.name if company else "",
        (company.domain or "") if company else "",
        company.size if company else "",
        company.industry if company else "",
        company.business_model if company else "",
        contact.city,
        contact.state,
        contact.country,
        contact.linkedin_url or "",
    ]
