"""Columns of exports, one row each, and the custom ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from leadqual.accounts.models import Workspace
from leadqual.core.errors import WrongValue
from leadqual.leads.company_fields import COMPANY_FIELDS, CompanyField, FieldKind
from leadqual.leads.errors import UnknownColumnError
from leadqual.leads.models import CustomField, Export
from leadqual.leads.records.custom_fields import fields_of
from leadqual.search.columns.table_columns import CUSTOM_PREFIX
from leadqual.taxonomy.selectors import other_tools

MARK = "do_not_contact"
"""Do-not-contact column, always present in exports that may include such people."""

TOOL_PREFIX = "in_"
"""Code prefix, before the slug of another tool, of the column with its names for the functions."""
CUSTOM_GROUP = "Custom fields"
TOOL_GROUP = "Mapped to other tools"
_PERSON, _TITLE, _COMPANY = "Person", "Title", "Company"
_FIRMOGRAPHICS, _RECORD = "Normalized", "Record"
_PEOPLE, _COMPANIES = Export.Records.PEOPLE, Export.Records.COMPANIES
_CONTACTS = "(SELECT count(*) FROM leads_contact AS c WHERE c.company_id = o.id)"
_ALIASES = {_PEOPLE: ("contact", "c"), _COMPANIES: ("company", "o")}
"""Records of an export → code of their kind, and alias of their table in the statement."""


class CellKind(StrEnum):
    """Data type of the cells of a column."""

    TEXT = "text"
    WHOLE = "whole"
    NUMBER = "number"
    DATE = "date"
    FLAG = "flag"
    TEXTS = "texts"


_WHOLE, _FLAG, _TEXTS, _DATE = CellKind.WHOLE, CellKind.FLAG, CellKind.TEXTS, CellKind.DATE
_CELL_KINDS = {
    FieldKind.ENTRIES: _TEXTS,
    FieldKind.SENTENCES: _TEXTS,
    FieldKind.WHOLE: _WHOLE,
    FieldKind.YEAR: _WHOLE,
}
"""Kind of a company field → kind of its cells, if not text."""


@dataclass(frozen=True, slots=True)
class ExportColumn:
    """One column of an export.

    Args:
        code: its name in the file and in URLs.
        label: its name on pages.
        group: heading under which it is shown.
        source: SQL over `c` (contact), `o` (company), `t` (title), `l` (level), `i` (industry);
            of companies only over `o`. Empty if the cells derive from the functions of the title.
        kind: of its cells; missing values are null, in text cells of fixed columns empty.
    """

    code: str
    label: str
    group: str
    source: str = ""
    kind: CellKind = CellKind.TEXT


def _company_field_column(field: CompanyField, prefix: str = "") -> ExportColumn:
    kind = _CELL_KINDS.get(field.kind, CellKind.TEXT)
    source = f"o.{field.code}" if kind != CellKind.TEXT else f"coalesce(o.{field.code}::text, '')"
    return ExportColumn(f"{prefix}{field.code}", field.label, _COMPANY, source, kind)


def _split_lines(column: str) -> str:
    return f"string_to_array(nullif(c.{column}, ''), chr(10))"


def _owner(table: str) -> str:
    return f"coalesce((SELECT u.email FROM accounts_user u WHERE u.id = {table}.owner_id), '')"  # noqa: S608


def _activity(table: str) -> str:
    return f"(coalesce({table}.last_activity_at, {table}.created_at) AT TIME ZONE 'UTC')::date"


def _status(table: str) -> str:
    """Return the SQL for the label of the status of `c` or `o`."""
    label = f"""(SELECT s.label FROM leads_salesstatus AS s
   WHERE s.workspace_id = {table}.workspace_id AND s.code = {table}.status)"""  # noqa: S608
    return f"coalesce({label}, {table}.status)"


_PEOPLE_COLUMNS = (
    ExportColumn("first_name", "First name", _PERSON, "c.first_name"),
    ExportColumn("last_name", "Last name", _PERSON, "c.last_name"),
    ExportColumn("email", "Email", _PERSON, "coalesce(c.email, '')"),
    ExportColumn("phone", "Phone", _PERSON, "c.phone"),
    ExportColumn("title", "Job title", _TITLE, "c.title"),
    ExportColumn("functions", "Functions", _TITLE, kind=_TEXTS),
    ExportColumn("departments", "Departments", _TITLE, kind=_TEXTS),
    ExportColumn("level", "Level", _TITLE, "coalesce(l.name, '')"),
    ExportColumn("industry", "Title industry", _TITLE, "coalesce(i.name, '')"),
    ExportColumn("company", "Company", _COMPANY, "coalesce(o.name, '')"),
    ExportColumn("domain", "Domain", _COMPANY, "coalesce(o.domain, '')"),
    ExportColumn("company_size", "Size", _COMPANY, "coalesce(o.size_band, '')"),
    ExportColumn("company_industry", "Industry", _COMPANY, "coalesce(o.industry, '')"),
    ExportColumn("business_model", "Business model", _COMPANY, "coalesce(o.business_model, '')"),
    ExportColumn("city", "City", _PERSON, "c.city"),
    ExportColumn("state", "State", _PERSON, "c.state"),
    ExportColumn("country", "Country", _PERSON, "c.country"),
    ExportColumn("linkedin_url", "LinkedIn", _PERSON, "coalesce(c.linkedin_url, '')"),
    ExportColumn("id", "LeadQual ID", _PERSON, "c.id", _WHOLE),
    ExportColumn("external_id", "External ID", _PERSON, "coalesce(c.external_id, '')"),
    ExportColumn(
        "other_titles", "Other current titles", _TITLE, _split_lines("other_titles"), _TEXTS
    ),
    ExportColumn("past_titles", "Past titles", _TITLE, _split_lines("past_titles"), _TEXTS),
    ExportColumn("lead_score", "Lead score", _PERSON, "c.lead_score", _WHOLE),
    ExportColumn("lead_tier", "Lead tier", _PERSON, "c.lead_tier"),
    ExportColumn("place_as_written", "Place as written", _PERSON, "c.place"),
    ExportColumn("owner", "Owner", _PERSON, _owner("c")),
    ExportColumn("status", "Status", _PERSON, _status("c")),
    ExportColumn("tags", "Tags", _PERSON, "c.tags", _TEXTS),
    ExportColumn("last_activity", "Last activity", _PERSON, _activity("c"), _DATE),
    ExportColumn(MARK, "Do not contact", _PERSON, "c.do_not_contact", _FLAG),
    *(_company_field_column(field, "company_") for field in COMPANY_FIELDS if field.in_exports),
)
_COMPANY_COLUMNS = (
    *(_company_field_column(field) for field in COMPANY_FIELDS),
    ExportColumn("sector", "Sector", _FIRMOGRAPHICS, "o.sector"),
    ExportColumn("standard_industry", "Standard industry", _FIRMOGRAPHICS, "o.standard_industry"),
    ExportColumn("size_band", "Size band", _FIRMOGRAPHICS, "o.size_band"),
    ExportColumn("regions", "Regions", _FIRMOGRAPHICS, "o.regions", _TEXTS),
    ExportColumn("business_model", "Business model", _FIRMOGRAPHICS, "o.business_model"),
    ExportColumn("contacts", "Contacts", _RECORD, _CONTACTS, _WHOLE),
    ExportColumn("id", "LeadQual ID", _RECORD, "o.id", _WHOLE),
    ExportColumn("owner", "Owner", _RECORD, _owner("o")),
    ExportColumn("status", "Status", _RECORD, _status("o")),
    ExportColumn("tags", "Tags", _RECORD, "o.tags", _TEXTS),
    ExportColumn("last_activity", "Last activity", _RECORD, _activity("o"), _DATE),
)
BUILT_IN_COLUMNS: Mapping[str, Mapping[str, ExportColumn]] = {
    records: {column.code: column for column in columns}
    for records, columns in ((_PEOPLE, _PEOPLE_COLUMNS), (_COMPANIES, _COMPANY_COLUMNS))
}
"""Records of an export → code → built-in column, in file order."""

DEFAULT_COLUMNS: Mapping[str, Sequence[str]] = {
    _PEOPLE: [*BUILT_IN_COLUMNS[_PEOPLE]][:18],
    _COMPANIES: (
        "name",
        "domain",
        "website",
        "linkedin_url",
        "industry",
        "city",
        "state",
        "country",
        "employees",
        "founded",
        "sector",
        "standard_industry",
        "size_band",
        "business_model",
        "contacts",
        "id",
    ),
}
"""Records of an export → codes of the default columns."""


def all_columns(
    workspace: Workspace | None = None, records: str = _PEOPLE
) -> dict[str, ExportColumn]:
    """Return every column by code, in file order; at most one query, two with a workspace.

    Args:
        workspace: whose custom fields get columns; None for none.
        records: `people` or `companies`.
    """
    tools = other_tools() if records == _PEOPLE else ()
    tool_columns = {
        (code := f"{TOOL_PREFIX}{tool.slug}"): ExportColumn(
            code, f"{tool.name} {tool.calls}", TOOL_GROUP, kind=CellKind.TEXTS
        )
        for tool in tools
    }
    kind, table = _ALIASES[Export.Records(records)]
    fields = fields_of(workspace, kind) if workspace else ()
    custom = {
        (code := f"{CUSTOM_PREFIX}{field.code}"): ExportColumn(
            code, field.label, CUSTOM_GROUP, *_custom_source(field, table)
        )
        for field in fields
    }
    return {**BUILT_IN_COLUMNS[records], **tool_columns, **custom}


def _custom_source(field: CustomField, table: str) -> tuple[str, CellKind]:
    value = f"{table}.custom ->> '{field.code}'"  # A code has only letters, digits and `_`.
    if field.kind == CustomField.Kind.NUMBER:
        is_number = f"jsonb_typeof({table}.custom -> '{field.code}') = 'number'"
        return f"CASE WHEN {is_number} THEN ({value})::numeric END", CellKind.NUMBER
    if field.kind == CustomField.Kind.DATE:
        is_date = f"pg_input_is_valid({value}, 'date')"
        return f"CASE WHEN {is_date} THEN ({value})::date END", CellKind.DATE
    return value, CellKind.TEXT


def chosen_columns(
    codes: Sequence[str],
    *,
    has_stopped: bool = False,
    workspace: Workspace | None = None,
    keeps_order: bool = False,
    records: str = _PEOPLE,
) -> list[ExportColumn]:
    """Return the columns with these codes, each once; the default ones for no codes.

    Args:
        codes: of the columns.
        has_stopped: add the do-not-contact column.
        workspace: whose custom fields are known.
        keeps_order: in the order of the codes instead of the usual one.
        records: `people` or `companies`.

    Raises:
        UnknownColumnError: there is no column with one of the codes.
    """
    wanted_codes = [*(codes or DEFAULT_COLUMNS[records]), *([MARK] if has_stopped else [])]
    known = all_columns(workspace, records)
    if unknown := sorted(set(wanted_codes) - known.keys()):
        quoted = ", ".join(f"“{code[:60]}”" for code in unknown[:3])
        raise UnknownColumnError(
            f"There is no column {quoted}. Columns: {', '.join(known)}.",
            *(WrongValue("column", code, known, "There is no such column.") for code in unknown),
        )
    ordered_codes = (
        dict.fromkeys(wanted_codes)
        if keeps_order
        else [code for code in known if code in wanted_codes]
    )
    return [known[code] for code in ordered_codes]
