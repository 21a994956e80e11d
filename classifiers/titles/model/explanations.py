"""Why the model gave a label, or none: words that carried the score, nearest title, near miss."""

from collections.abc import Sequence

import numpy as np

from classifiers.core.taxonomy import Taxonomy
from classifiers.core.types import OTHER, Evidence, Label
from classifiers.titles.model.network import Floats, TitleModel
from classifiers.titles.model.word_contributions import WordContributions, word_shares
from classifiers.titles.text.normalize import normalise

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
