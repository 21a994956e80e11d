"""Functions are learned from corrections, held against the frozen test set, and put in force."""

from collections import Counter
from dataclasses import asdict
from functools import lru_cache

from django.db import transaction
from django.db.models import Max

from classifiers.text import DATA, read_table
from classifiers.titles.cascade import TitleCascade
from classifiers.titles.dataset import read_written
from classifiers.titles.frozen import Fall
from classifiers.titles.learned import (
    FEWEST_TITLES,
    UNSPOKEN_WEIGHT,
    Learned,
    LearnedHeads,
    Unspoken,
    fit_head,
    together,
    unspoken,
)
from classifiers.titles.normalise import normalise
from classifiers.titles.online import OnlineCascade
from leadqual.accounts.models import User, Workspace
from leadqual.accounts.services import record_audit
from leadqual.core.jobs import Job, enqueue
from leadqual.labelling.errors import NotLearnedError
from leadqual.labelling.gate import what_falls
from leadqual.labelling.loading import head_of, load_online
from leadqual.labelling.models import Correction, LearnedFunction
from leadqual.labelling.spreading import locked_revision, tell
from leadqual.labelling.teaching import missed
from leadqual.leads.models import JobTitle
from leadqual.registry.loading import load_titles
from leadqual.taxonomy.models import Function

State = LearnedFunction.State
MOST_UNSPOKEN = 4_000  # Titles of the workspace that a head is told apart from.
WAITING_OR_IN_FORCE = (State.IN_FORCE, State.HELD, State.REFUSED)
DISPLACED_OFTEN = 0.8
DISPLACED_AT_LEAST = 3


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
    positives, negatives = _corrected(workspace, function)
    if len(missed(cascade, function, positives)) < FEWEST_TITLES:
        return _forget(workspace, row)
    head = fit_head(
        function,
        model=cascade.model,
        positives=list(positives),
        negatives=negatives,
        rest=_unspoken(workspace, cascade),
        displaces=_displaced(cascade, function, positives),
    )
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


def _corrected(workspace: Workspace, function: str) -> tuple[dict[str, set[str]], list[str]]:
    """Return titles that people gave a function, with all they gave, and those they did not."""
    rows = Correction.objects.filter(workspace=workspace, is_current=True).order_by("-pk")
    positives, negatives = {}, []
    for row in rows.select_related("job_title").prefetch_related("functions"):
        slugs = {each.slug for each in row.functions.all()}
        if function in slugs:
            positives[row.job_title.normalised] = slugs
        else:
            negatives.append(row.job_title.normalised)
    return positives, negatives


def _displaced(
    cascade: TitleCascade, function: str, titles: dict[str, set[str]]
) -> tuple[str, ...]:
    """Return functions that people took away nearly every time when they gave this one."""
    given, taken = Counter[str](), Counter[str]()
    for (_, said), answer in zip(
        titles.items(), cascade.predict(list(titles), explain=False), strict=True
    ):
        slugs = {label.slug for label in answer.functions} - {function}
        given.update(slugs)
        taken.update(slugs - said)
    return tuple(
        slug
        for slug, count in sorted(taken.items())
        if count >= DISPLACED_AT_LEAST and count >= DISPLACED_OFTEN * given[slug]
    )


def _unspoken(workspace: Workspace, cascade: TitleCascade) -> Unspoken:
    titles = JobTitle.objects.filter(workspace=workspace, corrections=None)
    others = titles.order_by("-n_contacts", "pk").values_list("normalised", flat=True)
    own = unspoken(cascade.model, list(others[:MOST_UNSPOKEN]), weight=UNSPOKEN_WEIGHT)
    return together(_settled_titles(cascade), own)


@lru_cache(maxsize=1)
def _settled_titles(cascade: TitleCascade) -> Unspoken:
    titles = [title.title for title in read_written()]
    titles += [row["title"] for row in read_table(DATA / "titles.csv")]
    keys = dict.fromkeys(filter(None, map(normalise, titles)))
    return unspoken(cascade.model, list(keys), weight=1.0)


@transaction.atomic
def _judge(
    workspace: Workspace, function: Function, head: Learned, *, taught_by: int
) -> LearnedFunction:
    """Store a head in the state that it earns; the newest of a function replaces the others."""
    revision = locked_revision(workspace.pk)
    falls = _falls(workspace, head)
    rows = LearnedFunction.objects.filter(workspace=workspace, function=function)
    former = rows.filter(state=State.IN_FORCE).first()
    author = former.author if former else None  # Who wanted a weak one wants the next one too.
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
        author=author,
    )
    row.state = State.IN_FORCE
    if row.is_weak and author is None:
        row.state = State.HELD
    if any(fall.is_above_margin for fall in falls):
        row.state = State.REFUSED
    rows.filter(state__in=[State.HELD, State.REFUSED]).update(state=State.REPLACED)
    if former and row.state != State.IN_FORCE and _may_stay(former, row):
        return former
    rows.exclude(state=State.REPLACED).update(state=State.REPLACED)
    row.save()
    tell(revision, workspace)
    return row


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
