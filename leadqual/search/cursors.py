"""Cursor pagination, stable while rows arrive: a cursor names the row at the edge of a page."""

import base64
import binascii
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Any, Generic, Protocol, TypeVar

from django.db.models import F, Model, Q, QuerySet
from django.db.models.expressions import Combinable

from leadqual.core.requests.readable_values import problem_of

PAGE_SIZE = 50
INVALID_CURSOR = "The cursor is invalid."
_READ_AT_ONCE = 5_000
_LARGEST = 2**63 - 1  # Values that the database can compare.

M = TypeVar("M", bound=Model)
RowReader = Callable[[list[Any]], Iterable[M]]
RowKey = tuple[str | int, ...]
"""Sort key values of a row, the primary key last."""


class PageReader(Protocol):
    """Reads the sort keys of rows after a row, or before it with `is_backward`, nearest first."""

    def __call__(self, n: int, start_key: RowKey | None, *, is_backward: bool) -> Sequence[RowKey]:
        """Return at most `n`; without `start_key` from the start, or from the end if backward."""


@dataclass(frozen=True, slots=True)
class Page(Generic[M]):
    """A page of rows with its cursors.

    Args:
        rows: in order.
        first: 1-based number of the first row in the whole list; 0 without rows.
        last: number of the last row; 0 without rows.
        after: cursor of the last row; empty on the last page.
        before: cursor of the first row; empty on the first page.
        is_lost: the cursor was invalid, so this is the first page.
    """

    rows: Sequence[M]
    first: int
    last: int
    after: str
    before: str
    is_lost: bool = False


@dataclass(frozen=True, slots=True)
class SortKey:
    """One column of an order.

    Args:
        expression: never null.
    """

    expression: Combinable | F
    kind: type[str] | type[int] = str


@dataclass(frozen=True, slots=True)
class _Cursor:
    """The row at the edge of a page: its number and its sort key."""

    number: int
    keys: RowKey

    def encoded(self) -> str:
        text = json.dumps([self.number, *self.keys], ensure_ascii=False, separators=(",", ":"))
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_page(
    rows: QuerySet[M],
    read: RowReader[M],
    keys: Sequence[SortKey],
    *,
    after: str = "",
    before: str = "",
    size: int = PAGE_SIZE,
    keep: Callable[[Sequence[int]], Sequence[bool]] | None = None,
) -> Page[M]:
    """Read the page after or before a cursor; two queries, more if `keep` excludes rows.

    Args:
        rows: unordered.
        read: returns the rows of a page.
        keys: order of the rows; the primary key is added at the end.
        after: cursor of the row before the page; an invalid one gives the first page.
        before: cursor of the row after the page.
        size: maximum rows of a page.
        keep: selects the wanted rows by primary key; None for all.
    """
    names = [f"key_{position}" for position in range(len(keys))]
    keyed = rows.annotate(**{name: key.expression for name, key in zip(names, keys, strict=True)})
    names.append("pk")

    def take(n: int, start_key: RowKey | None, *, is_backward: bool) -> Sequence[RowKey]:
        order = [f"-{name}" if is_backward else name for name in names]
        # Sort only keys, not all columns of every row found.
        ordered = keyed.order_by(*order).values_list(*names)
        found: list[RowKey] = []
        n_read = n if keep is None else _READ_AT_ONCE
        while len(found) < n:
            remaining = ordered
            if start_key is not None:
                remaining = ordered.filter(
                    _start_condition(names, start_key, sign="lt" if is_backward else "gt")
                )
            row_keys = list(remaining[:n_read])
            found += (
                row_keys
                if keep is None
                else compress(row_keys, keep([keys_of_row[-1] for keys_of_row in row_keys]))
            )
            if len(row_keys) < n_read:
                break
            start_key = row_keys[-1]
        return found[:n]

    kinds = [key.kind for key in keys]
    return page_by_keys(read, take, kinds, after=after, before=before, size=size)


def page_by_keys(
    read: RowReader[M],
    take: PageReader,
    kinds: Sequence[type],
    *,
    after: str = "",
    before: str = "",
    size: int = PAGE_SIZE,
) -> Page[M]:
    """Read the page after or before a cursor from an external order; one query for rows.

    Args:
        read: returns the rows of the page by key, in any order.
        take: reads the sort keys after or before a row.
        kinds: types of the sort key values, without the primary key.
        after: cursor of the row before the page; an invalid one gives the first page.
        before: cursor of the row after the page.
        size: maximum rows of a page.
    """
    cursor = _decode_cursor(before or after, kinds=[*kinds, int])
    is_lost = bool(before or after) and cursor is None
    is_backward = bool(before) and cursor is not None
    found = take(size + 1, None if cursor is None else cursor.keys, is_backward=is_backward)
    has_more = len(found) > size
    edges = list(found[:size])
    if is_backward:
        edges.reverse()
    if not edges:
        return Page([], 0, 0, "", "", is_lost)
    by_key = {row.pk: row for row in read([keys[-1] for keys in edges])}
    first = 1 if cursor is None else cursor.number + 1
    if cursor is not None and is_backward:
        first = max(cursor.number - len(edges), 1)
    last = first + len(edges) - 1
    has_before = has_more if is_backward else cursor is not None
    has_after = is_backward or has_more
    return Page(
        rows=[by_key[keys[-1]] for keys in edges if keys[-1] in by_key],
        first=first,
        last=last,
        after=_Cursor(last, edges[-1]).encoded() if has_after else "",
        before=_Cursor(first, edges[0]).encoded() if has_before else "",
        is_lost=is_lost,
    )


def _start_condition(names: Sequence[str], keys: Sequence[str | int], *, sign: str) -> Q:
    """Compare rows as tuples: (a, b) > (x, y) is a > x, or a = x and b > y."""
    condition = Q()
    same = Q()
    for name, key in zip(names, keys, strict=True):
        condition |= same & Q(**{f"{name}__{sign}": key})
        same &= Q(**{name: key})
    # Redundant condition on the first key alone, which can use an index.
    return condition & Q(**{f"{names[0]}__{sign}e": keys[0]})


def _decode_cursor(text: str, *, kinds: Sequence[type]) -> _Cursor | None:
    """Read an untrusted cursor; None if it has values that the database cannot compare."""
    try:
        padded = text.encode() + b"=" * (-len(text) % 4)
        number, *keys = json.loads(base64.urlsafe_b64decode(padded))
    except (binascii.Error, ValueError, TypeError, RecursionError):
        return None
    if not _is_valid_key(number, int) or len(keys) != len(kinds):
        return None
    if not all(_is_valid_key(key, kind) for key, kind in zip(keys, kinds, strict=True)):
        return None
    return _Cursor(number, tuple(keys))


def _is_valid_key(value: object, kind: type) -> bool:
    if isinstance(value, str):
        return kind is str and problem_of(value) is None
    return kind is int and type(value) is int and 0 <= value <= _LARGEST
