"""A manager activates a learned function that was held back or refused, and undoes that."""

from dataclasses import asdict

from django.db import transaction
from django.db.models import QuerySet

from leadqual.accounts.models import User
from leadqual.labeling.classification import head_of
from leadqual.labeling.corrections.recording import lock_revision
from leadqual.labeling.errors import NotLearnedError
from leadqual.labeling.learned_functions.fitting import (
    are_accepted,
    audit,
    drops_of_head,
)
from leadqual.labeling.learned_functions.rollout import start_rollout
from leadqual.labeling.learned_functions.training_data import training_data_of
from leadqual.labeling.models.learned import LearnedFunction

State = LearnedFunction.State


@transaction.atomic
def activate_override(
    *, learned: LearnedFunction, author: User, accept_metric_drops: bool = False
) -> LearnedFunction:
    """Use a learned function that was held back or refused, and what it becomes later.

    The frozen test set is asked once more, for others may have been learned since. Where it
    refuses, the function is activated only if the person says so and has seen these figures or
    worse ones; they are kept and recorded.

    Args:
        learned: held back, refused, or kept next to an older active one.
        author: kept with it.
        accept_metric_drops: the person has seen the stored falls and wants it all the same.

    Returns:
        The function as it is now: active, or held with the current figures.

    Raises:
        NotLearnedError: it does not wait; nothing has changed.
    """
    revision = lock_revision(learned.workspace_id)
    row = _locked(learned)
    if row.state not in row.WAITING:
        raise NotLearnedError("This function is not waiting for activation.")
    training_data = training_data_of(row.workspace, row.function.slug)
    falls = drops_of_head(row.workspace, head_of(row), contradicted=training_data.signatures)
    deep = [asdict(drop) for drop in falls if drop.is_above_margin]
    is_taken = are_accepted(falls, row.falls if accept_metric_drops else [])
    row.falls = [asdict(drop) for drop in falls]
    if not is_taken:
        row.state = State.NEWER if row.state == State.NEWER else State.REJECTED
        row.save(update_fields=["falls", "state"])
        return row
    row.former = _deactivate(row)
    row.state, row.author, row.accepted = State.ACTIVE, author, deep
    row.save(update_fields=["falls", "state", "author", "accepted", "former"])
    start_rollout(revision, row.workspace)
    audit("learned_function.put_in_force", row, author, learned=row.pk, falls=deep)
    return row


@transaction.atomic
def undo_override(*, learned: LearnedFunction, author: User) -> LearnedFunction:
    """Undo a manager's activation of a function: it is held again, the former one answers.

    Raises:
        NotLearnedError: no person activated it, or it is no longer active; nothing has changed.
    """
    revision = lock_revision(learned.workspace_id)
    row = _locked(learned)
    if row.state != State.ACTIVE or row.author is None:
        raise NotLearnedError("No one activated this function, so nothing was changed.")
    former = row.former if row.former and row.former.state == State.REPLACED else None
    if former and former.model_version != row.model_version:
        former = None
    _siblings(row).filter(state=State.NEWER).update(state=State.REPLACED)
    alone = State.REJECTED if row.accepted else State.ON_HOLD
    row.state = State.NEWER if former else alone
    row.author, row.accepted, row.former = None, [], None
    row.save(update_fields=["state", "author", "accepted", "former"])
    if former:
        former.state = State.ACTIVE
        former.save(update_fields=["state"])
    start_rollout(revision, row.workspace)
    audit("learned_function.put_in_force_undone", row, author, learned=row.pk)
    return row


def _locked(learned: LearnedFunction) -> LearnedFunction:
    """Read a row again once nobody else changes what its workspace learned."""
    rows = LearnedFunction.objects.select_related("workspace", "function", "author", "former")
    return rows.get(pk=learned.pk)


def _deactivate(row: LearnedFunction) -> LearnedFunction | None:
    """Replace the active version of the function; return it."""
    former = _siblings(row).filter(state=State.ACTIVE).first()
    if former:
        former.state = State.REPLACED
        former.save(update_fields=["state"])
    return former


def _siblings(row: LearnedFunction) -> QuerySet[LearnedFunction]:
    rows = LearnedFunction.objects.filter(workspace=row.workspace, function=row.function)
    return rows.exclude(pk=row.pk)
