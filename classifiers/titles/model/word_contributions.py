"""What each word of a title gives each function and level, found by leaving it out."""

from collections.abc import Sequence
from typing import NamedTuple, cast

import numpy as np

from classifiers.core.text import words
from classifiers.titles.model.network import BATCH, Floats, TitleModel

SMALLEST = 1e-6


class WordContributions(NamedTuple):
    """How far the log-odds of each function fall without each word of a title.

    Args:
        words: of the title, in their order.
        falls: shape (n_words, n_functions).
        levels: log-odds of the levels, those of the title first and then those without each word,
            shape (1 + n_words, n_levels).
    """

    words: Sequence[str]
    falls: Floats
    levels: Floats


def word_shares(model: TitleModel, titles: Sequence[str]) -> list[WordContributions]:
    """Return what each word of some normalised titles gives.

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
    functions = np.concatenate([model.log_odds(each) for each in raw])[places]
    slope = model.calibration.level_slope
    levels = np.concatenate([_log_odds(slope * each.levels) for each in raw])[places]
    found = []
    start = 0
    for of_title in parts:  # Slices: `np.split` took longer than the subtraction.
        end = start + 1 + len(of_title)
        falls = functions[start] - functions[start + 1 : end]
        found.append(WordContributions(of_title, falls, levels[start:end]))
        start = end
    return found


def _log_odds(scores: Floats) -> Floats:
    """Return the log-odds of each column among all of them (softmax), same shape."""
    raised = np.exp(scores - scores.max(axis=1, keepdims=True, initial=-np.inf))
    chances = raised / raised.sum(axis=1, keepdims=True)
    return cast("Floats", np.log(chances + SMALLEST) - np.log1p(SMALLEST - chances))
