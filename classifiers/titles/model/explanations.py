"""Why the model gave a label, or none: words that carried the score, nearest title, near miss."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple, cast

import numpy as np

from classifiers.core.taxonomy import Taxonomy
from classifiers.core.types import OTHER, Evidence, Label
from classifiers.titles.model.network import BATCH, Floats, TitleModel
from classifiers.titles.text.normalize import normalise

# What each word of a title gives each function and level, found by leaving it out.

SMALLEST = 1e-6


class WordContributions(NamedTuple):
    """How far the log-odds of each function fall without each word of a title.

    Args:
        falls: shape (n_words, n_functions).
        levels: log-odds of the levels, those of the title first and then those without each word,
            shape (1 + n_words, n_levels).
    """

    words: Sequence[str]
    falls: Floats
    levels: Floats


def word_shares(model: TitleModel, titles: Sequence[str]) -> list[WordContributions]:
    """Return what each word of some normalized titles gives.

    Exact: a title is scored again without the word, wherever it stands in the title.
    """
    parts, sums = model.sums.without_each_word(titles)
    batches = [sums[start : start + BATCH] for start in range(0, len(sums), BATCH)]
    raw = [model.raw_scores_of(batch) for batch in batches or [sums]]
    functions = np.concatenate([model.log_odds(each) for each in raw])
    slope = model.calibration.level_slope
    levels = np.concatenate([_log_odds(slope * each.levels) for each in raw])
    ends = np.cumsum([0, *(1 + len(of_title) for of_title in parts)]).tolist()
    return [
        WordContributions(
            of_title, functions[start] - functions[start + 1 : end], levels[start:end]
        )
        for of_title, (start, end) in zip(parts, pairwise(ends), strict=True)
    ]


def _log_odds(scores: Floats) -> Floats:
    """Return the log-odds of each column among all of them (softmax), same shape."""
    raised = np.exp(scores - scores.max(axis=1, keepdims=True, initial=-np.inf))
    chances = raised / raised.sum(axis=1, keepdims=True)
    return cast("Floats", np.log(chances + SMALLEST) - np.log1p(SMALLEST - chances))


MAX_WORDS = 3
MIN_SHARE = 0.2  # A word below a fifth of the strongest one's share did not carry the score.
MIN_SIMILARITY = 0.5
BELOW = "below threshold"
UNKNOWN = "nothing known"


class Reasons:
    """Explains the labels of the model."""

    def __init__(self, taxonomy: Taxonomy, model: TitleModel) -> None:
        self._model = model
        self._columns = {slug: column for column, slug in enumerate(model.functions)}
        self._titles = [title for function in taxonomy.functions for title in function.titles]
        self._vectors = model.predict([normalise(title) for title in self._titles]).vectors
        ends = np.cumsum([0, *(len(function.titles) for function in taxonomy.functions)]).tolist()
        self._places = {
            function.slug: slice(start, end)
            for function, (start, end) in zip(taxonomy.functions, pairwise(ends), strict=True)
            if end > start
        }

    def of_batch(self, texts: Sequence[str], vectors: Floats) -> "BatchReasons":
        """Prepare the reasons of a batch.

        Args:
            texts: normalized titles of which the words are asked for.
            vectors: unit vectors of titles, shape (n_titles, n_dimensions).
        """
        distinct = list(dict.fromkeys(texts))
        shares = dict(zip(distinct, word_shares(self._model, distinct), strict=True))
        return BatchReasons(self, shares, self._model.likeness(vectors, self._vectors))

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
        falls = shares.falls[:, self._columns[function]].tolist()
        return strongest_words(function, shares.words, falls)

    def _similar(self, function: str, nearness: Floats) -> Evidence | None:
        if function not in self._places:
            return None
        places = self._places[function]
        best = places.start + int(nearness[places].argmax())
        if nearness[best] < MIN_SIMILARITY:
            return None
        score = round(min(1.0, float(nearness[best])), 3)
        return Evidence(function, "similar title", self._titles[best], score)


class BatchReasons(NamedTuple):
    """What explains the titles of a batch.

    Args:
        shares: title → what its words give.
        nearness: of titles to those that functions name, shape (n_titles, n_named_titles).
    """

    reasons: Reasons
    shares: Mapping[str, WordContributions]
    nearness: Floats

    def of(self, functions: Sequence[Label], text: str, row: int) -> tuple[Evidence, ...]:
        """Explain the functions of the title of a row."""
        return self.reasons.of(functions, self.shares[text], self.nearness[row])


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
    said = [reason for reason in reasons if reason.because not in {BELOW, UNKNOWN}]
    missed = [reason for reason in reasons if reason.because == BELOW]
    nearest = sorted(missed, key=lambda reason: -(reason.score or 0.0))[:1]
    return (*said, *nearest) or tuple(reasons)
