"""Fourth stage of the title cascade: hashed features and a small net, served with NumPy alone.

A title is a vector: the sum of the vectors of its features. The scores of functions, level and
industry are linear on it, plus what hidden layers add. The vector is cut into branches of equal
length that were fitted apart, each with a hidden layer of its own; scores are the mean of what the
branches say. A function is read in two ways, each on its own (sigmoid) and against all others and
none (softmax); calibration joins the two. What a word carries is how far the score falls without
it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from classifiers.core import artifacts
from classifiers.core.array_types import Floats
from classifiers.core.errors import ArtifactError
from classifiers.core.probabilities import sigmoid, softmax
from classifiers.core.text import words
from classifiers.titles.model.feature_sums import FeatureSums
from classifiers.titles.model.features import N_BUCKETS, word_buckets
from classifiers.titles.model.headline_model import HeadlineModel
from classifiers.titles.model.label_columns import LabelColumns

KIND = "titles"
BATCH = 1024
SUREST = 12.0  # Log-odds beyond are certain.
MIN_CHOICE = 1e-3
MAX_OF_FOUR_BITS = 7
ZERO_OF_FOUR_BITS = 8  # What stands for 0 in the artifact.
SHARES_OF_HIGHEST = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5)
SMALLEST = 1e-4  # In half precision a number of its own.
OTHER_SLUG = "other"  # The level of a title that names none.


ALL, SOME, NONE = "all known", "some unknown", "none known"


@dataclass(frozen=True, slots=True)
class Scores:
    """What the model says about a batch of titles; all probabilities are calibrated.

    Args:
        functions: shape (n_titles, n_functions); each function on its own.
        levels: shape (n_titles, n_levels); a row adds up to 1.
        industries: shape (n_titles, 1 + n_industries); "none" first; a row adds up to 1.
        vectors: unit vectors of the titles, shape (n_titles, n_dimensions); alike titles are near.
    """

    functions: Floats
    levels: Floats
    industries: Floats
    vectors: Floats

    @classmethod
    def joined(cls, parts: "Sequence[Scores]") -> "Scores":
        """Return the scores of several batches as those of one."""
        names = ("functions", "levels", "industries", "vectors")
        return cls(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))

    def first(self, count: int) -> "Scores":
        """Return those of the first titles."""
        parts = (self.functions, self.levels, self.industries, self.vectors)
        return Scores(*(part[:count] for part in parts))


@dataclass(frozen=True, slots=True)
class RawScores:
    """Scores of a batch of titles before calibration.

    Args:
        functions: shape (n_titles, n_functions).
        levels: shape (n_titles, n_levels).
        industries: "none" first, shape (n_titles, 1 + n_industries).
        none: that of no function at all, shape (n_titles,).
    """

    functions: Floats
    levels: Floats
    industries: Floats
    none: Floats


@dataclass(frozen=True, slots=True)
class Calibration:
    """How scores become probabilities, fitted on titles that the model had not seen.

    The log-odds of a function are `function_slope` times its score, plus `choice_slope` times its
    log-odds among all functions and none, plus `function_shift`: Platt scaling of two scores
    (Platt 1999, "Probabilistic outputs for support vector machines"). Level and industry are
    scaled by a temperature (Guo et al. 2017, "On calibration of modern neural networks").
    """

    function_slope: float = 1.0
    choice_slope: float = 0.0
    function_shift: float = 0.0
    level_slope: float = 1.0
    industry_slope: float = 1.0

    def log_odds(self, functions: Floats, choices: Floats) -> Floats:
        """Return the log-odds of functions from their scores and `choice_log_odds`, same shape."""
        return cast(
            "Floats",
            self.function_slope * functions + self.choice_slope * choices + self.function_shift,
        )


# One object for each model: it may be the key of a cache.
@dataclass(frozen=True, eq=False, repr=False)
class TitleModel:
    """Multi-label model over functions, with level and industry.

    The columns of the scores are the functions, the levels, "no industry", the industries, and
    "no function".

    Args:
        version: unique for ever, e.g. `titles-2026.11.1`.
        functions: slugs, in the order of the columns.
        levels: slugs, in the order of the columns.
        industries: slugs, in the order of the columns after "none".
        rows: bucket → row of `vectors`, shape (N_BUCKETS,); row 0 is that of unknown features.
        vectors: vector of each known feature, shape (n_rows, n_dimensions); row 0 is zero. Small
            whole numbers in a model that was loaded, which take a quarter of the memory.
        scales: what one of these numbers is worth in each row, shape (n_rows,).
        heads: vector → scores, shape (n_dimensions, n_columns).
        biases: shape (n_columns,).
        hidden: part of the vector → hidden layer, for each branch, shape
            (n_branches, n_dimensions / n_branches, n_hidden).
        hidden_biases: shape (n_branches, n_hidden).
        outer: hidden layer → scores, shape (n_branches, n_hidden, n_columns).
        thresholds: one for each function, shape (n_functions,).
        calibration: scores → probabilities.
        headlines: weighs the parts of a headline; None where it was fitted without any.
        is_exact: whether a title has the same scores in any batch, to the last bit, for files that
            are written in several goes; takes a tenth longer.
    """

    version: str
    functions: tuple[str, ...]
    levels: tuple[str, ...]
    industries: tuple[str, ...]
    rows: NDArray[np.int32]
    vectors: Floats | NDArray[np.int8]
    scales: Floats
    heads: Floats
    biases: Floats
    hidden: Floats
    hidden_biases: Floats
    outer: Floats
    thresholds: Floats
    calibration: Calibration = Calibration()
    headlines: HeadlineModel | None = None
    is_exact: bool = False
    columns: LabelColumns | None = None
    plain: "TitleModel | None" = None

    def __repr__(self) -> str:
        """Name the model without its arrays, which fill pages."""
        return f"<TitleModel {self.version}>"

    def under(self, now: Mapping[str, str]) -> "TitleModel":
        """Return the model with the slugs that functions have now; arrays are shared.

        A function into which others were merged has the largest chance of all of them.

        Args:
            now: former slug → the slug that it leads to.
        """
        plain = self.plain or self
        columns = LabelColumns.under(plain.functions, now)
        if columns.functions == plain.functions:
            return plain
        return replace(
            plain,
            functions=columns.functions,
            thresholds=columns.thresholds(plain.functions, plain.thresholds),
            headlines=plain.headlines.under(columns) if plain.headlines else None,
            columns=columns,
            plain=plain,
        )

    def predict(self, titles: Sequence[str]) -> Scores:
        """Score normalized titles, in the same order; an empty batch gives arrays of no rows."""
        if self.plain is not None:
            return self.joined(self.plain.predict(titles))
        batches = [titles[start : start + BATCH] for start in range(0, len(titles), BATCH)]
        parts = [self._predict(batch) for batch in batches or [()]]  # Each stays in the cache.
        return parts[0] if len(parts) == 1 else Scores.joined(parts)

    def joined(self, scores: Scores) -> Scores:
        """Return scores of the model as it was fitted under the slugs that functions have now."""
        if self.columns is None:
            return scores
        return replace(scores, functions=self.columns.joined(scores.functions))

    def _predict(self, titles: Sequence[str]) -> Scores:
        sums, are_known = self.sums.sums_and_known(titles)
        raw = self._split(self._scores(sums))
        scores = Scores(
            functions=sigmoid(self.log_odds(raw)),
            levels=softmax(self.calibration.level_slope * raw.levels),
            industries=softmax(self.calibration.industry_slope * raw.industries),
            vectors=_unit(sums),
        )
        if not are_known.all():  # Few titles of a few batches.
            self._clear_unknown(scores, np.flatnonzero(~are_known))
        return scores

    def _clear_unknown(self, scores: Scores, rows: NDArray[np.intp]) -> None:
        """Write that nothing is known over the scores of some titles."""
        for answers in (scores.functions, scores.levels, scores.industries, scores.vectors):
            answers[rows] = 0
        scores.levels[rows, self.levels.index(OTHER_SLUG)] = 1
        scores.industries[rows, 0] = 1

    def unit_vectors(self, titles: Sequence[str]) -> Floats:
        """Return the vectors of `predict` alone, in a third of the time."""
        return _unit(self.sums.of(titles))

    def familiarity(self, key: str) -> str:
        """Return whether the model has seen all, some or none of the words of a normalized title.

        Words share buckets: a quarter of those that it never saw look known, on all days alike.
        """
        seen = [bool(self.rows[word_buckets(word)[0]]) for word in words(key)]
        if all(seen):
            return ALL
        return SOME if any(seen) else NONE

    def similarity(self, vectors: Floats, others: Floats) -> Floats:
        """Return the inner products of unit vectors, shape (n_vectors, n_others)."""
        kind = self._net.readout.dtype
        products = vectors.astype(kind, copy=False) @ others.astype(kind, copy=False).T
        return cast("Floats", products.astype(np.float32, copy=False))

    def raw_scores(self, titles: Sequence[str]) -> RawScores:
        """Return the scores of normalized titles before calibration."""
        return self.raw_scores_of(self.sums.of(titles))

    def raw_scores_of(self, sums: Floats) -> RawScores:
        """Return the scores of titles before calibration from the sums of their features."""
        return self._split(self._scores(sums))

    def level_scores_of(self, sums: Floats) -> Floats:
        """Return the same of the levels alone, in a third of the time."""
        net = self._net
        scores = self._inner(sums) @ net.readout_of_levels
        scores += net.biases[self._columns_of_levels]
        return cast("Floats", scores.astype(np.float32, copy=False))

    def inner(self, titles: Sequence[str]) -> Floats:
        """Return what scores are linear on: vectors of normalized titles, then hidden layers.

        Returns:
            Shape (n_titles, n_dimensions + n_branches * n_hidden).
        """
        vectors = self.sums.of(titles)
        parts = np.split(vectors, len(self.hidden), axis=1)
        layers = [
            np.maximum(part @ hidden + bias, 0)
            for part, hidden, bias in zip(parts, self.hidden, self.hidden_biases, strict=True)
        ]
        return cast("Floats", np.hstack([vectors, *layers]))

    @property
    def readout(self) -> Floats:
        """What makes scores of `inner`, the biases last, shape (n_inner + 1, n_columns)."""
        outer = self.outer.reshape(-1, self.outer.shape[2])
        return np.concatenate([self.heads, outer, self.biases[None]])

    @cached_property
    def sums(self) -> FeatureSums:
        """What adds up the vectors of titles, with the words that it remembers."""
        if self.plain is not None:
            return self.plain.sums
        return FeatureSums(self.rows, self.vectors, self.scales)

    def _scores(self, vectors: Floats) -> Floats:
        """Return the scores of titles.

        The order in which a matrix product adds up depends on the number of rows, and on the place
        among them. In double precision that is gone once the scores are single again.
        """
        net = self._net
        scores = self._inner(vectors) @ net.readout
        scores += net.biases
        return cast("Floats", scores.astype(np.float32, copy=False))

    def _inner(self, vectors: Floats) -> NDArray[Any]:
        """Return what the readout reads: vectors, then hidden layers."""
        net = self._net
        n_dimensions, n_branches = vectors.shape[1], len(net.hidden)
        inner = np.empty((len(vectors), len(net.readout)), net.readout.dtype)
        inner[:, :n_dimensions] = vectors
        layers = inner[:, n_dimensions:]
        parts = np.split(inner[:, :n_dimensions], n_branches, axis=1)
        for part, hidden, layer in zip(
            parts, net.hidden, np.split(layers, n_branches, axis=1), strict=True
        ):
            np.matmul(part, hidden, out=layer)
        layers += net.hidden_biases
        np.maximum(layers, 0, out=layers)
        return inner

    @cached_property
    def _net(self) -> "_Net":
        if self.plain is not None:
            return self.plain._net
        kind = np.float64 if self.is_exact else np.float32
        readout = self.readout[:-1]
        of_levels = np.ascontiguousarray(readout[:, self._columns_of_levels])
        arrays = (
            *(readout, of_levels, self.biases, self.hidden),
            self.hidden_biases.reshape(-1),
        )
        return _Net(*(array.astype(kind) for array in arrays))

    def log_odds(self, raw: RawScores) -> Floats:
        """Return the calibrated log-odds of each function, shape (n_titles, n_functions)."""
        found = self.calibration.log_odds(raw.functions, choice_log_odds(raw))
        return found if self.columns is None else self.columns.joined(found)

    def _split(self, scores: Floats) -> RawScores:
        levels = self._columns_of_levels
        return RawScores(
            scores[:, : levels.start],
            scores[:, levels],
            scores[:, levels.stop : -1],
            scores[:, -1],
        )

    @property
    def _columns_of_levels(self) -> slice:
        end = self.heads.shape[1] - len(self.industries) - 2  # "No industry", and "no function".
        return slice(end - len(self.levels), end)


class _Net(NamedTuple):
    """Arrays of the model in the precision in which they are multiplied.

    Args:
        readout: vectors and hidden layers → scores; see `TitleModel.readout`.
        readout_of_levels: the columns of the levels.
        biases: of the scores.
        hidden: see `TitleModel`.
        hidden_biases: of all branches, one behind the other.
    """

    readout: NDArray[Any]
    readout_of_levels: NDArray[Any]
    biases: NDArray[Any]
    hidden: NDArray[Any]
    hidden_biases: NDArray[Any]


def choice_log_odds(raw: RawScores) -> Floats:
    """Return the log-odds of each function among all of them and none (softmax).

    Returns:
        Shape (n_titles, n_functions), at most `SUREST`.
    """
    highest = np.maximum(raw.functions.max(axis=1, initial=-np.inf), raw.none)[:, None]
    odds = raw.functions - highest
    raised = np.exp(odds)
    total = raised.sum(axis=1, keepdims=True) + np.exp(raw.none[:, None] - highest)
    odds -= np.log(total)
    rows, columns = np.nonzero(raised > MIN_CHOICE * total)  # For others, 1 - share is 1.
    share = np.minimum(raised[rows, columns] / total[rows, 0], 1 - np.exp(-SUREST))
    odds[rows, columns] -= np.log1p(-share)
    return cast("Floats", odds)


def save_model(
    folder: Path, model: TitleModel, *, report: dict[str, object], data_hash: str = ""
) -> str:
    """Write a model as an artifact, its vectors as 4-bit numbers; return the checksum."""
    numbers, scales = _four_bits(model)
    by = model.calibration
    shifted = (numbers + ZERO_OF_FOUR_BITS).astype(np.uint8)
    known = np.flatnonzero(model.rows)
    return artifacts.save(
        folder,
        kind=KIND,
        version=model.version,
        config={
            "functions": list(model.functions),
            "levels": list(model.levels),
            "industries": list(model.industries),
            "buckets": N_BUCKETS,
            "calibration": {
                "function_slope": by.function_slope,
                "choice_slope": by.choice_slope,
                "function_shift": by.function_shift,
                "level_slope": by.level_slope,
                "industry_slope": by.industry_slope,
            },
        },
        arrays={
            "known_buckets": known[np.argsort(model.rows[known])].astype(np.int32),
            "vectors": cast("NDArray[np.uint8]", shifted[:, 0::2] << 4 | shifted[:, 1::2]),
            "scales": scales,
            "heads": model.heads.astype(np.float32),
            "biases": model.biases.astype(np.float32),
            "hidden": model.hidden.astype(np.float32),
            "hidden_biases": model.hidden_biases.astype(np.float32),
            "outer": model.outer.astype(np.float32),
            "thresholds": model.thresholds.astype(np.float32),
            **(model.headlines.arrays() if model.headlines else {}),
        },
        report=report,
        compressed=False,
        data_hash=data_hash,
    )


def compact_model(model: TitleModel) -> TitleModel:
    """Return the model as it will be once it is saved and loaded: its vectors of 4-bit numbers."""
    numbers, scales = _four_bits(model)
    return replace(model, vectors=numbers, scales=scales.astype(np.float32))


def load_model(folder: Path | None = None) -> TitleModel:
    """Read a model; the one that comes with the product where no folder is given.

    Raises:
        ArtifactError: anything is missing, damaged or of another kind.
    """
    stored = artifacts.load(folder or artifacts.pretrained(KIND), kind=KIND)
    config, arrays = stored.config, stored.arrays
    if config.get("buckets") != N_BUCKETS:
        raise ArtifactError("The artifact hashes its features otherwise. Train it again.")
    rows = np.zeros(N_BUCKETS, dtype=np.int32)
    rows[arrays["known_buckets"]] = np.arange(1, len(arrays["known_buckets"]) + 1)
    return TitleModel(
        version=stored.version,
        functions=tuple(cast("list[str]", config["functions"])),
        levels=tuple(cast("list[str]", config["levels"])),
        industries=tuple(cast("list[str]", config["industries"])),
        rows=rows,
        vectors=_unpacked(arrays["vectors"]),
        scales=arrays["scales"].astype(np.float32),
        heads=arrays["heads"].astype(np.float32),
        biases=arrays["biases"].astype(np.float32),
        hidden=arrays["hidden"].astype(np.float32),
        hidden_biases=arrays["hidden_biases"].astype(np.float32),
        outer=arrays["outer"].astype(np.float32),
        thresholds=arrays["thresholds"].astype(np.float32),
        calibration=Calibration(**cast("dict[str, float]", config["calibration"])),
        headlines=HeadlineModel.of(arrays),
    )


def _four_bits(model: TitleModel) -> tuple[NDArray[np.int8], NDArray[np.float16]]:
    """Return whole numbers of at most 7 and, for each row, what one of them is worth.

    The largest numbers of a row are cut off as far as that brings the row as a whole nearer. Those
    of a model that was loaded are such numbers already.
    """
    if model.vectors.dtype == np.int8:
        return cast("NDArray[np.int8]", model.vectors), model.scales.astype(np.float16)
    vectors = model.vectors * model.scales[:, None]
    highest = np.maximum(np.abs(vectors).max(axis=1), SMALLEST)
    numbers = np.zeros(vectors.shape, dtype=np.int8)
    scales = np.zeros(len(vectors), dtype=np.float16)
    least = np.full(len(vectors), np.inf)
    for share in SHARES_OF_HIGHEST:
        tried = (share * highest / MAX_OF_FOUR_BITS).astype(np.float16)
        wide = tried.astype(np.float32)[:, None]
        whole = np.clip(np.round(vectors / wide), -MAX_OF_FOUR_BITS, MAX_OF_FOUR_BITS)
        missed = ((whole * wide - vectors) ** 2).sum(axis=1)
        better = missed < least
        numbers[better], scales[better], least[better] = (
            whole[better],
            tried[better],
            missed[better],
        )
    return numbers, scales


def _unpacked(packed: NDArray[Any]) -> NDArray[np.int8]:
    """Return the numbers that were packed, shape (n_rows, n_dimensions)."""
    numbers = np.empty((len(packed), 2 * packed.shape[1]), dtype=np.int8)
    numbers[:, 0::2] = packed >> 4
    numbers[:, 1::2] = packed & 15
    numbers -= ZERO_OF_FOUR_BITS
    return numbers


def _unit(vectors: Floats) -> Floats:
    return cast("Floats", vectors / (np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9))
