import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from classifiers.companies.embeddings.encoder import (
    DEFAULT_DIMENSIONS,
    DEFAULT_MODEL,
    CompanyEncoder,
)
from classifiers.companies.embeddings.model_files import checksum_of
from classifiers.core.errors import ModelFilesError
from tests.classifiers.companies.tiny_models import tiny_bert, tiny_distilbert

GERMAN = "Unsere Spedition organisiert Transporte und die Zollabwicklung für den Mittelstand."
ENGLISH = "A freight forwarder that organises transport and clears customs."
BAKER = "We bake bread and cakes for our shops."
FREIGHT = (
    GERMAN,
    "Transitaire, nous organisons le transport et les formalités de douane.",
    "Transitarios: organizamos transportes y despachos de aduana.",
    "Spedycja: organizujemy transport i odprawy celne dla firm.",
    "運送会社です。企業の輸送と通関を手配します。",
    "货运代理公司,为企业安排运输和清关。",
    "기업의 화물 운송과 통관을 대행하는 포워더입니다.",
    "Транспортная компания: организуем перевозки и таможенное оформление.",
    "Nakliye şirketiyiz, taşıma ve gümrük işlemlerini düzenleriz.",
    "شركة شحن تنظم النقل والتخليص الجمركي للشركات.",
)


@pytest.fixture(scope="module")
def encoder() -> CompanyEncoder:
    return CompanyEncoder()


def test_vectors_are_of_unit_length_and_in_the_order_given(encoder: CompanyEncoder) -> None:
    texts = ["payroll software for dentists", "pizza", "wages and salaries for dental clinics " * 9]

    vectors = encoder.encode(texts)

    assert vectors.shape == (3, DEFAULT_DIMENSIONS)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert vectors[0] @ vectors[2] > vectors[0] @ vectors[1] + 0.2


@pytest.mark.slow
def test_a_text_has_one_vector_alone_and_among_others(encoder: CompanyEncoder) -> None:
    texts = [BAKER, GERMAN, "pizza", "", *(f"{BAKER} {ENGLISH * n}" for n in range(40))]

    together = encoder.encode(texts)

    for place in range(6):
        alone = encoder.encode([texts[place]])[0]
        assert together[place] @ alone > 0.9999


def test_equal_texts_run_once_and_all_are_counted(encoder: CompanyEncoder) -> None:
    counted: list[int] = []

    vectors = encoder.encode(["pizza", GERMAN, "pizza", "pizza"], progress=counted.append)

    assert sum(counted) == 4
    np.testing.assert_array_equal(vectors[0], vectors[2])
    np.testing.assert_array_equal(vectors[0], vectors[3])


def test_empty_and_endless_texts_get_a_vector(encoder: CompanyEncoder) -> None:
    vectors = encoder.encode(["", "word " * 20_000, "x" * 100_000])

    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_no_texts_load_nothing() -> None:
    """In a process of its own: this one has read texts before."""
    code = (
        "from classifiers.companies.embeddings.encoder import CompanyEncoder;"
        "encoder = CompanyEncoder();"
        "print(encoder.encode([]).shape, encoder.is_loaded)"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert told.stdout.strip() == f"(0, {DEFAULT_DIMENSIONS}) False"


def test_centre_is_a_direction_all_companies_share(encoder: CompanyEncoder) -> None:
    assert encoder.centre.shape == (DEFAULT_DIMENSIONS,)
    assert 0.1 < np.linalg.norm(encoder.centre) < 0.9
    assert (encoder.encode([ENGLISH, GERMAN, BAKER, *FREIGHT]) @ encoder.centre).min() > 0


def test_version_names_the_model(tmp_path: Path) -> None:
    assert CompanyEncoder().version == DEFAULT_MODEL
    assert CompanyEncoder(model=str(tmp_path / "other")).version == "other"
    assert CompanyEncoder(model=str(tmp_path / "other"), version="mine").version == "mine"


def test_files_that_changed_since_they_were_registered_are_not_loaded(tmp_path: Path) -> None:
    model = tiny_bert(tmp_path / "tiny")
    registered = checksum_of(Path(model))
    tiny_bert(tmp_path / "tiny", seed=1)

    with pytest.raises(ModelFilesError, match="not those that were registered"):
        CompanyEncoder(model=model, checksum=registered).encode(["pizza"])
    assert CompanyEncoder(model=model, checksum=checksum_of(Path(model))).encode(["pizza"]).any()


def test_weights_that_are_no_safetensors_give_a_clear_error(tmp_path: Path) -> None:
    model = Path(tiny_bert(tmp_path / "tiny"))
    (model / "model.safetensors").write_bytes(b"not what it says")

    with pytest.raises(ModelFilesError, match="cannot be loaded"):
        CompanyEncoder(model=str(model)).encode(["pizza"])


def test_a_text_finds_its_trade_in_english(encoder: CompanyEncoder) -> None:
    for text in FREIGHT:
        told, freight, baker = encoder.encode([text, ENGLISH, BAKER])

        assert told @ freight > told @ baker + 0.2


@pytest.mark.parametrize("make", [tiny_bert, tiny_distilbert])
def test_any_other_model_runs_by_the_library(tmp_path: Path, make: Callable[[Path], str]) -> None:
    texts = ["we bake bread", "bread", "we sell fast cars and bread", GERMAN]
    model = make(tmp_path / "tiny")
    encoder = CompanyEncoder(model=model)

    vectors = encoder.encode(texts)

    assert encoder.n_dimensions == 32
    assert (vectors * _by_library(model, texts)).sum(1).min() > 0.999


def _by_library(model: str, texts: list[str]) -> NDArray[np.float32]:
    from sentence_transformers import SentenceTransformer

    library = SentenceTransformer(model, device="cpu", local_files_only=True)
    vectors: NDArray[np.float32] = library.encode(texts, normalize_embeddings=True)
    return vectors
