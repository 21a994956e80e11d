"""Which filters of a search that finds nothing help when they are taken away."""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Generic, TypeVar

from leadqual.search.facets.facet_table import IN_TREE
from leadqual.search.query.query import Search

_NO_FILTER = frozenset({"sort", "after", "before"})
_MAX_PAIRS = 28
_WORD = re.compile(r'-?"[^"]*"|\S+')  # Words in quotation marks are one.
_LONGEST_SECONDS = 1.0  # Where the tables answer, each count of a large workspace takes a while.

S = TypeVar("S", bound=Search)


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter that is set.

    Args:
        params: whose ticks it is: one, but for the tree of functions, whose boxes are one facet.
        is_refusal: it is what the facet leaves out, not what is ticked in it.
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
        search: what is left.
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
