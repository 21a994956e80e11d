"""Saved searches and other settings of the search page, as plain values for the templates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

from leadqual.accounts.routing import WorkspaceRequest
from leadqual.leads.models import CustomField, SavedSearch
from leadqual.search.lists.selectors import read_names
from leadqual.search.pages.table.column_choice import TABLES
from leadqual.search.query.query import CompanyQuery, ContactQuery, Search, is_key
from leadqual.search.results.selectors import RecordKind, n_found
from leadqual.search.saved import services as writes
from leadqual.search.saved.selectors import last_key, saved_of

MAX_NAMES = 8
"""Saved searches on top of the page; the others are on a page of their own."""


@dataclass(frozen=True, slots=True)
class OpenedSearch:
    """The saved search that the page shows.

    Args:
        is_edited: the page asks something else than what was saved.
        since: key after which people are new; 0 in the first visit.
        visited_at: the visit before this one; None in the first.
        only_new_url: the same search, only with them; empty where there are none.
        all_url: the search with everybody, where only the new ones are shown; else empty.
    """

    search: SavedSearch
    is_edited: bool
    since: int = 0
    visited_at: datetime | None = None
    n_new: int = 0
    only_new_url: str = ""
    all_url: str = ""

    @property
    def kept(self) -> list[tuple[str, str]]:
        """Return what the addresses of other pages and orders carry on."""
        return [("saved", str(self.search.pk))]


@dataclass(frozen=True, slots=True)
class PageSettings:
    """What a workspace and its member keep for a search page.

    Args:
        fields: custom fields, in their order.
        heads: code of each column of the table → its head.
        columns: those that the member sees.
        saved: saved searches on top of the page.
        names: as `read_names` gives them.
    """

    fields: Sequence[CustomField]
    heads: Mapping[str, str]
    columns: Sequence[str]
    saved: Sequence[SavedSearch]
    names: Mapping[str, dict[str, str]]


_FIELDS = """
    (SELECT json_agg(json_build_object(
                'id', id, 'code', code, 'label', label, 'kind', kind, 'choices', choices)
            ORDER BY id)
       FROM leads_customfield
      WHERE workspace_id = %(workspace)s AND record = %(record)s AND deleted_at IS NULL)
"""
_SAVED = """
    (SELECT json_agg(json_build_object('id', id, 'name', name) ORDER BY name, id)
       FROM (SELECT id, name FROM leads_savedsearch
              WHERE workspace_id = %(workspace)s AND records = %(records)s AND deleted_at IS NULL
              ORDER BY name, id LIMIT %(most_saved)s) AS shown)
"""


def page_settings(request: WorkspaceRequest, kind: RecordKind[Any, Any]) -> PageSettings:
    """Read what a search page shows beside any search; one query."""
    table = TABLES[kind.code]
    chosen = table.chosen._meta.db_table
    columns = f"(SELECT columns FROM {chosen} WHERE member_id = %(member)s)"  # noqa: S608
    found = read_names(
        request.workspace,
        kind.records,
        {"fields": _FIELDS, "columns": columns, "saved": _SAVED},
        record=kind.code,
        member=request.member.pk,
        most_saved=MAX_NAMES,
    )
    fields = [CustomField(**one) for one in found.pop("fields") or ()]
    heads = table.all_heads(fields)
    shown = tuple(one for one in found.pop("columns") or () if one in heads)
    saved = [SavedSearch(**one) for one in found.pop("saved") or ()]
    return PageSettings(fields, heads, shown or table.usual, saved, found)


def opened_search(
    request: WorkspaceRequest, query: ContactQuery | CompanyQuery, asked: Search
) -> OpenedSearch | None:
    """Return the saved search that an address names by `saved`; a whole page is a visit.

    Args:
        request: of the page.
        query: the search, its words corrected.
        asked: the search as it was asked.
    """
    wanted = request.GET.get("saved", "")
    is_people = isinstance(query, ContactQuery)
    records = SavedSearch.Records.PEOPLE if is_people else SavedSearch.Records.COMPANIES
    row = saved_of(request.workspace, records).filter(pk=wanted).first() if is_key(wanted) else None
    if row is None:
        return None
    is_edited = is_other_search(row, asked)
    if not isinstance(query, ContactQuery):
        return OpenedSearch(search=row, is_edited=is_edited)
    if request.htmx:
        visit = row.visits.filter(user=request.user).first()
    else:
        visit = writes.visit(saved=row, user=request.user)
    since = (visit.former_seen or 0) if visit else 0
    n_new = 0
    if since and last_key(request.workspace) > since:
        n_new = n_found(request.workspace, query.changed(since=max(since, query.since)))
    kept = [("saved", wanted)]
    return OpenedSearch(
        search=row,
        is_edited=is_edited,
        since=since,
        visited_at=visit.former_opened_at if visit else None,
        n_new=n_new,
        only_new_url=_address(query.changed(since=since), kept) if n_new else "",
        all_url=_address(query.changed(since=0), kept) if query.since else "",
    )


def is_other_search(saved: SavedSearch, asked: Search) -> bool:
    """Return whether a search differs from a saved one, whatever the order of its options."""
    return sorted(parse_qsl(saved.query)) != sorted(parse_qsl(writes.kept_query(asked)))


def _address(query: ContactQuery, kept: Sequence[tuple[str, str]]) -> str:
    return "?" + query.to_query(kept)
