"""Which files of the state folder are in a backup: those that cannot be made again."""

import os
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.db.models import FileField

from leadqual.backups.archive.backup_places import UNFINISHED
from leadqual.backups.snapshots import Snapshot
from leadqual.core.files.file_store import FileStore
from leadqual.core.files.uploads import PARTIAL_PREFIX

FOLDERS = ("uploads", "models", "exports", "email", "lab")
"""Copied with all that is below them: what people uploaded, models that were trained here, exports
that rows name, emails that no server took, results of the lab."""
SINGLE_FILES = ("demo.json",)
_SHIPPED = "pretrained:"
_HALF_MADE = (PARTIAL_PREFIX, UNFINISHED)
_CHANGES_IN_PLACE = ("mlflow.db",)


def stored_files(state: Path) -> Iterator[tuple[str, Path]]:
    """Yield the files to copy, as name in the archive and path; links are not followed."""
    for folder in FOLDERS:
        for home, folders, names in os.walk(state / folder):
            folders[:] = sorted(one for one in folders if not one.startswith(_HALF_MADE))
            for name in sorted(names):
                path = Path(home) / name
                is_whole = not name.startswith((*_HALF_MADE, *_CHANGES_IN_PLACE))
                if is_whole and path.is_file() and not path.is_symlink():
                    yield path.relative_to(state).as_posix(), path
    for name in SINGLE_FILES:
        if (state / name).is_file():
            yield name, state / name


def shared_names(store: FileStore) -> list[str]:
    """Return the names of the files that hosts share; indexes are made again."""
    return [name for folder in FOLDERS for name in store.names(folder)]


def share_restored(store: FileStore, folder: Path) -> None:
    """Put files that were restored below a folder into the store, in place of those of today."""
    for name, path in stored_files(folder):
        if name not in SINGLE_FILES:
            store.put(path, name)


def named_uploads(snapshot: Snapshot) -> set[str]:
    found = set()
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, FileField):
                column, table = field.column, model._meta.db_table
                query = f'SELECT DISTINCT "{column}" FROM "{table}" WHERE "{column}" > \'\''  # noqa: S608
                found |= {f"uploads/{name}" for name in snapshot.values(query)}
    return found


def model_folders(snapshot: Snapshot, state: Path) -> tuple[set[str], list[str]]:
    """Return where models of the registry lie that did not come with the product.

    Returns:
        Folders below the state folder, as in the archive, and those outside of it.
    """
    from leadqual.registry.versions.services import STORED  # A restore has no models yet.

    query = "SELECT DISTINCT folder FROM registry_modelversion WHERE withdrawn_at IS NULL"
    inside_folders, outside_folders = set(), []
    for folder in snapshot.values(query):
        if folder.startswith(_SHIPPED):
            continue
        path = Path(folder)
        if folder.startswith(STORED):
            inside_folders.add(f"models/{folder.removeprefix(STORED)}")
        elif path.is_relative_to(state):
            inside_folders.add(path.relative_to(state).as_posix())
        elif path.is_absolute():
            outside_folders.append(folder)
    return inside_folders, sorted(outside_folders)
