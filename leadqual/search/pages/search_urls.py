"""URLs of a search: its pages and orders, and what they keep."""

from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urlencode

from leadqual.search.query.query import Search

BOARD = [("layout", "board")]
"""Parameter of a board by status; without it the results are a table."""
COLUMNS = "columns"
"""Parameter of the columns of an open view: they are in the URL until the view is updated."""
_COLUMN_SEPARATOR = "."


def read_columns(text: str) -> tuple[str, ...]:
    """Return the column codes of a URL or a form."""
    return tuple(code for code in text.split(_COLUMN_SEPARATOR) if code)


def join_columns(columns: Iterable[str]) -> str:
    return _COLUMN_SEPARATOR.join(columns)


def kept_params_of(params: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the parameters that URLs of a search keep: its view, its columns, its layout."""
    saved, columns = params.get("saved", ""), params.get(COLUMNS, "")
    kept = [("saved", saved)] if saved.isdecimal() else []
    if kept and columns:
        kept.append((COLUMNS, columns))
    return [*kept, *(BOARD if is_board(params) else [])]


def sort_urls(
    query: Search, sorts: Sequence[str], kept: Sequence[tuple[str, str]] = ()
) -> dict[str, str]:
    """Return the URL of the same search in each order, each with `kept`."""
    others = [pair for pair in query.changed().pairs() if pair[0] != "sort"]
    return {
        sort: "?"
        + urlencode([*others, *([] if sort == query.default_sort else [("sort", sort)]), *kept])
        for sort in sorts
    }


def page_urls(
    query: Search, after: str, before: str, kept: Sequence[tuple[str, str]] = ()
) -> dict[str, object]:
    """Return `next_url` and `back_url` of a page of rows; empty if there is none."""
    first_page_query = query.changed()
    return {
        "next_url": address(first_page_query, [*kept, ("after", after)]) if after else "",
        "back_url": address(first_page_query, [*kept, ("before", before)]) if before else "",
    }


def address(query: Search, more: Sequence[tuple[str, str]] = ()) -> str:
    return "?" + query.to_query(more=more)


def is_board(params: Mapping[str, str]) -> bool:
    """Return whether a URL asks for a board."""
    return all(params.get(name) == value for name, value in BOARD)
