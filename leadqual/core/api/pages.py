"""Cursor pages of the API."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from django.core.exceptions import ValidationError as DjangoValidationError
from django.db.models import F, Model, Q, QuerySet
from django.db.models.fields.tuple_lookups import TupleGreaterThan, TupleLessThan
from rest_framework import exceptions
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param

if TYPE_CHECKING:  # The settings of REST framework name this module: views would import themselves.
    from rest_framework.views import APIView

M = TypeVar("M", bound=Model)
R = TypeVar("R")
_MAX_DIGITS = 10


class Cursor(NamedTuple):
    """Where a page begins: after the row with these values, or before it."""

    key: tuple[str, ...]
    is_backward: bool = False


class CursorPages(BasePagination):
    """Pages of a fixed order that stay stable while rows arrive.

    A cursor holds the values, of all columns of the order, of the last row that was read (a keyset;
    see Markus Winand, "We need tool support for keyset pagination"): rows of equal first values
    are not read twice, and a row that moves or goes makes no other one be skipped.
    """

    cursor_query_param = "cursor"
    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 500
    ordering: str | tuple[str, ...] = "id"
    """Columns without nulls; `pk` is added where a row's own column is missing at the end."""

    def get_page_size(self, request: Request) -> int:
        """Return how many rows are asked for; refuse what is no number from 1 to the most."""
        asked = request.query_params.get(self.page_size_query_param)
        if not asked:
            return self.page_size
        is_number = asked.isascii() and asked.isdigit() and len(asked) < _MAX_DIGITS
        if not is_number or not 1 <= int(asked) <= self.max_page_size:
            reason = f"Must be a number from 1 to {self.max_page_size}."
            raise exceptions.ValidationError({self.page_size_query_param: [reason]})
        return int(asked)

    def paginate_queryset(
        self,
        queryset: "QuerySet[M, R] | Sequence[R]",
        request: Request,
        view: "APIView | None" = None,
    ) -> list[R]:
        """Return the rows of a page; refuse a cursor that no answer ever held."""
        assert isinstance(queryset, QuerySet)  # noqa: S101  # lists are read by SequencePages
        self._base_url = request.build_absolute_uri()
        size = self.get_page_size(request)
        cursor = self._read_cursor(request)
        columns = self._columns()
        is_backward = cursor is not None and cursor.is_backward
        if is_backward:
            columns = [_reverse_direction(column) for column in columns]
        rows = queryset.order_by(*columns)
        try:
            if cursor is not None:
                rows = rows.filter(_rows_after(columns, cursor.key))
            found = list(rows[: size + 1])
        except (ValueError, DjangoValidationError) as error:
            raise self._invalid_cursor() from error
        page, has_more = found[:size], len(found) > size
        if is_backward:
            page.reverse()
        self._has_next = has_more or is_backward
        self._has_previous = has_more if is_backward else cursor is not None
        names = [column.lstrip("-") for column in columns]
        self._keys = [_key_of(row, names) for row in (page[:1] + page[-1:])]
        if not page and cursor is not None:
            self._keys = [cursor.key, cursor.key]
        return page

    def get_next_link(self) -> str | None:
        """Return the address of the next page."""
        return self._link(Cursor(self._keys[-1])) if self._has_next and self._keys else None

    def get_previous_link(self) -> str | None:
        """Return the address of the previous page."""
        has_one = self._has_previous and self._keys
        return self._link(Cursor(self._keys[0], is_backward=True)) if has_one else None

    def get_paginated_response(self, data: Any) -> Response:
        """Answer with the rows of a page and the addresses around it."""
        links = {"next": self.get_next_link(), "previous": self.get_previous_link()}
        return Response(links | {"results": data})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Describe a page of such rows."""
        address = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {
                "next": address | {"description": "Address of the next page; null on the last."},
                "previous": address | {"description": "Address of the previous page, or null."},
                "results": schema,
            },
        }

    def get_schema_operation_parameters(self, view: "APIView") -> list[dict[str, Any]]:
        """Describe the parameters of a page."""
        number = {"type": "integer", "minimum": 1, "maximum": self.max_page_size}
        return [
            {
                "name": self.cursor_query_param,
                "in": "query",
                "description": "Cursor of a page, as in `next` and `previous`.",
                "schema": {"type": "string"},
            },
            {
                "name": self.page_size_query_param,
                "in": "query",
                "description": "Rows in a page.",
                "schema": number | {"default": self.page_size},
            },
        ]

    def _columns(self) -> list[str]:
        names = [self.ordering] if isinstance(self.ordering, str) else list(self.ordering)
        return names if names[-1].lstrip("-") in {"id", "pk"} else [*names, "pk"]

    def _read_cursor(self, request: Request) -> Cursor | None:
        """Read the cursor, which anybody may have written; one that says nothing is none."""
        text = request.query_params.get(self.cursor_query_param)
        if not text:
            return None
        try:
            direction, *key = json.loads(urlsafe_b64decode(text.encode("ascii")))
        except (TypeError, ValueError, RecursionError) as error:
            raise self._invalid_cursor() from error
        is_whole = all(isinstance(value, str) and "\0" not in value for value in key)
        if direction not in ("after", "before") or not is_whole or len(key) != self._n_values():
            raise self._invalid_cursor()
        return Cursor(tuple(key), is_backward=direction == "before")

    def _n_values(self) -> int:
        """Return how many values a cursor has."""
        return len(self._columns())

    def _link(self, cursor: Cursor) -> str:
        direction = "before" if cursor.is_backward else "after"
        text = json.dumps([direction, *cursor.key], separators=(",", ":")).encode()
        encoded = urlsafe_b64encode(text).decode()
        return str(replace_query_param(self._base_url, self.cursor_query_param, encoded))

    def _invalid_cursor(self) -> exceptions.ValidationError:
        reason = "Invalid cursor. Use `next` of the previous page."
        return exceptions.ValidationError({self.cursor_query_param: [reason]})


class NewestFirst(CursorPages):
    """Pages with the newest first."""

    ordering = "-id"


class SequencePages(CursorPages):
    """Pages of a short list whose order no column gives, such as rows of two kinds.

    Read by position: what arrives in front of it moves a row to the next page.
    """

    def paginate_queryset(
        self,
        queryset: "QuerySet[M, R] | Sequence[R]",
        request: Request,
        view: "APIView | None" = None,
    ) -> list[R]:
        """Return the rows of a page; a query set is asked for these alone."""
        self._base_url = request.build_absolute_uri()
        size = self.get_page_size(request)
        cursor = self._read_cursor(request)
        if cursor is not None and (cursor.is_backward or not _is_position(cursor.key[0])):
            raise self._invalid_cursor()
        start = int(cursor.key[0]) if cursor is not None else 0
        found = list(queryset[start : start + size + 1])
        self._has_next, self._has_previous = len(found) > size, start > 0
        self._positions = (max(start - size, 0), start + size)
        return found[:size]

    def get_next_link(self) -> str | None:
        """Return the address of the next page."""
        return self._link_to(self._positions[1]) if self._has_next else None

    def get_previous_link(self) -> str | None:
        """Return the address of the previous page."""
        return self._link_to(self._positions[0]) if self._has_previous else None

    def _n_values(self) -> int:
        return 1

    def _link_to(self, start: int) -> str:
        if start == 0:
            return str(remove_query_param(self._base_url, self.cursor_query_param))
        return self._link(Cursor((str(start),)))


def _is_position(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < _MAX_DIGITS


def _reverse_direction(column: str) -> str:
    """Return a column in the other direction."""
    return column[1:] if column.startswith("-") else f"-{column}"


def _key_of(row: object, names: list[str]) -> tuple[str, ...]:
    """Return a row's values as text; database columns read them back without loss."""
    assert isinstance(row, Model)  # noqa: S101
    return tuple(str(row.serializable_value(name)) for name in names)


def _rows_after(columns: list[str], key: tuple[str, ...]) -> Any:
    """Return the condition of the rows after a key, in the order of `columns`."""
    names = [column.lstrip("-") for column in columns]
    directions = {column.startswith("-") for column in columns}
    if len(columns) == 1 or len(directions) == 1:
        # One comparison of rows is answered by the index of the order.
        lookup = TupleLessThan if directions == {True} else TupleGreaterThan
        return lookup(tuple(F(name) for name in names), key)
    condition = Q()
    for i, column in enumerate(columns):
        direction = "lt" if column.startswith("-") else "gt"
        equal = dict(zip(names[:i], key[:i], strict=True))
        condition |= Q(**equal, **{f"{names[i]}__{direction}": key[i]})
    return condition
