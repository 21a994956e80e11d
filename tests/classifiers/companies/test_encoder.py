from pathlib import Path

import numpy as np
import pytest

from classifiers.companies.encoder import DEFAULT_DIMENSIONS, CompanyEncoder


@pytest.fixture(scope="module")
def encoder() -> CompanyEncoder:
    return CompanyEncoder()


def test_vectors_are_of_unit_length_and_in_the_order_given(encoder: CompanyEncoder) -> None:
    texts = ["payroll software for dentists", "pizza", "wages and salaries for dental clinics " * 9]
    counted: list[int] = []

    vectors = encoder.encode(texts, batch_size=2, progress=counted.append)
    alone = encoder.encode([texts[1]])

    assert vectors.shape == (3, DEFAULT_DIMENSIONS)
    assert vectors.dtype == np.float32
    assert counted == [2, 1]
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(vectors[1], alone[0], atol=1e-5)
    assert vectors[0] @ vectors[2] > vectors[0] @ vectors[1] + 0.2


def test_empty_and_endless_texts_get_a_vector(encoder: CompanyEncoder) -> None:
    vectors = encoder.encode(["", "word " * 20_000])

    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_no_texts_load_nothing() -> None:
    encoder = CompanyEncoder()

    assert encoder.encode([]).shape == (0, DEFAULT_DIMENSIONS)
    assert "_transformer" not in vars(encoder)


def test_centre_is_a_direction_all_companies_share(encoder: CompanyEncoder) -> None:
    assert encoder.centre.shape == (DEFAULT_DIMENSIONS,)
    assert 0.1 < np.linalg.norm(encoder.centre) < 0.9
    assert (encoder.encode(["a bank", "machine parts"]) @ encoder.centre).min() > 0


def test_version_is_the_name_of_the_model(tmp_path: Path) -> None:
    assert CompanyEncoder().version == "all-MiniLM-L6-v2"
    assert CompanyEncoder(model=str(tmp_path / "other")).version == "other"
