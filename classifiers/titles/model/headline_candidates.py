"""The labels that a headline may have, and what is known about each: part, position, rivals."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple, cast

import numpy as np

from classifiers.core.array_types import Floats, Rows
from classifiers.titles.text.normalize import names_role
from classifiers.titles.text.parts import SEPARATORS

MIN_CHANCE = 0.08  # Labels that neither the whole nor a part names at least so surely are dropped.
SMALLEST = 1e-4
JOINTS = ("", *SEPARATORS, "&")  # "&": two jobs of one part.
PLACES = {joint: place for place, joint in enumerate(JOINTS)}
REMEMBERED_PARTS = 20_000


class HeadlinePart(NamedTuple):
    """A part of a headline, or one of the jobs that a part names.

    Args:
        joint: what comes before it; one of `JOINTS`.
    """

    text: str
    joint: str = ""
    is_known: bool = False


@dataclass(frozen=True)
class HeadlineBatch:
    """Headlines with what each reading says; a chance is a calibrated probability.

    Args:
        parts: of each headline, in their order; at least one.
        relevance: chance that a part says what a person does now, shape (n_parts,).
        functions: of the parts, shape (n_parts, n_functions).
        levels: of the parts, shape (n_parts, n_levels).
        whole_functions: of the headlines, shape (n_headlines, n_functions).
        whole_levels: of the headlines, shape (n_headlines, n_levels).
    """

    parts: Sequence[Sequence[HeadlinePart]]
    relevance: Floats
    functions: Floats
    levels: Floats
    whole_functions: Floats
    whole_levels: Floats

    @cached_property
    def counts(self) -> Rows:
        """How many parts each headline has, shape (n_headlines,)."""
        return np.array([len(parts) for parts in self.parts], dtype=np.intp)

    @cached_property
    def starts(self) -> Rows:
        """The first part of each headline, shape (n_headlines,)."""
        return np.cumsum(self.counts) - self.counts

    @cached_property
    def owners(self) -> Rows:
        """The headline of each part, shape (n_parts,)."""
        return np.repeat(np.arange(len(self.counts)), self.counts)

    @cached_property
    def part_columns(self) -> Floats:
        """What is known about each part, whatever the label, shape (n_columns, n_parts)."""
        return _part_columns(self, self.counts, self.starts, self.owners)


class Candidates(NamedTuple):
    """Labels that headlines may have.

    Args:
        headlines: which one, shape (n_candidates,).
        columns: of the label, shape (n_candidates,).
        parts: the part that names it most, counted through the batch, shape (n_candidates,).
        features: shape (n_candidates, n_features).
    """

    headlines: Rows
    columns: Rows
    parts: Rows
    features: Floats


def candidates(batch: HeadlineBatch, *, levels: bool) -> Candidates:
    own = batch.levels if levels else batch.functions
    whole = batch.whole_levels if levels else batch.whole_functions
    best = np.maximum.reduceat(own, batch.starts, axis=0)
    rows, columns = np.nonzero((best >= MIN_CHANCE) | (whole >= MIN_CHANCE))
    chance, in_whole = best[rows, columns], whole[rows, columns]
    parts, sums = _most_and_sum(own, batch, rows, columns)
    rivals = [
        _compare_with_others(chances, columns)
        for chances in (own[parts], best[rows], whole[rows])  # Copies: they are written to.
    ]
    features = [
        log_odds(in_whole),
        log_odds(chance),
        *(n_higher for n_higher, _, _ in rivals),
        *(chances for _, *highest in rivals for chances in highest),
        sums,
        whole.sum(axis=1)[rows],
        columns if levels else np.zeros(len(rows)),
        _before(best, columns, rows) if levels else np.zeros(len(rows)),
        *batch.part_columns[:, parts],
    ]
    stacked = np.stack([np.asarray(column, np.float32) for column in features], axis=1)
    return Candidates(rows, columns, parts, stacked)


def _part_columns(batch: HeadlineBatch, counts: Rows, starts: Rows, owners: Rows) -> Floats:
    """Return what is known about each part, shape (n_columns, n_parts)."""
    flat = [part for parts in batch.parts for part in parts]
    index = np.arange(len(flat)) - starts[owners]
    n_words, name_roles = zip(*(_spelled(part.text) for part in flat), strict=True)
    are_roles = np.array(name_roles, dtype=np.float32)
    known = np.array([part.is_known for part in flat], dtype=np.float32)
    joints = np.array([PLACES[part.joint] for part in flat], dtype=np.float32)
    is_last = index == counts[owners] - 1
    behind = np.where(is_last, -1, np.append(joints[1:], -1))
    before = np.cumsum(are_roles) - are_roles
    roles_before = before - before[starts][owners]
    n_roles = np.add.reduceat(are_roles, starts)[owners]
    surest = batch.functions.max(axis=1)
    unranked = batch.levels[:, -1]  # The last level is "other": a field, a slogan, a skill.
    relevance = batch.relevance
    columns = [
        index,
        is_last,
        counts[owners],
        joints,
        behind,
        n_words,
        are_roles,
        roles_before,
        n_roles - roles_before - are_roles,
        known,
        np.add.reduceat(known, starts)[owners],
        surest,
        _highest_of_others(surest, starts, counts, owners),
        unranked,
        -_highest_of_others(-unranked, starts, counts, owners),
        batch.levels.max(axis=1),
        batch.levels.argmax(axis=1),
        relevance,
        _highest_of_others(relevance, starts, counts, owners),
        (np.add.reduceat(relevance, starts) / counts)[owners],
    ]
    return np.stack([np.asarray(column, np.float32) for column in columns])


@lru_cache(maxsize=REMEMBERED_PARTS)
def _spelled(text: str) -> tuple[int, bool]:
    """Return how many words a part has, and whether one of them names a role."""
    words = text.split()
    return len(words), names_role(words)


def log_odds(chances: Floats) -> Floats:
    """Return the log-odds of chances, of which none is taken for impossible or certain."""
    return cast("Floats", np.log((chances + SMALLEST) / (1 - chances + SMALLEST)))


def _most_and_sum(
    own: Floats, batch: HeadlineBatch, rows: Rows, columns: Rows
) -> tuple[Rows, Floats]:
    """Return the first part of a headline that names a label most, and the sum of its parts.

    Args:
        own: chances of the parts, shape (n_parts, n_labels).
        batch: which parts are whose.
        rows: headlines, shape (n_candidates,).
        columns: of their labels, shape (n_candidates,).
    """
    counts = batch.counts[rows]
    ends = np.cumsum(counts)
    starts = ends - counts
    parts = np.arange(counts.sum()) + np.repeat(batch.starts[rows] - starts, counts)
    chances = own[parts, np.repeat(columns, counts)]
    highest = np.repeat(np.maximum.reduceat(chances, starts), counts)
    most = np.minimum.reduceat(np.where(chances == highest, parts, len(own)), starts)
    return most, np.add.reduceat(chances, starts)


def _compare_with_others(chances: Floats, columns: Rows) -> tuple[Rows, Floats, Floats]:
    """Return how many chances of each row are higher than one, the highest, and that of the others.

    Args:
        chances: shape (n_rows, n_columns); the one of each row is written over.
        columns: of the one, shape (n_rows,).
    """
    one = np.arange(len(chances)), columns
    own = chances[one]
    n_higher = np.count_nonzero(chances > own[:, None], axis=1)
    chances[one] = -1
    others = chances.max(axis=1, initial=-1)
    return n_higher, np.maximum(own, others), others


def _highest_of_others(values: Floats, starts: Rows, counts: Rows, owners: Rows) -> Floats:
    """Return the highest value among the other parts of the same headline; -1 where it has none."""
    highest = np.maximum.reduceat(values, starts)
    is_highest = values == highest[owners]
    several = np.add.reduceat(is_highest.astype(np.intp), starts) > 1
    second = np.maximum.reduceat(np.where(is_highest, -1, values), starts)
    second = np.where(several, highest, second)
    found = np.where(is_highest, second[owners], highest[owners])
    return cast("Floats", np.where(counts[owners] > 1, found, -1))


def _before(best: Floats, columns: Rows, rows: Rows) -> Floats:
    """Return the highest chance of a more senior level; levels are in their order."""
    highest = np.maximum.accumulate(best, axis=1)
    return cast("Floats", np.where(columns > 0, highest[rows, np.maximum(columns - 1, 0)], -1))
