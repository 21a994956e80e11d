"""Titles are classified, corrected, and given back."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import connection, transaction
from django.db.models import Count, Exists, Q, Sum, Value

from classifiers.core.errors import ClassifierError
from classifiers.core.types import TitlePrediction
from classifiers.titles.training.metric_drops import MetricDrop
from classifiers.titles.workspace_cascade import WorkspaceCascade
from leadqual.accounts.audit.audit_rows import record_audit
from leadqual.accounts.models import User, Workspace
from leadqual.accounts.workspaces.job_turns import take_rows
from leadqual.core import clock
from leadqual.core.errors import LeadqualError, NothingToUndoError
from leadqual.core.jobs import Job, enqueue
from leadqual.core.telemetry.metric_store import timed_model
from leadqual.labeling.classification import load_learning, load_online
from leadqual.labeling.corrections.correction_input import (
    CorrectionInput,
    input_of_correction,
    rows_of,
)
from leadqual.labeling.corrections.downstream_impact import (
    DownstreamImpact,
    LabelTransition,
    impact_of,
)
from leadqual.labeling.corrections.learned_coverage import note_taken, read_heads
from leadqual.labeling.corrections.learning_preview import LearningPreview, taught_by
from leadqual.labeling.corrections.propagation import LabelChange, Neighbor, steps, store_answers
from leadqual.labeling.corrections.recording import (
    LABELED,
    Change,
    affected,
    current_corrections,
    drops_of_change,
    emit_titles,
    lock_revision,
    propagate_pending,
    record_corrections,
    stored_corrections,
    undo_corrections,
)
from leadqual.labeling.corrections.selectors import effective_corrections, outdated_corrections
from leadqual.labeling.label_writes import BATCH, store_corrections, store_predictions
from leadqual.labeling.models.corrections import Correction
from leadqual.labeling.quality_gate import WorseTitle
from leadqual.leads.models import JobTitle, TitleLabel
from leadqual.leads.work_order import first_titles
from leadqual.registry.versions.loading import load_titles

CERTAIN = 0.95
MANY_CONTACTS = 100


@dataclass(frozen=True, slots=True)
class CorrectionWarning:
    """A function that a correction takes from many people, though it is certain of them.

    Args:
        is_settled: whether the dictionary gives it to one of them; else the model alone is sure.
    """

    function: str
    n_titles: int
    n_contacts: int
    is_settled: bool


def cautions(
    title_ids: Sequence[int], correction_input: CorrectionInput
) -> tuple[CorrectionWarning, ...]:
    """Return what a correction would take from at least a hundred people; one query.

    Args:
        title_ids: titles that would change; what people said of them before is no caution.
        correction_input: what they would be.
    """
    source = TitleLabel.Source
    certain = Q(source=source.DICTIONARY) | Q(score__gte=CERTAIN) & ~Q(source=source.CORRECTION)
    rows = (
        TitleLabel.objects.filter(certain, job_title__in=title_ids)
        .exclude(function__slug__in=correction_input.functions)
        .values("function__slug")
        .annotate(
            n_titles=Count("pk"),
            n_contacts=Sum("job_title__n_contacts"),
            n_settled=Count("pk", filter=Q(source=source.DICTIONARY)),
        )
        .filter(n_contacts__gte=MANY_CONTACTS)
        .order_by("-n_contacts", "function__slug")
    )
    return tuple(
        CorrectionWarning(
            function=row["function__slug"],
            n_titles=row["n_titles"],
            n_contacts=row["n_contacts"],
            is_settled=row["n_settled"] > 0,
        )
        for row in rows
    )


def labels_of(title: JobTitle) -> dict[str, object]:
    """Return the functions and the level of a title as the tables have them; one query."""
    name = "labels__function__name"
    functions = ArrayAgg(name, order_by=name, filter=Q(labels__isnull=False), default=Value([]))
    rows = JobTitle.objects.filter(pk=title.pk).annotate(functions=functions)
    found, level = rows.values_list("functions", "level__name").get()
    return {"functions": found, "level": level}


@dataclass(frozen=True, slots=True)
class CorrectionPreview:
    """What a correction would change besides its own title.

    Args:
        titles: those whose functions would be others, the most frequent first.
        falls: functions and levels that the frozen test set would find less well.
        teaches: functions that would be learned from it and others like it.
        cautions: functions that it takes from many people, though they are certain.
        touched: lists, saved searches and campaigns that hang on what changes, its own title too.
        worse: titles with known labels that it would get wrong, where it is refused.
    """

    titles: tuple[Neighbor, ...]
    falls: tuple[MetricDrop, ...]
    teaches: tuple[LearningPreview, ...] = ()
    cautions: tuple[CorrectionWarning, ...] = ()
    touched: DownstreamImpact = field(default_factory=DownstreamImpact)
    worse: tuple[WorseTitle, ...] = ()

    @property
    def n_contacts(self) -> int:
        return sum(title.n_contacts for title in self.titles)

    @property
    def relearns_known(self) -> bool:
        """Return whether all that it teaches was learned before."""
        return all(teaching.is_known for teaching in self.teaches)

    @property
    def large_metric_drops(self) -> tuple[MetricDrop, ...]:
        return tuple(drop for drop in self.falls if drop.is_above_margin)

    @property
    def is_refused(self) -> bool:
        return bool(self.large_metric_drops)


def predict(
    *, workspace: Workspace, titles: Sequence[str], explain: bool = True
) -> list[TitlePrediction]:
    """Classify titles as they are now, with all active corrections of the workspace.

    Nothing is stored. Queries: the live model, the versions of the taxonomy and of corrections,
    and what changed since the last call of this process.

    Args:
        workspace: whose corrections count.
        titles: as they came in.
        explain: False gives no reasons, which is quicker.
    """
    online = load_online(workspace)
    with timed_model("titles", n=len(titles)):
        return online.predict(titles, explain=explain)


def predict_without_corrections(*, titles: Sequence[str]) -> list[TitlePrediction]:
    """Classify titles without the corrections of any workspace.

    Nothing is stored. Queries: the live model, the version of the taxonomy.
    """
    cascade = load_titles()
    with timed_model("titles", n=len(titles)):
        return cascade.predict(titles)


def classify_now(title: JobTitle) -> None:
    """Classify a new title at once; without a model the job does it later."""
    try:
        (found,) = predict(workspace=title.workspace, titles=[title.title])
    except (ClassifierError, LeadqualError):
        return
    with transaction.atomic():
        locked = JobTitle.objects.select_for_update(of=("self",)).get(pk=title.pk)
        if locked.classified_at is None:
            store_predictions([locked], [found])


def classify_pending(is_over: Callable[[], bool], *, size: int = BATCH) -> bool:
    """Classify batch by batch until nothing waits; of a long queue two at once.

    While a statement of one thread runs in the database, the other thread reads titles.

    Args:
        is_over: asked after each batch whether the rest is left to a later job.
        size: of a batch.

    Returns:
        Whether nothing waits anymore.
    """
    n_taken = classify_batch(size=size)
    if not n_taken:
        return True
    if is_over():
        return False
    if n_taken < size:
        return _classify_batches(is_over, size)
    with ThreadPoolExecutor(1) as helper:
        other = helper.submit(_classify_in_thread, is_over, size)
        is_done = _classify_batches(is_over, size)
        return other.result() and is_done  # Its errors are raised here, too.


def _classify_batches(is_over: Callable[[], bool], size: int) -> bool:
    while classify_batch(size=size):
        if is_over():
            return False
    return True


def _classify_in_thread(is_over: Callable[[], bool], size: int) -> bool:
    try:
        return _classify_batches(is_over, size)
    finally:
        connection.close()  # The one of this thread.


@transaction.atomic
def classify_batch(*, size: int = BATCH) -> int:
    """Classify the titles of small imports, then those of each workspace in turn.

    safe to run twice or in parallel: rows in work are skipped, corrected titles are left alone.
    What is said while it reads is in what it stores: it looks again before it writes.

    Returns:
        How many titles were taken; 0 when none waits.
    """
    waiting = JobTitle.objects.filter(classified_at=None, workspace__deleted_at=None)
    waiting = waiting.defer("why", "level_why")  # They are written, and nobody reads them before.
    locked = waiting.order_by("pk").select_for_update(skip_locked=True, of=("self",))
    order = {key: at for at, key in enumerate(first_titles())}
    ready = waiting.filter(pk__in=order).values_list("pk", flat=True)
    first = sorted(ready, key=order.__getitem__)[:size]
    titles = sorted(locked.filter(pk__in=first), key=lambda title: order[title.pk])
    if len(titles) < size:
        others = waiting.order_by("pk").exclude(pk__any=[title.pk for title in titles])
        rest = size - len(titles)
        titles += take_rows(Job.CLASSIFY_TITLES, others, size=rest, is_locked=True)
    if not titles:
        return 0
    cascade = load_titles()
    with timed_model("titles", n=len(titles)):
        # Of a long queue the words that decided are added where somebody looks at a title.
        found = cascade.predict([title.title for title in titles], words=len(titles) < size)
    workspaces = Workspace.objects.in_bulk({title.workspace_id for title in titles})
    for workspace_id in sorted(workspaces):
        lock_revision(workspace_id)
    corrected = _restore_corrections(titles)
    by_workspace: defaultdict[int, list[tuple[JobTitle, TitlePrediction]]] = defaultdict(list)
    for title, answer in zip(titles, found, strict=True):
        if title.pk not in corrected:
            by_workspace[title.workspace_id].append((title, answer))
    for workspace_id, rows in by_workspace.items():
        learning = load_learning(workspace_id, cascade)
        online = WorkspaceCascade(cascade, learning.memory, learning.heads)
        read = [title for title, _ in rows]
        store_answers(read, [answer for _, answer in rows], online=online)
        note_taken(read_heads(read, online=online), online=online)
        emit_titles(workspaces[workspace_id], LABELED, [title.pk for title in read])
    return len(titles)


def _restore_corrections(titles: Sequence[JobTitle]) -> set[int]:
    """Write what people say of locked titles where it is not what is stored; return their keys."""
    by_key = {title.pk: title for title in titles}
    of_titles = effective_corrections().filter(job_title__any=by_key)
    of_titles = of_titles.select_related("level", "industry")
    corrections_by_title = {row.job_title_id: row for row in of_titles}
    if not corrections_by_title:
        return set()
    stale = outdated_corrections(of_title=False).filter(
        pk__in=[row.pk for row in corrections_by_title.values()]
    )
    rows = [corrections_by_title[key] for key in stale.values_list("job_title_id", flat=True)]
    store_corrections(
        [by_key[row.job_title_id] for row in rows],
        rows,
        [list(row.functions.filter(retired_at=None)) for row in rows],
    )
    JobTitle.objects.filter(pk__in=corrections_by_title).update(classified_at=clock.now())
    return set(corrections_by_title)


def mark_all_for_reclassification() -> int:
    """Have titles without a correction read again, and those that a retired function is said of.

    Their labels stay until then.
    """
    read = JobTitle.objects.exclude(classified_at=None)
    waiting = ~Exists(effective_corrections(of_title=True)) | Exists(outdated_corrections())
    count = read.filter(waiting).update(classified_at=None)
    enqueue(Job.CLASSIFY_TITLES)
    enqueue(Job.LEARN_AGAIN)
    return count


def preview_correction(
    *, job_title: JobTitle, correction_input: CorrectionInput
) -> CorrectionPreview:
    """Return what a correction would change besides its own title; nothing is stored.

    Raises:
        UnknownLabelError: a slug is unknown or retired.
        TooManyFunctionsError: more than three functions.
    """
    rows_of(correction_input)
    return preview_of({job_title: correction_input}, workspace=job_title.workspace)


def preview_of(
    words: Mapping[JobTitle, CorrectionInput], *, workspace: Workspace
) -> CorrectionPreview:
    """Return what corrections of several titles would change besides these; nothing is stored.

    Args:
        words: what each title would be; all are given the same functions.
        workspace: whose titles they are.
    """
    online = load_online(workspace)
    change = Change(stored_corrections(words, online), current_corrections(words))
    found = steps(affected(workspace.pk, words, change), change.memory(online.memory))
    following = [step.neighbor.pk for step in found if step.changes and step.correction]
    correction_input = next(iter(words.values()))
    falls: list[MetricDrop] = []
    worse: tuple[WorseTitle, ...] = ()
    if any(each.propagate for each in words.values()):
        falls, worse = drops_of_change(online, change)
    return CorrectionPreview(
        titles=tuple(step.neighbor for step in found if step.changes),
        falls=tuple(falls),
        worse=worse,
        teaches=taught_by(
            titles=list(words), functions=correction_input.functions, cascade=online.cascade
        ),
        cautions=cautions([*(title.pk for title in words), *following], correction_input),
        touched=impact_of(workspace, [*_transitions_of_inputs(words), *map(_transition_of, found)]),
    )


def _transitions_of_inputs(words: Mapping[JobTitle, CorrectionInput]) -> list[LabelTransition]:
    """Return what titles are and what they would be by a person's word."""
    now = defaultdict[int, set[str]](set)
    labels = TitleLabel.objects.filter(job_title__in=[title.pk for title in words])
    for key, slug in labels.values_list("job_title_id", "function__slug"):
        now[key].add(slug)
    return [
        LabelTransition(
            title.pk,
            frozenset(now[title.pk]),
            frozenset(correction_input.functions),
            frozenset(
                {title.level.slug if title.level else correction_input.level}
                ^ {correction_input.level}
            ),
        )
        for title, correction_input in words.items()
    ]


