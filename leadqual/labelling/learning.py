"""Functions are learned from corrections, held against the frozen test set, and put in force."""

from dataclasses import asdict

from django.db import transaction
from django.db.models import Max

from classifiers.titles.frozen import Fall
from classifiers.titles.learned import FEWEST_TITLES, Learned, LearnedHeads
from classifiers.titles.online import OnlineCascade
from leadqual.accounts.models import User, Workspace
from leadqual.accounts.services import record_audit
from leadqual.core.jobs import Job, enqueue
from leadqual.labelling.errors import NotLearnedError
from leadqual.labelling.gate import what_falls
from leadqual.labelling.lessons import fitted, lesson_of
from leadqual.labelling.loading import head_of, load_online
from leadqual.labelling.models import Correction, LearnedFunction
from leadqual.labelling.spreading import locked_revision, tell
from leadqual.labelling.teaching import missed
from leadqual.registry.loading import load_titles
from leadqual.taxonomy.models import Function

State = LearnedFunction.State
WAITING_OR_IN_FORCE = (State.IN_FORCE, State.HELD, State.REFUSED)


def learn(*, workspace: Workspace, function: str) -> LearnedFunction | None:
    """Fit the head of a function on the corrections of a workspace and put it in force.

    Slow beside a request (about a second), so a job does it. The frozen test set runs first: a
    head by which another function falls above its margin is kept with the figures, not asked, and
    the former one stays.

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
    lesson = lesson_of(workspace, function)
    if len(missed(cascade, function, lesson.positives)) < FEWEST_TITLES:
        return _forget(workspace, row)
    head = fitted(lesson, workspace=workspace, cascade=cascade)
    return _judge(workspace, row, head, taught_by=newest)


def learn_again(*, workspace: Workspace) -> None:
    """Fit every head of a workspace again, after another model went live."""
    rows = LearnedFunction.objects.filter(workspace=workspace).exclude(state=State.REPLACED)
    for slug in list(rows.values_list("function__slug", flat=True)):
        learn(workspace=workspace, function=slug)


@transaction.atomic
def switch_off(*, learned: LearnedFunction, author: User) -> None:
    """Take a learned function back in one step; it is not learned again until switched on.

    Requests that classify text do without it from the next one on; stored titles that carry it
    are given back by the job that walks through them.

    Raises:
        NotLearnedError: it is not in force.
    """
    revision = locked_revision(learned.workspace_id)
    changed = LearnedFunction.objects.filter(pk=learned.pk, state__in=WAITING_OR_IN_FORCE).update(
        state=State.OFF, author=author
    )
    if not changed:
        raise NotLearnedError("This function is not learned from corrections now.")
    tell(revision, learned.workspace)
    _audit("switched_off", learned, author)


@transaction.atomic
def put_in_force(*, learned: LearnedFunction, author: User) -> LearnedFunction:
    """Use a learned function that was held back, and what it becomes by later corrections.

    The frozen test set is asked once more, for others may have been learned since.

    Returns:
        The function as it is now: in force, or refused with the figures.

    Raises:
        NotLearnedError: it is not held back; nothing has changed.
    """
    revision = locked_revision(learned.workspace_id)
    rows = LearnedFunction.objects.filter(pk=learned.pk, state=State.HELD)
    row = rows.select_related("workspace", "function").first()
    if row is None:
        raise NotLearnedError("This function is not held back.")
    falls = _falls(row.workspace, head_of(row))
    is_refused = any(fall.is_above_margin for fall in falls)
    row.falls = [asdict(fall) for fall in falls]
    row.state = State.REFUSED if is_refused else State.IN_FORCE
    row.author = None if is_refused else author
    row.save(update_fields=["falls", "state", "author"])
    if not is_refused:
        tell(revision, row.workspace)
        _audit("put_in_force", row, author)
    return row


@transaction.atomic
def switch_on(*, learned: LearnedFunction, author: User) -> None:
    """Let a function that was switched off be learned again.

    Raises:
        NotLearnedError: it is not switched off.
    """
    rows = LearnedFunction.objects.filter(pk=learned.pk, state=State.OFF)
    if not rows.update(state=State.REPLACED):
        raise NotLearnedError("This function is not switched off.")
    enqueue(Job.LEARN_FUNCTION, workspace_id=learned.workspace_id, function=learned.function.slug)
    _audit("switched_on", learned, author)


@transaction.atomic
def _judge(
    workspace: Workspace, function: Function, head: Learned, *, taught_by: int
) -> LearnedFunction:
    """Store a head in the state that it earns; the newest of a function replaces the others."""
    revision = locked_revision(workspace.pk)
    state, falls = earned(workspace, head)
    rows = LearnedFunction.objects.filter(workspace=workspace, function=function)
    former = rows.filter(state=State.IN_FORCE).first()
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
        falls=[asdict(fall) for fall in falls],
        author=former.author if former else None,
        state=state,
    )
    rows.filter(state__in=[State.HELD, State.REFUSED]).update(state=State.REPLACED)
    if former and row.state != State.IN_FORCE and _may_stay(former, row):
        return former
    rows.exclude(state=State.REPLACED).update(state=State.REPLACED)
    row.save()
    tell(revision, workspace)
    return row


def earned(workspace: Workspace, head: Learned) -> tuple[LearnedFunction.State, list[Fall]]:
    """Return the state that a head has by itself, and what falls on the frozen test set by it.

    Who once put a weak one in force wants the next one too.
    """
    falls = _falls(workspace, head)
    if any(fall.is_above_margin for fall in falls):
        return State.REFUSED, falls
    in_force = LearnedFunction.objects.filter(
        workspace=workspace, function__slug=head.function, state=State.IN_FORCE
    )
    is_wanted = in_force.exclude(author=None).exists()
    is_weak = LearnedFunction(recall=head.recall).is_weak
    return (State.HELD if is_weak and not is_wanted else State.IN_FORCE), falls


def _may_stay(former: LearnedFunction, row: LearnedFunction) -> bool:
    """Say whether a head in force stays beside a newer one that may not take its place.

    A weak one on fewer titles says that some of what taught the former one was taken back.
    """
    if former.model_version != row.model_version:
        return False
    return row.state == State.REFUSED or row.n_titles >= former.n_titles


def _falls(workspace: Workspace, head: Learned) -> list[Fall]:
    """Ask the frozen test set about a head beside the others that are in force."""
    online = load_online(workspace)
    others = [each for each in online.heads.heads if each.function != head.function]
    with_it = OnlineCascade(online.cascade, online.book, LearnedHeads([*others, head]))
    return what_falls(online, with_it, spared={head.function})


@transaction.atomic
def _forget(workspace: Workspace, function: Function) -> None:
    """Do without a head whose corrections were taken back."""
    revision = locked_revision(workspace.pk)
    rows = LearnedFunction.objects.filter(
        workspace=workspace, function=function, state__in=WAITING_OR_IN_FORCE
    )
    if rows.update(state=State.REPLACED):
        tell(revision, workspace)


def _known(
    workspace: Workspace, function: Function, newest: int, version: str
) -> LearnedFunction | None:
    rows = LearnedFunction.objects.filter(
        workspace=workspace, function=function, taught_by=newest, model_version=version
    )
    return rows.filter(state__in=WAITING_OR_IN_FORCE).first()


def _is_off(workspace: Workspace, function: Function) -> bool:
    rows = LearnedFunction.objects.filter(workspace=workspace, function=function)
    return rows.filter(state=State.OFF).exists()


def _audit(action: str, learned: LearnedFunction, author: User) -> None:
    record_audit(
        workspace=learned.workspace,
        actor=author,
        action=f"learned_function.{action}",
        subject=f"function:{learned.function.slug}",
    )
