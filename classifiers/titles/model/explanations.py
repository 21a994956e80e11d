"""Why the model gave a label, or none: words that carried the score, nearest title, near miss."""

from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from classifiers.core.array_types import Floats
from classifiers.core.probabilities import softmax
from classifiers.core.taxonomy import Taxonomy
from classifiers.core.types import OTHER, Evidence, Label
from classifiers.titles.model.network import BATCH, TitleModel
from classifiers.titles.text.normalize import normalize

SMALLEST = 1e-6

MAX_WORDS = 3
MIN_SHARE = 0.2  # A word below a fifth of the strongest one's share did not carry the score.
MIN_SIMILARITY = 0.5
BELOW = "below threshold"
UNKNOWN = "nothing known"


class WordContributions(NamedTuple):
    """Log-odds of a title, and those without each of its words.

    Args:
        words: of the title.
        functions: those of the title first, shape (1 + n_words, n_functions).
        levels: the same of the levels, shape (1 + n_words, n_levels).
        best_levels: column of the likeliest level of each of these rows.
    """

    words: Sequence[str]
    functions: Floats
    levels: Floats
    best_levels: Sequence[int]

    def falls(self, column: int) -> list[float]:
        """Return how far the log-odds of a function fall without each word."""
        return _score_drops(self.functions[:, column])

    def level_score_drops(self, column: int) -> list[float]:
        """Return how far the log-odds of a level fall without each word."""
        return _score_drops(self.levels[:, column])


def _score_drops(log_odds: Floats) -> list[float]:
    return cast("list[float]", (log_odds[0] - log_odds[1:]).tolist())


def word_shares(
    model: TitleModel, titles: Sequence[str], named: Collection[str] | None = None
) -> list[WordContributions]:
    """Return what each word of some normalized titles gives.

    Exact: a title is scored again without the word, wherever it is in the title.

    Args:
        model: scores the titles.
        titles: normalized.
        named: titles of which the functions are asked for; of others they have no column. All where
            it is left out.
    """
    parts, sums = model.sums.without_each_word(titles)
    ends = np.cumsum([0, *(1 + len(of_title) for of_title in parts)])
    is_named = [named is None or title in named for title in titles]
    is_full = np.repeat(np.array(is_named, np.bool_), np.diff(ends))
    functions = np.zeros((len(sums), len(model.functions)), np.float32)
    levels = np.zeros((len(sums), len(model.levels)), np.float32)
    for rows in _batches(np.flatnonzero(is_full)):
        raw = model.raw_scores_of(sums[rows])
        functions[rows], levels[rows] = model.log_odds(raw), raw.levels
    for rows in _batches(np.flatnonzero(~is_full)):
        levels[rows] = model.level_scores_of(sums[rows])
    levels = _log_odds(model.calibration.level_slope * levels)
    best_levels = levels.argmax(axis=1).tolist()
    no_columns = functions[:, :0]
    tables = [functions if is_one else no_columns for is_one in is_named]
    return [
        WordContributions(of_title, table[start:end], levels[start:end], best_levels[start:end])
        for of_title, table, (start, end) in zip(
            parts, tables, pairwise(ends.tolist()), strict=True
        )
    ]


def _batches(rows: NDArray[np.intp]) -> list[NDArray[np.intp]]:
    return [rows[start : start + BATCH] for start in range(0, len(rows), BATCH)]


def _log_odds(scores: Floats) -> Floats:
    """Return the log-odds of each column among all of them (softmax), same shape."""
    chances = softmax(scores)
    return cast("Floats", np.log(chances + SMALLEST) - np.log1p(SMALLEST - chances))


