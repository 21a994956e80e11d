"""Filters of the queue: a search for companies, whose results the queue asks about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from django.urls import reverse
from numpy.typing import NDArray

from leadqual.accounts.models import User, Workspace
from leadqual.accounts.page_routes import WorkspaceRequest
from leadqual.campaigns.models import Campaign
from leadqual.campaigns.ranking.next_card import queue_progress
from leadqual.search.facets import COMPANY_FACETS, COMPANY_MEMBERSHIPS
from leadqual.search.lists.selectors import membership_names
from leadqual.search.pages.facet_boxes import MAX_OPTIONS, facet_boxes
from leadqual.search.pages.filter_chips import filter_chips
from leadqual.search.pages.relaxed_searches import RelaxedSearch, relaxed_searches
from leadqual.search.pages.search_notes import search_notes
from leadqual.search.query.query import CompanyQuery, params_of
from leadqual.search.query.query_parsing import Notes
from leadqual.search.results.kinds import COMPANIES
from leadqual.search.results.result_counts import counts_of
from leadqual.search.results.result_pages import matching_keys
from leadqual.search.results.taxonomy import read_taxonomy

_SHOWN_FACETS = ("country", "size", "industry", "import")
"""Filters with boxes in the queue; any other filter of companies works in its URL as well."""

_SESSION_KEY = "queue_filters"

MAX_TEXT = 4_000
"""Characters of filters that a browser can send."""


@dataclass(frozen=True, slots=True, eq=False)
class QueueFilters:
    """The filters of a queue.

    Args:
        query: without words and order.
        matching_ids: companies that match; None without filters.
    """

    query: CompanyQuery
    notes: Notes
    matching_ids: NDArray[np.int64] | None

    @property
    def text(self) -> str:
        """Return the filters as a query string; empty without filters."""
        return self.query.to_query()

    def url(self, campaign: Campaign) -> str:
        """Return the URL of the queue with these filters."""
        address = reverse("campaigns:queue", args=[campaign.pk])
        return address if self.matching_ids is None else f"{address}?{self.text}"


NO_FILTERS = QueueFilters(CompanyQuery(), Notes(), matching_ids=None)


def filters_of(workspace: Workspace, params: Mapping[str, Sequence[str]]) -> QueueFilters:
    """Read the filters in URL parameters; others are ignored."""
    query, notes = COMPANIES.read({**params, "q": [], "sort": []}, workspace)
    query = query.changed()
    matching_ids = matching_keys(workspace, query) if query.to_query() else None
    return QueueFilters(query, notes, matching_ids)


def filters_of_text(workspace: Workspace, text: object) -> QueueFilters:
    """Read the filters that a browser sends with its verdicts; none if they are no text."""
    if not isinstance(text, str) or not 0 < len(text) <= MAX_TEXT:
        return NO_FILTERS
    return filters_of(workspace, params_of(text))


def keep_filters(request: WorkspaceRequest, campaign: Campaign, text: str) -> bool:
    """Remember the filters of a person's queue; return whether they are others than before."""
    stored = request.session.get(_SESSION_KEY)
    kept = dict(stored) if isinstance(stored, Mapping) else {}
    if kept.get(str(campaign.pk), "") == text:
        return False
    request.session[_SESSION_KEY] = kept | {str(campaign.pk): text}
    return True


def filter_context(
    request: WorkspaceRequest, campaign: Campaign, filters: QueueFilters
) -> dict[str, object]:
    """Return chips, boxes and notes for the header of the queue."""
    query, workspace = filters.query, request.workspace
    taxonomy = read_taxonomy(workspace)
    names: dict[str, Mapping[str, str]] = {
        **taxonomy.staff_names(),
        **membership_names(workspace, query),
    }
    asked, most = _in_scope(campaign, query), MAX_OPTIONS + 1
    counts = counts_of(workspace, asked, most=most, facets=_SHOWN_FACETS)
    facets = (*COMPANY_FACETS, *COMPANY_MEMBERSHIPS)
    boxes = facet_boxes(facets, query, names, counts, _SHOWN_FACETS)
    shown_boxes = {
        box.param: replace(box, is_open=bool(box.ticked), is_kept=False)
        for box in boxes
        if box.param in _SHOWN_FACETS
    }
    return {
        "filters": filters,
        "queue_url": filters.url(campaign),
        "chips": filter_chips(query, names),
        "notes": search_notes(query, filters.notes),
        "facets": [shown_boxes[param] for param in _SHOWN_FACETS if shown_boxes[param].options],
        "kept": [(param, value) for param, value in query.pairs() if param not in _SHOWN_FACETS],
    }


def _in_scope(campaign: Campaign, query: CompanyQuery) -> CompanyQuery:
    """Return a search among the companies of a campaign, if it has companies of its own."""
    if campaign.scope != Campaign.Scope.SELECTED or query.company:
        return query
    members = campaign.members.values_list("company_id", flat=True)
    return query.changed(company=tuple(map(str, members)) or ("0",))


def relaxed_filters(
    campaign: Campaign, filters: QueueFilters, *, person: User
) -> list[RelaxedSearch[CompanyQuery]]:
    """Return the filters that can be removed to get cards, with what is left then."""

    def count(query: CompanyQuery) -> int:
        matching_ids = matching_keys(campaign.workspace, query) if query.to_query() else None
        return queue_progress(campaign, person=person, matching_ids=matching_ids).n_left

    return relaxed_searches(filters.query, count)
