"""What confusions of business models cost: previewed, applied to every company, undone."""

import hashlib
import json
import logging
import time
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.db.models import QuerySet

from classifiers.companies.business_model.error_costs import Costs, as_table, decide
from leadqual.accounts.audit.audit_rows import record_audit
from leadqual.accounts.models import AuditRow, User, Workspace
from leadqual.companies.business_model_writes import PERSON, BusinessModelAnswer, store_answers
from leadqual.companies.business_models import CostTableEffect, cost_table_effect, decide_chunk
from leadqual.companies.readings import refresh_readings
from leadqual.core import clock
from leadqual.core.errors import LeadqualError, NothingToUndoError
from leadqual.core.jobs import Job, enqueue
from leadqual.core.locks import hold_lock
from leadqual.labeling.errors import CostsChangedMeanwhileError, UnknownBusinessModelError
from leadqual.labeling.models.corrections import BusinessModelCorrection
from leadqual.leads.models import Company
from leadqual.taxonomy.models import ConfusionCost
from leadqual.taxonomy.selectors import cost_table
from leadqual.taxonomy.services import set_costs

_LABELS = tuple(Company.BusinessModel.values)

logger = logging.getLogger(__name__)
CHANGED, UNDONE, APPLIED = "costs.changed", "costs.undone", "costs.applied"
CHANGES = (CHANGED, UNDONE)
CHUNK = 5_000
SLICE_SECONDS = 20.0
_SUBJECT = "costs:business_model"
_CHAIN_KEY = "labeling.apply_costs"
_CHAIN_SECONDS = 60  # Longer than a chunk on a busy machine; a killed worker frees it after that.
_COST_LABELS = tuple(ConfusionCost.Label.values)
Grid = list[list[float]]


@transaction.atomic
def correct_business_model(
    *, company: Company, business_model: str, author: User, note: str = ""
) -> BusinessModelCorrection:
    """Say to whom a company really sells.

    In force for the next request of every process, rankings and their factors included. No model
    and no table of costs touches it until it is undone.

    Args:
        company: of the workspace of the author.
        business_model: one of `Company.BusinessModel`.
        author: kept with the correction.
        note: why, for colleagues.

    Raises:
        UnknownBusinessModelError: there is no such business model; nothing has been written.
    """
    if business_model not in _LABELS:
        raise UnknownBusinessModelError(business_model, allowed=_LABELS)
    locked = Company.objects.select_for_update().get(pk=company.pk)  # Two people may correct.
    former = locked.business_model_corrections.filter(is_current=True).first()
    former_model = locked.business_model
    correction = BusinessModelCorrection(
        workspace_id=locked.workspace_id,
        company=locked,
        business_model=business_model,
        # What the model says stays behind all corrections until the last one is undone.
        former=former.former if former else _model_answer(locked),
        note=note,
        author=author,
    )
    locked.business_model_corrections.filter(is_current=True).update(is_current=False)
    correction.save()
    _apply_answer(locked, _correction_answer(correction))
    record_audit(
        workspace=locked.workspace,
        actor=author,
        action="company.corrected",
        subject=f"company:{locked.pk}",
        name=locked.name,
        before={"business_model": former_model},
        after={"business_model": business_model},
        details={"correction": correction.pk},
    )
    return correction


@transaction.atomic
def undo_business_model(*, correction: BusinessModelCorrection, author: User) -> Company:
    """Undo a correction: the one before it counts, or else the model's answer.

    What confusions cost by now decides about the model's answer. Where the company has changed
    since, the job reads it again in a moment.

    Raises:
        NothingToUndoError: it is not the current one; nothing has changed.
    """
    company = Company.objects.select_for_update().get(pk=correction.company_id)
    undone = BusinessModelCorrection.objects.get(pk=correction.pk)
    if not undone.is_current:
        raise NothingToUndoError("This correction is no longer active, so nothing was changed.")
    undone.is_current = False
    undone.undone_at = clock.now()
    undone.undone_by = author
    undone.save(update_fields=["is_current", "undone_at", "undone_by"])
    former = company.business_model_corrections.filter(undone_at=None).order_by("-pk").first()
    if former is not None:
        former.is_current = True
        former.save(update_fields=["is_current"])
        _apply_answer(company, _correction_answer(former))
    else:
        _apply_answer(company, _decide_by_costs(undone.former))
        _enqueue_if_changed(company)
    record_audit(
        workspace=company.workspace,
        actor=author,
        action="company.correction_undone",
        subject=f"company:{company.pk}",
        name=company.name,
        before={"business_model": undone.business_model},
        after={"business_model": company.business_model},
        details={"correction": undone.pk},
    )
    return company


