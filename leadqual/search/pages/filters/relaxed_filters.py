"""Which filters help a search that finds nothing, and values that are suggested as one types."""

import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Generic, TypeVar

from django.http import Http404, JsonResponse

from classifiers.core.text import fold, words
from leadqual.accounts.routing import WorkspaceRequest
from leadqual.search.facets.facet_table import COMPANY_TYPED, IN_TREE, TYPED
from leadqual.search.pages.record_routes import Kind, record_routes
from leadqual.search.query.query import Search
from leadqual.search.results.result_counts import value_counts
from leadqual.search.results.selectors import COMPANIES

MAX_OFFERED = 8
LONGEST = 200


def matching_values(text: str, values: Mapping[str, int]) -> list[tuple[str, int]]:
    """Return the values that a text may mean with their numbers, the best first.

    Case and accents do not count. A value that begins as it was typed comes before one of which
    another word does, and that before one that holds it anywhere; of these the one most have.

    Args:
        text: as it was typed so far; empty finds nothing.
        values: each with how many it would find.
    """
    typed = fold(text[:LONGEST]).strip()
    if not typed:
        return []
    found = []
    for value, n in values.items():
        if typed in (folded := fold(value)):
            begins = folded.startswith(typed)
            is_word = begins or any(word.startswith(typed) for word in words(folded))
            found.append((not begins, not is_word, -n, value))
    return [(value, -n) for _, _, n, value in sorted(found)[:MAX_OFFERED]]


@record_routes("values/", name="people_values company_values")
def facet_values(request: WorkspaceRequest, kind: Kind) -> JsonResponse:
    """Return which values of `facet` are meant by what is `typed`, beside a search."""
    facet, typed = request.GET.get("facet", ""), request.GET.get("typed", "")
    if facet not in (COMPANY_TYPED if kind is COMPANIES else TYPED):
        raise Http404
    query, _ = kind.read(dict(request.GET.lists()))
    values = value_counts(request.workspace, query, facet)
    return JsonResponse(
        {"values": [{"value": value, "n": n} for value, n in matching_values(typed, values)]}
    )


_NO_FILTER = frozenset({"sort", "after", "before"})
_MAX_PAIRS = 28
_WORD = re.compile(r'-?"[^"]*"|\S+')  # Words in quotation marks are one.
_LONGEST_SECONDS = 1.0  # Where the tables answer, each count of a large workspace takes a while.

S = TypeVar("S", bound=Search)


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter that is set.

    Args:
        params: whose selects it is: one, but for the tree of functions, whose boxes are one facet.
        is_refusal: it is what the facet leaves out, not what is selected in it.
        word: one of several words that are looked for; empty for the whole filter.
        text: all words that are looked for, where the filter is these.
    """

    params: tuple[str, ...]
    is_refusal: bool = False
    word: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class RelaxedSearch(Generic[S]):
    """A search without one filter, or without two where none alone helps.

    Args:
        without: what was taken away.
        n: how many it finds, at least 1.
    """

    search: S
    without: tuple[Filter, ...]
    n: int


def relaxed_searches(query: S, count: Callable[[S], int]) -> list[RelaxedSearch[S]]:
    """Return every looser search that finds something, the one that finds most first.

    Counts once for each filter that is set; once for each two, where no single one helps. After a
    second it offers what it has found by then: nobody waits long for a page without rows.

    Args:
        query: a search that finds nothing.
        count: says how many a search finds.
    """
    filters = list(_filters_of(query))
    until = time.monotonic() + _LONGEST_SECONDS
    found: list[RelaxedSearch[S]] = []
    both = combinations(filters, 2)
    pairs = [some for some in both if not all(one.params == ("q",) for one in some)]
    for some in ([(one,) for one in filters], pairs[:_MAX_PAIRS]):
        for gone in some:
            search = _without(query, gone)
            if n := count(search):
                found.append(RelaxedSearch(search, gone, n))
            if time.monotonic() > until:
                break
        if found or time.monotonic() > until:
            break
    return sorted(found, key=lambda one: -one.n)


def _filters_of(query: Search) -> Iterator[Filter]:
    named = dict.fromkeys(name for name, _ in query.pairs() if name not in {*_NO_FILTER, "exclude"})
    if not named.keys().isdisjoint(IN_TREE):
        yield Filter(IN_TREE)
    for name in named:
        if name not in IN_TREE:
            yield Filter((name,), text=query.q if name == "q" else "")
    parts = dict.fromkeys(_WORD.findall(query.q))
    if len(parts) > 1:
        yield from (Filter(("q",), word=part) for part in parts)
    left_out = dict.fromkeys(one.partition(":")[0] for one in query.ticked("exclude"))
    if not left_out.keys().isdisjoint(IN_TREE):
        yield Filter(IN_TREE, is_refusal=True)
    yield from (Filter((name,), is_refusal=True) for name in left_out if name not in IN_TREE)


def _without(query: S, filters: tuple[Filter, ...]) -> S:
    for one in filters:
        if one.is_refusal:
            kept = [
                value
                for value in query.ticked("exclude")
                if value.partition(":")[0] not in one.params
            ]
            query = query.changed(exclude=tuple(kept))
        elif one.word:
            parts = [part for part in _WORD.findall(query.q) if part != one.word]
            query = query.changed(q=" ".join(parts))
        else:
            for param in one.params:
                query = query.without(param)
    return query
