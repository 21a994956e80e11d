"""Searches to offer where one finds nothing."""

import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Generic, TypeVar

from leadqual.search.facets import IN_TREE
from leadqual.search.pages.search_urls import address
from leadqual.search.query.query import Search
from leadqual.search.results.kinds import kind_of

S = TypeVar("S", bound=Search)
_NAMES = {
    "company": "Company",
    "contact": "Selected people",
    "confidence": "Confidence",
    "since": "New since your last visit",
    "q": "Words",
}

_NOT_FILTERS = frozenset({"sort", "after", "before", "exclude"})
_MAX_PAIRS = 28
_WORD_PATTERN = re.compile(r'-?"[^"]*"|\S+')  # A quoted phrase is one word.
_LONGEST_SECONDS = 1.0  # Counts from the tables of a large workspace take a while.


@dataclass(frozen=True, slots=True)
class Filter:
    """One active filter.

    Args:
        params: its parameters: one, except for the function tree, which acts as one facet.
        is_exclusion: the excluded values of the facet, not the selected ones.
        word: one of several search words; empty for the whole filter.
        label: its name on pages.
    """

    params: tuple[str, ...]
    is_exclusion: bool = False
    word: str = ""
    label: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class RelaxedSearch(Generic[S]):
    """A search with results, in place of one without.

    Args:
        without: removed filters; none if the words are interpreted again.
        n: number of results, at least 1.
    """

    search: S
    without: tuple[Filter, ...]
    n: int

    @property
    def is_reinterpretation(self) -> bool:
        return not self.without

    @property
    def words(self) -> str:
        """Return what is removed, or else the words."""
        names = [filter_.label for filter_ in self.without] or [self.search.q]
        return " and ".join(f"“{name}”" for name in names)

    @property
    def url(self) -> str:
        return address(self.search)


def reinterpreted_searches(query: S, count: Callable[[S], int]) -> list[RelaxedSearch[S]]:
    """Offer to interpret words that are searched as typed, if that finds something."""
    words = " ".join(query.q.replace('"', " ").split())
    if '"' not in query.q or not words:
        return []
    search = query.changed(q=words)
    n = count(search)
    return [RelaxedSearch(search, (), n)] if n else []


def relaxed_searches(query: S, count: Callable[[S], int]) -> list[RelaxedSearch[S]]:
    """Return the searches without one filter that have results, most results first.

    Without two filters if removing one does not help. Counts once for each of them. Stops after a
    second with what it has found, so that an empty page does not take long.

    Args:
        query: a search that finds nothing.
        count: returns the number of results of a search.
    """
    filters = list(_filters_of(query))
    until = time.monotonic() + _LONGEST_SECONDS
    found: list[RelaxedSearch[S]] = []
    all_pairs = combinations(filters, 2)
    pairs = [
        combination_filters
        for combination_filters in all_pairs
        if not all(filter_.params == ("q",) for filter_ in combination_filters)
    ]
    for combination_filters in ([(filter_,) for filter_ in filters], pairs[:_MAX_PAIRS]):
        for removed in combination_filters:
            search = without_filters(query, removed)
            if n := count(search):
                found.append(RelaxedSearch(search, removed, n))
            if time.monotonic() > until:
                break
        if found or time.monotonic() > until:
            break
    return sorted(found, key=lambda filter_: -filter_.n)


def _filters_of(query: Search) -> Iterator[Filter]:
    kind = kind_of(query)
    facets = (*kind.facets, *kind.scopes, *kind.memberships)
    labels = {**_NAMES, **{facet.param: facet.label for facet in facets}}

    def filters_by(params: Sequence[str], *, is_exclusion: bool = False) -> Iterator[Filter]:
        others = [(param,) for param in params if param not in IN_TREE]
        for names in ([IN_TREE] if len(others) < len(params) else []) + others:
            label = labels.get(names[0], names[0])
            yield Filter(names, is_exclusion, label=f"not {label}" if is_exclusion else label)

    params = dict.fromkeys(name for name, _ in query.pairs() if name not in _NOT_FILTERS)
    for filter_ in filters_by(list(params)):
        yield replace(filter_, label=query.q.strip('"')) if filter_.params == ("q",) else filter_
    words = dict.fromkeys(_WORD_PATTERN.findall(query.q))
    if len(words) > 1:
        yield from (Filter(("q",), word=part, label=part.strip('"')) for part in words)
    excluded = dict.fromkeys(filter_.partition(":")[0] for filter_ in query.ticked("exclude"))
    yield from filters_by(list(excluded), is_exclusion=True)


def without_filters(query: S, filters: Sequence[Filter]) -> S:
    """Return a search without some of its filters."""
    for filter_ in filters:
        if filter_.is_exclusion:
            kept_values = [
                value
                for value in query.ticked("exclude")
                if value.partition(":")[0] not in filter_.params
            ]
            query = query.changed(exclude=tuple(kept_values))
        elif filter_.word:
            words = [part for part in _WORD_PATTERN.findall(query.q) if part != filter_.word]
            query = query.changed(q=" ".join(words))
        else:
            for param in filter_.params:
                query = query.without(param)
    return query
