"""Reads of the queues of titles: which titles wait for a person, in which order."""

import re
from collections.abc import Callable, Collection

from django.db.models import (
    Case,
    Exists,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)

from leadqual.accounts.models import Workspace
from leadqual.labeling.corrections.selectors import (
    NEVER_READ,
    Coverage,
    effective_corrections,
    titles_of,
)
from leadqual.labeling.double_labeling import awaiting
from leadqual.labeling.models.corrections import Correction, PropagatedLabel
from leadqual.labeling.models.queues import BulkCorrection, LabelConflict, QueueRun, TitleGroup
from leadqual.labeling.models.suggestions import Suggestion
from leadqual.labeling.queues.label_filter import NO_FILTER, LabelFilter
from leadqual.leads.models import JobTitle, TitleLabel
from leadqual.taxonomy.services import normalised

NEXT = 100
# Source by source, as the conditions of the indexes say it.
_UNCONFIRMED = ~Q(source="correction") & ~Q(source="dictionary")
_SURE = TitleLabel.SURE_FROM
_OPEN = Q(surest__gte=0.0, n_contacts__gt=0) & _UNCONFIRMED
_UNCORRECTED = Q(~Exists(effective_corrections(of_title=True)))
_ORDER = {"uncertain": ("surest",), "corrected": ("-newest",)}


def next_titles(workspace: Workspace, now: Coverage) -> dict[str, float]:
    """Return what the next titles to do would add if a person labeled them; one query.

    `n_titles`, at most `NEXT`, most people first; `share` of the people whose title a person or
    the dictionary would decide then; `more`, how much of that they add, 0 to 1.
    """
    titles = title_queue(workspace, "todo").exclude(source="correction")
    rows = list(titles.values_list("n_contacts", flat=True)[:NEXT])
    more = sum(rows) / (now.n_people or 1)
    return {"n_titles": len(rows), "share": now.share + more, "more": more}


def title_queue(
    workspace: Workspace,
    queue: str,
    *,
    words: str = "",
    reader: int | None = None,
    labels: LabelFilter = NO_FILTER,
) -> QuerySet[JobTitle]:
    """Return titles in the order of one of `title_queues.QUEUES`; an unknown one is read as `todo`.

    Args:
        workspace: whose titles.
        queue: slug of the queue.
        words: only titles that hold these, as shown or as read; the title itself comes first.
        reader: key of a person who judges nothing a second time that they said themselves.
        labels: only titles of these functions. In `second` it counts for nothing: it would tell
            what the first person said.
    """
    titles = titles_of(workspace)
    nearest: tuple[str, ...] = ()
    if words:
        titles, nearest = _matching_words(titles, words), ("nearness",)
    if queue != "second":
        titles = labels.narrow(titles)
    if queue == "corrected":
        newest = Max("corrections__pk", filter=Q(corrections__is_current=True))
        titles = titles.annotate(newest=newest)
    titles = titles.filter(_CONDITIONS.get(queue, _to_do)(workspace, reader))
    return titles.order_by(*nearest, *_ORDER.get(queue, ()), "-n_contacts", "pk")


def to_approve(workspace: Workspace, reader: int) -> QuerySet[Correction]:
    """Return the corrections that a person may approve: exactly one other person labeled the title.

    Those of titles that the person is to label as the second are left out: they would be told.
    """
    found = _single_corrections().filter(workspace=workspace).exclude(author=reader)
    return found.exclude(job_title__in=awaiting(workspace, reader).values("job_title"))


def _reviewed_by_author_alone() -> QuerySet[Correction]:
    """Return active corrections that only their author reviewed; of a title outside."""
    return _single_corrections().filter(job_title=OuterRef("pk"))


def _single_corrections() -> QuerySet[Correction]:
    suggested = Suggestion.objects.filter(state="accepted", correction=OuterRef("pk"))
    by_another = suggested.exclude(author__isnull=False, author=OuterRef("author"))
    labels = Correction.objects.filter(is_current=True, approved_by=None)
    return labels.exclude(Exists(by_another))


def _to_do(workspace: Workspace, reader: int | None) -> Q:
    """Uncertain, unclassified or in conflict; no title of the dictionary, and none of nobody."""
    disputed = _disputed(workspace)
    if reader is not None:  # Whoever is to label it as the second sees it in no list before.
        disputed = disputed.exclude(pk__in=awaiting(workspace, reader).values("job_title"))
    return _OPEN & Q(surest__lt=_SURE) & _UNCORRECTED | Q(pk__in=disputed.values("pk"))


def _unapproved(workspace: Workspace, reader: int | None) -> Q:
    """As `to_approve`: whoever is to label a title as the second does not see its labels before."""
    labels = Q(Exists(_reviewed_by_author_alone().exclude(author=reader)))
    if reader is None:
        return labels
    return labels & ~Q(pk__in=awaiting(workspace, reader).values("job_title"))


def _disputed(workspace: Workspace) -> QuerySet[LabelConflict]:
    """Return open conflicts about titles that people have and the dictionary does not settle."""
    rows = open_conflicts(workspace).filter(job_title__n_contacts__gt=0)
    return rows.exclude(job_title__source="dictionary")


