"""The job that builds the files of facet indexes."""

from facet_index.facet_files import FacetFileError
from leadqual.accounts.services import active_workspaces
from leadqual.core.locks import hold_once
from leadqual.leads.models import Company, Contact
from leadqual.search.index.index_changes import count_changed, delete_old_changes, is_lost, position
from leadqual.search.index.index_files import (
    CurrentFiles,
    damaged_files,
    delete_files,
    delete_other_versions,
    fetch_current,
    read_current,
    workspaces_with_files,
    write_files,
)
from leadqual.search.index.open_index import build_index
from leadqual.search.index.open_indexes import logger
from leadqual.taxonomy.selectors import current_version

MIN_ROWS = 5_000
"""Minimum contacts or companies; for smaller workspaces each process builds the index in memory,
which takes some hundredths of a second."""
MIN_CHANGED = 20_000
CHANGED_SHARE = 0.01
"""Changed rows after which files are rebuilt; until then each process reads the changes."""


def keep_facets() -> int:
    """Build files that are missing or out of date; delete those of workspaces that became small.

    Safe to run in several processes at once: one works, the others return.

    Returns:
        Number of workspaces with new files.
    """
    with hold_once("leads.keep_facets") as has_lock:
        return _maintain_all() if has_lock else 0


def build_files(workspace_id: int) -> CurrentFiles:
    """Build the files of a workspace from the tables and switch to them."""
    since, version = position(), current_version()
    index = build_index(workspace_id)
    current = write_files(workspace_id, index, since=since, taxonomy_version=version)
    delete_old_changes(workspace_id, since.oldest)
    logger.info(
        "facet files written", extra={"workspace": workspace_id, "n_contacts": current.n_contacts}
    )
    return current


def _maintain_all() -> int:
    active_keys = set(active_workspaces().values_list("pk", flat=True))
    for deleted in workspaces_with_files() - active_keys:
        delete_files(deleted)
    return sum(_try_maintain(workspace_id) for workspace_id in sorted(active_keys, key=_n_contacts))


def _try_maintain(workspace_id: int) -> bool:
    """Maintain the files of one workspace; a full disk does not stop the others."""
    try:
        return _maintain(workspace_id)
    except OSError:  # The old files stay in use, or processes build in memory.
        logger.exception("facet files not written", extra={"workspace": workspace_id})
        return False


def _n_contacts(workspace_id: int) -> int:
    """Return the number of contacts in the files of a workspace: small ones are built first."""
    current = read_current(workspace_id)
    return current.n_contacts if current else 0


def _maintain(workspace_id: int) -> bool:
    fetch_current(workspace_id)
    current = read_current(workspace_id)
    if current is not None and not _is_due(workspace_id, current):
        delete_other_versions(workspace_id)
        return False
    if not _is_large(workspace_id):
        delete_files(workspace_id)
        delete_old_changes(workspace_id, position().oldest)
        return False
    build_files(workspace_id)
    return True


def _is_large(workspace_id: int) -> bool:
    return any(
        rows.filter(workspace=workspace_id).order_by()[:MIN_ROWS].count() == MIN_ROWS
        for rows in (Contact.objects, Company.objects)
    )


def _is_due(workspace_id: int, current: CurrentFiles) -> bool:
    if current.taxonomy_version != current_version() or _is_damaged(workspace_id, current):
        return True
    if is_lost(workspace_id, current.position):
        return True
    max_changes = max(MIN_CHANGED, int(current.n_contacts * CHANGED_SHARE))
    return count_changed(workspace_id, current.since) > max_changes


def _is_damaged(workspace_id: int, current: CurrentFiles) -> bool:
    """Return whether files are incomplete or were altered, and log their names."""
    try:
        damaged = damaged_files(workspace_id, current)
    except (FacetFileError, OSError):
        damaged = ["missing or torn"]
    if damaged:
        logger.error("facet files damaged", extra={"workspace": workspace_id, "files": damaged})
    return bool(damaged)
