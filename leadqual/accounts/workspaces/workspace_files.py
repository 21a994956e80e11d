"""Files of a workspace: each app names the ones that it keeps, and how they are deleted."""

from collections.abc import Callable

DeleteFiles = Callable[[int], int]
"""Takes the key of a workspace, deletes its files, and returns how many entries it removed."""

_owners: dict[str, DeleteFiles] = {}


def register_files(owner: str, delete: DeleteFiles) -> None:
    """Name what deletes the files of an app when a workspace is purged; called once at the start.

    Args:
        owner: is in the audit row of the purge, e.g. `imports`.
        delete: safe to run twice.
    """
    _owners[owner] = delete


def delete_files(workspace_id: int) -> dict[str, int]:
    """Delete all files of a workspace; returns owner → how many, without zeros."""
    found = {owner: delete(workspace_id) for owner, delete in sorted(_owners.items())}
    return {owner: n for owner, n in found.items() if n}
