"""Columns of a view that is open: they are in the address until the view is updated."""

from collections.abc import Sequence
from urllib.parse import parse_qsl, urlencode, urlsplit

from leadqual.accounts.middleware import WorkspaceRequest
from leadqual.search.query.query import is_key
from leadqual.search.saved import all_saved

PARAM = "columns"
_BETWEEN = "."


def read_columns(text: str) -> tuple[str, ...]:
    """Return the column codes of an address or a form."""
    return tuple(code for code in text.split(_BETWEEN) if code)


def written_columns(columns: Sequence[str]) -> str:
    return _BETWEEN.join(columns)


def with_columns(request: WorkspaceRequest, address: str, columns: Sequence[str]) -> str:
    """Return the address of a page with other columns of its open view; empty if none is open.

    The view then counts as edited; the columns that the member chose stay as they are.
    """
    parts = urlsplit(address)
    params = parse_qsl(parts.query, keep_blank_values=True)
    wanted = dict(params).get("saved", "")
    rows = all_saved(request.workspace, request.user)
    if not is_key(wanted) or not rows.filter(pk=wanted).exists():
        return ""
    others = [pair for pair in params if pair[0] != PARAM]
    return f"{parts.path}?{urlencode([*others, (PARAM, written_columns(columns))])}"
