"""Columns of files that HubSpot and Salesforce import, under their own names.

External IDs from the CRM are exported as its IDs, so that its records are updated. Values that
LeadQual adds have their own properties, so that an import never overwrites the CRM's values.
"""

from collections.abc import Mapping, Sequence

from leadqual.leads.models import Export
from leadqual.search.exports.export_columns import FIXED, MARK, CellKind, ExportColumn

_CRM = "CRM"

_NAMES = {
    "functions": "LeadQual functions",
    "level": "LeadQual level",
    "lead_score": "LeadQual lead score",
    "lead_tier": "LeadQual lead tier",
    "business_model": "LeadQual business model",
    "owner": "LeadQual owner",
    "status": "LeadQual status",
    "tags": "LeadQual tags",
    MARK: "LeadQual do not contact",
    "id": "LeadQual ID",
}
"""Columns of other files → properties that LeadQual adds, to create in the CRM before imports."""
_SOURCES = {
    "functions": """(SELECT array_agg(f.name ORDER BY tl.score DESC, tl.id)
    FROM leads_titlelabel AS tl JOIN taxonomy_function AS f ON f.id = tl.function_id
   WHERE tl.job_title_id = c.job_title_id)""",
    "business_model": "coalesce(nullif(o.business_model, 'unknown'), '')",
}
"""Columns whose cells differ from those of other files."""
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


def _text(code: str, source: str) -> ExportColumn:
    return ExportColumn(code, code, _CRM, f"coalesce({source}::text, '')")


def _id_of(tool: str, code: str, table: str) -> ExportColumn:
    """Return an ID column that contains only IDs from the tool."""
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


def crm_columns(code: str, records: str) -> list[ExportColumn]:
    """Return the columns of `people` or `companies` for a CRM: `hubspot` or `salesforce`."""
    own = _PEOPLE if records == Export.Records.PEOPLE else _COMPANIES
    return [*own[code], *(_written(code, one) for one in _properties(records))]


def crm_properties(records: str) -> list[tuple[str, list[str]]]:
    """Return the properties to create before an import: name, HubSpot type, Salesforce type."""
    return [
        (one.code, [types[one.kind] for types in _TYPES.values()]) for one in _properties(records)
    ]


def _properties(records: str) -> list[ExportColumn]:
    known = FIXED[records]
    return [
        ExportColumn(name, name, _CRM, _SOURCES.get(code, known[code].source), known[code].kind)
        for code, name in _NAMES.items()
        if code in known
    ]


def _written(code: str, one: ExportColumn) -> ExportColumn:
    if one.kind == CellKind.FLAG and code == "salesforce":  # Reads 1 and 0; HubSpot Yes and No.
        return _number(one.code, f"{one.source}::int")
    return one
