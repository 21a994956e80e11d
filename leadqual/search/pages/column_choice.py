"""Columns that a member chose for a table, and their widths."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from django import forms
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect
from django.urls import reverse

from leadqual.accounts.models import Member
from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.core.pages.page_links import safe_next
from leadqual.leads.records.custom_fields import fields_of
from leadqual.search.columns.table_columns import Column, table_columns
from leadqual.search.pages.search_urls import COLUMNS, join_columns
from leadqual.search.query.query import is_key
from leadqual.search.results.kinds import NAME, Kind
from leadqual.search.saved_searches import visible_searches

MIN_WIDTH, MAX_WIDTH = 60, 1_000


def chosen_columns(
    member: Member, kind: Kind, known: Mapping[str, Column] | None = None
) -> list[Column]:
    """Return the existing columns that a member chose; empty for none.

    One query, two without `known`.
    """
    row: Any = kind.chosen._default_manager.filter(member=member).first()
    if row is None:
        return []
    known = _known_columns(member, kind) if known is None else known
    return [known[code] for code in row.columns if code in known]


def choose_columns(*, member: Member, columns: Iterable[str], kind: Kind) -> tuple[str, ...]:
    """Store the columns of a member, without duplicates; widths stay.

    Unknown ones are ignored; none at all restores the default ones and widths.

    Returns:
        The columns now shown to the member.
    """
    known = _known_columns(member, kind)
    chosen = tuple(dict.fromkeys(code for code in columns if code in known))
    rows = kind.chosen._default_manager
    if not chosen:
        rows.filter(member=member).delete()
        return kind.default_columns
    rows.update_or_create(member=member, defaults={"columns": list(chosen)})
    return chosen


def set_width(*, member: Member, column: str, width: int, kind: Kind) -> None:
    """Store the width of a column for a member, in pixels, within limits; others are ignored."""
    if column != NAME and column not in _known_columns(member, kind):
        return
    row, _ = kind.chosen._default_manager.get_or_create(member=member, defaults={"columns": []})
    row.widths[column] = min(max(width, MIN_WIDTH), MAX_WIDTH)
    row.save(update_fields=["widths"])


def _known_columns(member: Member, kind: Kind) -> Mapping[str, Column]:
    return table_columns(kind.columns, fields_of(member.workspace, kind.code))


@route("<kind:kind>/columns/", name="columns", methods="POST")
def choose(request: WorkspaceRequest, kind: Kind) -> HttpResponse:
    """Store the columns sent as `column`, in order; `up` moves one, `usual=1` resets them.

    Where a view is open, they become the edited columns of the view.
    """
    columns = [] if "usual" in request.POST else request.POST.getlist("column")
    if (moved := request.POST.get("up", "")) in columns[1:]:
        index = columns.index(moved)
        columns[index - 1 : index + 1] = [moved, columns[index - 1]]
    next_url = safe_next(request, reverse(kind.page))
    columns_wanted = [code for code in columns if code] or kind.default_columns
    if view_url := _view_url(request, next_url, columns_wanted):
        return redirect(view_url)
    choose_columns(member=request.member, columns=columns, kind=kind)
    return redirect(next_url)


def _view_url(request: WorkspaceRequest, address: str, columns: Iterable[str]) -> str:
    """Return the address of a page with other columns of its open view; empty if none is open.

    The view then counts as edited; the columns that the member chose stay as they are.
    """
    parts = urlsplit(address)
    params = parse_qsl(parts.query, keep_blank_values=True)
    columns_wanted = dict(params).get("saved", "")
    rows = visible_searches(request.workspace, request.user)
    if not is_key(columns_wanted) or not rows.filter(pk=columns_wanted).exists():
        return ""
    other_params = [pair for pair in params if pair[0] != COLUMNS]
    return f"{parts.path}?{urlencode([*other_params, (COLUMNS, join_columns(columns))])}"


@route("<kind:kind>/columns/width/", name="column_width", methods="POST")
def resize(request: WorkspaceRequest, kind: Kind) -> HttpResponse:
    """Store the `width` of a `column` in pixels."""
    form = WidthForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest("Send a column and its width in pixels.")
    set_width(member=request.member, kind=kind, **form.cleaned_data)
    return HttpResponse(status=204)


class WidthForm(forms.Form):
    """A column and its width."""

    column = forms.CharField(max_length=80)
    width = forms.IntegerField()
