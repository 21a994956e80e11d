"""Turns of workspaces, so that a long queue of one does not block the others."""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, QuerySet

from leadqual.accounts.services import active_workspaces
from leadqual.accounts.workspaces.workspace_jobs import M
from leadqual.core.hints import read_hint, store_hint

MAX_AT_ONCE = 16
"""Workspaces per batch: each costs a few queries, however few of its rows wait."""

_TTL_SECONDS = 86_400


def order_by_turn(work: str, workspace_ids: Sequence[int]) -> list[int]:
    """Return workspaces in order, starting after the one served last.

    Without the cache, the order always starts with the oldest workspace.

    Args:
        work: name of the job.
        workspace_ids: those with work, in any order.
    """
    last = read_hint(_key(work)) or 0
    return sorted(workspace_ids, key=lambda key: (key <= last, key))


def record_served(work: str, workspace_id: int) -> None:
    store_hint(_key(work), workspace_id, seconds=_TTL_SECONDS)


def take_rows(work: str, waiting: "QuerySet[M]", *, size: int, is_locked: bool = False) -> list[M]:
    """Return waiting rows, an equal share for each workspace whose turn it is.

    The unused share of a workspace goes to the others.

    Args:
        work: name of the job.
        waiting: waiting rows, ordered within each workspace.
        size: maximum number of rows.
        is_locked: lock the rows until the transaction ends, and skip rows locked by others.
    """
    waits = Exists(waiting.order_by().filter(workspace=OuterRef("pk")))
    keys = active_workspaces().filter(waits).values_list("pk", flat=True)
    turn = order_by_turn(work, list(keys))[:MAX_AT_ONCE]
    rows = waiting.select_for_update(skip_locked=True, of=("self",)) if is_locked else waiting
    found: list[M] = []
    larger_shares: dict[int, int] = {}
    for n_served, place in enumerate(turn):
        share = -(-(size - len(found)) // (len(turn) - n_served))
        taken_rows = list(rows.filter(workspace=place)[:share])
        found += taken_rows
        if len(taken_rows) == share:
            larger_shares[place] = share
    for place, share in larger_shares.items():
        if (n_missing := size - len(found)) > 0:
            found += rows.filter(workspace=place)[share : share + n_missing]
    if turn:
        record_served(work, turn[-1])
    return found


def _key(work: str) -> str:
    return f"job-turns:{work}"
