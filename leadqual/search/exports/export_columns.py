"""Columns of exports, and where their cells come from."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from leadqual.accounts.models import Workspace
from leadqual.core import clock
from leadqual.core.errors import WrongValue
from leadqual.leads.company_fields import COMPANY_FIELDS, CompanyField, FieldKind
from leadqual.leads.do_not_contact.leaving_values import IS_STOPPED
from leadqual.leads.errors import UnknownColumnError
from leadqual.leads.models import CustomField
from leadqual.leads.records.custom_fields import fields_of
from leadqual.taxonomy.models import Function
from leadqual.taxonomy.selectors import crosswalk, other_tools

MARK = "do_not_contact"
"""Do-not-contact column, always present in exports that may include such people."""

_PERSON, _TITLE, _COMPANY = "Person", "Title", "Company"
TOOLS = "Mapped to other tools"
_OWNER = "(SELECT u.email FROM accounts_user u WHERE u.id = c.owner_id)"
_ACTIVITY = "(coalesce(c.last_activity_at, c.created_at) AT TIME ZONE 'UTC')::date"
TOOL_PREFIX = "in_"
CUSTOM_PREFIX, CUSTOM_GROUP = "custom_", "Custom fields"
CHUNK = 10_000
_ROWS = """
    SELECT c.id, c.job_title_id{sources}
      FROM unnest(%(keys)s::bigint[]) WITH ORDINALITY AS wanted (id, place)
      JOIN leads_contact AS c ON c.id = wanted.id
      LEFT JOIN leads_company AS o ON o.id = c.company_id
      LEFT JOIN leads_jobtitle AS t ON t.id = c.job_title_id
      LEFT JOIN taxonomy_level AS l ON l.id = t.level_id
      LEFT JOIN taxonomy_industry AS i ON i.id = t.industry_id
     WHERE {allowed}
     ORDER BY wanted.place
"""
_ALLOWED = f"""
           c.workspace_id = %(workspace)s
       AND (%(has_stopped)s OR c.paused_until IS NULL OR c.paused_until <= %(today)s)
       AND (%(has_stopped)s OR NOT {IS_STOPPED})
"""
_N_ALLOWED = """
    SELECT count(*) FROM leads_contact AS c
     WHERE c.id = ANY(%(keys)s::bigint[]) AND {allowed}
"""
_LABELS = """
    SELECT job_title_id, array_agg(function_id ORDER BY score DESC, id)
      FROM leads_titlelabel WHERE job_title_id = ANY(%(titles)s::bigint[]) GROUP BY job_title_id
