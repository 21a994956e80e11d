"""The columns of files that HubSpot and Salesforce import, under the names that they know.

IDs that came from there as external IDs go back as IDs, so that their records are updated. What
LeadQual adds has properties of its own, so that no import overwrites what the CRM knows itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from leadqual.leads.models import Export
from leadqual.search.exports.export_columns import CellKind, ExportColumn

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
    ),
}


@dataclass(frozen=True, slots=True)
class CrmProperty:
    """A property that LeadQual adds, and that the CRM needs before the file is imported.

    Args:
        name: of the property, and of the column.
        kind: of its cells.
        of_people: SQL as in `ExportColumn`; empty where only companies have it.
        of_companies: SQL over `o`; empty where only people have it.
    """

    name: str
    kind: CellKind
    of_people: str = ""
    of_companies: str = ""


_FUNCTIONS = """(SELECT array_agg(f.name ORDER BY tl.score DESC, tl.id)
    FROM leads_titlelabel AS tl JOIN taxonomy_function AS f ON f.id = tl.function_id
   WHERE tl.job_title_id = c.job_title_id)"""
_OWNER = "coalesce((SELECT u.email FROM accounts_user AS u WHERE u.id = {}.owner_id), '')"
_MODEL = "coalesce(nullif(o.business_model, 'unknown'), '')"
_PROPERTIES = (
    CrmProperty("LeadQual functions", CellKind.TEXTS, _FUNCTIONS),
    CrmProperty("LeadQual level", CellKind.TEXT, "coalesce(l.name, '')"),
    CrmProperty("LeadQual lead score", CellKind.WHOLE, "c.lead_score"),
    CrmProperty("LeadQual lead tier", CellKind.TEXT, "c.lead_tier"),
    CrmProperty("LeadQual business model", CellKind.TEXT, _MODEL, _MODEL),
    CrmProperty("LeadQual owner", CellKind.TEXT, _OWNER.format("c"), _OWNER.format("o")),
    CrmProperty("LeadQual status", CellKind.TEXT, "c.status", "o.status"),
    CrmProperty("LeadQual tags", CellKind.TEXTS, "c.tags", "o.tags"),
    CrmProperty("LeadQual do not contact", CellKind.FLAG, "c.do_not_contact"),
    CrmProperty("LeadQual ID", CellKind.WHOLE, "c.id", "o.id"),
)
_TYPES: Mapping[str, Mapping[CellKind, str]] = {
    "hubspot": {
        CellKind.TEXT: "Single-line text",
        CellKind.TEXTS: "Multi-line text",
        CellKind.WHOLE: "Number",
        CellKind.FLAG: "Single checkbox",
    },
    "salesforce": {
        CellKind.TEXT: "Text",
        CellKind.TEXTS: "Text Area (Long)",
        CellKind.WHOLE: "Number",
        CellKind.FLAG: "Checkbox",
    },
}


def crm_columns(code: str, records: str) -> list[ExportColumn]:
    """Return the columns of `people` or `companies` for a CRM: `hubspot` or `salesforce`."""
    known = _PEOPLE[code] if records == Export.Records.PEOPLE else _COMPANIES[code]
    return [*known, *(_added(code, one, source) for one, source in _properties(records))]


def crm_properties(records: str) -> list[tuple[str, list[str]]]:
    """Return what a CRM needs before an import: name, type in HubSpot and in Salesforce."""
    return [
        (one.name, [types[one.kind] for types in _TYPES.values()])
        for one, _ in _properties(records)
    ]


def _properties(records: str) -> list[tuple[CrmProperty, str]]:
    of_people = records == Export.Records.PEOPLE
    sources = ((one, one.of_people if of_people else one.of_companies) for one in _PROPERTIES)
    return [(one, source) for one, source in sources if source]


def _added(code: str, one: CrmProperty, source: str) -> ExportColumn:
    if one.kind == CellKind.FLAG and code == "salesforce":  # Reads 1 and 0, HubSpot Yes and No.
        return _number(one.name, f"{source}::int")
    return ExportColumn(one.name, one.name, _CRM, source, one.kind)
