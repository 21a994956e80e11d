"""Weights are moved by new examples, and no further than these speak."""

import numpy as np
from scipy.sparse import csr_matrix

from classifiers.core.incremental import fit_update, sample_indexes
from classifiers.core.probabilities import softmax

WORDS = csr_matrix(np.eye(3, dtype=np.float32))
NONE = np.zeros((3, 0), dtype=np.float32)
SURE = np.array([[4, 0], [0, 4], [4, 0]], dtype=np.float32)


def test_a_correction_turns_its_own_word_and_leaves_the_others() -> None:
    labels = np.array([1, 1, 0])  # The model said 0 of the first.

    change = fit_update(
        WORDS, NONE, base=SURE, labels=labels, weights=np.array([3, 1, 1], np.float32), penalty=0.1
    )

    after = softmax(SURE + WORDS @ change.words)
    assert after.argmax(axis=1).tolist() == [1, 1, 0]
    assert np.abs(change.words[1:]).max() < 0.3 < np.abs(change.words[0]).max()


def test_where_all_is_right_already_hardly_anything_moves() -> None:
    ones = np.ones(3, dtype=np.float32)

    change = fit_update(
        WORDS, NONE, base=10 * SURE, labels=np.array([0, 1, 0]), weights=ones, penalty=0.1
    )

    assert np.abs(change.words).max() < 1e-3


def test_examples_are_drawn_once_each_and_the_same_every_time() -> None:
    assert sample_indexes(100, 10) == sample_indexes(100, 10)
    assert len(set(sample_indexes(100, 10))) == 10
    assert sample_indexes(3, 10) == [0, 1, 2]
