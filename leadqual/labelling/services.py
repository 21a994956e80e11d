"""Titles are classified, corrected, and given back."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists
from django.utils import timezone

from classifiers.titles.answer import as_json
from classifiers.titles.book import Book, Saying
from classifiers.titles.dictionary import Entry
from classifiers.titles.frozen import Fall
from classifiers.titles.learned import LearnedHeads
from classifiers.titles.online import LEARNED, OnlineCascade, settled_by
from classifiers.titles.signature import signature
from classifiers.types import TitlePrediction
from leadqual.accounts.models import User, Workspace
from leadqual.accounts.services import record_audit
from leadqual.core.jobs import Job, enqueue
from leadqual.labelling.cautions import Caution, cautions
from leadqual.labelling.errors import NothingToUndoError
from leadqual.labelling.gate import refuse_falls, what_falls
from leadqual.labelling.loading import load_learning, load_online
from leadqual.labelling.models import Correction, Revision
from leadqual.labelling.moving import carry_out, store_answers
from leadqual.labelling.reach import Neighbour, neighbours, steps
from leadqual.labelling.spoken import out_of_step, spoken_corrections
from leadqual.labelling.storing import BATCH, store_correction
from leadqual.labelling.taking import note_taken, read_heads
from leadqual.labelling.teaching import Teaching, taught_by
from leadqual.labelling.words import Word, rows_of
from leadqual.leads.models import JobTitle
from leadqual.registry.loading import load_titles
from leadqual.taxonomy.loading import load_knowledge

NO_HEADS = LearnedHeads(())
MOST_AT_ONCE = 500  # Titles that follow within the request; a job moves the others.


@dataclass(frozen=True, slots=True)
class Reach:
    """What a correction would change beside its own title.

    Args:
        titles: those whose functions would be others, the most frequent first.
        falls: functions and levels that the frozen test set would find less well.
        teaches: functions that would be learned from it and others like it.
        cautions: functions that it takes from many people, though they are certain.
    """

    titles: tuple[Neighbour, ...]
    falls: tuple[Fall, ...]
    teaches: tuple[Teaching, ...] = ()
    cautions: tuple[Caution, ...] = ()

    @property
    def n_contacts(self) -> int:
        """Contacts that carry the titles."""
        return sum(title.n_contacts for title in self.titles)

    @property
    def teaches_anew(self) -> bool:
        """Say whether all that it teaches was learned before."""
        return all(teaching.is_known for teaching in self.teaches)

    @property
    def deep_falls(self) -> tuple[Fall, ...]:
        """Falls above their margin."""
        return tuple(fall for fall in self.falls if fall.is_above_margin)

    @property
    def is_refused(self) -> bool:
        """Say whether a fall is above its margin."""
        return bool(self.deep_falls)


def predict(*, workspace: Workspace, titles: Sequence[str]) -> list[TitlePrediction]:
    """Classify titles as they are now, with all that the workspace taught in force.

    Nothing is stored. Queries: the live model, the versions of the taxonomy and of what was taught,
    and what changed since the last call of this process.
    """
    return load_online(workspace).predict(titles)


def predict_for_everybody(*, titles: Sequence[str]) -> list[TitlePrediction]:
    """Classify titles without the corrections of any workspace.

    Nothing is stored. Queries: the live model, the version of the taxonomy.
    """
    return load_titles().predict(titles)


def answers(*, workspace: Workspace, titles: Sequence[str]) -> list[dict[str, object]]:
    """Classify titles and give them in the shape of the API; see `predict`."""
    taxonomy = load_knowledge().taxonomy
    return [as_json(found, taxonomy) for found in predict(workspace=workspace, titles=titles)]


@transaction.atomic
def classify_batch(*, size: int = BATCH) -> int:
    """Classify the titles that have waited longest and store what they are.

    Safe to run twice and beside itself: rows in work are skipped, corrected titles are left alone.
    What is said while it reads is in what it stores: it looks again before it writes.

    Returns:
        How many titles were taken; 0 when none waits.
    """
    waiting = JobTitle.objects.filter(classified_at=None).order_by("pk")
    titles = list(waiting.select_for_update(skip_locked=True)[:size])
    if not titles:
        return 0
    cascade = load_titles()
    found = cascade.predict([title.title for title in titles])
    workspaces = Workspace.objects.in_bulk({title.workspace_id for title in titles})
    for workspace_id in sorted(workspaces):
        _lock(workspace_id)
    corrected = _store_spoken(titles)
    by_workspace: defaultdict[int, list[tuple[JobTitle, TitlePrediction]]] = defaultdict(list)
    for title, answer in zip(titles, found, strict=True):
        if title.pk not in corrected:
            by_workspace[title.workspace_id].append((title, answer))
    for workspace_id, rows in by_workspace.items():
        learning = load_learning(workspace_id, model=cascade.version)
        online = OnlineCascade(cascade, learning.book, learning.heads)
        read = [title for title, _ in rows]
        store_answers(read, [answer for _, answer in rows], online=online)
        note_taken(read_heads(read, online=online), online=online)
    return len(titles)


def _store_spoken(titles: Sequence[JobTitle]) -> set[int]:
    """Write what people say of locked titles where it is not what is stored; return their keys."""
    by_key = {title.pk: title for title in titles}
    of_titles = spoken_corrections().filter(job_title__in=list(by_key))
    spoken = {row.job_title_id: row for row in of_titles}
    if not spoken:
        return set()
    stale = out_of_step(of_title=False).filter(pk__in=[row.pk for row in spoken.values()])
    for key in stale.values_list("job_title_id", flat=True):
        store_correction(by_key[key], spoken[key])
    JobTitle.objects.filter(pk__in=spoken).update(classified_at=timezone.now())
    return set(spoken)


def mark_all_for_reclassification() -> int:
    """Have titles without a correction read again, and those that a retired function is said of.

    Their labels stay until then.
    """
    read = JobTitle.objects.exclude(classified_at=None)
    waiting = ~Exists(spoken_corrections(of_title=True)) | Exists(out_of_step())
    count = read.filter(waiting).update(classified_at=None)
    enqueue(Job.CLASSIFY_TITLES)
    enqueue(Job.LEARN_AGAIN)
    return count


def reach(*, job_title: JobTitle, word: Word) -> Reach:
    """Return what a correction would change beside its own title; nothing is stored.

    Raises:
        UnknownLabelError: a slug is unknown or retired.
        TooManyFunctionsError: more than three functions.
    """
    rows_of(word)
    online = load_online(job_title.workspace)
    saying, former = _saying(job_title, word, online), _current(job_title)
    book = _book_with(online.book, saying, former)
    found = steps(_affected(job_title, saying, former), book)
    titles = tuple(step.neighbour for step in found if step.changes)
    following = [step.neighbour.pk for step in found if step.changes and step.saying]
    return Reach(
        titles=titles,
        falls=tuple(_falls(online, book)),
        teaches=taught_by(job_title=job_title, word=word, cascade=online.cascade),
        cautions=cautions([job_title.pk, *following], word),
    )


@transaction.atomic
def record_correction(*, job_title: JobTitle, word: Word, author: User) -> Correction:
    """Replace what a title is by what a person says it is; titles of the same job follow.

    In force for the next request of every process: the labels change in this transaction, and
    every request looks first whether anything was said since its last look. Titles that follow
    beyond the most frequent 500 get their new labels from a job; requests that classify text
    answer for all of them at once.

    Args:
        job_title: every contact that carries this title changes with it.
        word: what it is; titles that follow take the functions and keep their own level.
        author: kept with the correction.

    Raises:
        UnknownLabelError: a slug is unknown or retired; nothing has been written.
        TooManyFunctionsError: more than three functions; nothing has been written.
        LabelFallsError: the frozen test set refuses it; nothing has been written.
    """
    functions, level, industry = rows_of(word)
    locked = JobTitle.objects.select_for_update().get(pk=job_title.pk)  # Two people may correct.
    revision = _lock(locked.workspace_id)
    online = load_online(locked.workspace)
    said, former = _saying(locked, word, online), _current(locked)
    refuse_falls(_falls(online, _book_with(online.book, said, former)))
    learned_before = _learned_functions(locked, online)
    locked.corrections.filter(is_current=True).update(
        is_current=False, revision=revision.number + 1
    )
    correction = Correction.objects.create(
        workspace_id=locked.workspace_id,
        job_title=locked,
        level=level,
        industry=industry,
        author=author,
        note=word.note,
        signature=said.signature,
        overruled=None if said.overruled is None else sorted(said.overruled),
        revision=revision.number + 1,
        learned_before=sorted(learned_before),
    )
    correction.functions.set(functions)
    store_correction(locked, correction)
    saying = Saying(correction.pk, said.key, said.signature, said.entry, said.overruled)
    n_moved = _settle(locked, saying, former, online)
    _advance(revision)
    _learn_from(locked, {*word.functions, *_functions(former), *learned_before})
    record_audit(
        workspace=locked.workspace,
        actor=author,
        action="title.corrected",
        subject=f"job_title:{locked.pk}",
        details={
            "correction": correction.pk,
            "functions": [row.slug for row in functions],
            "moved": n_moved,
        },
    )
    return correction


@transaction.atomic
def undo_correction(*, correction: Correction, author: User) -> JobTitle:
    """Take a correction back with all that followed it: the one before it counts, or the cascade.

    Raises:
        NothingToUndoError: it is not the current one; nothing has changed.
    """
    title = JobTitle.objects.select_for_update().get(pk=correction.job_title_id)
    revision = _lock(title.workspace_id)
    correction = Correction.objects.get(pk=correction.pk)
    if not correction.is_current:
        raise NothingToUndoError("This correction is no longer in force, so nothing was changed.")
    online = load_online(title.workspace)
    undone = _current(title)
    correction.is_current = False
    correction.undone_at = timezone.now()
    correction.undone_by = author
    correction.revision = revision.number + 1
    correction.save(update_fields=["is_current", "undone_at", "undone_by", "revision"])
    former = title.corrections.filter(undone_at=None).order_by("-pk").first()
    if former is not None:
        former.is_current = True
        former.revision = revision.number + 1
        former.save(update_fields=["is_current", "revision"])
    said = _current(title)
    if former is not None and said is not None:
        store_correction(title, former)
    n_moved = _settle(title, said, undone, online)
    if said is None:
        book = _book_with(online.book, None, undone)
        alone = OnlineCascade(online.cascade, book, online.heads)
        store_answers([title], alone.cascade.predict([title.title]), online=alone)
    _advance(revision)
    learned_before = correction.learned_before or ()
    _learn_from(title, {*_functions(undone), *_functions(said), *learned_before})
    record_audit(
        workspace=title.workspace,
        actor=author,
        action="title.correction_undone",
        subject=f"job_title:{title.pk}",
        details={"correction": correction.pk, "moved": n_moved},
    )
    return title


@transaction.atomic
def settle_neighbours(*, correction: Correction) -> int:
    """Move titles that follow a correction, or followed it, and were too many for its request.

    Safe to run twice: it looks at what the titles are and at what they should be.

    Returns:
        How many titles were moved; 0 when all are as they should be.
    """
    _lock(correction.workspace_id)
    online = load_online(correction.workspace)
    found = neighbours(correction.workspace_id, correction.signature, locked=True)
    needed = steps(found, online.book)[:MOST_AT_ONCE]
    carry_out(needed, online=online)
    return len(needed)


def _settle(
    title: JobTitle, saying: Saying | None, former: Saying | None, online: OnlineCascade
) -> int:
    """Move the most frequent neighbours at once, leave the others to a job; return how many."""
    book = _book_with(online.book, saying, former)
    needed = steps(_affected(title, saying, former, locked=True), book)
    carry_out(needed[:MOST_AT_ONCE], online=OnlineCascade(online.cascade, book, online.heads))
    for each in filter(None, (saying, former)):  # Also for titles that were being written now.
        enqueue(Job.SETTLE_NEIGHBOURS, correction_id=each.number)
    return len(needed)


def _affected(
    title: JobTitle, saying: Saying | None, former: Saying | None, *, locked: bool = False
) -> list[Neighbour]:
    found = {}
    for text in {each.signature for each in (saying, former) if each is not None}:
        for neighbour in neighbours(title.workspace_id, text, but=[title.pk], locked=locked):
            found[neighbour.pk] = neighbour
    return sorted(found.values(), key=lambda row: (-row.n_contacts, row.pk))


def _book_with(book: Book, saying: Saying | None, former: Saying | None) -> Book:
    return book.changed(added=[saying] if saying else [], removed=[former.number] if former else [])


def _falls(online: OnlineCascade, book: Book) -> list[Fall]:
    """Ask the frozen test set about another book; learned heads stay as they are."""
    return what_falls(
        OnlineCascade(online.cascade, online.book, NO_HEADS),
        OnlineCascade(online.cascade, book, NO_HEADS),
    )


def _saying(title: JobTitle, word: Word, online: OnlineCascade) -> Saying:
    """Return what would be in the book; its number is above all others."""
    numbers = (saying.number for saying in online.book.sayings)
    return Saying(
        number=max(numbers, default=0) + 1,
        key=title.normalised,
        signature=signature(title.normalised) if word.moves_neighbours else "",
        entry=Entry(word.functions, word.level, word.industry or ""),
        overruled=settled_by(online.cascade.predict([title.title], explain=False)[0]),
    )


def _current(title: JobTitle) -> Saying | None:
    """Return what a person says of a title now; nothing where all of it was retired."""
    row = spoken_corrections().filter(job_title=title).first()
    if row is None:
        return None
    return Saying(
        number=row.pk,
        key=title.normalised,
        signature=row.signature,
        entry=Entry(
            functions=tuple(row.functions.filter(retired_at=None).values_list("slug", flat=True)),
            level=row.level.slug,
            industry=row.industry.slug if row.industry else "",
        ),
        overruled=None if row.overruled is None else frozenset(row.overruled),
    )


def _lock(workspace_id: int) -> Revision:
    """Wait until nobody else changes what this workspace teaches.

    Taken after the locks of titles, and nobody who holds it waits for a title: like titles that
    are being written are skipped, their writer looks at the book again after this lock.
    """
    Revision.objects.get_or_create(pk=workspace_id)
    return Revision.objects.select_for_update().get(pk=workspace_id)


def _advance(revision: Revision) -> None:
    """Tell every process that something was said; the last step of each change."""
    revision.number += 1
    revision.save(update_fields=["number"])


def _functions(saying: Saying | None) -> tuple[str, ...]:
    return saying.entry.functions if saying else ()


def _learned_functions(title: JobTitle, online: OnlineCascade) -> set[str]:
    """Return the functions that a title has by a learned head, as it is stored or read now."""
    stored = {reason["label"] for reason in title.why if reason["because"] == LEARNED}
    if not len(online.heads):
        return stored
    found = online.predict([title.title], explain=False)[0]
    return stored | {reason.label for reason in found.why if reason.because == LEARNED}


def _learn_from(title: JobTitle, functions: set[str]) -> None:
    """Have functions learned anew: the title is one more, or one less, that has or lacks them."""
    for slug in sorted(functions):
        enqueue(Job.LEARN_FUNCTION, workspace_id=title.workspace_id, function=slug)
