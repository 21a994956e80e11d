from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
from transformers import AutoTokenizer, BertConfig, BertModel, DistilBertConfig, DistilBertModel

from classifiers.companies.encoder import (
    DEFAULT_DIMENSIONS,
    DEFAULT_MODEL,
    CompanyEncoder,
    _location,
)
from classifiers.companies.glosses import lexicon_version

WORD_PIECES = 30522
GERMAN = "Unsere Spedition organisiert Transporte und die Zollabwicklung für den Mittelstand."
ENGLISH = "A freight forwarder that organises transport and clears customs."
BAKER = "We bake bread and cakes for our shops."


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
    encoder = CompanyEncoder()

    assert encoder.encode([]).shape == (0, DEFAULT_DIMENSIONS)
    assert "_transformer" not in vars(encoder)


def test_centre_is_a_direction_all_companies_share(encoder: CompanyEncoder) -> None:
    assert encoder.centre.shape == (DEFAULT_DIMENSIONS,)
    assert 0.1 < np.linalg.norm(encoder.centre) < 0.9
    assert (encoder.encode(["a bank", "machine parts"]) @ encoder.centre).min() > 0


def test_version_names_model_and_lexicon(tmp_path: Path) -> None:
    assert CompanyEncoder().version == f"{DEFAULT_MODEL}+{lexicon_version()}"
    assert CompanyEncoder(model=str(tmp_path / "other")).version == "other"


def test_german_text_finds_its_trade_in_english(encoder: CompanyEncoder) -> None:
    german, freight, baker = encoder.encode([GERMAN, ENGLISH, BAKER])

    assert german @ freight > german @ baker + 0.3


def test_another_bert_runs_packed_and_any_other_model_by_the_library(tmp_path: Path) -> None:
    texts = ["we bake bread", "bread", "we sell fast cars and bread", GERMAN]
    for model, is_fast in ((_tiny_bert(tmp_path), True), (_tiny_distilbert(tmp_path), False)):
        encoder = CompanyEncoder(model=model)

        vectors = encoder.encode(texts)

        assert (encoder._fast is not None) == is_fast
        assert encoder.n_dimensions == 32
        expected = _by_library(model, texts)
        assert (vectors * expected).sum(1).min() > 0.999


def _by_library(model: str, texts: list[str]) -> NDArray[np.float32]:
    library = SentenceTransformer(model, device="cpu", local_files_only=True)
    vectors: NDArray[np.float32] = library.encode(texts, normalize_embeddings=True)
    return vectors


def _tiny_bert(tmp_path: Path) -> str:
    config = BertConfig(
        vocab_size=WORD_PIECES,
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=64,
        max_position_embeddings=512,
    )
    return _saved(BertModel(config), tmp_path / "tiny-bert")


def _tiny_distilbert(tmp_path: Path) -> str:
    config = DistilBertConfig(vocab_size=WORD_PIECES, dim=32, n_layers=2, n_heads=4, hidden_dim=64)
    return _saved(DistilBertModel(config), tmp_path / "tiny-distilbert")


def _saved(model: BertModel | DistilBertModel, folder: Path) -> str:
    """Save a model of random weights with the word pieces of the default one."""
    parts = folder.with_name(f"parts-of-{folder.name}")
    AutoTokenizer.from_pretrained(_location(DEFAULT_MODEL)).save_pretrained(parts)
    model.save_pretrained(parts)
    modules = [Transformer(str(parts)), Pooling(32), Normalize()]
    SentenceTransformer(modules=modules, device="cpu").save(str(folder))
    return str(folder)
