"""Jobs that work for all workspaces serve them in turn: a long queue of one holds up no other."""

from collections.abc import Sequence
from typing import TypeVar

from django.db.models import Exists, Model, OuterRef, QuerySet

from leadqual.accounts.selectors import active_workspaces
from leadqual.core.hints import keep_hint, read_hint

M = TypeVar("M", bound=Model)

MAX_AT_ONCE = 16
"""Workspaces that one batch serves: each costs some queries, however few of its rows wait."""

_SECONDS = 86_400


def in_turn(work: str, workspace_ids: Sequence[int]) -> list[int]:
    """Return workspaces so that the one behind the last served comes first.

    Without the cache the order begins with the oldest workspace each time.

    Args:
        work: name of the job.
        workspace_ids: those with work, in any order.
    """
    last = read_hint(_key(work)) or 0
    return sorted(workspace_ids, key=lambda key: (key <= last, key))


def note_served(work: str, workspace_id: int) -> None:
    keep_hint(_key(work), workspace_id, seconds=_SECONDS)


def take_in_turn(
    work: str, waiting: "QuerySet[M]", *, size: int, is_locked: bool = False
) -> list[M]:
    """Return waiting rows, an equal share of each workspace whose turn it is.

    What one workspace does not use of its share goes to the others.

    Args:
        work: name of the job.
        waiting: rows that wait, in the order within a workspace.
        size: rows at most.
        is_locked: lock the rows until the transaction ends, and skip those that others hold.
    """
    waits = Exists(waiting.order_by().filter(workspace=OuterRef("pk")))
    keys = active_workspaces().filter(waits).values_list("pk", flat=True)
    turn = in_turn(work, list(keys))[:MAX_AT_ONCE]
    rows = waiting.select_for_update(skip_locked=True, of=("self",)) if is_locked else waiting
    found: list[M] = []
    longer: dict[int, int] = {}
    for n_served, place in enumerate(turn):
        share = -(-(size - len(found)) // (len(turn) - n_served))
        taken = list(rows.filter(workspace=place)[:share])
        found += taken
        if len(taken) == share:
            longer[place] = share
    for place, share in longer.items():
        if (rest := size - len(found)) > 0:
            found += rows.filter(workspace=place)[share : share + rest]
    if turn:
        note_served(work, turn[-1])
    return found


def _key(work: str) -> str:
    return f"job-turns:{work}"