class Reasons:
    """Explains the labels of the model."""

    def __init__(self, taxonomy: Taxonomy, model: TitleModel) -> None:
        self._model = model
        self._columns = {slug: column for column, slug in enumerate(model.functions)}
        self._titles = [title for function in taxonomy.functions for title in function.titles]
        self._vectors = model.unit_vectors([normalize(title) for title in self._titles])
        ends = np.cumsum([0, *(len(function.titles) for function in taxonomy.functions)]).tolist()
        self._slices = {
            function.slug: slice(start, end)
            for function, (start, end) in zip(taxonomy.functions, pairwise(ends), strict=True)
            if end > start
        }

    def of_batch(
        self, texts: Sequence[str], vectors: Floats, named: Mapping[int, str]
    ) -> "BatchReasons":
        """Prepare the reasons of a batch.

        Args:
            texts: normalized titles of which the words are asked for.
            vectors: unit vectors of titles, shape (n_titles, n_dimensions).
            named: rows of which the functions are explained, with their titles.
        """
        distinct = list(dict.fromkeys(texts))
        shares = word_shares(self._model, distinct, frozenset(named.values()))
        rows = np.array(list(named), np.intp)
        nearness = self._model.similarity(vectors[rows], self._vectors)
        indexes = {row: index for index, row in enumerate(named)}
        return BatchReasons(self, dict(zip(distinct, shares, strict=True)), nearness, indexes)

    def of(
        self, functions: Sequence[Label], shares: WordContributions, nearness: Floats
    ) -> tuple[Evidence, ...]:
        """Explain the functions of a title.

        Args:
            functions: of the title.
            shares: what its words give.
            nearness: to each of the titles that functions name, shape (n_named_titles,).
        """
        return tuple(
            [
                reason
                for label in functions
                for reason in (self._words(shares, label.slug), self._similar(label.slug, nearness))
                if reason is not None
            ]
        )

    def _words(self, shares: WordContributions, function: str) -> Evidence | None:
        falls = shares.falls(self._columns[function])
        return strongest_words(function, shares.words, falls)

    def _similar(self, function: str, nearness: Floats) -> Evidence | None:
        if function not in self._slices:
            return None
        indexes = self._slices[function]
        best = indexes.start + int(nearness[indexes].argmax())
        if nearness[best] < MIN_SIMILARITY:
            return None
        score = round(min(1.0, float(nearness[best])), 3)
        return Evidence(function, "similar title", self._titles[best], score)


class BatchReasons(NamedTuple):
    """What explains the titles of a batch.

    Args:
        shares: title → what its words give.
        nearness: of titles to those that functions name, shape (n_titles, n_named_titles).
        indexes: row → its place in these.
    """

    reasons: Reasons
    shares: Mapping[str, WordContributions]
    nearness: Floats
    indexes: Mapping[int, int]

    def of(self, functions: Sequence[Label], text: str, row: int) -> tuple[Evidence, ...]:
        """Explain the functions of the title of a row."""
        return self.reasons.of(functions, self.shares[text], self.nearness[self.indexes[row]])


def strongest_words(label: str, words: Sequence[str], falls: Sequence[float]) -> Evidence | None:
    """Return the words that carry a label, in their order; None where none does.

    Args:
        label: its slug.
        words: of a title.
        falls: how far the log-odds of the label fall without each word.
    """
    least = MIN_SHARE * max(falls, default=0.0)
    if least <= 0:
        return None
    kept = [n for n, fall in enumerate(falls) if fall >= least]
    if len(kept) > MAX_WORDS:
        kept = sorted(sorted(kept, key=lambda n: -falls[n])[:MAX_WORDS])
    total = sum([falls[n] for n in kept])
    return Evidence(label, "words", " ".join([words[n] for n in kept]), round(total, 3))


def why_missed(missed: tuple[Label, float] | None, title: str) -> Evidence:
    """Return why a normalized title is Other.

    Args:
        missed: the likeliest function with its chance, and the threshold that it missed; None where
            the model knows nothing in the title.
        title: what was read.
    """
    if missed is None:
        return why_unread(title)
    label, threshold = missed
    return Evidence(label.slug, BELOW, f"{threshold:.2f}", label.score)


def why_unread(title: str) -> Evidence:
    """Say that nothing in a normalized title is known."""
    return Evidence(OTHER, UNKNOWN, title)


def why_other(reasons: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Return why all roles of a title are unclassified: who decided so, and the nearest miss."""
    given = [reason for reason in reasons if reason.because not in {BELOW, UNKNOWN}]
    missed = [reason for reason in reasons if reason.because == BELOW]
    nearest = sorted(missed, key=lambda reason: -(reason.score or 0.0))[:1]
    return (*given, *nearest) or tuple(reasons)
