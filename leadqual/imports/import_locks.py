"""Locks of imports: one run of an import, one merge and one count of a workspace at a time."""

from collections.abc import Iterator
from contextlib import contextmanager

from leadqual.core.locks import hold_lock, hold_once, try_lock

_MERGE_LOCK = 7_201
_RUN_LOCK = 7_202
_COUNT_LOCK = 7_203


@contextmanager
def alone(batch_id: int) -> Iterator[bool]:
    """Yield True to one run of an import at a time; the lock ends with its process."""
    with hold_once(_RUN_LOCK, batch_id % 2**31) as is_only_run:
        yield is_only_run


def lock_workspace(workspace_id: int) -> None:
    """Allow one merge per workspace at a time; locked until the end of the transaction."""
    hold_lock(_MERGE_LOCK, workspace_id)


def lock_counting(workspace_id: int, *, waits: bool) -> bool:
    """Allow one count per workspace at a time; locked until the end of the transaction.

    Args:
        workspace_id: whose titles are counted.
        waits: for a count in progress.

    Returns:
        False if a count is in progress and `waits` is false.
    """
    if not waits:
        return try_lock(_COUNT_LOCK, workspace_id)
    hold_lock(_COUNT_LOCK, workspace_id)
    return True
