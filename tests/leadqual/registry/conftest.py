"""Candidates: artifacts made from the shipped title model, one of them damaged on purpose."""

from dataclasses import replace
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from classifiers.core import artifacts
from classifiers.titles.model.network import load_model, save_model
from leadqual.registry.models import ModelVersion
from leadqual.registry.selectors import active_model


@pytest.fixture(autouse=True)
def state_folder(settings: Settings, tmp_path: Path) -> Path:
    """A folder of its own for what is registered."""
    settings.STATE_DIR = tmp_path
    return tmp_path


@pytest.fixture(scope="session")
def damaged_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped title model, which has forgotten two of its functions."""
    folder, model = tmp_path_factory.mktemp("damaged"), load_model()
    biases = model.biases.copy()
    for slug in ("nursing", "accounting"):
        biases[model.functions.index(slug)] -= 60
    save_model(
        folder,
        replace(model, version="titles-damaged", biases=biases),
        report={"learned_from": 1},
        data_hash="d" * 64,
    )
    return folder


@pytest.fixture
def damaged(models: None, damaged_folder: Path) -> ModelVersion:
    """The damaged model as a candidate, as it lies in its folder."""
    return _registered(damaged_folder, is_active=False)


@pytest.fixture
def damaged_live(models: None, damaged_folder: Path) -> ModelVersion:
    """The damaged model live, and the shipped one a candidate beside it."""
    ModelVersion.objects.filter(kind="titles").update(is_active=False, promoted_at=None)
    return _registered(damaged_folder, is_active=True)


@pytest.fixture
def shipped(models: None) -> ModelVersion:
    """The title model that comes with the product."""
    return active_model("titles")


def _registered(folder: Path, *, is_active: bool) -> ModelVersion:
    return ModelVersion.objects.create(
        kind="titles",
        version="titles-damaged",
        folder=str(folder),
        checksum=artifacts.load(folder, kind="titles").checksum,
        origin=ModelVersion.Origin.REGISTERED,
        is_active=is_active,
    )
