"""Titles with parts appended that change nothing: “Nurse | Open to work” is a nurse."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from classifiers.titles.training.dataset import LabeledTitle

MAX_APPENDED = 3
SEPARATORS_BEFORE_PART = (
    " | ",
    " | ",
    " | ",
    " · ",
    ", ",
    " / ",
    " - ",
)  # The commonest most often.
SHARE_BEFORE = 0.15
WEIGHT = 0.5  # Of such a title against the plain one.


def append_parts(
    titles: Sequence[LabeledTitle], parts: Sequence[str], *, count: int, seed: int
) -> list[LabeledTitle]:
    """Return some of the titles with up to three parts appended, or one before them.

    Titles without any function are not taken: next to them a part may say something.

    Args:
        titles: to choose from.
        parts: that say nothing about a job next to it.
        count: how many titles are wanted; fewer where there are fewer.
        seed: the same seed gives the same titles.
    """
    random = np.random.default_rng(seed)
    jobs = [title for title in titles if title.functions]
    if not parts:
        return []
    found = []
    for index in random.permutation(len(jobs))[:count].tolist():
        text = jobs[index].title
        n_parts = int(random.integers(1, MAX_APPENDED + 1))
        for part in random.choice(np.array(parts, dtype=object), n_parts).tolist():
            text = f"{text}{random.choice(SEPARATORS_BEFORE_PART)}{part}"
        if random.random() < SHARE_BEFORE:
            text = f"{random.choice(np.array(parts, dtype=object))} | {jobs[index].title}"
        found.append(replace(jobs[index], title=text, weight=WEIGHT * jobs[index].weight))
    return found