"""
Cells = list[Any]
Chunk = list[Cells]
Sender = Callable[[Sequence[int]], None]
Namer = Callable[[Sequence[int]], tuple[str, ...]]


class CellKind(StrEnum):
    """Data type of the cells of a column."""

    TEXT = "text"
    WHOLE = "whole"
    NUMBER = "number"
    DATE = "date"
    FLAG = "flag"
    TEXTS = "texts"


@dataclass(frozen=True, slots=True)
class ExportColumn:
    """One column of an export.

    Args:
        code: its name in the file and in URLs.
        label: its name on pages.
        group: heading under which it is shown.
        source: SQL over `c` (contact), `o` (company), `t` (title), `l` (level), `i` (industry);
            empty if the cells derive from the functions of the title.
        kind: of its cells; missing values are null, in text cells of fixed columns empty.
    """

    code: str
    label: str
    group: str
    source: str = ""
    kind: CellKind = CellKind.TEXT


_WHOLE, _FLAG, _TEXTS = CellKind.WHOLE, CellKind.FLAG, CellKind.TEXTS
_DATE = CellKind.DATE
CELL_KINDS = {
    FieldKind.ENTRIES: _TEXTS,
    FieldKind.SENTENCES: _TEXTS,
    FieldKind.WHOLE: _WHOLE,
    FieldKind.YEAR: _WHOLE,
}
"""Kind of a company field → kind of its cells, if not text."""


def _of_company(field: CompanyField) -> ExportColumn:
    kind = CELL_KINDS.get(field.kind, CellKind.TEXT)
    source = f"o.{field.code}" if kind != CellKind.TEXT else f"coalesce(o.{field.code}::text, '')"
    return ExportColumn(f"company_{field.code}", field.label, _COMPANY, source, kind)


def _held(column: str) -> str:
    return f"string_to_array(nullif(c.{column}, ''), chr(10))"


def status_label(table: str) -> str:
    """Return the SQL for the label of the status of `c` or `o`."""
    label = f"""(SELECT s.label FROM leads_salesstatus AS s
   WHERE s.workspace_id = {table}.workspace_id AND s.code = {table}.status)"""  # noqa: S608
    return f"coalesce({label}, {table}.status)"


_ALL = (
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
    ExportColumn("other_titles", "Other current titles", _TITLE, _held("other_titles"), _TEXTS),
    ExportColumn("past_titles", "Past titles", _TITLE, _held("past_titles"), _TEXTS),
    ExportColumn("lead_score", "Lead score", _PERSON, "c.lead_score", _WHOLE),
    ExportColumn("lead_tier", "Lead tier", _PERSON, "c.lead_tier"),
    ExportColumn("place_as_written", "Place as written", _PERSON, "c.place"),
    ExportColumn("owner", "Owner", _PERSON, f"coalesce({_OWNER}, '')"),
    ExportColumn("status", "Status", _PERSON, status_label("c")),
    ExportColumn("tags", "Tags", _PERSON, "c.tags", _TEXTS),
    ExportColumn("last_activity", "Last activity", _PERSON, _ACTIVITY, _DATE),
    ExportColumn(MARK, "Do not contact", _PERSON, "c.do_not_contact", _FLAG),
    *(_of_company(field) for field in COMPANY_FIELDS if field.in_exports),
)
FIXED = tuple(column.code for column in _ALL)
"""Codes of the built-in columns."""

"""Code prefix, before the slug of another tool, of the column with its names for the functions."""


USUAL = tuple(column.code for column in _ALL[:18])
"""Codes of the default columns of an export."""


def all_columns(workspace: Workspace | None = None) -> dict[str, ExportColumn]:
    """Return every column by code, in file order; one query, two with a workspace.

    Args:
        workspace: whose custom fields get columns; None for none.
    """
    custom = custom_columns(workspace, "contact", "c") if workspace else {}
    tools = (
        ExportColumn(
            f"{TOOL_PREFIX}{tool.slug}", f"{tool.name} {tool.calls}", TOOLS, kind=CellKind.TEXTS
        )
        for tool in other_tools()
    )
    return {**{column.code: column for column in (*_ALL, *tools)}, **custom}


def custom_columns(workspace: Workspace, record: str, table: str) -> dict[str, ExportColumn]:
    """Return a column for each custom field of `contact` or `company`; one query.

    Args:
        workspace: whose fields.
        record: `contact` or `company`.
        table: alias of their table in the statement.
    """
    return {
        f"{CUSTOM_PREFIX}{field.code}": ExportColumn(
            f"{CUSTOM_PREFIX}{field.code}", field.label, CUSTOM_GROUP, *_custom(field, table)
        )
        for field in fields_of(workspace, record)
    }


def _custom(field: CustomField, table: str) -> tuple[str, CellKind]:
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
    has_stopped: bool,
    workspace: Workspace | None = None,
    keeps_order: bool = False,
) -> list[ExportColumn]:
    """Return the columns with these codes; the default ones for no codes.

    Args:
        codes: of the columns.
        has_stopped: add the do-not-contact column.
        workspace: whose custom fields are known.
        keeps_order: see `columns_with`.

    Raises:
        UnknownColumnError: there is no column with one of the codes.
    """
    wanted = (*(codes or USUAL), *([MARK] if has_stopped else []))
    return columns_with(wanted, all_columns(workspace), keeps_order=keeps_order)


def columns_with(
    codes: Sequence[str], known: Mapping[str, ExportColumn], *, keeps_order: bool = False
) -> list[ExportColumn]:
    """Return the columns with these codes, each once.

    Args:
        codes: of the columns.
        known: every column.
        keeps_order: in the order of the codes instead of that of the known columns.

    Raises:
        UnknownColumnError: there is no column with one of the codes.
    """
    if unknown := sorted(set(codes) - known.keys()):
        named = ", ".join(f"“{code[:60]}”" for code in unknown[:3])
        raise UnknownColumnError(
            f"There is no column {named}. Columns: {', '.join(known)}.",
            *(WrongValue("column", code, known, "There is no such column.") for code in unknown),
        )
    ordered = dict.fromkeys(codes) if keeps_order else [one for one in known if one in set(codes)]
    return [known[code] for code in ordered]


# Contacts by key, as columns of plain values, in chunks.

"""Contacts that are read and held at once."""


"""Columns in order, each with one cell for every row."""

"""Called with the keys of the records that are sent."""

"""Keys of the functions of a title, most certain first → text of a cell."""


def nobody_listens(_keys: Sequence[int]) -> None:
    """Ignore the keys."""


def are_allowed(workspace: Workspace, keys: NDArray[np.int64]) -> bool:
    """Return whether all contacts with these keys exist and may be contacted; one query."""
    values = {
        "keys": keys.tolist(),
        "workspace": workspace.pk,
        "today": clock.now().date(),
        "has_stopped": False,
    }
    with connection.cursor() as cursor:
        cursor.execute(_N_ALLOWED.format(allowed=_ALLOWED), values)
        return bool(cursor.fetchone()[0] == len(keys))


def read_chunks(
    workspace: Workspace,
    keys: NDArray[np.int64],
    columns: Sequence[ExportColumn],
    *,
    has_stopped: bool,
    sent: Sender = nobody_listens,
) -> Iterator[Chunk]:
    """Yield the cells of contacts in the order of `keys`.

    Each chunk is read when it is requested, without contacts that are by then deleted, absent or
    marked do not contact. Two queries for each chunk, at most two before the first.

    Args:
        workspace: keys from other workspaces are skipped.
        keys: of contacts.
        columns: with distinct codes, at least one.
        has_stopped: include people who must not be contacted.
        sent: told the keys of each chunk before it is yielded.
    """
    sources = "".join(f", {column.source}" for column in columns if column.source)
    names = _namers(columns)
    for start in range(0, len(keys), CHUNK):
        with connection.cursor() as cursor:
            cursor.execute(
                _ROWS.format(sources=sources, allowed=_ALLOWED),
                {
                    "keys": keys[start : start + CHUNK].tolist(),
                    "workspace": workspace.pk,
                    "has_stopped": has_stopped,
                    "today": clock.now().date(),
                },
            )
            rows = cursor.fetchall()
        if rows:
            sent([row[0] for row in rows])
            yield _columns_of(rows, columns, names)


def _columns_of(
    rows: Sequence[tuple[Any, ...]], columns: Sequence[ExportColumn], names: Mapping[str, Namer]
) -> Chunk:
    _, titles, *found = map(list, zip(*rows, strict=True))
    functions = _functions_of(set(titles) - {None}) if names else {}
    by_code = {code: _named(titles, functions, namer) for code, namer in names.items()}
    plain = iter(found)
    return [next(plain) if column.source else by_code[column.code] for column in columns]


def _functions_of(titles: Iterable[int]) -> dict[int, tuple[int, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(_LABELS, {"titles": list(titles)})
        return {title: tuple(functions) for title, functions in cursor.fetchall()}


def _named(
    titles: Sequence[int | None], functions: Mapping[int, tuple[int, ...]], namer: Namer
) -> Cells:
    """Return the function names of each title; many titles share few combinations of functions."""
    said: dict[tuple[int, ...], tuple[str, ...]] = {(): ()}
    for found in functions.values():
        if found not in said:
            said[found] = namer(found)
    by_title = {title: said[found] for title, found in functions.items()}
    nothing: tuple[str, ...] = ()
    return [by_title.get(title, nothing) for title in titles]  # type: ignore[arg-type]  # None: no


def _namers(columns: Sequence[ExportColumn]) -> dict[str, Namer]:
    wanted = {column.code for column in columns if not column.source}
    if not wanted:
        return {}
    rows = Function.objects.values_list("pk", "name", "department__name")
    functions = {key: name for key, name, _ in rows}
    departments = {key: department for key, _, department in rows}
    namers = {"functions": _namer(functions), "departments": _namer(departments)}
    for tool, names in (crosswalk() if wanted - namers.keys() else {}).items():
        namers[f"{TOOL_PREFIX}{tool}"] = _namer(names)
    nobody = _namer({})  # The tool has no names.
    return {code: namers.get(code, nobody) for code in wanted}


def _namer(names: Mapping[int, str]) -> Namer:
    """Join the names without duplicates, in the order of the functions."""
    return lambda functions: tuple(
        dict.fromkeys(names[function] for function in functions if function in names)
    )
