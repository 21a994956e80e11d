"""Weighs what the parts of a headline and the headline as a whole say.

Boosted trees are asked about each label that one of the readings names. They learned from
headlines which part is a job, and which a field, a skill, an employer, a slogan or a former job.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from classifiers.titles.model.label_columns import LabelColumns
from classifiers.titles.text.normalize import names_role
from classifiers.titles.text.parts import SEPARATORS

# What is known about each label that a headline may have: who says it, where, beside what.

MIN_CHANCE = 0.08  # Labels that neither the whole nor a part names at least so surely are dropped.
SMALLEST = 1e-4
JOINTS = ("", *SEPARATORS, "&")  # "&": two jobs of one part.
PLACES = {joint: place for place, joint in enumerate(JOINTS)}
REMEMBERED_PARTS = 20_000

Floats = NDArray[np.float32]
Rows = NDArray[np.intp]


class HeadlinePart(NamedTuple):
    """A part of a headline, or one of the jobs that a part names.

    Args:
        joint: what stands before it; one of `JOINTS`.
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
    parts, said = _most_and_sum(own, batch, rows, columns)
    beside = [
        _beside(chances, columns)
        for chances in (own[parts], best[rows], whole[rows])  # Copies: they are written to.
    ]
    features = [
        log_odds(in_whole),
        log_odds(chance),
        *(n_higher for n_higher, _, _ in beside),
        *(chances for _, *highest in beside for chances in highest),
        said,
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
    place = np.arange(len(flat)) - starts[owners]
    n_words, name_roles = zip(*(_spelled(part.text) for part in flat), strict=True)
    are_roles = np.array(name_roles, dtype=np.float32)
    known = np.array([part.is_known for part in flat], dtype=np.float32)
    joints = np.array([PLACES[part.joint] for part in flat], dtype=np.float32)
    is_last = place == counts[owners] - 1
    behind = np.where(is_last, -1, np.append(joints[1:], -1))
    before = np.cumsum(are_roles) - are_roles
    roles_before = before - before[starts][owners]
    n_roles = np.add.reduceat(are_roles, starts)[owners]
    surest = batch.functions.max(axis=1)
    unranked = batch.levels[:, -1]  # The last level is "other": a field, a slogan, a skill.
    relevance = batch.relevance
    columns = [
        place,
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


def _beside(chances: Floats, columns: Rows) -> tuple[Rows, Floats, Floats]:
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
    """Return the highest chance of a more senior level; levels stand in their order."""
    highest = np.maximum.accumulate(best, axis=1)
    return cast("Floats", np.where(columns > 0, highest[rows, np.maximum(columns - 1, 0)], -1))


# Gradient-boosted trees that were fitted with scikit-learn, served with NumPy alone.


@dataclass(frozen=True, eq=False)
class BoostedTrees:
    """Trees whose leaves add up to log-odds; a node that leads to itself is a leaf.

    Args:
        features: column that a node asks about, shape (n_trees, n_nodes).
        thresholds: up to it a row goes left, shape (n_trees, n_nodes).
        left: node below, shape (n_trees, n_nodes).
        right: node below, shape (n_trees, n_nodes).
        values: what a leaf adds, shape (n_trees, n_nodes).
    """

    start: float
    depth: int
    features: NDArray[np.int16]
    thresholds: Floats
    left: NDArray[np.int16]
    right: NDArray[np.int16]
    values: Floats

    def probabilities(self, rows: Floats) -> Floats:
        """Return probabilities of rows, shape (n_rows,), from shape (n_rows, n_columns)."""
        n_trees, n_nodes = self.values.shape
        begin = (np.arange(n_trees, dtype=np.int32) * n_nodes)[:, None]
        columns = np.ascontiguousarray(rows.T)
        at = np.arange(len(rows), dtype=np.int32)
        features, thresholds = self.features.ravel().astype(np.int32), self.thresholds.ravel()
        below = np.stack([self.right.ravel(), self.left.ravel()], axis=1).ravel().astype(np.int32)
        flat = columns.ravel()
        nodes = np.repeat(begin, len(rows), axis=1)
        for _ in range(self.depth):
            asked = flat.take(features.take(nodes) * len(rows) + at)
            left = asked <= thresholds.take(nodes)
            nodes = below.take(2 * nodes + left) + begin
        log_odds = self.start + self.values.ravel().take(nodes).sum(axis=0, dtype=np.float64)
        return cast("Floats", (1 / (1 + np.exp(-log_odds))).astype(np.float32))

    def arrays(self, name: str) -> dict[str, NDArray[Any]]:
        """Return what an artifact keeps of them, each array's name beginning with a name."""
        return {
            f"{name}_shape": np.array([self.start, self.depth], np.float64),
            f"{name}_features": self.features,
            f"{name}_thresholds": self.thresholds,
            f"{name}_left": self.left,
            f"{name}_right": self.right,
            f"{name}_values": self.values,
        }

    @classmethod
    def none(cls) -> "BoostedTrees":
        """Return no trees at all: every row is as likely as not."""
        whole, numbers = np.zeros((0, 1), np.int16), np.zeros((0, 1), np.float32)
        return cls(0.0, 0, whole, numbers, whole, whole, numbers)

    @classmethod
    def of(cls, name: str, arrays: Mapping[str, NDArray[Any]]) -> "BoostedTrees":
        """Read what `arrays` gave."""
        start, depth = arrays[f"{name}_shape"].tolist()
        return cls(
            start=float(start),
            depth=int(depth),
            features=arrays[f"{name}_features"],
            thresholds=arrays[f"{name}_thresholds"],
            left=arrays[f"{name}_left"],
            right=arrays[f"{name}_right"],
            values=arrays[f"{name}_values"],
        )


class WeighedLabels(NamedTuple):
    """What headlines hold when all of their parts are weighed.

    Args:
        functions: chances, shape (n_headlines, n_functions).
        parts: the part that names a function most, counted through the batch; -1 for functions that
            none names, shape (n_headlines, n_functions).
        levels: chances, shape (n_headlines, n_levels); a row adds up to 1.
    """

    functions: Floats
    parts: Rows
    levels: Floats


@dataclass(frozen=True, eq=False)
class HeadlineModel:
    """Which labels of the parts of a headline hold for the person.

    Args:
        function_weights: what the log-odds of each function weigh in whether a part is a job that
            is held now, shape (n_functions,).
        level_weights: the same of the levels, shape (n_levels,).
        shift: log-odds of a part without any of them.
    """

    function_weights: Floats
    level_weights: Floats
    shift: float
    functions: BoostedTrees
    levels: BoostedTrees

    def under(self, columns: LabelColumns) -> "HeadlineModel":
        """Return the same for the slugs that functions have now."""
        return replace(self, function_weights=columns.first(self.function_weights))

    def relevance(self, functions: Floats, levels: Floats) -> Floats:
        """Return the chance that parts say what a person does now, shape (n_parts,).

        Args:
            functions: chances of parts that were read alone, shape (n_parts, n_functions).
            levels: the same, shape (n_parts, n_levels).
        """
        # In double precision a part has the same chance in any batch.
        sums = log_odds(functions).astype(np.float64) @ self.function_weights
        sums += log_odds(levels).astype(np.float64) @ self.level_weights
        return cast("Floats", (1 / (1 + np.exp(-self.shift - sums))).astype(np.float32))

    def weigh(self, batch: HeadlineBatch) -> WeighedLabels:
        """Return the labels of headlines, from those of their parts and of the whole."""
        found = candidates(batch, levels=False)
        functions = np.zeros(batch.whole_functions.shape, np.float32)
        parts = np.full(functions.shape, -1, np.intp)
        parts[found.headlines, found.columns] = found.parts
        functions[found.headlines, found.columns] = self.functions.probabilities(found.features)
        return WeighedLabels(functions, parts, self._levels(batch))

    def _levels(self, batch: HeadlineBatch) -> Floats:
        found: Candidates = candidates(batch, levels=True)
        levels = np.zeros(batch.whole_levels.shape, np.float32)
        levels[found.headlines, found.columns] = self.levels.probabilities(found.features)
        levels += np.float32(1e-6)
        return cast("Floats", levels / levels.sum(axis=1, keepdims=True))

    def arrays(self) -> dict[str, NDArray[Any]]:
        return {
            "relevance_functions": self.function_weights,
            "relevance_levels": self.level_weights,
            "relevance_shift": np.array([self.shift]),
            **self.functions.arrays("function_trees"),
            **self.levels.arrays("level_trees"),
        }

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[Any]]) -> "HeadlineModel | None":
        """Read what `arrays` gave; None where a model was fitted without headlines."""
        if "relevance_functions" not in arrays:
            return None
        return cls(
            function_weights=arrays["relevance_functions"],
            level_weights=arrays["relevance_levels"],
            shift=float(arrays["relevance_shift"][0]),
            functions=BoostedTrees.of("function_trees", arrays),
            levels=BoostedTrees.of("level_trees", arrays),
        )


def unweighed(batch: HeadlineBatch) -> WeighedLabels:
    """Return labels by a plain mean, for models that were fitted without headlines.

    The chance of a function is the mean of the whole and of the part that names it most; the level
    is that of the whole.
    """
    starts, owners = batch.starts, batch.owners
    best = np.maximum.reduceat(batch.functions, starts, axis=0)
    places = np.arange(len(owners))[:, None]
    at = np.where(batch.functions == best[owners], places, len(owners))
    functions = (best + batch.whole_functions) / 2
    return WeighedLabels(
        cast("Floats", functions), np.minimum.reduceat(at, starts, axis=0), batch.whole_levels
    )
