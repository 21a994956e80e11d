"""Functions are learned from corrections, held against the frozen test set, and put in force."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from functools import lru_cache

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from classifiers.text import DATA, read_table
from classifiers.titles.cascade import TitleCascade
from classifiers.titles.dataset import read_written
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
from classifiers.titles.online import LEARNED, OnlineCascade
from leadqual.accounts.models import User, Workspace
from leadqual.accounts.services import record_audit
from leadqual.core.jobs import Job, enqueue
from leadqual.labelling.errors import NotLearnedError
from leadqual.labelling.gate import what_falls
from leadqual.labelling.loading import load_online
from leadqual.labelling.models import Correction, LearnedFunction, Revision, Spread
from leadqual.labelling.storing import store_predictions
from leadqual.leads.models import JobTitle
from leadqual.registry.loading import load_titles
from leadqual.taxonomy.models import Function

State = LearnedFunction.State
MOST_UNSPOKEN = 4_000  # Titles of the workspace that a head is told apart from.
DISPLACED_OFTEN = 0.8
DISPLACED_AT_LEAST = 3
CHUNK = 2_000


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
    missed = _missed(cascade, function, positives)
    if len(missed) < FEWEST_TITLES:
        return _forget(workspace, row)
    head = fit_head(
        function,
        model=cascade.model,
        positives=list(positives),
        negatives=negatives,
        rest=_unspoken(workspace, cascade),
        displaces=_displaced(cascade, function, positives),
    )
    return _put_in_force(workspace, row, head, taught_by=newest)


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
    revision = _locked(learned.workspace_id)
    changed = LearnedFunction.objects.filter(
        pk=learned.pk, state__in=[State.IN_FORCE, State.REFUSED]
    ).update(state=State.OFF, author=author)
    if not changed:
        raise NotLearnedError("This function is not learned from corrections now.")
    _changed(revision, learned.workspace)
    _audit("switched_off", learned, author)


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
def spread_chunk(*, workspace: Workspace, size: int = CHUNK) -> int:
    """Put what was learned into the next titles that are stored; the walk goes on where it stopped.

    Returns:
        How many titles were looked at; 0 when the walk is at its end.
    """
    walk = Spread.objects.filter(pk=workspace.pk, finished_at=None).first()
    if walk is None:
        return 0
    titles = list(
        JobTitle.objects.filter(workspace=workspace, pk__gt=walk.position)
        .exclude(classified_at=None)
        .order_by("pk")
        .select_for_update(skip_locked=True)[:size]
    )
    _locked(workspace.pk)
    # A walk that began anew in the meantime goes on from its own beginning.
    same = Spread.objects.filter(pk=workspace.pk, started_at=walk.started_at)
    if not titles:
        same.update(finished_at=timezone.now())
        return 0
    changed = _spread(titles, load_online(workspace))
    same.update(
        position=titles[-1].pk, done=walk.done + len(titles), changed=walk.changed + changed
    )
    return len(titles)


def _spread(titles: Sequence[JobTitle], online: OnlineCascade) -> int:
    """Read those again that a head speaks of, or that carry what one said; return how many."""
    open_ones = [title for title in titles if title.source != "correction"]
    if not open_ones:
        return 0
    scores = online.head_scores([title.normalised for title in open_ones])
    limits = [head.threshold for head in online.heads.heads]
    spoken = [
        title
        for title, row in zip(open_ones, scores, strict=True)
        if (row >= limits).any() or any(reason["because"] == LEARNED for reason in title.why)
    ]
    found = online.predict([title.title for title in spoken])
    store_predictions(spoken, found)
    return len(spoken)


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


def _missed(cascade: TitleCascade, function: str, titles: dict[str, set[str]]) -> list[str]:
    """Return the titles to which the cascade alone does not give their function."""
    found = cascade.predict(list(titles), explain=False)
    return [
        answer.normalised
        for answer in found
        if function not in {label.slug for label in answer.functions}
    ]


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
def _put_in_force(
    workspace: Workspace, function: Function, head: Learned, *, taught_by: int
) -> LearnedFunction:
    revision = _locked(workspace.pk)
    online = load_online(workspace)
    others = [each for each in online.heads.heads if each.function != function.slug]
    with_it = OnlineCascade(online.cascade, online.book, LearnedHeads([*others, head]))
    falls = what_falls(online, with_it, spared={function.slug})
    is_refused = any(fall.is_above_margin for fall in falls)
    rows = LearnedFunction.objects.filter(workspace=workspace, function=function)
    stale = rows.exclude(model_version=head.model) if is_refused else rows
    stale.exclude(state=State.REPLACED).update(state=State.REPLACED)
    rows.filter(state=State.REFUSED).update(state=State.REPLACED)
    if is_refused and rows.filter(state=State.IN_FORCE).exists():
        return rows.get(state=State.IN_FORCE)
    row = LearnedFunction.objects.create(
        workspace=workspace,
        function=function,
        model_version=head.model,
        state=State.REFUSED if is_refused else State.IN_FORCE,
        vector=[float(number) for number in head.vector],
        words=dict(head.words),
        bias=head.bias,
        threshold=head.threshold,
        displaces=list(head.displaces),
        n_titles=head.n_titles,
        taught_by=taught_by,
        recall=head.recall,
        falls=[asdict(fall) for fall in falls],
    )
    _changed(revision, workspace)
    return row


@transaction.atomic
def _forget(workspace: Workspace, function: Function) -> None:
    """Do without a head whose corrections were taken back."""
    revision = _locked(workspace.pk)
    rows = LearnedFunction.objects.filter(
        workspace=workspace, function=function, state__in=[State.IN_FORCE, State.REFUSED]
    )
    if rows.update(state=State.REPLACED):
        _changed(revision, workspace)


def _known(
    workspace: Workspace, function: Function, newest: int, version: str
) -> LearnedFunction | None:
    rows = LearnedFunction.objects.filter(
        workspace=workspace, function=function, taught_by=newest, model_version=version
    )
    return rows.filter(state__in=[State.IN_FORCE, State.REFUSED]).first()


def _is_off(workspace: Workspace, function: Function) -> bool:
    rows = LearnedFunction.objects.filter(workspace=workspace, function=function)
    return rows.filter(state=State.OFF).exists()


def _locked(workspace_id: int) -> Revision:
    Revision.objects.get_or_create(pk=workspace_id)
    return Revision.objects.select_for_update().get(pk=workspace_id)


def _changed(revision: Revision, workspace: Workspace) -> None:
    """Tell every process, and begin to walk through the stored titles from the first on."""
    revision.number += 1
    revision.save(update_fields=["number"])
    total = JobTitle.objects.filter(workspace=workspace).count()
    Spread.objects.update_or_create(
        workspace=workspace,
        defaults={
            "position": 0,
            "done": 0,
            "changed": 0,
            "total": total,
            "started_at": timezone.now(),
            "finished_at": None,
        },
    )
    enqueue(Job.SPREAD_LEARNED, workspace_id=workspace.pk)


def _audit(action: str, learned: LearnedFunction, author: User) -> None:
    record_audit(
        workspace=learned.workspace,
        actor=author,
        action=f"learned_function.{action}",
        subject=f"function:{learned.function.slug}",
    )