def _transition_of(step: LabelChange) -> LabelTransition:
    """Return what a title is and what it would be by following, or by going back."""
    then = step.correction.entry.functions if step.correction else ()
    return LabelTransition(step.neighbor.pk, frozenset(step.neighbor.functions), frozenset(then))


@transaction.atomic
def record_correction(
    *, job_title: JobTitle, correction_input: CorrectionInput, author: User
) -> Correction:
    """Replace what a title is by what a person says it is; titles of the same job follow.

    In force for the next request of every process: the labels change in this transaction, and
    every request looks first whether anything was said since its last look. Titles that follow
    beyond the most frequent 500 get their new labels from a job; requests that classify text
    answer for all of them at once.

    Args:
        job_title: every contact that carries this title changes with it.
        correction_input: what it is; titles that follow take the functions and keep their own
            level.
        author: kept with the correction.

    Raises:
        UnknownLabelError: a slug is unknown or retired; nothing has been written.
        TooManyFunctionsError: more than three functions; nothing has been written.
        MetricDropError: the frozen test set refuses what it does to close variants; nothing has
            been written. For the title alone it is never refused.
    """
    before = labels_of(job_title)
    (correction,), n_moved = record_corrections(
        {job_title: correction_input}, workspace=job_title.workspace, author=author
    )
    record_audit(
        workspace=job_title.workspace,
        actor=author,
        action="title.corrected",
        subject=f"job_title:{job_title.pk}",
        name=job_title.title,
        before=before,
        after=labels_of(job_title),
        details={"correction": correction.pk, "moved": n_moved},
    )
    return correction