_CONDITIONS: dict[str, Callable[[Workspace, int | None], Q]] = {
    "todo": _to_do,
    "uncertain": lambda _, __: _OPEN & Q(surest__gt=0.0, surest__lt=_SURE) & _UNCORRECTED,
    "conflicts": lambda workspace, _: Q(pk__in=_disputed(workspace).values("pk")),
    "unclassified": lambda _, __: _OPEN & Q(surest=0.0) & _UNCORRECTED,
    "unapproved": _unapproved,
    "second": lambda workspace, reader: Q(pk__in=awaiting(workspace, reader).values("job_title")),
    "done": lambda _, __: Q(source__in=["correction", "dictionary"]) | Q(surest__gte=_SURE),
    "corrected": lambda _, __: Q(newest__isnull=False),
    "propagated": lambda _, __: Q(propagated_labels__is_in_force=True),
    "dictionary": lambda _, __: Q(source="dictionary"),
    "confident": lambda _, __: Q(surest__gte=_SURE) & _UNCONFIRMED & _UNCORRECTED,
}
"""Queue → which titles are in it."""


def _matching_words(titles: QuerySet[JobTitle], words: str) -> QuerySet[JobTitle]:
    """Keep titles with words that begin with each of these, and say how near each one is.

    `nearness` is 0 for the title itself, 1 for one that reads the same, 2 where the words stand
    whole, 3 for their beginnings.
    """
    words = words.replace("\0", " ")
    read = normalised(words)
    begun = Q()
    for word in words.split():
        begun &= _matches(rf"(^|\W){re.escape(word)}")
    whole = _matches(rf"(^|\W){re.escape(words.strip())}($|\W)")
    if read:
        whole |= Q(normalised__regex=rf"(^|\W){re.escape(read)}($|\W)")
    same = Q(title__iexact=words) | Q(normalised=read)
    nearness = Case(
        When(title__iexact=words, then=Value(0)),
        When(same, then=Value(1)),
        When(whole, then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    return titles.filter(begun | whole | same).annotate(nearness=nearness)


def _matches(pattern: str) -> Q:
    """Look for a pattern in the spelling that is shown and in the one that is read."""
    return Q(title__iregex=pattern) | Q(normalised__iregex=pattern)


def open_conflicts(workspace: Workspace) -> QuerySet[LabelConflict]:
    """Return the doubts about titles that nobody corrected since."""
    return LabelConflict.objects.filter(workspace=workspace).exclude(_is_settled())


def conflicts_of(workspace: Workspace, titles: Collection[int]) -> QuerySet[LabelConflict]:
    """Return the open doubts of some titles by their keys, with the titles and their labels."""
    rows = open_conflicts(workspace).filter(pk__in=titles).select_related("job_title", "beside")
    return rows.prefetch_related("job_title__labels__function")


def resolved_conflicts(workspace: Workspace) -> QuerySet[LabelConflict]:
    """Return the doubts that a person settled, by the title itself or by one that it follows."""
    return LabelConflict.objects.filter(workspace=workspace).filter(_is_settled())


def _is_settled() -> Q:
    later_corrections = effective_corrections().filter(
        job_title=OuterRef("pk"), pk__gt=OuterRef("newest")
    )
    moved = PropagatedLabel.objects.filter(
        job_title=OuterRef("pk"), is_in_force=True, correction__gt=OuterRef("newest")
    )
    return Exists(later_corrections) | Exists(moved)


def queue_run(workspace: Workspace) -> QueueRun | None:
    """Return when the queues of a job were made, and how far it is; None before the first time."""
    return QueueRun.objects.filter(pk=workspace.pk).first()


def open_groups(workspace: Workspace) -> QuerySet[TitleGroup]:
    """Return the groups that still hold a title that is Other, the most people first."""
    waiting = waiting_others(workspace).filter(grouped__group=OuterRef("pk"))
    return TitleGroup.objects.filter(Exists(waiting), workspace=workspace)


def waiting_others(workspace: Workspace) -> QuerySet[JobTitle]:
    """Return the titles that hold no function, though neither dictionary nor person says so."""
    titles = JobTitle.objects.filter(workspace=workspace, labels=None).exclude(NEVER_READ)
    return titles.exclude(source__in=["correction", "dictionary"]).exclude(
        Exists(effective_corrections(of_title=True))
    )


def titles_in_group(workspace: Workspace, group: TitleGroup) -> QuerySet[JobTitle]:
    """Return the titles of a group that are still Other, the most frequent first."""
    waiting = waiting_others(workspace).filter(grouped__group=group)
    return waiting.select_related("level", "industry", "grouped").order_by("-n_contacts", "pk")


def steps_of(workspace: Workspace) -> QuerySet[BulkCorrection]:
    """Return the steps of a workspace, the newest first."""
    return BulkCorrection.objects.filter(workspace=workspace).select_related("author", "undone_by")


def titles_of_step(step: BulkCorrection) -> QuerySet[JobTitle]:
    """Return the titles that a step corrected, the most frequent first."""
    titles = titles_of(step.workspace).filter(corrections__step=step)
    return titles.order_by("-n_contacts", "pk")
