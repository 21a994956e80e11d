"""What confusions of business models cost: previewed, applied to every company, taken back."""

import hashlib
import json
import logging
import time
from collections.abc import Sequence

from django.core.cache import cache
from django.db import connection, transaction
from django.db.models import QuerySet

from classifiers.companies.business_model.costs import Costs, as_table
from leadqual.accounts.audit.services import record_audit
from leadqual.accounts.models import AuditRow, User, Workspace
from leadqual.companies.business_models import CostTableEffect, decide_chunk, moves_by
from leadqual.core.errors import NothingToUndoError
from leadqual.core.jobs import Job, enqueue
from leadqual.labeling.errors import CostsChangedMeanwhileError, CostsUnchangedError
from leadqual.taxonomy.models import ConfusionCost
from leadqual.taxonomy.selectors import cost_table
from leadqual.taxonomy.services import set_costs

logger = logging.getLogger(__name__)

CHANGED, UNDONE, APPLIED = "costs.changed", "costs.undone", "costs.applied"
CHANGES = (CHANGED, UNDONE)
CHUNK = 5_000
SLICE_SECONDS = 20.0

_SUBJECT = "costs:business_model"
_CHAIN_KEY = "labeling.apply_costs"
_CHAIN_SECONDS = 60  # Longer than a chunk on a busy machine; a killed worker frees it after that.
_LABELS = tuple(ConfusionCost.Label.values)

Grid = list[list[float]]


def preview(*, costs: Costs, workspace: Workspace) -> CostTableEffect:
    """Return what would change if confusions cost this; nothing is written.

    Args:
        costs: (truth, said) → cost; pairs that are left out have the usual cost.
        workspace: whose companies may be named.
    """
    return moves_by(as_table(costs), workspace=workspace)


def token_of(costs: Costs) -> str:
    """Return a short name of a table of costs, to see that it is still the same one."""
    return hashlib.sha256(json.dumps(_grid(costs)).encode()).hexdigest()[:16]


@transaction.atomic
def change_costs(*, costs: Costs, seen: str, author: User) -> AuditRow:
    """Let other costs decide about every company of every workspace; a job applies them.

    Answers that are given or stored from now on follow at once. Companies that a person corrected
    never move.

    Args:
        costs: (truth, said) → cost, 0 to 1000; pairs that are left out have the usual cost.
        seen: `token_of` the costs that the person saw.
        author: of the staff.

    Raises:
        CostsChangedMeanwhileError: these are no longer in force; nothing has been written.
        CostsUnchangedError: there is nothing to change.
        CostTableError: a cost that cannot be; nothing has been written.
    """
    as_table(costs)
    _lock()
    former = cost_table()
    if token_of(former) != seen:
        raise CostsChangedMeanwhileError
    if _grid(former) == _grid(costs):
        raise CostsUnchangedError
    return _set(costs, former, action=CHANGED, author=author)


@transaction.atomic
def undo_costs(*, change: AuditRow, author: User) -> AuditRow:
    """Put the costs from before a change back in force; a job applies them.

    Raises:
        NothingToUndoError: another change has come since; nothing has been written.
    """
    _lock()
    newest = last_change()
    if newest is None or newest.pk != change.pk:
        raise NothingToUndoError(
            "The costs were changed again in the meantime, so nothing was changed."
        )
    former = _costs((change.before or {})["costs"])
    return _set(former, cost_table(), action=UNDONE, author=author)


def changes(*, limit: int = 10) -> Sequence[AuditRow]:
    """Return the last changes of the costs, undoings too, the newest first; one query."""
    rows = _trail().filter(action__in=CHANGES).select_related("actor")
    return list(rows.order_by("-pk")[:limit])


def last_change() -> AuditRow | None:
    """Return the change that made the costs as they are; None where they are the usual ones."""
    return next(iter(changes(limit=1)), None)


def waiting_change() -> AuditRow | None:
    """Return the change that the job is applying to stored companies; None where all follow."""
    newest = _trail().order_by("-pk").first()
    return None if newest is None or newest.action == APPLIED else newest


def apply(*, change: int = 0, after: int = 0, moved: int = 0, seconds: float | None = None) -> None:
    """Decide again about stored companies for a while; what is left goes to a job of its own.

    Safe to run twice. While a chain of slices is on its way, calls from elsewhere end at once.

    Args:
        change: key of the change that the slice before was applying; 0 where none went before.
        after: key of the last company that it looked at.
        moved: companies that have another business model by it.
        seconds: after which the slice ends with its chunk.
    """
    waiting = waiting_change()
    if waiting is None or (not change and cache.get(_CHAIN_KEY)):
        return
    until = time.monotonic() + (SLICE_SECONDS if seconds is None else seconds)
    position: int | None = after
    while waiting is not None:
        if waiting.pk != change or position is None:
            change, position, moved = waiting.pk, 0, 0  # Others came meanwhile: from the start.
        cache.set(_CHAIN_KEY, 1, timeout=_CHAIN_SECONDS)
        with transaction.atomic():
            # Read for each chunk: what is decided is by the costs in force.
            table = as_table(cost_table())
            position, n_moved = decide_chunk(table, after=position, size=CHUNK)
        moved += n_moved
        if position is None:
            waiting = _finish(change, moved)
        elif time.monotonic() > until:
            enqueue(Job.APPLY_COSTS, change=change, after=position, moved=moved)
            return
    cache.delete(_CHAIN_KEY)


@transaction.atomic
def _finish(change: int, moved: int) -> AuditRow | None:
    """Note that a change is applied; return another one that has come since, which is not."""
    _lock()
    waiting = waiting_change()
    if waiting is None or waiting.pk != change:
        return waiting
    record_audit(
        workspace=None,
        actor=None,
        action=APPLIED,
        subject=_SUBJECT,
        details={"change": change, "n_moved": moved},
    )
    logger.info("costs applied", extra={"n_companies": moved})
    return None


def _set(costs: Costs, former: Costs, *, action: str, author: User) -> AuditRow:
    full = _costs(_grid(costs))
    set_costs(full, reason="misclassification costs", author=author)
    row = record_audit(
        workspace=None,
        actor=author,
        action=action,
        subject=_SUBJECT,
        before={"costs": _grid(former)},
        after={"costs": _grid(full)},
    )
    enqueue(Job.APPLY_COSTS)
    return row


def _trail() -> QuerySet[AuditRow]:
    return AuditRow.objects.filter(workspace=None, action__in=[*CHANGES, APPLIED])


def _lock() -> None:
    """Wait until nobody else changes the costs, or notes that they are applied."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [_CHAIN_KEY])


def _grid(costs: Costs) -> Grid:
    """Return costs as rows, what is true, of columns, what is said."""
    rows: Grid = as_table(costs).tolist()
    return rows


def _costs(grid: Grid) -> dict[tuple[str, str], float]:
    return {
        (truth, said): grid[row][column]
        for row, truth in enumerate(_LABELS)
        for column, said in enumerate(_LABELS)
    }
