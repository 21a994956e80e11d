"""The columns that an export may have, and where their cells come from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from leadqual.leads.errors import UnknownColumnError
from leadqual.taxonomy.selectors import other_tools

MARK = "do_not_contact"
"""Column that says who must not be contacted; always there where such people are."""


class Kind(StrEnum):
    """What the cells of a column are."""

    TEXT = "text"
    WHOLE = "whole"
    FLAG = "flag"
    TEXTS = "texts"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of an export.

    Args:
        code: its name in the file, and in an address.
        label: its name on a page.
        group: under which it is shown.
        source: SQL over `c` (contact), `o` (company), `t` (title), `l` (level), `i` (industry);
            empty where the cells follow from the functions of the title.
        kind: of its cells; a text is never null, the others are where nothing is known.
    """

    code: str
    label: str
    group: str
    source: str = ""
    kind: Kind = Kind.TEXT


_PERSON, _TITLE, _COMPANY = "Person", "Title", "Company"
TOOLS = "Mapped to other tools"
_WHOLE, _FLAG, _TEXTS = Kind.WHOLE, Kind.FLAG, Kind.TEXTS
_ALL = (
    Column("first_name", "First name", _PERSON, "c.first_name"),
    Column("last_name", "Last name", _PERSON, "c.last_name"),
    Column("email", "E-mail", _PERSON, "coalesce(c.email, '')"),
    Column("phone", "Phone", _PERSON, "c.phone"),
    Column("title", "Job title", _TITLE, "c.title"),
    Column("functions", "Functions", _TITLE, kind=_TEXTS),
    Column("departments", "Departments", _TITLE, kind=_TEXTS),
    Column("level", "Level", _TITLE, "coalesce(l.name, '')"),
    Column("industry", "Title industry", _TITLE, "coalesce(i.name, '')"),
    Column("company", "Company", _COMPANY, "coalesce(o.name, '')"),
    Column("domain", "Domain", _COMPANY, "coalesce(o.domain, '')"),
    Column("company_size", "Size", _COMPANY, "coalesce(o.size, '')"),
    Column("company_industry", "Industry", _COMPANY, "coalesce(o.industry, '')"),
    Column("business_model", "Business model", _COMPANY, "coalesce(o.business_model, '')"),
    Column("city", "City", _PERSON, "c.city"),
    Column("state", "State", _PERSON, "c.state"),
    Column("country", "Country", _PERSON, "c.country"),
    Column("linkedin_url", "LinkedIn", _PERSON, "coalesce(c.linkedin_url, '')"),
    Column("id", "LeadQual ID", _PERSON, "c.id", _WHOLE),
    Column("external_id", "External ID", _PERSON, "coalesce(c.external_id, '')"),
    Column(MARK, "Do not contact", _PERSON, "c.do_not_contact", _FLAG),
    Column("company_website", "Website", _COMPANY, "coalesce(o.website, '')"),
    Column("company_linkedin_url", "LinkedIn", _COMPANY, "coalesce(o.linkedin_url, '')"),
    Column("company_city", "City", _COMPANY, "coalesce(o.city, '')"),
    Column("company_country", "Country", _COMPANY, "coalesce(o.country, '')"),
    Column("company_employees", "Employees", _COMPANY, "o.employees", _WHOLE),
    Column("company_founded", "Founded", _COMPANY, "o.founded", _WHOLE),
    Column("company_technologies", "Technologies", _COMPANY, "o.technologies", _TEXTS),
)
FIXED = tuple(column.code for column in _ALL)
"""Codes of the columns that are always there."""

TOOL_PREFIX = "in_"
"""Before the slug of another tool: the column with its names for the functions."""

USUAL = tuple(column.code for column in _ALL[:18])
"""Codes of the columns that an export has where nobody says otherwise."""


def all_columns() -> dict[str, Column]:
    """Return every column by its code, in the order of a file; one query."""
    tools = (
        Column(f"{TOOL_PREFIX}{tool.slug}", f"{tool.name} {tool.calls}", TOOLS, kind=Kind.TEXTS)
        for tool in other_tools()
    )
    return {column.code: column for column in (*_ALL, *tools)}


def chosen_columns(codes: Sequence[str], *, has_stopped: bool) -> list[Column]:
    """Return the columns with these codes, in the order of a file; the usual ones for none.

    Raises:
        UnknownColumnError: there is no column with one of the codes.
    """
    known: Mapping[str, Column] = all_columns()
    if unknown := sorted(set(codes) - known.keys()):
        named = ", ".join(f"“{code[:60]}”" for code in unknown[:3])
        raise UnknownColumnError(f"There is no column {named}. Columns: {', '.join(known)}.")
    wanted = {*(codes or USUAL), *([MARK] if has_stopped else [])}
    return [column for code, column in known.items() if code in wanted]
