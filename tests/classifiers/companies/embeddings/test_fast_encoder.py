import json
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer

from classifiers.companies.company_text import company_text
from classifiers.companies.embeddings import fast_encoder
from classifiers.companies.embeddings.encoder import CompanyEncoder
from classifiers.companies.embeddings.fast_encoder import (
    BertFiles,
    FastEncoder,
    has_short_floats,
    read_bert,
    suits,
)
from classifiers.companies.embeddings.model_files import DEFAULT_MODEL, locate
from classifiers.companies.records import record_from_row
from tests.classifiers.companies.tiny_models import tiny_bert
from tests.examples import examples

DEMO = Path(__file__).parents[4] / "leadqual" / "demo" / "data" / "companies.jsonl"
N_TEXTS = examples(300)


@pytest.fixture(scope="module")
def library() -> SentenceTransformer:
    return CompanyEncoder()._transformer


@pytest.fixture(scope="module")
def bert() -> BertFiles:
    return read_bert(locate(DEFAULT_MODEL))


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


@pytest.mark.slow
@pytest.mark.quick_cases(1)
@pytest.mark.parametrize(
    ("is_short", "most_off", "least_shared"), [(False, 1e-6, 0.999), (True, 1e-4, 0.97)]
)
def test_vectors_and_neighbors_are_those_of_the_library(
    bert: BertFiles,
    texts: list[str],
    expected: NDArray[np.float32],
    *,
    is_short: bool,
    most_off: float,
    least_shared: float,
) -> None:
    vectors = _encode(FastEncoder(bert, is_short=is_short), texts)

    assert (vectors * expected).sum(1).min() > 1 - most_off
    shared = [
        len(one & other) / 10
        for one, other in zip(_nearest(vectors), _nearest(expected), strict=True)
    ]
    assert np.mean(shared) >= least_shared


def test_empty_and_endless_texts_are_those_of_the_library(
    library: SentenceTransformer, bert: BertFiles
) -> None:
    texts = ["", "\n", "word " * 20_000, "Ω" * 300, "a\x00b", "one two " * 90]

    vectors = _encode(FastEncoder(bert, is_short=False), texts)

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
    bert: BertFiles,
    facts: str,
    *,
    is_short: bool,
) -> None:
    (tmp_path / "cpuinfo").write_text(facts, encoding="utf-8")
    monkeypatch.setattr(fast_encoder, "CPU_FACTS", tmp_path / "cpuinfo")
    has_short_floats.cache_clear()
    try:
        assert FastEncoder(bert).is_short == is_short
        monkeypatch.setattr(fast_encoder, "CPU_FACTS", tmp_path / "missing")
        has_short_floats.cache_clear()
        assert not FastEncoder(bert).is_short
    finally:
        has_short_floats.cache_clear()


@pytest.mark.parametrize("seed", [1, 2])
def test_a_model_saved_today_is_read_like_the_library_does(tmp_path: Path, seed: int) -> None:
    model = tiny_bert(tmp_path / "tiny", seed=seed)
    encoder = CompanyEncoder(model=model, has_glosses=False)
    texts = ["Industrial pumps", "A bank for everyone. " * 200, ""]

    expected = encoder._transformer.encode(texts, normalize_embeddings=True)

    assert encoder._fast is not None
    assert encoder.n_dimensions == 32
    assert (encoder.encode(texts) * expected).sum(1).min() > 1 - 1e-4


@pytest.mark.parametrize(
    ("file", "change"),
    [
        ("config.json", {"hidden_act": "gelu_new"}),
        ("config.json", {"is_decoder": True}),
        ("config.json", {"position_embedding_type": "relative_key"}),
        ("config_sentence_transformers.json", {"default_prompt_name": "query"}),
        ("1_Pooling/config.json", {"pooling_mode": "cls"}),
        ("sentence_bert_config.json", {"do_lower_case": True}),
    ],
)
def test_only_what_it_computes_suits(tmp_path: Path, file: str, change: dict[str, object]) -> None:
    model = Path(tiny_bert(tmp_path / "tiny"))
    assert suits(model)
    settings = json.loads((model / file).read_text(encoding="utf-8"))

    (model / file).write_text(json.dumps(settings | change), encoding="utf-8")

    assert not suits(model)
