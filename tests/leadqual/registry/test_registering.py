"""A folder with a model is hostile until it has been checked."""

import hashlib
import io
import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from classifiers.core import artifacts
from leadqual.accounts.models import AuditRow, User
from leadqual.core.errors import LeadqualError
from leadqual.registry.candidates import register_folder
from leadqual.registry.models import ModelVersion, Trial
from leadqual.registry.selectors import active_model
from leadqual.registry.versions.model_files import delete_folder, folder_of, models_home
from leadqual.registry.versions.promotion import go_live, retire
from tests.problems import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path, models: None) -> Path:
    """A model of business models that this installation does not know, as training writes it."""
    found = tmp_path / "trained"
    shipped = artifacts.load(artifacts.pretrained("companies"), kind="companies")
    artifacts.save(
        found,
        kind="companies",
        version="companies-new",
        config={**shipped.config, "by_name": {"": 1.0, "words_": 1.0}},
        arrays=shipped.arrays,
        report={"learned_from": 17},
        data_hash=artifacts.hash_of(["Acme", "b2b"]),
    )
    return found


def test_a_folder_becomes_a_candidate_with_its_manifest_and_is_measured(
    folder: Path, staff: User
) -> None:
    version = register_folder(folder, author=staff)

    shutil.rmtree(folder)  # It was copied.
    assert version.state == ModelVersion.State.CANDIDATE
    assert version.data_hash == artifacts.hash_of(["Acme", "b2b"])
    assert version.code_version == artifacts.code_version()
    assert version.report == {"learned_from": 17}
    stored = folder_of(version.folder)
    assert artifacts.load(stored, kind="companies").checksum == version.checksum
    assert Trial.objects.filter(candidate=version).exists()
    assert AuditRow.objects.filter(action="model.registered", actor=staff).exists()


def signed(folder: Path) -> None:
    """Write the manifest anew, as somebody would who tampers with the files."""
    manifest = json.loads((folder / "manifest.json").read_text())
    for name in manifest["files"]:
        content = (folder / name).read_bytes()
        manifest["files"][name] = {
            "sha256": hashlib.sha256(content).hexdigest(),
            "bytes": len(content),
        }
    (folder / "manifest.json").write_text(json.dumps(manifest))


def flip(folder: Path) -> None:
    """Change one byte behind the back of the manifest."""
    content = bytearray((folder / "config.json").read_bytes())
    content[-3] ^= 1
    (folder / "config.json").write_bytes(content)


def link(folder: Path) -> None:
    """Put a link in the place of a file."""
    (folder / "report.json").rename(folder / "elsewhere.json")
    (folder / "report.json").symlink_to(folder / "elsewhere.json")


def pickle(folder: Path) -> None:
    """Put an array of objects in, which would run code when it is read."""
    np.savez(folder / "arrays.npz", hashes=np.array([{"a": 1}], dtype=object))
    signed(folder)


def bomb(folder: Path) -> None:
    """Put in an array of zeros that is small on disk and too large to read."""
    with zipfile.ZipFile(folder / "arrays.npz", "w", zipfile.ZIP_DEFLATED) as packed:
        head = io.BytesIO()
        np.lib.format.write_array_header_1_0(
            head, {"descr": "<f4", "fortran_order": False, "shape": (2**28,)}
        )
        with packed.open("hashes.npy", "w", force_zip64=True) as file:
            file.write(head.getvalue())
            for _ in range(520):
                file.write(bytes(2**20))
    signed(folder)


def cut(folder: Path) -> None:
    """Leave an array out that the model needs."""
    np.savez(folder / "arrays.npz", hashes=np.zeros(3))
    signed(folder)


def say(folder: Path, **words: object) -> None:
    """Have the manifest say something else."""
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(manifest | words))


def rename(folder: Path) -> None:
    """Give it a version that is a path."""
    say(folder, version="../../outside")


def climb(folder: Path) -> None:
    """Give it a version that is the folder above."""
    say(folder, version="..")


def forget(folder: Path) -> None:
    """Take its version away."""
    manifest = json.loads((folder / "manifest.json").read_text())
    del manifest["version"]
    (folder / "manifest.json").write_text(json.dumps(manifest))


def nest(folder: Path) -> None:
    """Put a manifest in that is deeper than anybody reads."""
    (folder / "manifest.json").write_text("[" * 60_000)


def boast(folder: Path) -> None:
    """Say more of the data than a table holds."""
    say(folder, data_hash="d" * 65)


def report_nothing(folder: Path) -> None:
    """Put a figure in the report that is no number."""
    (folder / "report.json").write_text('{"macro-F1": NaN}')
    signed(folder)


