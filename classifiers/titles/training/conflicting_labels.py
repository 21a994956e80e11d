"""Titles that are near each other and have other labels: one of the two is probably wrong."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classifiers.titles.model.network import Floats

MIN_LIKE = 0.85
BLOCK = 2_048

Rows = NDArray[np.intp]
Functions = Sequence[frozenset[str]]


@dataclass(frozen=True, slots=True)
class Conflict:
    """A title beside which another one has other labels.

    Args:
        row: place of the title.
        beside: place of the other one.
        likeness: of the two, 0 to 1; 1 for the same job in other words.
    """

    row: int
    beside: int
    likeness: float


def same_job(
    signatures: Sequence[str],
    functions: Functions,
    *,
    trusted: Sequence[bool],
    people: Sequence[int],
) -> list[Conflict]:
    """Return titles whose labels are others than most people with the same job have.

    Args:
        signatures: of the titles.
        functions: slugs that each has.
        trusted: whether a person or the dictionary says so; these are believed first.
        people: how many carry each.
    """
    jobs: defaultdict[str, list[int]] = defaultdict(list)
    for row, signature in enumerate(signatures):
        jobs[signature].append(row)
    found = []
    for rows in jobs.values():
        if len({functions[row] for row in rows}) > 1:
            found += _against_most(rows, functions, trusted, people)
    return found


def _against_most(
    rows: Sequence[int], functions: Functions, trusted: Sequence[bool], people: Sequence[int]
) -> list[Conflict]:
    believed = [row for row in rows if trusted[row]] or rows
    votes = Counter[frozenset[str]]()
    for row in believed:
        votes[functions[row]] += 1 + people[row]
    most = max(votes, key=lambda each: (votes[each], sorted(each)))
    beside = max((row for row in believed if functions[row] == most), key=lambda row: people[row])
    return [Conflict(row, beside, 1.0) for row in rows if functions[row] != most]


def nearest_known(
    space: Floats,
    functions: Functions,
    *,
    known: Rows,
    asked: Rows,
    least: float = MIN_LIKE,
) -> list[Conflict]:
    """Return titles that share no label with the known title that is most like them.

    Args:
        space: unit vectors of the titles; see `title_space`.
        functions: slugs that each has.
        known: places of titles whose labels a person or the dictionary gave.
        asked: places of titles to look at.
        least: likeness from which a title counts as near, 0 to 1.
    """
    found = []
    if not len(known):
        return []
    middle = np.ascontiguousarray(space[known].T)
    for start in range(0, len(asked), BLOCK):
        rows = asked[start : start + BLOCK]
        like = space[rows] @ middle
        like[rows[:, None] == known[None, :]] = -1  # A title is no neighbour of its own.
        best = like.argmax(axis=1)
        values = like[np.arange(len(rows)), best]
        for place in np.flatnonzero(values >= least).tolist():
            row, other = int(rows[place]), int(known[best[place]])
            if functions[row] != functions[other] and not functions[row] & functions[other]:
                found.append(Conflict(row, other, float(min(values[place], 1.0))))
    return found
