"""Files of facet indexes in the state folder, and which of them are current."""

import json
import os
import shutil
import time
import uuid
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings

from facet_index import facet_files
from facet_index.facet_files import layout_of, read_manifest, write_index
from facet_index.index import FacetIndex
from leadqual.core.files.folder_versions import fetch_in_background, fetch_version, share_version
from leadqual.core.files.shared_files import delete_shared_folder, shared_folders
from leadqual.search.index.index_changes import Position
from leadqual.search.index.index_schema import SCHEMA

OTHER_VERSION_SECONDS = 3_600
"""How long files of another version of LeadQual stay: during an upgrade, processes of both versions
run, each with files of its own layout."""
CHECK_INTERVAL_SECONDS = 600
"""How often all bytes of the files are verified."""


@dataclass(frozen=True, slots=True)
class CurrentFiles:
    """The current files of a workspace.

    Args:
        since: changes in and after this transaction may be missing from the files.
        life: of their source database; see `Position`.
        taxonomy_version: version of the taxonomy in them.
    """

    folder: str
    since: int
    life: str
    taxonomy_version: int
    n_contacts: int

    @property
    def position(self) -> Position:
        """The position of the files."""
        return Position(self.since, self.life)


def index_folder(workspace_id: int) -> Path:
    """Return the folder of a workspace; it need not exist."""
    return Path(settings.STATE_DIR) / "facets" / str(workspace_id)


def fetch_current(workspace_id: int) -> None:
    """Fetch files made by another host, before checking the local ones."""
    fetch_version(index_folder(workspace_id), _pointer_name())


def fetch_newer_in_background(workspace_id: int) -> None:
    """Fetch newer files of another host in the background, now and then."""
    fetch_in_background(index_folder(workspace_id), _pointer_name())


def read_current(workspace_id: int) -> CurrentFiles | None:
    """Return the current files; None if there are none."""
    try:
        text = (index_folder(workspace_id) / _pointer_name()).read_text(encoding="utf-8")
        return CurrentFiles(**json.loads(text))
    except (OSError, ValueError, TypeError):
        return None


def write_files(
    workspace_id: int, index: FacetIndex, *, since: Position, taxonomy_version: int
) -> CurrentFiles:
    """Write the files of an index next to the old ones, and switch to them in one step.

    Processes with the old files open keep them until they check again.
    """
    workspace_folder = index_folder(workspace_id)
    layout = layout_of(SCHEMA)
    folder = workspace_folder / f"{layout}-{uuid.uuid4().hex}"
    pointer = folder.with_suffix(".json")
    folder.mkdir(parents=True)
    try:
        write_index(index, folder)
        current = CurrentFiles(folder.name, since.oldest, since.life, taxonomy_version, len(index))
        with pointer.open("w", encoding="utf-8") as file:
            json.dump(asdict(current), file)
            file.flush()
            os.fsync(file.fileno())
        pointer.replace(workspace_folder / _pointer_name())
        share_version(workspace_folder, folder, _pointer_name())
    except BaseException:
        _delete(pointer)
        _delete(folder)
        raise
    for other in workspace_folder.glob(f"{layout}-*"):
        if other != folder:
            _delete(other)
    return current


def _delete(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def delete_other_versions(workspace_id: int) -> None:
    """Delete files of another version of LeadQual, once it no longer runs next to this one."""
    for other in index_folder(workspace_id).iterdir():
        is_current_layout = (
            other.name.startswith(f"{layout_of(SCHEMA)}-") or other.name == _pointer_name()
        )
        if is_current_layout or time.time() - other.stat().st_mtime < OTHER_VERSION_SECONDS:
            continue
        _delete(other)


def _pointer_name() -> str:
    return f"current-{layout_of(SCHEMA)}.json"


def damaged_files(workspace_id: int, current: CurrentFiles) -> list[str]:
    """Return the names of files that changed after they were written.

    Sizes are checked each time, all bytes now and then.

    Raises:
        FacetFileError: files are missing or incomplete.
        OSError: the folder is missing.
    """
    folder = index_folder(workspace_id) / current.folder
    read_manifest(folder, SCHEMA)
    if abs(time.time() - folder.stat().st_mtime) < CHECK_INTERVAL_SECONDS:
        return []
    found = facet_files.damaged_files(folder, SCHEMA)
    os.utime(folder)
    return found


def delete_files(workspace_id: int) -> int:
    """Delete the files of a small or deleted workspace; returns the number of entries."""
    return delete_shared_folder(index_folder(workspace_id))


def workspaces_with_files() -> set[int]:
    """Return the keys of all workspaces with files, including deleted ones."""
    workspace_folder = Path(settings.STATE_DIR) / "facets"
    return {int(name) for name in shared_folders(workspace_folder) if name.isdigit()}
