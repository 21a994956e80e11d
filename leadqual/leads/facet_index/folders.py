"""Where the files of facet indexes lie below `STATE_DIR`, and which ones are current."""

import json
import os
import shutil
import uuid
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings

from facets.errors import FacetFileError
from facets.files import read_manifest, write_index
from facets.index import FacetIndex

_CURRENT = "current.json"


@dataclass(frozen=True, slots=True)
class Current:
    """Which files of a workspace are in use.

    Args:
        folder: its name.
        since: changes in and after this transaction are not in the files for certain.
        taxonomy_version: number of the taxonomy for which they were made.
        n_contacts: rows.
    """

    folder: str
    since: int
    taxonomy_version: int
    n_contacts: int


def home_of(workspace_id: int) -> Path:
    """Return the folder of a workspace; it need not exist."""
    return Path(settings.STATE_DIR) / "facets" / str(workspace_id)


def read_current(workspace_id: int) -> Current | None:
    """Say which files are in use; None where there are none."""
    try:
        text = (home_of(workspace_id) / _CURRENT).read_text(encoding="utf-8")
        return Current(**json.loads(text))
    except (OSError, ValueError, TypeError):
        return None


def write_files(
    workspace_id: int, index: FacetIndex, *, since: int, taxonomy_version: int
) -> Current:
    """Write the files of an index beside the former ones, and put them in use in one step.

    Who has the former ones open keeps them until it asks again.
    """
    home = home_of(workspace_id)
    folder = home / uuid.uuid4().hex
    folder.mkdir(parents=True)
    try:
        write_index(index, folder)
        current = Current(folder.name, since, taxonomy_version, len(index))
        beside = folder.with_suffix(".json")
        with beside.open("w", encoding="utf-8") as file:
            json.dump(asdict(current), file)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(home / _CURRENT)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    for other in home.iterdir():
        if other.is_dir() and other != folder:
            shutil.rmtree(other, ignore_errors=True)
    return current


def are_whole(workspace_id: int, current: Current) -> bool:
    """Say whether files can be read: none is torn, or written by another version of LeadQual."""
    try:
        read_manifest(home_of(workspace_id) / current.folder)
    except FacetFileError:
        return False
    return True


def delete_files(workspace_id: int) -> None:
    """Delete the files of a workspace that became small, or is gone."""
    shutil.rmtree(home_of(workspace_id), ignore_errors=True)


def workspaces_with_files() -> set[int]:
    """Return the keys of all workspaces that have files, also of those that are gone."""
    home = Path(settings.STATE_DIR) / "facets"
    if not home.is_dir():
        return set()
    return {int(one.name) for one in home.iterdir() if one.name.isdigit()}
