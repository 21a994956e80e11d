"""How likely the model holds functions of titles to be, also below their thresholds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classifiers.core.array_types import Floats
from classifiers.titles.model.role_answers import MAX_FUNCTIONS
from classifiers.titles.model.roles import Role
from classifiers.titles.phrase_rules import PhraseMatch

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class LabelProbabilities:
    """Functions that titles would have, if the threshold of each were no higher than its chance.

    `rows`, `columns` and `chances` have the shape (n_chances,), title by title, the likeliest
    first.

    Args:
        chances: 0 to 1, calibrated.
    """

    rows: Ints
    columns: Ints
    chances: Floats
    certain: frozenset[tuple[int, int]]


def label_probabilities(
    roles: Sequence[Sequence[Role]],
    matches: Sequence[PhraseMatch | None],
    functions: Floats,
    *,
    limits: Floats,
    columns: Mapping[str, int],
    least: float,
) -> LabelProbabilities:
    """Return the chances of functions that a threshold decides about.

    Left out are functions that an entry or a rule gives to a title, and those behind three surer
    ones that it has now: a title carries no more.

    Args:
        roles: of each title.
        matches: of the phrase rules, one for each role.
        functions: chances of each role that needs the model, shape (n_roles, n_functions).
        limits: threshold of each function; infinite where it is never given, shape (n_functions,).
        columns: function → its column.
        least: smaller chances are left out.
    """
    owners, given, counts = _owners(roles, matches, columns)
    mine = np.flatnonzero(owners >= 0)
    found = functions[mine]
    indexes, cols = np.nonzero((found >= np.float32(least)) & np.isfinite(limits))
    rows, chances = owners[mine][indexes], found[indexes, cols]
    keys = [row * len(limits) + column for row, column in given]
    known = np.isin(rows * len(limits) + cols, np.array(keys, np.int64))
    rows, cols, chances = rows[~known], cols[~known], chances[~known]
    first = _highest_of_each(rows * len(limits) + cols, chances)
    rows, cols, chances = rows[first], cols[first], chances[first]
    order = np.lexsort((-chances, rows))
    rows, cols, chances = rows[order], cols[order], chances[order]
    fits = counts[rows] + _n_surer(rows, chances >= limits[cols]) < MAX_FUNCTIONS
    return LabelProbabilities(rows[fits], cols[fits], chances[fits], frozenset(given))


def _owners(
    roles: Sequence[Sequence[Role]],
    matches: Sequence[PhraseMatch | None],
    columns: Mapping[str, int],
) -> tuple[Ints, set[tuple[int, int]], Ints]:
    """Return whose each row of the model is, and which functions are given without it.

    Returns:
        Title of each row, -1 where an entry or a rule decides; title and column of each function
        that these give; how many these are for each title.
    """
    owners: list[int] = []
    given: set[tuple[int, int]] = set()
    counts = np.zeros(len(roles), np.int64)
    index = 0
    for row, title in enumerate(roles):
        certain: set[str] = set()
        for role in title:
            match = matches[index]
            index += 1
            is_open = role.is_weighed or (role.entry is None and match is None)
            if not is_open:
                certain_functions = role.entry or match
                certain.update(certain_functions.functions if certain_functions else ())
            if role.needs_model:
                owners.append(row if is_open else -1)
        given.update((row, columns[slug]) for slug in certain if slug in columns)
        counts[row] = len(certain)
    return np.array(owners, np.int64), given, counts


def _highest_of_each(keys: Ints, chances: Floats) -> Ints:
    """Return the index of the highest chance of each key."""
    order = np.lexsort((-chances, keys))
    is_first = np.ones(len(order), np.bool_)
    is_first[1:] = keys[order][1:] != keys[order][:-1]
    return order[is_first]


def _n_surer(rows: Ints, is_given: NDArray[np.bool_]) -> Ints:
    """Return how many functions before each one its title has now; rows are in order."""
    before: Ints = np.cumsum(is_given) - is_given
    starts = np.searchsorted(rows, rows)
    return before - before[starts] if len(rows) else before
