"""Files of a workspace; each app registers how to delete its own."""

from collections.abc import Callable

DeleteFiles = Callable[[int], int]
"""Takes the primary key of a workspace, deletes its files, and returns the number removed."""

_owners: dict[str, DeleteFiles] = {}


def register_files(owner: str, delete: DeleteFiles) -> None:
    """Register a function that deletes an app's files when a workspace is purged.

    Args:
        owner: name in the audit row of the purge, e.g. `imports`.
        delete: must be safe to run twice.
    """
    _owners[owner] = delete


def delete_files(workspace_id: int) -> dict[str, int]:
    """Delete all files of a workspace; return owner → number deleted, without zeros."""
    found = {owner: delete(workspace_id) for owner, delete in sorted(_owners.items())}
    return {owner: n for owner, n in found.items() if n}
