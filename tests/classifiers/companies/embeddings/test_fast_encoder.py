import json
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer

from classifiers.companies.company_text import company_text
from classifiers.companies.embeddings import fast_encoder
from classifiers.companies.embeddings.encoder import CompanyEncoder
from classifiers.companies.embeddings.fast_encoder import FastEncoder, has_short_floats
from classifiers.companies.records import record_from_row
from tests.examples import examples

DEMO = Path(__file__).parents[4] / "leadqual" / "demo" / "data" / "companies.jsonl"
N_TEXTS = examples(300)


@pytest.fixture(scope="module")
def library() -> SentenceTransformer:
    return CompanyEncoder()._transformer


@pytest.fixture(scope="module")
def texts() -> list[str]:
    lines = DEMO.read_text(encoding="utf-8").splitlines()
    texts = [company_text(record_from_row(json.loads(line))) for line in lines]
    return list(dict.fromkeys(texts))[:N_TEXTS]


@pytest.fixture(scope="module")
def expected(library: SentenceTransformer, texts: list[str]) -> NDArray[np.float32]:
    vectors: NDArray[np.float32] = library.encode(texts, normalize_embeddings=True)
    return vectors


def _encode(encoder: FastEncoder, texts: list[str]) -> NDArray[np.float32]:
    vectors = np.zeros((len(texts), 384), dtype=np.float32)
    for places, found in encoder.batches(texts):
        vectors[places] = found
    return vectors


def _nearest(vectors: NDArray[np.float32]) -> list[set[int]]:
    near = vectors @ vectors.T
    np.fill_diagonal(near, -1)
    return [set(row) for row in np.argsort(-near, axis=1)[:, :10].tolist()]


@pytest.mark.quick_cases(1)
@pytest.mark.parametrize(
    ("is_short", "most_off", "least_shared"), [(False, 1e-6, 0.999), (True, 1e-4, 0.97)]
)
def test_vectors_and_neighbours_are_those_of_the_library(
    library: SentenceTransformer,
    texts: list[str],
    expected: NDArray[np.float32],
    *,
    is_short: bool,
    most_off: float,
    least_shared: float,
) -> None:
    vectors = _encode(FastEncoder(library, is_short=is_short), texts)

    assert (vectors * expected).sum(1).min() > 1 - most_off
    shared = [
        len(one & other) / 10
        for one, other in zip(_nearest(vectors), _nearest(expected), strict=True)
    ]
    assert np.mean(shared) >= least_shared


def test_empty_and_endless_texts_are_those_of_the_library(library: SentenceTransformer) -> None:
    texts = ["", "\n", "word " * 20_000, "Ω" * 300, "a\x00b", "one two " * 90]

    vectors = _encode(FastEncoder(library, is_short=False), texts)

    expected = library.encode(texts, normalize_embeddings=True)
    np.testing.assert_allclose(vectors, expected, atol=1e-5)


@pytest.mark.parametrize(
    ("facts", "is_short"),
    [
        ("processor: 0\nflags\t\t: fpu avx2 avx512_bf16 sse\n", True),
        ("flags: amx_bf16\n", True),
        ("flags: fpu avx2 avx512f\n", False),
        ("", False),
    ],
)
def test_short_floats_only_where_the_processor_has_them(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    library: SentenceTransformer,
    facts: str,
    *,
    is_short: bool,
) -> None:
    (tmp_path / "cpuinfo").write_text(facts, encoding="utf-8")
    monkeypatch.setattr(fast_encoder, "CPU_FACTS", tmp_path / "cpuinfo")
    has_short_floats.cache_clear()
    try:
        assert FastEncoder(library).is_short == is_short
        monkeypatch.setattr(fast_encoder, "CPU_FACTS", tmp_path / "missing")
        has_short_floats.cache_clear()
        assert not FastEncoder(library).is_short
    finally:
        has_short_floats.cache_clear()


def test_only_what_it_computes_suits(library: SentenceTransformer) -> None:
    assert FastEncoder.suits(library)
    library.default_prompt_name = "query"
    try:
        assert not FastEncoder.suits(library)
    finally:
        library.default_prompt_name = None
