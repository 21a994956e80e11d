"""Columns of files that HubSpot and Salesforce import, under their own names.

External IDs from the CRM are exported as its IDs, so that its records are updated. Values that
LeadQual adds have their own properties, so that an import never overwrites the CRM's values.
"""

from collections.abc import Mapping, Sequence

from leadqual.leads.models import Export
from leadqual.search.exports.export_columns import BUILT_IN_COLUMNS, MARK, CellKind, ExportColumn

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


def _text_column(code: str, source: str) -> ExportColumn:
    return ExportColumn(code, code, _CRM, f"coalesce({source}::text, '')")


def _id_column(tool: str, code: str, table: str) -> ExportColumn:
    """Return an ID column that contains only IDs from the tool."""
    source = f"CASE WHEN {table}.external_source = '{tool}' THEN {table}.external_id END"
    return _text_column(code, source)


def _number_column(code: str, source: str) -> ExportColumn:
    return ExportColumn(code, code, _CRM, source, CellKind.WHOLE)


_PEOPLE: Mapping[str, Sequence[ExportColumn]] = {
    "hubspot": (
        _id_column("HubSpot", "Record ID", "c"),
        _text_column("First Name", "c.first_name"),
        _text_column("Last Name", "c.last_name"),
        _text_column("Email", "c.email"),
        _text_column("Phone Number", "c.phone"),
        _text_column("Job Title", "c.title"),
        _text_column("Company Name", "o.name"),
        _id_column("HubSpot", "Primary Associated Company ID", "o"),
        _text_column("Company Domain Name", "o.domain"),
        _text_column("City", "c.city"),
        _text_column("State/Region", "c.state"),
        _text_column("Country/Region", "c.country"),
        _text_column("LinkedIn URL", "c.linkedin_url"),
    ),
    "salesforce": (
        _id_column("Salesforce", "Contact ID", "c"),
        _text_column("First Name", "c.first_name"),
        _text_column("Last Name", "c.last_name"),
        _text_column("Email", "c.email"),
        _text_column("Phone", "c.phone"),
        _text_column("Title", "c.title"),
        _text_column("Account Name", "o.name"),
        _id_column("Salesforce", "Account ID", "o"),
        _text_column("Account Website", "o.website"),
        _text_column("Mailing City", "c.city"),
        _text_column("Mailing State/Province", "c.state"),
        _text_column("Mailing Country", "c.country"),
        _text_column("LinkedIn URL", "c.linkedin_url"),
    ),
}
_COMPANIES: Mapping[str, Sequence[ExportColumn]] = {
    "hubspot": (
        _id_column("HubSpot", "Record ID", "o"),
        _text_column("Company name", "o.name"),
        _text_column("Company Domain Name", "o.domain"),
        _text_column("Website URL", "o.website"),
        _text_column("Industry", "o.industry"),
        _number_column("Number of Employees", "o.employees"),
        _number_column("Year Founded", "o.founded"),
        _text_column("Description", "o.overview"),
        _text_column("LinkedIn Company Page", "o.linkedin_url"),
        _text_column("City", "o.city"),
        _text_column("State/Region", "o.state"),
        _text_column("Country/Region", "o.country"),
    ),
    "salesforce": (
        _id_column("Salesforce", "Account ID", "o"),
        _text_column("Account Name", "o.name"),
        _text_column("Website", "o.website"),
        _text_column("Industry", "o.industry"),
        _number_column("Employees", "o.employees"),
        _number_column("Year Started", "o.founded"),
        _text_column("Description", "o.overview"),
        _text_column("Billing City", "o.city"),
        _text_column("Billing State/Province", "o.state"),
        _text_column("Billing Country", "o.country"),
    ),
}


def crm_columns(code: str, records: str) -> list[ExportColumn]:
    """Return the columns of `people` or `companies` for a CRM: `hubspot` or `salesforce`."""
    columns_by_tool = _PEOPLE if records == Export.Records.PEOPLE else _COMPANIES
    return [
        *columns_by_tool[code],
        *(_adapt_column(code, column) for column in _added_columns(records)),
    ]


def crm_properties(records: str) -> list[tuple[str, list[str]]]:
    """Return the properties to create before an import: name, HubSpot type, Salesforce type."""
    return [
        (column.code, [types[column.kind] for types in _TYPES.values()])
        for column in _added_columns(records)
    ]


def _added_columns(records: str) -> list[ExportColumn]:
    built_in = BUILT_IN_COLUMNS[records]
    return [
        ExportColumn(
            name, name, _CRM, _SOURCES.get(code, built_in[code].source), built_in[code].kind
        )
        for code, name in _NAMES.items()
        if code in built_in
    ]


def _adapt_column(code: str, column: ExportColumn) -> ExportColumn:
    if column.kind == CellKind.FLAG and code == "salesforce":  # Reads 1 and 0; HubSpot Yes and No.
        return _number_column(column.code, f"{column.source}::int")
    return column
