import numpy as np
import pytest
from scipy.sparse import csr_matrix

from classifiers.companies.business_model.training import B2B, B2C, BOTH, fit
from classifiers.core.probabilities import fit_temperature
from classifiers.core.types import BUSINESS_MODELS

N_LABELS = len(BUSINESS_MODELS)


def test_signs_of_businesses_and_of_people_together_are_learned_as_both() -> None:
    # Words: "firms", "companies" and "families".
    rows = [[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 0, 1], [0, 1, 1]]
    labels = np.array([B2B, B2B, B2C, BOTH, BOTH])
    words = csr_matrix(np.array(rows * 30, dtype=np.float32))
    none = np.zeros((150, 0), dtype=np.float32)

    weights = fit(words, none, np.tile(labels, 30), np.ones(150))

    assert weights.logits(words[:5], none[:5]).argmax(axis=1).tolist() == labels.tolist()


def test_vectors_are_learned_from_too() -> None:
    vectors = np.array([[1, 0], [0, 1]] * 30, dtype=np.float32)
    labels = np.array([B2B, B2C] * 30)

    weights = fit(csr_matrix(np.zeros((60, 1), dtype=np.float32)), vectors, labels, np.ones(60))

    found = weights.logits(csr_matrix(np.zeros((2, 1), dtype=np.float32)), vectors[:2])
    assert found.argmax(axis=1).tolist() == [B2B, B2C]


def test_labels_without_examples_are_out_of_reach() -> None:
    words = csr_matrix(np.eye(2, dtype=np.float32))
    weights = fit(words, np.zeros((2, 0), dtype=np.float32), np.array([B2B, B2C]), np.ones(2))

    logits = weights.logits(words, np.zeros((2, 0), dtype=np.float32))
    assert (logits[:, BOTH] < logits.max(axis=1) - 10).all()


def test_temperature_finds_back_what_logits_were_multiplied_with() -> None:
    for true in [0.5, 2.0]:
        rng = np.random.default_rng(0)
        honest = rng.normal(size=(20_000, N_LABELS)).astype(np.float32)
        chances = np.exp(honest) / np.exp(honest).sum(axis=1, keepdims=True)
        labels = (chances.cumsum(axis=1) < rng.random((len(honest), 1))).sum(axis=1)

        found = fit_temperature(honest * np.float32(true), labels, np.ones(len(honest)))

        assert found == pytest.approx(true, rel=0.1)
