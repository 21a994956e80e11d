"""The columns of files that HubSpot and Salesforce import, under the names that they know.

IDs that came from there as external IDs go back as IDs, so that their records are updated.
"""

from collections.abc import Mapping, Sequence

from leadqual.search.exports.export_columns import MARK, CellKind, ExportColumn, all_columns

_CRM = "CRM"


def _text(code: str, source: str) -> ExportColumn:
    return ExportColumn(code, code, _CRM, f"coalesce({source}::text, '')")


def _id_of(tool: str, code: str, table: str) -> ExportColumn:
    """Return a column of IDs, which holds only those that came from the tool."""
    source = f"CASE WHEN {table}.external_source = '{tool}' THEN {table}.external_id END"
    return _text(code, source)


def _number(code: str, source: str) -> ExportColumn:
    return ExportColumn(code, code, _CRM, source, CellKind.WHOLE)


_PEOPLE: Mapping[str, Sequence[ExportColumn]] = {
    "hubspot": (
        _id_of("HubSpot", "Record ID", "c"),
        _text("First Name", "c.first_name"),
        _text("Last Name", "c.last_name"),
        _text("Email", "c.email"),
        _text("Phone Number", "c.phone"),
        _text("Job Title", "c.title"),
        _text("Company Name", "o.name"),
        _id_of("HubSpot", "Primary Associated Company ID", "o"),
        _text("Company Domain Name", "o.domain"),
        _text("City", "c.city"),
        _text("State/Region", "c.state"),
        _text("Country/Region", "c.country"),
        _text("LinkedIn URL", "c.linkedin_url"),
        _number("LeadQual ID", "c.id"),
    ),
    "salesforce": (
        _id_of("Salesforce", "Contact ID", "c"),
        _text("First Name", "c.first_name"),
        _text("Last Name", "c.last_name"),
        _text("Email", "c.email"),
        _text("Phone", "c.phone"),
        _text("Title", "c.title"),
        _text("Account Name", "o.name"),
        _id_of("Salesforce", "Account ID", "o"),
        _text("Account Website", "o.website"),
        _text("Mailing City", "c.city"),
        _text("Mailing State/Province", "c.state"),
        _text("Mailing Country", "c.country"),
        _text("LinkedIn URL", "c.linkedin_url"),
        _number("LeadQual ID", "c.id"),
    ),
}
_COMPANIES: Mapping[str, Sequence[ExportColumn]] = {
    "hubspot": (
        _id_of("HubSpot", "Record ID", "o"),
        _text("Company name", "o.name"),
        _text("Company Domain Name", "o.domain"),
        _text("Website URL", "o.website"),
        _text("Industry", "o.industry"),
        _number("Number of Employees", "o.employees"),
        _number("Year Founded", "o.founded"),
        _text("Description", "o.overview"),
        _text("LinkedIn Company Page", "o.linkedin_url"),
        _text("City", "o.city"),
        _text("State/Region", "o.state"),
        _text("Country/Region", "o.country"),
        _number("LeadQual ID", "o.id"),
    ),
    "salesforce": (
        _id_of("Salesforce", "Account ID", "o"),
        _text("Account Name", "o.name"),
        _text("Website", "o.website"),
        _text("Industry", "o.industry"),
        _number("Employees", "o.employees"),
        _number("Year Started", "o.founded"),
        _text("Description", "o.overview"),
        _text("Billing City", "o.city"),
        _text("Billing State/Province", "o.state"),
        _text("Billing Country", "o.country"),
        _number("LeadQual ID", "o.id"),
    ),
}


def crm_people_columns(code: str, *, has_stopped: bool) -> list[ExportColumn]:
    """Return the columns of people for a CRM; with the mark where stopped people are there.

    Args:
        code: `hubspot` or `salesforce`.
        has_stopped: people who must not be contacted are in the file.
    """
    return [*_PEOPLE[code], *([all_columns()[MARK]] if has_stopped else [])]


def crm_company_columns(code: str) -> list[ExportColumn]:
    """Return the columns of companies for a CRM: `hubspot` or `salesforce`."""
    return [*_COMPANIES[code]]
