"""Files of models in their folders, and how each host fetches those of another."""

import hashlib
import shutil
from pathlib import Path
from tempfile import mkdtemp

from django.conf import settings

from classifiers.core import artifacts
from classifiers.core.errors import ArtifactError
from leadqual.core.files.file_store import FileStore, file_store
from leadqual.core.files.shared_files import delete_shared_folder, store_name_of
from leadqual.registry.models import PRETRAINED
from leadqual.registry.versions.services import ARTIFACT_FILES, STORED

_N_SIGNS = 16  # Of the checksum, in the name of a stored folder.


def models_home() -> Path:
    """Return the folder of all models that were registered in this installation."""
    return Path(settings.STATE_DIR) / "models"


def folder_of(stored: str) -> Path:
    """Return the folder that a version names, fetched where it is in the store alone.

    Args:
        stored: `pretrained:kind` for the one of the product; `stored:` and a folder; a path where
            it lies elsewhere, or is of a former version.

    Raises:
        ArtifactError: the store has no such files, or others.
    """
    if stored.startswith(PRETRAINED):
        return artifacts.pretrained(stored.removeprefix(PRETRAINED))
    if not stored.startswith(STORED):
        return _moved(Path(stored))
    folder, store = models_home() / stored.removeprefix(STORED), file_store()
    if store is not None and not folder.is_dir():
        _fetch(store, folder)
    return folder


def folder_name(*, kind: str, version: str, checksum: str) -> str:
    """Return what a version notes as its folder; `folder_of` makes a path of it."""
    return f"{STORED}{kind}/{version}-{checksum[:_N_SIGNS]}"


def keep_files(copy: Path, stored: str) -> None:
    """Move the files of a checked artifact to their folder, and let every host fetch them."""
    is_stored = stored.startswith(STORED)
    folder = models_home() / stored.removeprefix(STORED) if is_stored else Path(stored)
    shutil.rmtree(folder, ignore_errors=True)  # Left over from an interrupted run.
    folder.parent.mkdir(exist_ok=True)
    copy.chmod(0o700)
    copy.rename(folder)
    store = file_store()
    if store is not None and is_stored:
        for file in ARTIFACT_FILES:
            store.put(folder / file, f"{store_name_of(folder)}/{file}")


def delete_folder(stored: str) -> None:
    """Delete the files of a version that was registered; those of the product stay."""
    if stored.startswith(STORED):
        delete_shared_folder(models_home() / stored.removeprefix(STORED))
    elif (folder := _moved(Path(stored))).is_relative_to(models_home()):
        shutil.rmtree(folder, ignore_errors=True)


def _moved(folder: Path) -> Path:
    """Return where a folder is now that a former version named by its whole path.

    The state folder may have been moved since, or be a copy.
    """
    here = models_home().joinpath(*folder.parts[-2:])
    is_of_state = folder.parts[-3:-2] == (models_home().name,)
    return here if is_of_state and here.is_dir() else folder


def _fetch(store: FileStore, folder: Path) -> None:
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    incoming = Path(mkdtemp(prefix=".incoming-", dir=models_home()))
    try:
        for file in ARTIFACT_FILES:
            store.get(f"{store_name_of(folder)}/{file}", incoming / file)
        checksum = hashlib.sha256((incoming / artifacts.MANIFEST).read_bytes()).hexdigest()
        if not folder.name.endswith(f"-{checksum[:_N_SIGNS]}"):
            raise ArtifactError(f"The file store holds another model under {folder.name}.")
        if not folder.is_dir():  # Another process of this host may have been quicker.
            incoming.rename(folder)
    except FileNotFoundError as error:
        raise ArtifactError(f"The file store has no files of {folder.name}.") from error
    finally:
        shutil.rmtree(incoming, ignore_errors=True)
