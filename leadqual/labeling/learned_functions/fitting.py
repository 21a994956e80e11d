"""Functions are learned from corrections, checked against the frozen test set, and activated."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.db.models import Max

from classifiers.titles.model.learned_functions import MIN_TITLES, LearnedHead, LearnedHeads
from classifiers.titles.training.metric_drops import FLOAT_TOLERANCE, MARGIN, MetricDrop
from classifiers.titles.workspace_cascade import WorkspaceCascade
from leadqual.accounts.audit.audit_rows import record_audit
from leadqual.accounts.models import User, Workspace
from leadqual.core.jobs import Job, enqueue
from leadqual.labeling.classification import load_online
from leadqual.labeling.corrections.learning_preview import missed
from leadqual.labeling.corrections.recording import lock_revision
from leadqual.labeling.errors import NotLearnedError
from leadqual.labeling.learned_functions.rollout import start_rollout
from leadqual.labeling.learned_functions.training_data import fitted, training_data_of
from leadqual.labeling.models.corrections import Correction
from leadqual.labeling.models.learned import LearnedFunction
from leadqual.labeling.quality_gate import metric_drops_of
from leadqual.registry.versions.loading import load_titles
from leadqual.taxonomy.models import Function

State = LearnedFunction.State


def learn(*, workspace: Workspace, function: str) -> LearnedFunction | None:
    """Fit the head of a function on the corrections of a workspace and activate it.

    Too slow for a request (about a second), so a job does it. The frozen test set runs first: a
    head by which another function falls above its margin is kept with the figures and not asked;
    the former one stays active next to it.

    Returns:
        None where there is too little to learn from, or a person switched the function off.
    """
    cascade = load_titles()
    row = Function.objects.filter(slug=function, retired_at=None).first()
    if row is None or _is_off(workspace, row):
        return None
    newest = Correction.objects.filter(workspace=workspace).aggregate(n=Max("revision"))["n"] or 0
    if known := _known(workspace, row, newest, cascade.version):
        return known  # Another job was here since the last correction.
    training_data = training_data_of(workspace, function)
    if len(missed(cascade, function, training_data.positives)) < MIN_TITLES:
        return _delete_head(workspace, row)
    head = fitted(training_data, workspace=workspace, cascade=cascade)
    return _store_fit(workspace, row, head, taught_by=newest, contradicted=training_data.signatures)


def refit_heads(*, workspace: Workspace) -> None:
    """Fit every head of a workspace again, after another model went live."""
    rows = LearnedFunction.objects.filter(workspace=workspace).exclude(state=State.REPLACED)
    for slug in list(rows.order_by().values_list("function__slug", flat=True).distinct()):
        learn(workspace=workspace, function=slug)


@transaction.atomic
def switch_off(*, learned: LearnedFunction, author: User) -> None:
    """Undo a learned function in one step; it is not learned again until switched on.

    Requests that classify text do without it from the next one on; stored titles that carry it
    are given back by the job that walks through them.

    Raises:
        NotLearnedError: it is not active.
    """
    revision = lock_revision(learned.workspace_id)
    rows = LearnedFunction.objects.filter(workspace=learned.workspace, function=learned.function)
    rows.filter(state=State.NEWER).update(state=State.REPLACED)
    changed = rows.filter(pk=learned.pk, state__in=LearnedFunction.WAITING_OR_ACTIVE).update(
        state=State.OFF, author=author
    )
    if not changed:
        raise NotLearnedError("This function is not learned from corrections.")
    start_rollout(revision, learned.workspace)
    audit("learned_function.switched_off", learned, author)


@transaction.atomic
def switch_on(*, learned: LearnedFunction, author: User) -> None:
    """Let a function that was switched off be learned again.

    Raises:
        NotLearnedError: it is not switched off.
    """
    rows = LearnedFunction.objects.filter(pk=learned.pk, state=State.OFF)
    if not rows.update(state=State.REPLACED):
        raise NotLearnedError("This function is not turned off.")
    enqueue(Job.LEARN_FUNCTION, workspace_id=learned.workspace_id, function=learned.function.slug)
    audit("learned_function.switched_on", learned, author)


@transaction.atomic
def _store_fit(
    workspace: Workspace,
    function: Function,
    head: LearnedHead,
    *,
    taught_by: int,
    contradicted: frozenset[str],
) -> LearnedFunction:
    """Store a head in the state that it earns; the newest of a function replaces the others."""
    revision = lock_revision(workspace.pk)
    state, falls = state_earned(workspace, head, contradicted=contradicted)
    rows = LearnedFunction.objects.filter(workspace=workspace, function=function)
    former = rows.filter(state=State.ACTIVE).first()
    row = LearnedFunction(
        workspace=workspace,
        function=function,
        model_version=head.model,
        vector=[float(number) for number in head.vector],
        words=dict(head.words),
        bias=head.bias,
        threshold=head.threshold,
        displaces=list(head.displaces),
        n_titles=head.n_titles,
        taught_by=taught_by,
        recall=head.recall,
        falls=[asdict(drop) for drop in falls],
        state=state,
    )
    if former:
        row.author, row.accepted, row.former = former.author, former.accepted, former.former
    rows.filter(state__in=LearnedFunction.WAITING).update(state=State.REPLACED)
    if former and row.state != State.ACTIVE and _stays_active(former, row):
        row.state, row.author, row.accepted, row.former = State.NEWER, None, [], None
    else:
        rows.exclude(state=State.REPLACED).update(state=State.REPLACED)
    row.save()
    start_rollout(revision, workspace)
    return row


def state_earned(
    workspace: Workspace, head: LearnedHead, *, contradicted: frozenset[str]
) -> tuple[LearnedFunction.State, list[MetricDrop]]:
    """Return the state that a head has by itself, and what falls on the frozen test set by it.

    Who once activated a weak one wants the next one too, and takes the falls that were shown
    then, but none that is deeper than these by more than the margin.
    """
    falls = drops_of_head(workspace, head, contradicted=contradicted)
    rows = LearnedFunction.objects.filter(
        workspace=workspace, function__slug=head.function, state=State.ACTIVE
    )
    active_row = rows.exclude(author=None).first()
    accepted = active_row.accepted if active_row else []
    if not are_accepted(falls, accepted, slack=MARGIN):
        return State.REJECTED, falls
    is_weak = LearnedFunction(recall=head.recall).is_weak
    return (State.ON_HOLD if is_weak and not active_row else State.ACTIVE), falls


def are_accepted(
    falls: Sequence[MetricDrop], accepted: Sequence[Mapping[str, Any]], *, slack: float = 0.0
) -> bool:
    """Return whether a person has seen every fall above its margin as deep as it is.

    Args:
        falls: what falls now.
        accepted: falls that were shown to the person, as they are stored.
        slack: how much deeper than shown they may be.
    """
    seen = {(drop["kind"], drop["label"]): float(drop["after"]) for drop in accepted}
    return all(
        drop.after >= seen.get((drop.kind, drop.label), math.inf) - slack - FLOAT_TOLERANCE
        for drop in falls
        if drop.is_above_margin
    )


def _stays_active(former: LearnedFunction, row: LearnedFunction) -> bool:
    """Return whether the active head stays active although a newer one was fitted.

    A weak one on fewer titles says that some corrections behind the former one were undone.
    """
    if former.model_version != row.model_version:
        return False
    return row.state == State.REJECTED or row.n_titles >= former.n_titles


def drops_of_head(
    workspace: Workspace, head: LearnedHead, *, contradicted: frozenset[str]
) -> list[MetricDrop]:
    """Ask the frozen test set about a head next to the other active ones.

    Args:
        workspace: titles of the test set that its people corrected are left out.
        head: of the function that is asked about.
        contradicted: signatures of the titles that teach it; test titles of the same job to which
            the test set does not give it are left out.
    """
    online = load_online(workspace)
    with_it = with_head(online, head)
    return metric_drops_of(online, with_it, exempt={head.function}, contradicted=contradicted)


def with_head(online: WorkspaceCascade, head: LearnedHead) -> WorkspaceCascade:
    """Return the cascade of a workspace with another head of one function active."""
    others = [each for each in online.heads.heads if each.function != head.function]
    return WorkspaceCascade(online.cascade, online.memory, LearnedHeads([*others, head]))


@transaction.atomic
def _delete_head(workspace: Workspace, function: Function) -> None:
    """Drop a head whose corrections were undone."""
    revision = lock_revision(workspace.pk)
    rows = LearnedFunction.objects.filter(
        workspace=workspace, function=function, state__in=LearnedFunction.WAITING_OR_ACTIVE
    )
    if rows.update(state=State.REPLACED):
        start_rollout(revision, workspace)


def _known(
    workspace: Workspace, function: Function, newest: int, version: str
) -> LearnedFunction | None:
    rows = LearnedFunction.objects.filter(
        workspace=workspace, function=function, taught_by=newest, model_version=version
    )
    return rows.filter(state__in=LearnedFunction.WAITING_OR_ACTIVE).first()


def _is_off(workspace: Workspace, function: Function) -> bool:
    rows = LearnedFunction.objects.filter(workspace=workspace, function=function)
    return rows.filter(state=State.OFF).exists()


def audit(action: str, row: LearnedFunction, author: User, **details: object) -> None:
    record_audit(
        workspace=row.workspace,
        actor=author,
        action=action,
        subject=f"function:{row.function.slug}",
        name=row.function.name,
        details=details,
    )