def _model_answer(company: Company) -> dict[str, Any]:
    return {
        "business_model": company.business_model,
        "probability": company.business_model_probability,
        "probabilities": company.business_model_probabilities,
        "why": company.business_model_why,
        "version": company.business_model_version,
    }


def _correction_answer(correction: BusinessModelCorrection) -> dict[str, Any]:
    """Return a person's word as an answer; what the model said of the five stays to be seen."""
    kept = {name: correction.former[name] for name in ("probabilities", "why")}
    return {
        **kept,
        "business_model": correction.business_model,
        "probability": 1.0,
        "version": PERSON,
    }


def _decide_by_costs(answer: Mapping[str, Any]) -> dict[str, Any]:
    """Return an answer of the model as what confusions cost now decides."""
    if not answer["probabilities"]:
        return dict(answer)
    predicted = str(decide([answer["probabilities"]], as_table(cost_table()))[0])
    probability = answer["probabilities"][_LABELS.index(predicted)]
    return {**answer, "business_model": predicted, "probability": probability}


def _apply_answer(company: Company, answer: Mapping[str, Any]) -> None:
    """Store an answer, with the one before on record; texts of the company are not read again."""
    company.business_model = answer["business_model"]
    store_answers([BusinessModelAnswer(company=company.pk, **answer)], over_people=True)
    refresh_readings([company.pk])


def _enqueue_if_changed(company: Company) -> None:
    """Have a company read again that changed after its first correction; its answer stays."""
    first = company.business_model_corrections.order_by("pk").first()
    if first is not None and company.updated_at > first.created_at:
        company.business_model_version = ""
        Company.objects.filter(pk=company.pk).update(business_model_version="")
        enqueue(Job.EMBED_COMPANIES)


def preview(*, costs: Costs, workspace: Workspace) -> CostTableEffect:
    """Return what would change if confusions cost this; nothing is written.

    Args:
        costs: (truth, said) → cost; pairs that are left out have the usual cost.
        workspace: whose companies may be named.
    """
    return cost_table_effect(as_table(costs), workspace=workspace)


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
        CostsChangedMeanwhileError: these are no longer active; nothing has been written.
        LeadqualError: `costs_unchanged`: there is nothing to change.
        CostTableError: a cost that cannot be; nothing has been written.
    """
    as_table(costs)
    _lock()
    former = cost_table()
    if token_of(former) != seen:
        raise CostsChangedMeanwhileError
    if _grid(former) == _grid(costs):
        raise LeadqualError(
            "These costs are already active, so nothing was changed.",
            code="costs_unchanged",
            status=409,
        )
    return _set(costs, former, action=CHANGED, author=author)


@transaction.atomic
def undo_costs(*, change: AuditRow, author: User) -> AuditRow:
    """Restore the costs from before a change; a job applies them.

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
    rows = _cost_records().filter(action__in=CHANGES).select_related("actor")
    return list(rows.order_by("-pk")[:limit])


def last_change() -> AuditRow | None:
    """Return the change that made the costs as they are; None where they are the usual ones."""
    return next(iter(changes(limit=1)), None)


def waiting_change() -> AuditRow | None:
    """Return the change that the job is applying to stored companies; None where all follow."""
    newest = _cost_records().order_by("-pk").first()
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
            # Read for each chunk: decisions use the active costs.
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


def _cost_records() -> QuerySet[AuditRow]:
    return AuditRow.objects.filter(workspace=None, action__in=[*CHANGES, APPLIED])


def _lock() -> None:
    """Wait until nobody else changes the costs, or notes that they are applied."""
    hold_lock(_CHAIN_KEY)


def _grid(costs: Costs) -> Grid:
    """Return costs as rows, what is true, of columns, what is said."""
    rows: Grid = as_table(costs).tolist()
    return rows


def _costs(grid: Grid) -> dict[tuple[str, str], float]:
    return {
        (truth, predicted): grid[row][column]
        for row, truth in enumerate(_COST_LABELS)
        for column, predicted in enumerate(_COST_LABELS)
    }
