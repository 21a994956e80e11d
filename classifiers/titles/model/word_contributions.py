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
