"""Heads and rows of the tables of people and companies.

Prepared here and not in the template, as fifty rows with labels are most of a page's cost.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse

from leadqual.search.columns.cells import Cell
from leadqual.search.columns.orders import Order
from leadqual.search.columns.table_columns import Column
from leadqual.search.pages.search_urls import sort_urls
from leadqual.search.query.query import Search
from leadqual.search.results.kinds import NAME, Kind

_NAME_ORDER = Order(NAME)
_ARROWS = {"ascending": "↑", "descending": "↓"}


@dataclass(frozen=True, slots=True)
class ColumnHead:
    """The head of a column.

    Args:
        width: in pixels; 0 for the usual one.
        url: sorts by the column; empty if that is not possible.
        order: how the table is sorted by it now, `ascending` or `descending`; empty if it is not.
    """

    code: str
    label: str
    width: int = 0
    url: str = ""
    order: str = ""

    @property
    def arrow(self) -> str:
        return _ARROWS.get(self.order, "")


def column_heads(
    kind: Kind,
    columns: Sequence[Column],
    query: Search,
    *,
    widths: Mapping[str, int],
    kept: Sequence[tuple[str, str]] = (),
) -> list[ColumnHead]:
    """Return the head of each column of a table, the name first.

    Args:
        kind: people or companies.
        columns: in order.
        query: the search, whose order the heads change.
        widths: column → pixels, where a member changed them.
        kept: parameters to keep in links.
    """

    def head(code: str, label: str, order: Order | None) -> ColumnHead:
        width = widths.get(code, 0)
        if order is None:
            return ColumnHead(code, label, width)
        sorts = list(dict.fromkeys((order.code, order.code.removeprefix("-"))))
        sort_index = sorts.index(query.sort) if query.sort in sorts else -1
        next_sort = sorts[(sort_index + 1) % len(sorts)]  # The same head again reverses an order.
        is_down = order.is_descending or query.sort.startswith("-")
        direction = "" if sort_index < 0 else "descending" if is_down else "ascending"
        return ColumnHead(
            code, label, width, sort_urls(query, [next_sort], kept)[next_sort], direction
        )

    heads = [head(column.code, column.label, column.order) for column in columns]
    return [head(NAME, kind.name_head, _NAME_ORDER), *heads]


@dataclass(frozen=True, slots=True)
class TableRow:
    """One person or company.

    Args:
        second_line: the line below the name; None if it has its own column.
        url: the page with this record open, or its own page.
        part_url: URL of the side panel; empty if `url` is the page of the record.
        is_stopped: marked Do not contact.
        is_new: added since the previous visit.
    """

    pk: int
    name: str
    second_line: str | None
    url: str
    part_url: str
    cells: Sequence[tuple[Column, Cell]]
    is_stopped: bool = False
    is_new: bool = False


def table_rows(
    kind: Kind,
    records: Iterable[Any],
    columns: Sequence[Column],
    query: Search | None,
    *,
    new_after: int = 0,
    kept: Sequence[tuple[str, str]] = (),
) -> list[TableRow]:
    """Return the rows of a table, in the order of the records.

    Args:
        kind: people or companies.
        records: people with their companies, titles and labels; companies with `n_contacts`.
        columns: in order.
        query: the search next to which records open; None if rows link to their own pages.
        new_after: records with a higher key are new; 0 for none.
        kept: further parameters to keep in links.
    """
    query_string = "" if query is None else query.to_query(kept)
    page = f"{reverse(kind.page)}?{f'{query_string}&' if query_string else ''}{kind.open_param}="
    part = reverse(kind.preview, args=[0])
    codes = {column.code for column in columns}
    is_person = kind.noun == "person"
    second_line = "title" if is_person else "domain"

    def cell(column: Column, record: Any) -> Cell:
        shown = column.cell(record)
        if column.below is not None and column.below[0] not in codes:
            return replace(shown, sub=column.below[1](record))
        return shown

    return [
        TableRow(
            pk=record.pk,
            name=str(record),
            second_line=None if second_line in codes else getattr(record, second_line) or "",
            url=kind.address(record.pk) if query is None else f"{page}{record.pk}#{kind.noun}",
            part_url=""
            if query is None
            else f"{part.replace('/0/', f'/{record.pk}/')}?{query_string}",
            cells=[(column, cell(column, record)) for column in columns],
            is_stopped=is_person and record.do_not_contact,
            is_new=0 < new_after < record.pk,
        )
        for record in records
    ]