def report_nil(folder: Path) -> None:
    """Put a sign in the report that no table holds."""
    (folder / "report.json").write_text('{"words": "\\u0000"}')
    signed(folder)


def disguise(folder: Path) -> None:
    """Put words in the place of an array."""
    with zipfile.ZipFile(folder / "arrays.npz", "w") as packed:
        packed.writestr("hashes", "words")
    signed(folder)


def lock(folder: Path) -> None:
    """Say that an array is encrypted."""
    content = bytearray((folder / "arrays.npz").read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    (folder / "arrays.npz").write_bytes(content)
    signed(folder)


def estrange(folder: Path) -> None:
    """Say that it is of a kind that there is not."""
    say(folder, kind="encoder")


def empty(folder: Path) -> None:
    """Take its manifest away."""
    (folder / "manifest.json").unlink()


def blur(folder: Path) -> None:
    """Have it give scores that are no numbers."""
    config = json.loads((folder / "config.json").read_text())
    numbers = {"": float("nan"), "words_": float("nan")}
    (folder / "config.json").write_text(json.dumps(config | {"by_name": numbers}))
    np.savez(
        folder / "arrays.npz",
        **{
            name: np.full_like(each, np.nan) if "intercepts" in name else each
            for name, each in np.load(folder / "arrays.npz").items()
        },
    )
    signed(folder)


OFTEN = (flip, link, pickle, cut)
SELDOM = (
    *(bomb, rename, estrange, empty, climb, forget, nest, boast),
    *(report_nothing, report_nil, disguise, lock, blur),
)


@pytest.mark.parametrize("harms", [OFTEN, pytest.param(SELDOM, marks=pytest.mark.slow)])
def test_a_hostile_folder_is_refused_and_nothing_of_it_is_kept(
    folder: Path, staff: User, harms: tuple[Callable[[Path], None], ...]
) -> None:
    n_versions = ModelVersion.objects.count()
    for harm in harms:
        harmed = Path(shutil.copytree(folder, folder.parent / harm.__name__))
        harm(harmed)

        with pytest.raises(LeadqualError, match="Nothing was registered"):
            register_folder(harmed, author=staff)

        assert ModelVersion.objects.count() == n_versions
        assert list(models_home().iterdir()) == []


def test_a_version_is_registered_once_and_again_only_after_it_was_withdrawn(
    folder: Path, staff: User
) -> None:
    version = register_folder(folder, author=staff)

    with pytest.raises(LeadqualError, match="already registered"):
        register_folder(folder, author=staff)
    retire(version=version, author=staff)
    again = register_folder(folder, author=staff)

    assert again.pk == version.pk
    assert again.state == ModelVersion.State.CANDIDATE


def test_a_version_that_names_another_folder_deletes_no_other_model(
    folder: Path, staff: User
) -> None:
    kept = register_folder(folder, author=staff)

    for version in ("..", ".", "companies-\u00fc"):
        say(folder, version=version)
        with pytest.raises(LeadqualError, match="invalid version name"):
            register_folder(folder, author=staff)

        stored = folder_of(kept.folder)
        assert artifacts.load(stored, kind="companies").checksum == kept.checksum


def test_what_comes_again_under_its_name_is_measured_anew(folder: Path, staff: User) -> None:
    version = register_folder(folder, author=staff)
    Trial.objects.update(state=Trial.State.DONE, finished_at=timezone.now())
    retire(version=version, author=staff)
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | {"by_name": {"": 2.0, "words_": 2.0}}))
    signed(folder)

    again = register_folder(folder, author=staff)

    with refused("not_measured"):
        go_live(version=again, author=staff)
    assert active_model("companies") != again


@pytest.mark.parametrize("is_of_former_version", [False, True])
def test_a_model_is_found_after_its_state_folder_was_moved(
    is_of_former_version: bool, folder: Path, staff: User, settings: Settings, tmp_path: Path
) -> None:
    settings.STATE_DIR = tmp_path / "state"
    settings.STATE_DIR.mkdir()
    version = register_folder(folder, author=staff)
    if is_of_former_version:  # It named the whole path.
        version.folder = str(models_home() / "companies" / "companies-new")
        folder_of(ModelVersion.objects.get(pk=version.pk).folder).rename(version.folder)
    now = tmp_path / "moved"
    settings.STATE_DIR.rename(now)
    settings.STATE_DIR = now

    found = folder_of(version.folder)

    assert found.is_relative_to(now)
    assert artifacts.load(found, kind="companies").checksum == version.checksum
    delete_folder(version.folder)
    assert not found.exists()
