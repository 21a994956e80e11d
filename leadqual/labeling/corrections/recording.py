"""Record and undo people's corrections of one or more titles; similar titles follow."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from classifiers.titles.dictionary import Entry
from classifiers.titles.model.learned_functions import LearnedHeads
from classifiers.titles.propagation import CorrectionMemory, StoredCorrection
from classifiers.titles.text.signature import signature
from classifiers.titles.training.metric_drops import FUNCTION, MetricDrop
from classifiers.titles.workspace_cascade import LEARNED, WorkspaceCascade, dictionary_functions
from leadqual.accounts.models import User, Workspace
from leadqual.core import clock
from leadqual.core.errors import NothingToUndoError
from leadqual.core.jobs import Job, enqueue
from leadqual.labeling.classification import load_online
from leadqual.labeling.corrections.correction_input import CorrectionInput, rows_of
from leadqual.labeling.corrections.open_suggestions import settle_suggestions
from leadqual.labeling.corrections.propagation import (
    Neighbor,
    apply_steps,
    neighbors,
    steps,
    store_answers,
)
from leadqual.labeling.corrections.selectors import effective_corrections
from leadqual.labeling.label_writes import store_corrections
from leadqual.labeling.models.corrections import Correction, Revision
from leadqual.labeling.models.queues import BulkCorrection
from leadqual.labeling.quality_gate import (
    WorseTitle,
    metric_drops_of,
    refuse_metric_drops,
    worse_titles,
)
from leadqual.leads.models import JobTitle, TitleLabel
from leadqual.taxonomy.models import Function
from leadqual.webhooks.outbox import Occurrence, emit_all, emit_bulk

MAX_AT_ONCE = 500  # Titles that follow within the request; a job moves the others.
_CorrectedFunction = Correction.functions.through
LABELED, CORRECTED = "title.labeled", "title.corrected"
_CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class Change:
    """What people say of some titles now and what they said before, by key of the title."""

    added: Mapping[int, StoredCorrection]
    former: Mapping[int, StoredCorrection]

    def memory(self, memory: CorrectionMemory) -> CorrectionMemory:
        return memory.changed(
            added=self.added.values(),
            removed=[correction.number for correction in self.former.values()],
        )

    def signatures(self) -> list[str]:
        """Return the signatures whose titles may follow or go back."""
        corrections = (*self.added.values(), *self.former.values())
        return sorted({correction.signature for correction in corrections} - {""})

    def functions(self) -> set[str]:
        """Return the functions that titles have or had by it."""
        corrections = (*self.added.values(), *self.former.values())
        return {slug for correction in corrections for slug in correction.entry.functions}


def stored_corrections(
    words: Mapping[JobTitle, CorrectionInput], online: WorkspaceCascade
) -> dict[int, StoredCorrection]:
    """Return key of each title → what would be stored as corrections; numbers above all others."""
    number = max((correction.number for correction in online.memory.corrections), default=0)
    found = online.cascade.predict([title.title for title in words], explain=False)
    return {
        title.pk: StoredCorrection(
            number=number + index,
            key=title.normalised,
            signature=signature(title.normalised) if correction_input.propagate else "",
            entry=Entry(
                correction_input.functions, correction_input.level, correction_input.industry or ""
            ),
            overruled=dictionary_functions(answer),
        )
        for index, ((title, correction_input), answer) in enumerate(
            zip(words.items(), found, strict=True), start=1
        )
    }


def current_corrections(titles: Iterable[JobTitle]) -> dict[int, StoredCorrection]:
    """Return key of each title → what a person says of it now; without those retired since."""
    rows = effective_corrections().filter(job_title__in=[title.pk for title in titles])
    rows = rows.select_related("job_title", "level", "industry").prefetch_related("functions")
    return {
        row.job_title_id: StoredCorrection(
            number=row.pk,
            key=row.job_title.normalised,
            signature=row.signature,
            entry=Entry(
                functions=tuple(each.slug for each in living_functions_of(row)),
                level=row.level.slug,
                industry=row.industry.slug if row.industry else "",
            ),
            overruled=None if row.overruled is None else frozenset(row.overruled),
        )
        for row in rows
    }


def drops_of_change(
    online: WorkspaceCascade, change: Change
) -> tuple[list[MetricDrop], tuple[WorseTitle, ...]]:
    """Return the metric drops on the frozen test set after a change, without learned heads.

    Returns:
        The drops, and the titles of the test set behind those of functions that are too large.
    """
    before, after = (
        WorkspaceCascade(online.cascade, memory, LearnedHeads(()))
        for memory in (online.memory, change.memory(online.memory))
    )
    drops = metric_drops_of(before, after)
    refused = [drop.label for drop in drops if drop.is_above_margin and drop.kind == FUNCTION]
    return drops, tuple(worse_titles(before, after, refused)) if refused else ()


def affected(
    workspace_id: int, titles: Iterable[JobTitle], change: Change, *, locked: bool = False
) -> list[Neighbor]:
    """Return the titles that may follow or go back, the most frequent first; one query."""
    but = [title.pk for title in titles]
    return neighbors(workspace_id, change.signatures(), but=but, locked=locked)


def living_functions_of(correction: Correction) -> list[Function]:
    """Return what a correction says, without functions that were retired."""
    return [each for each in correction.functions.all() if each.retired_at is None]


def record_corrections(
    words: Mapping[JobTitle, CorrectionInput],
    *,
    workspace: Workspace,
    author: User,
    step: BulkCorrection | None = None,
) -> tuple[list[Correction], int]:
    """Replace the labels of titles and emit the event, in the open transaction.

    Args:
        words: labels of each title.
        workspace: whose titles they are.
        author: kept with the corrections.
        step: which they belong to.

    Returns:
        The corrections in the order of their titles, and how many other titles changed with them.

    Raises:
        UnknownLabelError: a slug is unknown or retired.
        TooManyFunctionsError: more than three functions.
        MetricDropError: the frozen test set refuses what it does to close variants.
    """
    rows = {
        correction_input: rows_of(correction_input)
        for correction_input in dict.fromkeys(words.values())
    }
    by_key = {title.pk: correction_input for title, correction_input in words.items()}
    titles = locked_titles(by_key)
    revision = lock_revision(workspace.pk)
    online = load_online(workspace, revision=revision.number)
    stored = stored_corrections({title: by_key[title.pk] for title in titles}, online)
    change = Change(stored, current_corrections(titles))
    if any(
        correction_input.propagate for correction_input in words.values()
    ):  # One for its title alone is no rule.
        refuse_metric_drops(drops_of_change(online, change)[0])
    learned_before = _learned_functions(titles, online)
    number = revision.number + 1
    Correction.objects.filter(job_title__in=by_key, is_current=True).update(
        is_current=False, revision=number
    )
    corrections = Correction.objects.bulk_create(
        Correction(
            workspace=workspace,
            job_title=title,
            level=rows[by_key[title.pk]][1],
            industry=rows[by_key[title.pk]][2],
            author=author,
            note=by_key[title.pk].note,
            signature=correction.signature,
            overruled=None if correction.overruled is None else sorted(correction.overruled),
            revision=number,
            learned_before=sorted(learned_before[title.pk]),
            step=step,
        )
        for title, correction in zip(titles, stored.values(), strict=True)
    )
    functions = [rows[by_key[row.job_title_id]][0] for row in corrections]
    _CorrectedFunction.objects.bulk_create(
        _CorrectedFunction(correction_id=row.pk, function_id=function.pk)
        for row, given in zip(corrections, functions, strict=True)
        for function in given
    )
    store_corrections(titles, corrections, functions)
    settle_suggestions(
        {row: by_key[row.job_title_id] for row in corrections}, reviewer=author, at=clock.now()
    )
    change = Change(_numbered(stored, corrections), change.former)
    n_moved = _propagate_change(titles, change, workspace, online, step)
    advance(revision)
    _learn_from(workspace.pk, change.functions().union(*learned_before.values()))
    emit_titles(workspace, CORRECTED, [title.pk for title in titles])
    return corrections, n_moved


def undo_corrections(
    keys: Collection[int],
    *,
    workspace: Workspace,
    author: User,
    step: BulkCorrection | None = None,
) -> tuple[list[JobTitle], int]:
    """Undo corrections and what they propagated, and emit the event, in the open transaction.

    The corrections before them count again, or else the cascade. Corrections that are no longer
    active stay as they are.

    Args:
        keys: of the corrections.
        workspace: whose they are.
        author: kept with them.
        step: to which all of them belong.

    Returns:
        The titles in the order of their keys, and how many other titles changed with them.

    Raises:
        NothingToUndoError: none of them is active; nothing has changed.
    """
    meant = Correction.objects.filter(workspace=workspace, pk__in=list(keys), is_current=True)
    titles = locked_titles(list(meant.values_list("job_title_id", flat=True)))
    revision = lock_revision(workspace.pk)
    corrections = list(meant.order_by("job_title_id"))  # Read again under the locks.
    if not corrections:
        raise NothingToUndoError("This correction is no longer active, so nothing was changed.")
    titles = [title for title in titles if title.pk in {row.job_title_id for row in corrections}]
    online = load_online(workspace, revision=revision.number)
    undone = current_corrections(titles)
    number = revision.number + 1
    Correction.objects.filter(pk__in=[row.pk for row in corrections]).update(
        is_current=False, undone_at=clock.now(), undone_by=author, revision=number
    )
    former = _newest(titles)
    Correction.objects.filter(pk__in=[row.pk for row in former]).update(
        is_current=True, revision=number
    )
    restored = current_corrections(titles)
    _store_again([title for title in titles if title.pk in restored], former)
    change = Change(restored, undone)
    n_moved = _propagate_change(titles, change, workspace, online, step)
    without_former = [title for title in titles if title.pk not in restored]
    if without_former:
        alone = WorkspaceCascade(online.cascade, change.memory(online.memory), online.heads)
        answers = alone.cascade.predict([title.title for title in without_former])
        store_answers(without_former, answers, online=alone)
    advance(revision)
    learned_before = {slug for row in corrections for slug in row.learned_before or ()}
    _learn_from(workspace.pk, change.functions() | learned_before)
    emit_titles(workspace, CORRECTED, [title.pk for title in titles], is_undone=True)
    return titles, n_moved


def propagate_pending(workspace: Workspace, signatures: Sequence[str]) -> int:
    """Move titles that are not as the corrections say, in the transaction that is open.

    Returns:
        How many titles were moved, at most `MAX_AT_ONCE`; 0 when all are as they should be.
    """
    revision = lock_revision(workspace.pk)
    online = load_online(workspace, revision=revision.number)
    found = neighbors(workspace.pk, signatures, locked=True)
    needed = steps(found, online.memory)[:MAX_AT_ONCE]
    apply_steps(needed, online=online)
    return len(needed)


def locked_titles(keys: Collection[int]) -> list[JobTitle]:
    """Return titles in the order of their keys, kept for the transaction."""
    rows = JobTitle.objects.select_for_update(of=("self",)).filter(pk__in=list(keys))
    return list(rows.order_by("pk"))


def lock_revision(workspace_id: int) -> Revision:
    """Wait until nobody else changes what this workspace teaches.

    Taken after the locks of titles, and nobody who holds it waits for a title: like titles that
    are being written are skipped, their writer reads the corrections again after this lock.
    """
    locked = Revision.objects.select_for_update().filter(pk=workspace_id)
    if (revision := locked.first()) is None:
        Revision.objects.get_or_create(pk=workspace_id)
        revision = locked.get()
    return revision


def advance(revision: Revision) -> None:
    """Tell every process that something was said; the last step of each change."""
    revision.number += 1
    revision.save(update_fields=["number"])


def _numbered(
    labels: Mapping[int, StoredCorrection], corrections: Iterable[Correction]
) -> dict[int, StoredCorrection]:
    found = {}
    for row in corrections:
        each = labels[row.job_title_id]
        found[row.job_title_id] = StoredCorrection(
            row.pk, each.key, each.signature, each.entry, each.overruled
        )
    return found


def _newest(titles: Iterable[JobTitle]) -> list[Correction]:
    rows = Correction.objects.filter(job_title__in=[title.pk for title in titles], undone_at=None)
    rows = rows.select_related("level", "industry").prefetch_related("functions")
    return list(rows.order_by("job_title", "-pk").distinct("job_title"))


def _store_again(titles: Sequence[JobTitle], former: Iterable[Correction]) -> None:
    by_title = {row.job_title_id: row for row in former}
    rows = [by_title[title.pk] for title in titles]
    store_corrections(titles, rows, [living_functions_of(row) for row in rows])


def _propagate_change(
    titles: Sequence[JobTitle],
    change: Change,
    workspace: Workspace,
    online: WorkspaceCascade,
    step: BulkCorrection | None,
) -> int:
    """Move the most frequent neighbors at once, leave the others to a job; return how many."""
    memory = change.memory(online.memory)
    needed = steps(affected(workspace.pk, titles, change, locked=True), memory)
    apply_steps(needed[:MAX_AT_ONCE], online=WorkspaceCascade(online.cascade, memory, online.heads))
    # Jobs also see titles that were being written now.
    if step is not None:
        enqueue(Job.SETTLE_STEP, step_id=step.pk)
        return len(needed)
    for each in (*change.added.values(), *change.former.values()):
        enqueue(Job.SETTLE_NEIGHBORS, correction_id=each.number)
    return len(needed)


def _learned_functions(titles: Sequence[JobTitle], online: WorkspaceCascade) -> dict[int, set[str]]:
    """Return the functions that titles have by learned heads, as they are stored or read now."""
    found = {
        title.pk: {reason["label"] for reason in title.why if reason["because"] == LEARNED}
        for title in titles
    }
    if len(online.heads):
        answers = online.predict([title.title for title in titles])
        for title, answer in zip(titles, answers, strict=True):
            found[title.pk] |= {each.label for each in answer.why if each.because == LEARNED}
    return found


def _learn_from(workspace_id: int, functions: Iterable[str]) -> None:
    """Queue functions for relearning because the titles that have or lack them have changed."""
    for slug in sorted(functions):
        enqueue(Job.LEARN_FUNCTION, workspace_id=workspace_id, function=slug)


def emit_titles(
    workspace: Workspace, event_type: str, keys: Sequence[int], *, is_undone: bool = False
) -> None:
    """Write an event about one title, or a summary of many and rows where wanted.

    Args:
        workspace: whose titles.
        event_type: `title.labeled` or `title.corrected`.
        keys: of the titles.
        is_undone: whether a correction was undone.
    """
    if len(keys) == 1:
        emit_all(workspace, event_type, lambda: _events(keys, is_undone=is_undone))
    else:
        emit_bulk(workspace, event_type, keys, lambda: _events(keys, is_undone=is_undone))


def _events(keys: Sequence[int], *, is_undone: bool) -> Iterator[Occurrence]:
    """Yield titles as they are now; two queries for each chunk."""
    for start in range(0, len(keys), _CHUNK):
        some = keys[start : start + _CHUNK]
        functions = defaultdict[int, list[str]](list)
        labels = TitleLabel.objects.filter(job_title__in=some).order_by("pk")
        for title_id, slug in labels.values_list("job_title_id", "function__slug"):
            functions[title_id].append(slug)
        titles = JobTitle.objects.filter(pk__in=some).select_related("level").order_by("pk")
        for title in titles:
            data = {
                "id": title.pk,
                "title": title.title,
                "functions": functions[title.pk],
                "level": title.level.slug if title.level else None,
                "n_contacts": title.n_contacts,
                "is_undone": is_undone,
            }
            yield Occurrence(data, {"function": functions[title.pk]})
