"""What the benchmark of embedding measures."""

import numpy as np

from benchmarks.companies.embedding import agreement


def test_agreement_is_whole_with_itself_and_less_with_others() -> None:
    vectors = np.random.default_rng(0).normal(size=(60, 8)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)

    same, other = agreement(vectors, vectors), agreement(vectors[::-1], vectors)

    assert same["cosine"] == 1
    assert same["top-10 overlap"] == 1
    assert other["cosine"] < 0.5
    assert other["top-10 overlap"] < 0.5
