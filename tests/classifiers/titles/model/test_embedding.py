"""Likeness of titles: words that are shared count, rank does not."""

import numpy as np

from classifiers.titles.cascade import load_cascade
from classifiers.titles.model.embedding import title_space


def test_words_make_titles_alike_and_rank_does_not() -> None:
    keys = ["dragon tamer", "senior dragon tamer", "dragon feeder", "tax clerk"]

    space = title_space(keys, load_cascade().model.predict(keys).vectors)
    like = space @ space.T

    assert np.allclose(np.diag(like), 1, atol=1e-3)
    assert like[0, 1] > 0.85
    assert like[0, 1] > like[0, 2] > like[0, 3]


def test_no_titles_have_no_rows() -> None:
    assert title_space([], np.zeros((0, 6), np.float32)).shape[0] == 0
