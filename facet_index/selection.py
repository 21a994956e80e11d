"""Select the rows that match each condition of a query."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, reduce
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from facet_index.bitmaps import array_of, bitmap_of
from facet_index.facet_schema import SCORE_FACETS, TREE
from facet_index.index import FacetIndex
from facet_index.title_tables import N_BUCKETS, exact_step, pairs_above, step_of
from facet_index.types import FacetQuery, Keys, Members
from facet_index.word_search import find_rows, rank_rows
from facet_index.words.clauses import Clause

_last_selections: WeakKeyDictionary[FacetIndex, tuple[int, FacetQuery, "Selection"]] = (
    WeakKeyDictionary()
)


@dataclass(frozen=True)
class Selection:
    """The rows that match a query, as sets that must not be changed.

    Args:
        conditions: group of facets, or kind of membership → rows with a selected and without an
            excluded value; only groups with a selection.
        excluded: group of several values per row → rows with an excluded value.
    """

    scope: BitMap
    conditions: dict[str, BitMap]
    excluded: dict[str, BitMap]
    _tiers: list[BitMap] = field(default_factory=list, compare=False)

    def tiers(self, index: FacetIndex, words: Sequence[Clause]) -> list[BitMap]:
        """Return the matching rows, best matches of the words first."""
        if not self._tiers:
            self._tiers.extend(rank_rows(index, words, self.total))
        return self._tiers

    @cached_property
    def total(self) -> BitMap:
        """Rows that match all conditions."""
        return self.without("")

    def without(self, group: str) -> BitMap:
        """Return the rows that match all conditions but one."""
        others = [rows for other, rows in self.conditions.items() if other != group]
        return reduce(BitMap.intersection, sorted(others, key=len), self.scope)

    def without_ticks(self, group: str) -> BitMap:
        """Return the rows in which values of a group are counted, ignoring its own selection."""
        rows = self.without(group)
        return rows - self.excluded[group] if group in self.excluded else rows


def group_of(facet: str) -> str:
    """Return the facet that a facet shares its selection with: the tree and its scores are one."""
    return TREE[0] if facet in (*TREE, "score") else facet


def select(index: FacetIndex, query: FacetQuery) -> Selection:
    """Return the rows that match each condition of a query.

    The last selection is cached: a page needs the same one for its counts and its rows.
    """
    if any(membership.selected or membership.excluded for membership in query.memberships.values()):
        return _build_selection(index, query)
    rows_query = replace(query, memberships={})
    last = _last_selections.get(index)
    if last is None or last[:2] != (index.n_changes, rows_query):
        last = _last_selections[index] = (
            index.n_changes,
            rows_query,
            _build_selection(index, rows_query),
        )
    return last[2]


def _build_selection(index: FacetIndex, query: FacetQuery) -> Selection:
    excluded = _excluded_rows(index, query)
    conditions = {}
    tree = _tree_rows(index, query, excluded)
    if tree is not None:
        conditions[TREE[0]] = tree
    for facet in index.schema.person_facets:
        selected, values = query.selected.get(facet, ()), query.excluded.get(facet, ())
        if facet not in TREE and (selected or values):
            matching = _rows_with_values(index, facet, selected) if selected else index.live
            unwanted = (
                excluded[facet] if facet in excluded else _rows_with_values(index, facet, values)
            )
            conditions[facet] = matching - unwanted if values else matching
    for kind, memberships in query.memberships.items():
        if memberships.selected or memberships.excluded:
            members = [rows_of(index, members) for members in memberships.selected]
            matching = BitMap.union(BitMap(), *members) if members else index.live
            conditions[kind] = matching - excluded[kind] if memberships.excluded else matching
    return Selection(_scope_rows(index, query), conditions, excluded)


def _excluded_rows(index: FacetIndex, query: FacetQuery) -> dict[str, BitMap]:
    """Return the rows with an excluded value, by group of several values per row."""
    excluded: dict[str, BitMap] = {}
    for facet in (*TREE, *index.schema.multi_value_facets):
        if values := query.excluded.get(facet, ()):
            group = group_of(facet)
            excluded[group] = excluded.get(group, BitMap()) | _rows_with_values(
                index, facet, values
            )
    for kind, memberships in query.memberships.items():
        if memberships.excluded:
            members = (rows_of(index, members) for members in memberships.excluded.values())
            excluded[kind] = BitMap.union(BitMap(), *members)
    return excluded


def rows_of(index: FacetIndex, members: Members) -> BitMap:
    """Return the rows of the members of a group."""
    rows = bitmap_of(index.keys.codes_of(_key_array(members.contacts)))
    rows.discard(0)  # Unknown contacts.
    if members.companies is None:
        return rows | (index.live - bitmap_of(np.flatnonzero(index.column("company") == 0)))
    return rows | _rows_at_companies(index, members.companies) if len(members.companies) else rows


def _rows_with_values(index: FacetIndex, facet: str, values: Sequence[str]) -> BitMap:
    return BitMap.union(BitMap(), *(index.with_value(facet, value) for value in values))


def _tree_rows(
    index: FacetIndex, query: FacetQuery, excluded: Mapping[str, BitMap]
) -> BitMap | None:
    selected = [facet for facet in TREE if query.selected.get(facet)]
    unwanted = excluded.get(TREE[0])
    if not (selected or unwanted is not None or query.confidence):
        return None
    rows = index.live
    if selected or query.confidence:
        rows = _selected_tree_rows(index, query, with_labels=selected != ["unclassified"])
    return rows if unwanted is None else rows - unwanted


def _selected_tree_rows(index: FacetIndex, query: FacetQuery, *, with_labels: bool) -> BitMap:
    parts = [_rows_with_values(index, "unclassified", query.selected.get("unclassified", ()))]
    if query.confidence and with_labels:
        parts.append(_confident_rows(index, query))
    elif with_labels:
        parts += [
            _rows_with_values(index, facet, query.selected.get(facet, ())) for facet in TREE[:2]
        ]
    return BitMap.union(*parts)


def _confident_rows(index: FacetIndex, query: FacetQuery) -> BitMap:
    """Return rows with a confident label, of the selected functions if any are selected."""
    titles, min_score = index.titles, query.confidence
    selected = [(facet, query.selected.get(facet, ())) for facet in TREE[:2]]
    has_ticks = any(values for _, values in selected)
    if has_ticks and (exact := exact_step(min_score)):
        return BitMap.union(BitMap(), *_rows_above_step(index, selected, exact))
    step = int(step_of(np.array(min_score)))
    above = [index.with_value("score", str(higher)) for higher in range(step, N_BUCKETS)]
    boundary = index.with_value("score", str(step - 1))
    if not has_ticks:
        return _rows_with_marked_title(index, boundary, titles.best.values >= min_score).union(
            *above
        )
    rows = BitMap.union(*(_rows_with_values(index, facet, values) for facet, values in selected))
    departments = titles.codes.department_of
    is_selected = np.isin(departments, _known_codes(index, *selected[1]))
    is_selected[_known_codes(index, *selected[0])] = True
    is_selected &= departments > 0  # A retired function finds nobody, whatever else is selected.
    labels = titles.labels.entries.values
    is_confident = (labels["score"] >= min_score) & is_selected[labels["function"]]
    has_confident_label = np.zeros(len(titles), dtype=np.bool_)
    has_confident_label[titles.labels.owner.values[is_confident]] = True
    has_confident_label[0] = False
    return _rows_with_marked_title(index, rows & boundary.union(*above), has_confident_label)


def _rows_above_step(
    index: FacetIndex, selected: Sequence[tuple[str, Sequence[str]]], step: int
) -> Iterator[BitMap]:
    """Yield the rows of the selected values for each step from this one on."""
    for facet, values in selected:
        wanted, bitmaps = (
            set(_known_codes(index, facet, values)),
            index.bitmaps_of(SCORE_FACETS[facet]),
        )
        yield from (bitmaps[pair] for pair, code in pairs_above(bitmaps, step) if code in wanted)


def _rows_with_marked_title(index: FacetIndex, rows: BitMap, by_title: NDArray[np.bool_]) -> BitMap:
    """Return the rows whose title is marked."""
    array = array_of(rows)
    return bitmap_of(array[by_title[index.column("title")[array]]])


def _known_codes(index: FacetIndex, facet: str, values: Sequence[str]) -> list[int]:
    found = (index.values[facet].code(value) for value in values)
    return [code for code in found if code > 0]


def _scope_rows(index: FacetIndex, query: FacetQuery) -> BitMap:
    parts = [find_rows(index, query.words)]
    parts += [bitmap_of(index.keys.codes_of(_key_array(keys))) for keys in query.contacts]
    if query.after:
        parts.append(bitmap_of(np.flatnonzero(index.keys.by_code > query.after)))
    if query.companies is not None:
        parts.append(_rows_at_companies(index, query.companies))
    return parts[0] if len(parts) == 1 else BitMap.intersection(*parts)


def _rows_at_companies(index: FacetIndex, companies: Keys) -> BitMap:
    codes = index.companies.keys.codes_of(_key_array(companies))
    known = np.unique(codes[codes > 0])
    return bitmap_of(index.rows_with("company", known, n_codes=len(index.companies)))


def _key_array(keys: Keys) -> NDArray[np.int64]:
    return np.array(keys, dtype=np.int64)