@transaction.atomic
def redo_correction(*, correction: Correction, author: User) -> Correction:
    """Record an undone correction once more.

    Args:
        correction: it was undone, and nobody corrected its title since.
        author: of the new one.

    Raises:
        NothingToUndoError: it was not undone, or the title was corrected since.
        LeadqualError: `unknown_label`: one of its functions was retired since; nothing has been
            written.
        MetricDropError: as in `record_correction`; nothing has been written.
    """
    title = correction.job_title
    later = Correction.objects.filter(job_title=title, pk__gt=correction.pk)
    if correction.undone_at is None or later.exists():
        raise NothingToUndoError("This title was corrected again since, so nothing was changed.")
    return record_correction(
        job_title=title, correction_input=input_of_correction(correction), author=author
    )


@transaction.atomic
def undo_correction(*, correction: Correction, author: User) -> JobTitle:
    """Undo a correction with all that followed it: the one before it counts, or the cascade.

    Raises:
        NothingToUndoError: it is not the current one; nothing has changed.
    """
    workspace = correction.workspace
    before = labels_of(correction.job_title)
    (title,), n_moved = undo_corrections([correction.pk], workspace=workspace, author=author)
    record_audit(
        workspace=workspace,
        actor=author,
        action="title.correction_undone",
        subject=f"job_title:{title.pk}",
        name=title.title,
        before=before,
        after=labels_of(title),
        details={"correction": correction.pk, "moved": n_moved},
    )
    return title


@transaction.atomic
def propagate_to_variants(*, correction: Correction) -> int:
    """Move titles that follow a correction, or followed it, and were too many for its request.

    Safe to run twice: it looks at what the titles are and at what they should be.

    Returns:
        How many titles were moved; 0 when all are as they should be.
    """
    return propagate_pending(correction.workspace, [correction.signature])
