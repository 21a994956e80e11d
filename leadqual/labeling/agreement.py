"""How far people agree on what titles are: share, kappa, alpha, and the pairs that differ."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from classifiers.core.types import TitlePrediction
from classifiers.titles.prediction_json import as_json
from classifiers.titles.workspace_cascade import WorkspaceCascade
from leadqual.accounts.models import Member, Role, User, Workspace
from leadqual.core.double_review import (
    Disagreement,
    DoubleReview,
    measured,
    names_of,
)
from leadqual.labeling.double_labeling import awaiting
from leadqual.labeling.models.corrections import Correction
from leadqual.labeling.models.suggestions import Suggestion, with_waiting
from leadqual.leads.models import JobTitle
from leadqual.taxonomy.selectors import function_names, slugs_now

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


@dataclass(frozen=True, slots=True)
class BlindTitle:
    """A title as it is shown to the second person.

    Args:
        reasons: labels with what speaks for them; of the dictionary, the rules and the model.
        why_other: why it has none; "" where it has.
        spoken: the title as it is read, with the words that decided marked.
        functions: offered by the form; none is ticked, so that nobody agrees unread.
        level: slug.
        level_reason: its level with what speaks for it.
        industry: slug; "" where the title names none.
    """

    reasons: tuple[LabelReason, ...]
    why_other: str
    spoken: tuple[MarkedText, ...]
    functions: tuple[Function, ...]
    level: str
    level_reason: LabelReason
    industry: str

    def kept(self) -> dict[str, object]:
        """Return with what the form opens; see `partials/corrections/form.html`."""
        return {
            "functions": [],
            "chosen": (),
            "offered": self.functions,
            "other": False,
            "was_other": False,
            "level": self.level,
            "industry": self.industry,
        }


def blind_title(title: JobTitle, reader: int) -> BlindTitle | None:
    """Return a title as the second person sees it; None where this person is not to be the second.

    Args:
        title: with its workspace.
        reader: key of who looks at it.
    """
    if not is_awaiting(title, reader):
        return None
    answer = without_correction(title)
    why = [asdict(reason) for reason in answer.why]
    functions = _rows([label.slug for label in answer.functions])
    names = {function.slug: function.name for function in functions}
    return BlindTitle(
        reasons=tuple(
            LabelReason(
                slug=label.slug,
                name=names[label.slug],
                score=label.score,
                threshold=None,
                is_person=False,
                sentences=sentences_about(label.slug, why),
            )
            for label in answer.functions
            if label.slug in names
        ),
        why_other="" if functions else sentences_about_other(why),
        spoken=tuple(marked_title(title.normalised, why)),
        functions=functions,
        level=answer.level.slug,
        level_reason=_level_reason(answer),
        industry=answer.industry.slug if answer.industry else "",
    )


def as_recorded(title: JobTitle) -> dict[str, object]:
    """Return the same in the shape of the API; see `classifiers.titles.workspace_cascade`."""
    return as_json(without_correction(title), load_knowledge().taxonomy)


def without_correction(title: JobTitle) -> TitlePrediction:
    """Return what a title would be if no person had spoken of it; like titles speak for it."""
    online = load_online(title.workspace)
    book = Change({}, current_sayings([title])).memory(online.memory)
    (answer,) = WorkspaceCascade(online.cascade, book, online.heads).predict([title.title])
    return answer


def _level_reason(answer: TitlePrediction) -> LabelReason:
    level = answer.level
    name = load_knowledge().taxonomy.level_names[level.slug]
    why = [asdict(reason) for reason in answer.level_why]
    return LabelReason(
        slug=level.slug,
        name=name,
        score=level.score,
        threshold=None,
        is_person=False,
        sentences=sentences_about_level(why, name=name),
    )


def _rows(slugs: Sequence[str]) -> tuple[Function, ...]:
    rows = {row.slug: row for row in Function.objects.filter(slug__in=slugs, retired_at=None)}
    return tuple(rows[slug] for slug in slugs if slug in rows)


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
    labels = {key: _last_words(rows) for key, rows in sayings.items()}
    found = measured(labels, most=2)
    members = Member.objects.filter(workspace=workspace, role=Role.MANAGER)
    managers = set(members.values_list("user", flat=True)) if found.differing else set()
    deciders = {
        key: _decider(sayings[key], [*labels[key]][:2], managers) for key in found.differing
    }
    names = names_of(deciders.values())
    return DoubleReview(
        said=labels,
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
    labels: defaultdict[int, list[_Saying]] = defaultdict(list)
    corrections = Correction.objects.filter(job_title__in=keys, undone_at=None)
    for row in corrections.prefetch_related("functions"):
        meant = row.functions.all()  # A merge adds the heir to what was named and is retired.
        living = [each.slug for each in meant if each.retired_at is None]
        slugs = tuple(sorted(living or [each.slug for each in meant]))
        at = row.created_at
        labels[row.job_title_id].append(_Saying(at, at, row.author_id, slugs))
        if (then := row.approved_at) is not None:
            labels[row.job_title_id].append(_Saying(then, then, row.approved_by_id, slugs))
    suggested = Suggestion.objects.filter(workspace=workspace, job_title__in=keys)
    suggested = suggested.exclude(functions__isnull=True).exclude(state=Suggestion.State.WITHDRAWN)
    suggested = with_waiting(suggested)
    now = slugs_now({slug for each in suggested for slug in each.functions or ()})
    for each in suggested:
        labels[each.job_title_id or 0].append(
            _Saying(
                each.created_at,
                each.updated_at,
                each.visitor or each.author_id,
                tuple(sorted({now.get(slug, slug) for slug in each.functions or ()})),
                is_correction=False,
                decided_by=None if each.is_open else each.reviewer_id,
            )
        )
    return labels


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
