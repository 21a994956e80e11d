"""What each word of a title gives each function, found by leaving it out."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from classifiers.core.text import words
from classifiers.titles.model.network import BATCH, Floats, TitleModel


class WordContributions(NamedTuple):
    """How far the log-odds of each function fall without each word of a title.

    Args:
        words: of the title, in their order.
        falls: shape (n_words, n_functions).
    """

    words: Sequence[str]
    falls: Floats


def word_shares(model: TitleModel, titles: Sequence[str]) -> list[WordContributions]:
    """Return what each word of some normalised titles gives.

    Exact: a title is scored again without the word, wherever it stands in the title.
    """
    parts = [words(title) for title in titles]
    lines = [
        " ".join(word for word in of_title if word != left_out)
        for of_title in parts
        for left_out in (None, *of_title)
    ]
    batches = [lines[start : start + BATCH] for start in range(0, len(lines), BATCH)]
    scored = [model.log_odds(model.raw_scores(batch)) for batch in batches or [[]]]
    ends = np.cumsum([1 + len(of_title) for of_title in parts], dtype=np.intp)
    of_titles = np.split(np.concatenate(scored), ends[:-1])
    return [
        WordContributions(of_title, one[0] - one[1:])
        for of_title, one in zip(parts, of_titles, strict=False)
    ]
