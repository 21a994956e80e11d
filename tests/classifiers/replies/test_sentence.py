"""The sentence model in NumPy: the same vectors as the installed MiniLM, and changes that fit."""

import numpy as np
import pytest

from classifiers.companies.embeddings.encoder import CompanyEncoder
from classifiers.companies.embeddings.model_files import MINILM
from classifiers.core.errors import ArtifactError
from classifiers.replies.intents import INTENTS
from classifiers.replies.model.sentence_model import (
    MAX_TOKENS,
    WIDTH,
    LoraDelta,
    SentenceModel,
    tokens_of,
)

TEXTS = (
    "We have a supplier already.",
    "Call me on Tuesday, any time after two, and bring the price list with you.",
    "",
)
RNG = np.random.default_rng(1)
HEAD = RNG.normal(size=(len(INTENTS), WIDTH)).astype(np.float32)
BIAS = np.zeros(len(INTENTS), dtype=np.float32)


def test_without_a_change_it_is_the_installed_model() -> None:
    """Its mean of tokens, turned by a matrix that keeps directions apart, is that of MiniLM."""
    for text in TEXTS:
        expected = CompanyEncoder(model=MINILM).encode([text])[0]
        found = SentenceModel(
            LoraDelta({}, np.eye(WIDTH, dtype=np.float32), np.zeros(WIDTH, np.float32))
        ).logits(text)

        assert np.corrcoef(found, expected - expected.mean())[0, 1] > 0.999


def test_a_change_changes_what_it_names() -> None:
    outer = RNG.normal(size=(WIDTH, 2)).astype(np.float32)
    inner = RNG.normal(size=(2, WIDTH)).astype(np.float32)
    plain = SentenceModel(LoraDelta({}, HEAD, BIAS)).logits(TEXTS[0])
    changed = SentenceModel(LoraDelta({"5.heard": (outer, inner)}, HEAD, BIAS)).logits(TEXTS[0])

    assert not np.allclose(plain, changed)
    assert abs(changed.sum()) < 1e-3


def test_a_change_of_another_shape_is_refused() -> None:
    low_rank = {"0.up": (np.zeros((WIDTH, 2), np.float32), np.zeros((2, WIDTH), np.float32))}

    with pytest.raises(ArtifactError, match=r"0\.up does not fit"):
        SentenceModel(LoraDelta(low_rank, HEAD, BIAS))


def test_a_long_text_is_read_from_its_beginning() -> None:
    assert len(tokens_of("word " * 500)) == MAX_TOKENS
    assert tokens_of("word " * 500)[:-1] == tokens_of("word " * 900)[:-1]
