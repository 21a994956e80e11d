"""The columns of the tables, one row each, from which everything else derives.

That is: heads and cells, the orders that a head offers, the fields that are edited in a cell, and
the columns that members and views choose.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from leadqual.core.formats import thousands
from leadqual.leads.models import CustomField
from leadqual.leads.records.record_values import CUSTOM
from leadqual.leads.records.statuses import NO_STATUSES, Statuses
from leadqual.search.columns.cells import (
    Cell,
    activity_day,
    business_model_cell,
    creation_day,
    employer_cell,
    functions_cell,
    industry_cell,
    join_texts,
    lead_score_cell,
    overview_cell,
    people_count_cell,
    place_text,
    size_text,
)
from leadqual.search.columns.orders import (
    ACTIVITY,
    ADDED,
    LARGEST_KEY,
    OWNER,
    STATUS,
    Order,
    by_number,
    by_text,
)

CUSTOM_PREFIX = "custom_"
"""Codes of columns of custom fields begin with it."""

_SORTED_KINDS = frozenset({CustomField.Kind.NUMBER, CustomField.Kind.DATE})


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Args:
        code: in URLs, views and the stored choices of members.
        label: its head.
        value: returns the text of a record, or its cell if that shows more than a text.
        field: of the record, as its cell edits it; empty if it does not.
        order: of the search, as its head offers it; one that begins with `-` is also reversed.
        file_codes: columns of an exported file with its values, if their codes differ.
        below: code of a column and its text, for the line below while that column is not shown.
        has_label: a narrow page shows the label next to the value.
        is_default: shown to members who have not chosen columns.
    """

    code: str
    label: str
    value: Callable[[Any], str | Cell]
    field: str = ""
    order: Order | None = None
    file_codes: tuple[str, ...] = ()
    below: tuple[str, Callable[[Any], str]] | None = None
    has_label: bool = True
    is_default: bool = False

    def cell(self, record: object) -> Cell:
        value = self.value(record)
        return Cell(value) if isinstance(value, str) else value


def _from_employer(text_of: Callable[[Any], str]) -> Callable[[Any], str]:
    return lambda contact: text_of(contact.company) if contact.company else ""


def _level(contact: Any) -> str:
    level = contact.job_title.level if contact.job_title else None
    return level.name if level else ""


def _title_industry(contact: Any) -> str:
    industry = contact.job_title.industry if contact.job_title else None
    return industry.name if industry else ""


_OWNER = Column("owner", "Owner", lambda row: str(row.owner or ""), "owner", OWNER)
_STATUS = Column("status", "Status", lambda row: row.status, "status", STATUS)
_TAGS = Column("tags", "Tags", lambda row: ", ".join(row.tags), "tags")
_ADDED = Column("added", "Added", creation_day, order=ADDED)

PEOPLE_COLUMNS = (
    Column(
        "company",
        "Company",
        employer_cell,
        "company",
        Order("company"),
        has_label=False,
        is_default=True,
    ),
    Column("title", "Job title", lambda row: row.title, "title", Order("title", by_text("title"))),
    Column(
        "functions",
        "Functions",
        functions_cell,
        order=Order("functions"),
        has_label=False,
        is_default=True,
    ),
    Column(
        "level",
        "Level",
        _level,
        order=Order("level", index_type=int),
        below=("place", place_text),
        has_label=False,
        is_default=True,
    ),
    Column(
        "lead_score",
        "Lead score",
        lead_score_cell,
        order=Order("lead_score", index_type=int, is_descending=True),
    ),
    Column("place", "Location", place_text),
    Column("industry", "Title industry", _title_industry),
    Column("size", "Company size", _from_employer(size_text)),
    Column("company_industry", "Company industry", _from_employer(lambda row: row.industry)),
    Column(
        "business_model", "Business model", _from_employer(lambda row: row.business_model_words)
    ),
    Column("mail", "Email", lambda row: row.email or "", "email", Order("email", by_text("email"))),
    Column("phone", "Phone", lambda row: row.phone, "phone"),
    _OWNER,
    _STATUS,
    _TAGS,
    Column("activity", "Last activity", activity_day, order=ACTIVITY),
    _ADDED,
)
"""Columns of people; custom fields are also columns."""

COMPANY_COLUMNS = (
    Column("overview", "Description", overview_cell, has_label=False, is_default=True),
    Column(
        "place",
        "Location",
        lambda row: Cell(place_text(row) or row.headquarters, sub=size_text(row)),
        file_codes=("city", "country"),
        has_label=False,
        is_default=True,
    ),
    Column("business_model", "Business model", business_model_cell, is_default=True),
    Column(
        "contacts",
        "Contacts",
        people_count_cell,
        order=Order("people", index_type=int, is_descending=True),
        has_label=False,
        is_default=True,
    ),
    Column(
        "domain",
        "Domain",
        lambda row: row.domain or "",
        "domain",
        Order("domain", by_text("domain")),
    ),
    Column("industry", "Industry", industry_cell),
    Column("sector", "Sector", lambda row: row.sector),
    Column("size", "Size", size_text, file_codes=("size", "employees")),
    Column(
        "founded",
        "Founded",
        lambda row: str(row.founded or ""),
        "founded",
        Order(
            "founded",
            (by_number(f"{LARGEST_KEY} - coalesce(%(expressions)s, 0)", "founded"),),
            is_descending=True,
        ),
    ),
    Column(
        "total_funding",
        "Funding",
        lambda row: "" if row.total_funding is None else f"${thousands(int(row.total_funding))}",
    ),
    Column(
        "country",
        "Country",
        lambda row: row.country,
        "country",
        Order("country", by_text("country")),
    ),
    Column("regions", "Region", lambda row: join_texts(row.regions)),
    Column("city", "City", lambda row: row.city, "city"),
    Column("technologies", "Technologies", lambda row: join_texts(row.technologies)),
    _OWNER,
    _STATUS,
    _TAGS,
    Column("last_activity", "Last activity", activity_day, order=ACTIVITY),
    _ADDED,
)
"""Columns of companies; custom fields are also columns."""


def table_columns(
    built_in: Iterable[Column], fields: Iterable[CustomField], statuses: Statuses = NO_STATUSES
) -> dict[str, Column]:
    """Return code → column, including those of custom fields.

    Args:
        built_in: columns of people or of companies.
        fields: the custom fields.
        statuses: of the workspace, for the cells of the column of statuses.
    """

    def status_cell(record: Any) -> Cell:
        status = statuses.status(record.status)
        return Cell(status.label, status=status)

    columns = {column.code: column for column in (*built_in, *map(_custom_field_column, fields))}
    return columns | {"status": replace(_STATUS, value=status_cell)}


def _custom_field_column(field: CustomField) -> Column:
    kind = CustomField.Kind(field.kind)

    def cell(record: Any) -> str | Cell:
        value = record.custom.get(field.code)
        if value is None:
            return ""
        if kind is CustomField.Kind.LINK:
            return Cell(str(value), str(value))
        return f"{value:,}" if kind is CustomField.Kind.NUMBER else str(value)

    field_code = f"{CUSTOM}{field.code}"
    order = Order(f"-{field_code}") if kind in _SORTED_KINDS else None
    return Column(f"{CUSTOM_PREFIX}{field.code}", field.label, cell, field_code, order)
