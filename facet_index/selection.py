"""A question → the rows that each of its conditions lets through."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, reduce
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from facet_index.bitmaps import array_of, bitmap_of
from facet_index.facet_schema import SCORED, TREE
from facet_index.index import FacetIndex
from facet_index.title_tables import N_BUCKETS, codes_above, step_from, step_of
from facet_index.types import FacetQuery, Keys, Members
from facet_index.word_search import find_rows, rank_rows
from facet_index.words.clauses import Clause

_LAST: WeakKeyDictionary[FacetIndex, tuple[int, FacetQuery, "Selection"]] = WeakKeyDictionary()


@dataclass(frozen=True)
class Selection:
    """Rows of a question, as sets that must not be changed.

    Args:
        conditions: group of facets, or kind of gathering → rows that have its ticks and nothing
            that is refused; groups without either are left out.
        refused: of groups of which a row may have several values → rows with one that is refused.
    """

    scope: BitMap
    conditions: dict[str, BitMap]
    refused: dict[str, BitMap]
    _tiers: list[BitMap] = field(default_factory=list, compare=False)

    def tiers(self, index: FacetIndex, words: Sequence[Clause]) -> list[BitMap]:
        """Return the rows that are found, those that meet the words best first."""
        if not self._tiers:
            self._tiers.extend(rank_rows(index, words, self.total))
        return self._tiers

    @cached_property
    def total(self) -> BitMap:
        """Rows that all conditions let through."""
        return self.without("")

    def without(self, group: str) -> BitMap:
        """Return the rows that all conditions but one let through."""
        others = [rows for other, rows in self.conditions.items() if other != group]
        return reduce(BitMap.intersection, sorted(others, key=len), self.scope)

    def without_ticks(self, group: str) -> BitMap:
        """Return the rows among which the values of a group count: its ticks narrow nothing."""
        rows = self.without(group)
        return rows - self.refused[group] if group in self.refused else rows


def group_of(facet: str) -> str:
    """Return the facet whose ticks a facet shares; the tree and its scores are one."""
    return TREE[0] if facet in (*TREE, "score") else facet


def select(index: FacetIndex, question: FacetQuery) -> Selection:
    """Return the rows of each condition of a question.

    The last one is remembered: the counts next to a page and its rows ask for the same.
    """
    if any(membership.ticked or membership.refused for membership in question.memberships.values()):
        return _selected(index, question)
    plain = replace(question, memberships={})
    asked = _LAST.get(index)
    if asked is None or asked[:2] != (index.n_changes, plain):
        asked = _LAST[index] = (index.n_changes, plain, _selected(index, plain))
    return asked[2]


def _selected(index: FacetIndex, question: FacetQuery) -> Selection:
    refused = _refused(index, question)
    conditions = {}
    tree = _tree(index, question, refused)
    if tree is not None:
        conditions[TREE[0]] = tree
    for facet in index.schema.people:
        ticks, values = question.ticks.get(facet, ()), question.refused.get(facet, ())
        if facet not in TREE and (ticks or values):
            having = _having(index, facet, ticks) if ticks else index.live
            lacking = refused[facet] if facet in refused else _having(index, facet, values)
            conditions[facet] = having - lacking if values else having
    for kind, memberships in question.memberships.items():
        if memberships.ticked or memberships.refused:
            members = [rows_of(index, members) for members in memberships.ticked]
            having = BitMap.union(BitMap(), *members) if members else index.live
            conditions[kind] = having - refused[kind] if memberships.refused else having
    return Selection(_scope(index, question), conditions, refused)


def _refused(index: FacetIndex, question: FacetQuery) -> dict[str, BitMap]:
    """Return the rows that have something refused, of groups of which a row may have several."""
    refused: dict[str, BitMap] = {}
    for facet in (*TREE, *index.schema.many):
        if values := question.refused.get(facet, ()):
            group = group_of(facet)
            refused[group] = refused.get(group, BitMap()) | _having(index, facet, values)
    for kind, memberships in question.memberships.items():
        if memberships.refused:
            members = (rows_of(index, members) for members in memberships.refused.values())
            refused[kind] = BitMap.union(BitMap(), *members)
    return refused


def rows_of(index: FacetIndex, members: Members) -> BitMap:
    """Return the rows of the members of a group."""
    rows = bitmap_of(index.keys.codes_of(_array(members.contacts)))
    rows.discard(0)  # Whom the index does not know.
    if members.companies is None:
        return rows | (index.live - bitmap_of(np.flatnonzero(index.column("company") == 0)))
    return rows | _at(index, members.companies) if len(members.companies) else rows


def _having(index: FacetIndex, facet: str, values: Sequence[str]) -> BitMap:
    return BitMap.union(BitMap(), *(index.with_value(facet, value) for value in values))


def _tree(index: FacetIndex, question: FacetQuery, refused: Mapping[str, BitMap]) -> BitMap | None:
    ticked = [facet for facet in TREE if question.ticks.get(facet)]
    lacking = refused.get(TREE[0])
    if not (ticked or lacking is not None or question.confidence):
        return None
    rows = index.live
    if ticked or question.confidence:
        rows = _ticked_tree(index, question, labels_count=ticked != ["unclassified"])
    return rows if lacking is None else rows - lacking


def _ticked_tree(index: FacetIndex, question: FacetQuery, *, labels_count: bool) -> BitMap:
    parts = [_having(index, "unclassified", question.ticks.get("unclassified", ()))]
    if question.confidence and labels_count:
        parts.append(_sure(index, question))
    elif labels_count:
        parts += [_having(index, facet, question.ticks.get(facet, ())) for facet in TREE[:2]]
    return BitMap.union(*parts)


def _sure(index: FacetIndex, question: FacetQuery) -> BitMap:
    """Return rows with a label of the confidence, among those that are ticked if any are."""
    titles, least = index.titles, question.confidence
    ticked = [(facet, question.ticks.get(facet, ())) for facet in TREE[:2]]
    has_ticks = any(values for _, values in ticked)
    if has_ticks and (exact := step_from(least)):
        return BitMap.union(BitMap(), *_scored(index, ticked, exact))
    step = int(step_of(np.array(least)))
    above = [index.with_value("score", str(higher)) for higher in range(step, N_BUCKETS)]
    edge = index.with_value("score", str(step - 1))
    if not has_ticks:
        return _kept(index, edge, titles.best.values >= least).union(*above)
    rows = BitMap.union(*(_having(index, facet, values) for facet, values in ticked))
    homes = titles.codes.department_of
    is_ticked = np.isin(homes, _codes(index, *ticked[1]))
    is_ticked[_codes(index, *ticked[0])] = True
    is_ticked &= homes > 0  # A retired function finds nobody, whatever else is ticked.
    labels = titles.labels.entries.values
    is_sure = (labels["score"] >= least) & is_ticked[labels["function"]]
    has_sure = np.zeros(len(titles), dtype=np.bool_)
    has_sure[titles.labels.owner.values[is_sure]] = True
    has_sure[0] = False
    return _kept(index, rows & edge.union(*above), has_sure)


def _scored(
    index: FacetIndex, ticked: Sequence[tuple[str, Sequence[str]]], step: int
) -> Iterator[BitMap]:
    """Yield the rows of what is ticked, of each step from this one on."""
    for facet, values in ticked:
        wanted, mine = set(_codes(index, facet, values)), index.bitmaps_of(SCORED[facet])
        yield from (mine[pair] for pair, code in codes_above(mine, step) if code in wanted)


def _kept(index: FacetIndex, rows: BitMap, by_title: NDArray[np.bool_]) -> BitMap:
    """Return those of some rows whose title is marked."""
    array = array_of(rows)
    return bitmap_of(array[by_title[index.column("title")[array]]])


def _codes(index: FacetIndex, facet: str, values: Sequence[str]) -> list[int]:
    found = (index.values[facet].code(value) for value in values)
    return [code for code in found if code > 0]


def _scope(index: FacetIndex, question: FacetQuery) -> BitMap:
    parts = [find_rows(index, question.words)]
    parts += [bitmap_of(index.keys.codes_of(_array(keys))) for keys in question.contacts]
    if question.after:
        parts.append(bitmap_of(np.flatnonzero(index.keys.by_code > question.after)))
    if question.companies is not None:
        parts.append(_at(index, question.companies))
    return parts[0] if len(parts) == 1 else BitMap.intersection(*parts)


def _at(index: FacetIndex, companies: Keys) -> BitMap:
    codes = index.companies.keys.codes_of(_array(companies))
    known = np.unique(codes[codes > 0])
    return bitmap_of(index.rows_with("company", known, n_codes=len(index.companies)))


def _array(keys: Keys) -> NDArray[np.int64]:
    return np.array(keys, dtype=np.int64)
