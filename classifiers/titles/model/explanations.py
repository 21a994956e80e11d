"""Why the model gave a label, or none: words that carried the score, nearest title, near miss."""

from collections.abc import Sequence
from typing import NamedTuple, cast

import numpy as np

from classifiers.core.taxonomy import Taxonomy
from classifiers.core.text import words
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

    Exact: a title is scored again without the word, wherever it stands in the title. What several
    titles come down to is scored once.
    """
    parts = [words(title) for title in titles]
    lines = [
        " ".join(word for word in of_title if word != left_out)
        for of_title in parts
        for left_out in (None, *of_title)
    ]
    rows: dict[str, int] = {}
    places = np.array([rows.setdefault(line, len(rows)) for line in lines], np.intp)
    distinct = list(rows)
    batches = [distinct[start : start + BATCH] for start in range(0, len(distinct), BATCH)]
    raw = [model.raw_scores(batch) for batch in batches or [[]]]
    ends = np.cumsum([1 + len(of_title) for of_title in parts], dtype=np.intp)[:-1]
    functions = np.split(np.concatenate([model.log_odds(each) for each in raw])[places], ends)
    slope = model.calibration.level_slope
    log_odds = np.concatenate([_log_odds(slope * each.levels) for each in raw])
    levels = np.split(log_odds[places], ends)
    return [
        WordContributions(of_title, one[0] - one[1:], ranks)
        for of_title, one, ranks in zip(parts, functions, levels, strict=False)
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
        self._titles: dict[str, tuple[str, ...]] = {
            function.slug: function.titles for function in taxonomy.functions if function.titles
        }
        flat = [title for titles in self._titles.values() for title in titles]
        vectors = model.predict([normalise(title) for title in flat]).vectors
        ends = np.cumsum([len(titles) for titles in self._titles.values()])[:-1]
        self._vectors = dict(zip(self._titles, np.split(vectors, ends), strict=True))

    def shares(self, titles: Sequence[str]) -> dict[str, WordContributions]:
        """Return what each word of normalized titles gives, for `of`; all of them at once."""
        return dict(zip(titles, word_shares(self._model, titles), strict=True))

    def of(
        self, functions: Sequence[Label], shares: WordContributions, vector: Floats
    ) -> tuple[Evidence, ...]:
        """Explain the functions of a title by its words and its unit vector."""
        return tuple(
            reason
            for label in functions
            for reason in (self._words(shares, label.slug), self._similar(label.slug, vector))
            if reason is not None
        )

    def _words(self, shares: WordContributions, function: str) -> Evidence | None:
        falls = shares.falls[:, self._model.functions.index(function)].tolist()
        return strongest_words(function, shares.words, falls)

    def _similar(self, function: str, vector: Floats) -> Evidence | None:
        if function not in self._titles:
            return None
        nearness = self._vectors[function] @ vector
        best = int(nearness.argmax())
        if nearness[best] < MIN_SIMILARITY:
            return None
        score = round(float(min(1.0, nearness[best])), 3)
        return Evidence(function, "similar title", self._titles[function][best], score)


def strongest_words(label: str, words: Sequence[str], falls: Sequence[float]) -> Evidence | None:
    """Return the words that carry a label, in their order; None where none does.

    Args:
        label: its slug.
        words: of a title.
        falls: how far the log-odds of the label fall without each word.
    """
    strongest = sorted(range(len(falls)), key=lambda n: -falls[n])[:MAX_WORDS]
    if not strongest or falls[strongest[0]] <= 0:
        return None
    kept = sorted(n for n in strongest if falls[n] >= MIN_SHARE * falls[strongest[0]])
    total = sum(falls[n] for n in kept)
    return Evidence(label, "words", " ".join(words[n] for n in kept), round(total, 3))


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
