"""What encoders compare companies against is stored once, and no page loads a model for it."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from pytest_django.fixtures import Settings

from classifiers.companies.embeddings.encoder import DEFAULT_DIMENSIONS, CompanyEncoder
from classifiers.companies.embeddings.trades import load_trades
from leadqual.registry.encoder_baselines import baseline_of, store_trade_vectors
from leadqual.registry.encoders import register_named
from leadqual.registry.models import EncoderTrades
from tests.classifiers.companies.tiny_models import tiny_bert

pytestmark = pytest.mark.django_db


def test_shipped_encoder_has_its_own_and_stores_none(models: None) -> None:
    encoder = CompanyEncoder()

    store_trade_vectors(encoder.version)
    ground = baseline_of(encoder.version)

    assert ground.n_dimensions == DEFAULT_DIMENSIONS
    np.testing.assert_array_equal(ground.centre, encoder.centre)
    assert not EncoderTrades.objects.exists()


@pytest.mark.slow
def test_another_encoder_reads_the_trades_once(
    models: None, settings: Settings, tmp_path: Path
) -> None:
    settings.COMPANY_ENCODER = tiny_bert(tmp_path / "tiny", seed=9)
    version = register_named()
    assert version is not None
    store_trade_vectors(version.version)
    made = load_trades(CompanyEncoder(model=settings.COMPANY_ENCODER))
    shutil.rmtree(tmp_path / "tiny")

    store_trade_vectors(version.version)  # They are there: nothing is loaded.
    ground = baseline_of(version.version)

    assert ground.n_dimensions == 32
    assert not ground.centre.any()
    np.testing.assert_allclose(ground.trades.vectors, made.vectors, atol=1e-3)
    np.testing.assert_array_equal(ground.trades.sectors, made.sectors)


@pytest.mark.slow
def test_trades_in_other_words_are_read_anew(
    models: None, settings: Settings, tmp_path: Path
) -> None:
    settings.COMPANY_ENCODER = tiny_bert(tmp_path / "tiny", seed=10)
    version = register_named()
    assert version is not None
    store_trade_vectors(version.version)
    EncoderTrades.objects.update(phrases="0" * 64, vectors=b"")

    store_trade_vectors(version.version)

    assert len(EncoderTrades.objects.get().vectors) == 2 * 32 * len(
        EncoderTrades.objects.get().sectors
    )
