"""How far people agree on what titles are: share, kappa, alpha, and the pairs that differ."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from classifiers.core.types import Label, TitlePrediction
from classifiers.titles.workspace_cascade import WorkspaceCascade, as_json
from leadqual.accounts.models import Member, Role, User, Workspace
from leadqual.core.double_review import (
    Disagreement,
    DoubleReview,
    double_reviewed_below,
    is_double_reviewed,
    measured,
    names_of,
    position_of,
)
from leadqual.core.errors import NothingToUndoError
from leadqual.labeling.classification import load_online
from leadqual.labeling.corrections.approvals import approve, withdraw_approval
from leadqual.labeling.corrections.recording import Change, current_sayings, locked_titles
from leadqual.labeling.corrections.selectors import effective_corrections
from leadqual.labeling.corrections.services import record_correction
from leadqual.labeling.corrections.suggested_labels import CorrectionInput, rows_of
from leadqual.labeling.errors import SpokenTwiceError
from leadqual.labeling.models.corrections import Correction
from leadqual.labeling.models.queues import Suggestion, waiting, with_waiting
from leadqual.labeling.suggestions import SuggestionAuthor, SuggestionInput, suggest, withdraw
from leadqual.leads.models import JobTitle
from leadqual.search.level_explanations import sentences_about_level
from leadqual.search.title_explanations import (
    LabelReason,
    marked_title,
    sentences_about,
    sentences_about_other,
)
from leadqual.taxonomy.library_values import load_knowledge
from leadqual.taxonomy.selectors import function_names, living_functions, slugs_now

# Titles that two people label, so that their agreement can be measured: which wait for the second.

MAX_SHOWN = 50
Who = int | str | None
# Only titles of which two people spoke are read, however many were corrected.
_SPOKEN_TWICE = """
SELECT job_title_id FROM (
    SELECT job_title_id, author_id::text AS who FROM labeling_correction
    WHERE workspace_id = %(workspace)s AND undone_at IS NULL
    UNION
    SELECT job_title_id, approved_by_id::text FROM labeling_correction
    WHERE workspace_id = %(workspace)s AND undone_at IS NULL AND approved_by_id IS NOT NULL
    UNION
    SELECT job_title_id, COALESCE(author_id::text, visitor) FROM labeling_suggestion
    WHERE workspace_id = %(workspace)s AND job_title_id IS NOT NULL AND functions IS NOT NULL
      AND state <> 'withdrawn'
) voices GROUP BY job_title_id HAVING count(*) > 1
"""


def awaiting(workspace: Workspace, reader: int | None = None) -> QuerySet[Correction]:
    """Return the words of one person alone on titles that a second person shall label.

    Args:
        workspace: whose titles.
        reader: key of a person; leaves out what they said themselves.
    """
    alone = effective_corrections().filter(workspace=workspace, approved_by=None)
    alone = alone.annotate(place=position_of("job_title_id"))
    alone = alone.filter(place__lt=double_reviewed_below(workspace.title_overlap))
    for others in words_of_others(OuterRef("job_title"), OuterRef("author")):
        alone = alone.exclude(Exists(others))
    return alone if reader is None else alone.exclude(author=reader)


def is_awaiting(title: JobTitle, reader: int) -> bool:
    """Return whether a person is to label a title as the second; a query for one of few titles."""
    workspace = title.workspace
    if title.source != "correction" or not is_double_reviewed(title.pk, workspace.title_overlap):
        return False
    return awaiting(workspace, reader).filter(job_title=title).exists()


def words_of_others(title: Any, *people: Any) -> tuple[QuerySet[Correction], QuerySet[Suggestion]]:
    """Return what others than some people say of a title: corrections, and suggestions."""
    corrected = Correction.objects.filter(job_title=title, undone_at=None)
    suggested = Suggestion.objects.filter(job_title=title, functions__isnull=False)
    suggested = suggested.exclude(state=Suggestion.State.WITHDRAWN)
    for person in people:
        corrected = corrected.exclude(author=person)
        suggested = suggested.exclude(author__isnull=False, author=person)
    return corrected, suggested


# What a title shows to the second person who labels it: nothing of what the first one said.


def blind_title(title: JobTitle, reader: int) -> dict[str, object] | None:
    """Return a title as the second person sees it; None where this person is not to be the second.

    Args:
        title: with its workspace.
        reader: key of who looks at it.

    Returns:
        `reasons`, labels with what speaks for them, of the dictionary, the rules and the model;
        `why_other`, why it has none; `spoken`, the title as it is read with the words that decided
        marked; `level_reason`; and `kept`, with what the form opens, see
        `partials/corrections/form.html`: functions are offered and none is ticked, so that nobody
        agrees unread.
    """
    if not is_awaiting(title, reader):
        return None
    answer = without_correction(title)
    why = [asdict(reason) for reason in answer.why]
    slugs = [label.slug for label in answer.functions]
    rows = {row.slug: row for row in living_functions().filter(slug__in=slugs)}
    labels = [label for label in answer.functions if label.slug in rows]
    level = load_knowledge().taxonomy.level_names[answer.level.slug]
    level_why = [asdict(reason) for reason in answer.level_why]
    return {
        "reasons": [
            _reason(label, rows[label.slug].name, sentences_about(label.slug, why))
            for label in labels
        ],
        "why_other": "" if labels else sentences_about_other(why),
        "spoken": marked_title(title.normalised, why),
        "level_reason": _reason(answer.level, level, sentences_about_level(level_why, name=level)),
        "kept": {
            "functions": [],
            "chosen": (),
            "offered": [rows[label.slug] for label in labels],
            "other": False,
            "was_other": False,
            "level": answer.level.slug,
            "industry": answer.industry.slug if answer.industry else "",
        },
    }


def _reason(label: Label, name: str, sentences: str) -> LabelReason:
    return LabelReason(
        slug=label.slug,
        name=name,
        score=label.score,
        threshold=None,
        is_person=False,
        sentences=sentences,
    )


def as_recorded(title: JobTitle) -> dict[str, object]:
    """Return the same in the shape of the API; see `classifiers.titles.workspace_cascade`."""
    return as_json(without_correction(title), load_knowledge().taxonomy)


def without_correction(title: JobTitle) -> TitlePrediction:
    """Return what a title would be if no person had spoken of it; like titles speak for it."""
    online = load_online(title.workspace)
    book = Change({}, current_sayings([title])).book(online.book)
    (answer,) = WorkspaceCascade(online.cascade, book, online.heads).predict([title.title])
    return answer


"""Key of a member, or hash of the address of a visitor."""


@dataclass(frozen=True, slots=True)
class _Saying:
    """When somebody first spoke of a title by a correction or suggestion, and last, and what.

    Args:
        first_at: when.
        last_at: when.
        who: spoke.
        functions: slugs.
        is_correction: or the approval of one; it is active, or was until the next one.
        decided_by: key of the reviewer of a suggestion; None while nobody decided.
    """

    first_at: datetime
    last_at: datetime
    who: Who
    functions: tuple[str, ...]
    is_correction: bool = True
    decided_by: int | None = None


def agreement_on_titles(workspace: Workspace) -> DoubleReview:
    """Compare the first two people who spoke of each title, by what each of them says last.

    A correction speaks, and so does a suggestion; what was undone or withdrawn does not. Who
    accepts a suggestion or approves a correction agrees with it. Decided is a title by a third
    person or a manager with a correction, or by whoever reviewed the suggestion of one of the two.
    """
    sayings = _sayings(workspace)
    said = {key: _last_words(rows) for key, rows in sayings.items()}
    found = measured(said, most=2)
    members = Member.objects.filter(workspace=workspace, role=Role.MANAGER)
    managers = set(members.values_list("user", flat=True)) if found.differing else set()
    deciders = {key: _decider(sayings[key], [*said[key]][:2], managers) for key in found.differing}
    names = names_of(deciders.values())
    return DoubleReview(
        said=said,
        measured=found,
        decided={key: names.get(who, "") for key, who in deciders.items() if who},
        percent=workspace.title_overlap,
        n_awaiting=awaiting(workspace).count(),
        most=2,
    )


def disagreements_on_titles(found: DoubleReview) -> list[Disagreement]:
    """List the titles that the first two people see differently: open ones, then frequent ones."""
    names = function_names()
    titles = JobTitle.objects.order_by("-n_contacts", "pk")
    differing = titles.filter(pk__in=found.measured.differing).values_list("pk", flat=True)
    return found.disagreements(
        titles,
        differing,
        most=MAX_SHOWN,
        words=lambda slugs: ", ".join(names.get(slug, slug) for slug in slugs),
    )


def _sayings(workspace: Workspace) -> dict[int, list[_Saying]]:
    """Return key of each title of which two people spoke → what was said of it."""
    with connection.cursor() as cursor:
        cursor.execute(_SPOKEN_TWICE, {"workspace": workspace.pk})
        keys = [key for (key,) in cursor.fetchall()]
    if not keys:
        return {}
    said: defaultdict[int, list[_Saying]] = defaultdict(list)
    corrections = Correction.objects.filter(job_title__in=keys, undone_at=None)
    for row in corrections.prefetch_related("functions"):
        meant = row.functions.all()  # A merge adds the heir to what was named and is retired.
        living = [each.slug for each in meant if each.retired_at is None]
        slugs = tuple(sorted(living or [each.slug for each in meant]))
        at = row.created_at
        said[row.job_title_id].append(_Saying(at, at, row.author_id, slugs))
        if (then := row.approved_at) is not None:
            said[row.job_title_id].append(_Saying(then, then, row.approved_by_id, slugs))
    suggested = Suggestion.objects.filter(workspace=workspace, job_title__in=keys)
    suggested = suggested.exclude(functions__isnull=True).exclude(state=Suggestion.State.WITHDRAWN)
    suggested = with_waiting(suggested)
    now = slugs_now({slug for each in suggested for slug in each.functions or ()})
    for each in suggested:
        said[each.job_title_id or 0].append(
            _Saying(
                each.created_at,
                each.updated_at,
                each.visitor or each.author_id,
                tuple(sorted({now.get(slug, slug) for slug in each.functions or ()})),
                is_correction=False,
                decided_by=None if each.is_open else each.reviewer_id,
            )
        )
    return said


def _last_words(rows: Sequence[_Saying]) -> dict[Who, tuple[str, ...]]:
    """Return what each person says last, who spoke first before the others."""
    last = {row.who: row.functions for row in sorted(rows, key=lambda row: row.last_at)}
    return {row.who: last[row.who] for row in sorted(rows, key=lambda row: row.first_at)}


def _decider(rows: Sequence[_Saying], pair: Collection[Who], managers: Collection[Who]) -> Who:
    """Return who decided since two people differed; None while nobody did."""
    in_order = sorted(rows, key=lambda row: row.last_at)
    words = {row.who: row for row in in_order if row.who in pair}
    latest = next((row for row in reversed(in_order) if row.is_correction), None)
    if latest and (latest.who in managers or latest.who not in words):
        others = [row for row in words.values() if row.who != latest.who]
        if all(row.last_at <= latest.last_at for row in others):
            return latest.who
    return next((row.decided_by for row in words.values() if row.decided_by), None)


# The second of two people says what a title is, without knowing what the first one said.


@transaction.atomic
def record_second_label(
    *, job_title: JobTitle, word: CorrectionInput, author: User
) -> Correction | None:
    """Keep what a second person says of a title beside what the first one said.

    Said again by the same person, the later word counts. If the first word was undone
    meanwhile, or is of the same person, it is a correction as any other.

    Args:
        job_title: its labels stay as they are.
        word: what it is; no other title follows.
        author: not the first person.

    Returns:
        The correction where it was the first word after all; None where it was the second.

    Raises:
        SpokenTwiceError: two other people have spoken of it; nothing has been written.
        UnknownLabelError: a slug is unknown or retired; nothing has been written.
        TooManyFunctionsError: more than three functions; nothing has been written.
        LabelFallsError: the frozen test set refuses a first word; nothing has been written.
    """
    functions, level, industry = rows_of(word)
    locked_titles([job_title.pk])
    first = effective_corrections().filter(job_title=job_title).select_related("level").first()
    if first is None or first.author_id == author.pk:
        return record_correction(job_title=job_title, word=word, author=author)
    if _others_spoke(first, author):
        raise SpokenTwiceError
    is_same_level = (first.level_id, first.industry_id) == (
        level.pk,
        industry.pk if industry else None,
    )
    if is_same_level and set(first.functions.filter(retired_at=None)) == set(functions):
        for suggestion in _second_words(job_title, author):
            withdraw(suggestion=suggestion)
        approve(correction=first, reviewer=author)
        return None
    if first.approved_by_id == author.pk:
        withdraw_approval(correction=first, reviewer=author)
    said = SuggestionInput(
        kind=Suggestion.Kind.TITLE,
        text=job_title.title,
        functions=word.functions,
        note=word.note,
        level="" if is_same_level else level.slug,
        industry=industry.slug if industry and not is_same_level else "",
    )
    voice = SuggestionAuthor(author=author)
    suggest(workspace=job_title.workspace, said=said, voice=voice, title=job_title, is_second=True)
    return None


@transaction.atomic
def undo_second_label(*, job_title: JobTitle, author: User) -> None:
    """Undo a person's second label; the title needs a second person again.

    Raises:
        NothingToUndoError: they said nothing, or somebody decided about it; nothing has changed.
    """
    locked_titles([job_title.pk])
    approved = effective_corrections().filter(job_title=job_title, approved_by=author).first()
    suggested = _second_words(job_title, author)
    if approved is None and not suggested:
        raise NothingToUndoError(
            "Your labels for this title were already undone or reviewed. Nothing was changed."
        )
    if approved is not None:
        withdraw_approval(correction=approved, reviewer=author)
    for suggestion in suggested:
        withdraw(suggestion=suggestion)


def _second_words(job_title: JobTitle, author: User) -> list[Suggestion]:
    own = Suggestion.objects.filter(job_title=job_title, author=author, is_second=True)
    return list(own.filter(waiting()))


def _others_spoke(first: Correction, author: User) -> bool:
    """Return whether somebody beside the first person and this one spoke of the title."""
    if first.approved_by_id not in {None, author.pk}:
        return True
    others = words_of_others(first.job_title_id, first.author_id, author.pk)
    return any(words.exists() for words in others)
