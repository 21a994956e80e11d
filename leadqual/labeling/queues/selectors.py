"""Reads of the queues of titles: which titles wait for a person, in which order."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.core.paginator import Page, Paginator
from django.db.models import (
    BooleanField,
    Case,
    Exists,
    F,
    Func,
    IntegerField,
    JSONField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.urls import reverse

from leadqual.accounts.models import User, Workspace
from leadqual.labeling.agreement import awaiting
from leadqual.labeling.corrections.selectors import (
    NEVER_READ,
    Coverage,
    effective_corrections,
    titles_of,
)
from leadqual.labeling.models.corrections import Correction, PropagatedLabel
from leadqual.labeling.models.queues import (
    BulkCorrection,
    LabelConflict,
    QueueRun,
    Suggestion,
    TitleGroup,
)
from leadqual.labeling.queues.title_queues import QUEUES, queue_named
from leadqual.leads.models import JobTitle, TitleLabel
from leadqual.taxonomy.models import Department, Function
from leadqual.taxonomy.services import normalised

# Titles of one function or department: also those that would probably be it.

MIN_LIKELY = 0.1  # Of the most likely function of an unclassified title; below it is a guess.
_LIKELY = '$[*] ? (@.because == "below threshold" && @.label == $slugs[*] && @.score >= $least)'

NEXT = 100
# Source by source, as the conditions of the indexes say it.
_BY_NOBODY = ~Q(source="correction") & ~Q(source="dictionary")
_SURE = TitleLabel.SURE_FROM
_OPEN = Q(surest__gte=0.0, n_contacts__gt=0) & _BY_NOBODY
_NOT_SPOKEN = Q(~Exists(effective_corrections(of_title=True)))
_ORDER = {"uncertain": ("surest",), "corrected": ("-newest",)}
_WORDS = {
    LabelConflict.Kind.DICTIONARY: "The model disagrees with the dictionary",
    LabelConflict.Kind.SUSPECT: "Labels of other titles suggest an error",
    LabelConflict.Kind.SIMILAR: "A similar title has different labels",
}
PAGE = 50
PLACE_PAGES = {"todo": "labeling:titles", "review": "labeling:review", "done": "labeling:done"}


@dataclass(frozen=True, slots=True)
class LabelFilter:
    """Which titles of a queue are wanted; slugs, "" for all."""

    function: str = ""
    department: str = ""

    @classmethod
    def read(cls, said: Mapping[str, str]) -> "LabelFilter":
        """Read the parameters of a page or an address."""
        return cls(said.get("function", "").strip(), said.get("department", "").strip())

    def __bool__(self) -> bool:
        return bool(self.function or self.department)

    def params(self) -> dict[str, str]:
        """Return the parameters that say the same."""
        named = {"function": self.function, "department": self.department}
        return {name: slug for name, slug in named.items() if slug}

    def unknown(self) -> list[str]:
        """Return the names of the parameters whose slug nothing has; two queries at most."""
        living = {
            "function": Function.objects.filter(slug=self.function, retired_at=None),
            "department": Department.objects.filter(slug=self.department, retired_at=None),
        }
        return [name for name in self.params() if not living[name].exists()]

    def narrow(self, titles: QuerySet[JobTitle]) -> QuerySet[JobTitle]:
        """Keep the titles that have the function, that a conflict proposes for it, or that miss it.

        Of an unclassified title the most likely function counts, from a probability of 0.1 on. An
        unknown slug keeps none. One query more, for the functions.
        """
        if not self:
            return titles
        slugs = self._slugs()
        labels = TitleLabel.objects.filter(job_title=OuterRef("pk"), function__slug__in=slugs)
        conflicts = LabelConflict.objects.filter(job_title=OuterRef("pk"))
        conflicts = conflicts.filter(functions__has_any_keys=slugs)
        likely = Func(
            F("why"),
            Func(Value(_LIKELY), template="(%(expressions)s)::jsonpath"),
            Value({"slugs": slugs, "least": MIN_LIKELY}, output_field=JSONField()),
            function="jsonb_path_exists",
            output_field=BooleanField(),
        )
        found = titles.annotate(is_likely=likely)
        return found.filter(Exists(labels) | Exists(conflicts) | Q(labels=None, is_likely=True))

    def _slugs(self) -> list[str]:
        functions = Function.objects.filter(retired_at=None)
        if self.function:
            functions = functions.filter(slug=self.function)
        if self.department:
            functions = functions.filter(department__slug=self.department)
        return list(functions.values_list("slug", flat=True))


NO_FILTER = LabelFilter()


@dataclass(frozen=True, slots=True)
class NextTitles:
    """What the next titles to do would add, if a person labeled them.

    Args:
        n_titles: how many there are, at most `NEXT`.
        share: share of the people whose title a person or the dictionary would settle then.
        more: how much of that they add, 0 to 1.
    """

    n_titles: int
    share: float
    more: float


def next_titles(workspace: Workspace, now: Coverage) -> NextTitles:
    """Return what the next titles to do would add, most people first; one query."""
    titles = title_queue(workspace, "todo").exclude(source="correction")
    rows = list(titles.values_list("n_contacts", flat=True)[:NEXT])
    more = sum(rows) / (now.n_people or 1)
    return NextTitles(len(rows), now.share + more, more)


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
        titles, nearest = _holding(titles, words), ("nearness",)
    if queue != "second":
        titles = labels.narrow(titles)
    if queue == "corrected":
        newest = Max("corrections__pk", filter=Q(corrections__is_current=True))
        titles = titles.annotate(newest=newest)
    titles = titles.filter(_BELONGING.get(queue, _to_do)(workspace, reader))
    return titles.order_by(*nearest, *_ORDER.get(queue, ()), "-n_contacts", "pk")


def to_approve(workspace: Workspace, reader: int) -> QuerySet[Correction]:
    """Return the corrections that a person may approve: one other alone spoke of the title.

    Those of titles that the person is to label as the second are left out: they would be told.
    """
    found = _spoken_alone().filter(workspace=workspace).exclude(author=reader)
    return found.exclude(job_title__in=awaiting(workspace, reader).values("job_title"))


def _said_by_one() -> QuerySet[Correction]:
    """Return active corrections that only their author reviewed; of a title outside."""
    return _spoken_alone().filter(job_title=OuterRef("pk"))


def _spoken_alone() -> QuerySet[Correction]:
    suggested = Suggestion.objects.filter(state="accepted", correction=OuterRef("pk"))
    by_another = suggested.exclude(author__isnull=False, author=OuterRef("author"))
    said = Correction.objects.filter(is_current=True, approved_by=None)
    return said.exclude(Exists(by_another))


def _to_do(workspace: Workspace, reader: int | None) -> Q:
    """Uncertain, unclassified or in conflict; no title of the dictionary, and none of nobody."""
    disputed = _disputed(workspace)
    if reader is not None:  # Whoever is to label it as the second sees it in no list before.
        disputed = disputed.exclude(pk__in=awaiting(workspace, reader).values("job_title"))
    return _OPEN & Q(surest__lt=_SURE) & _NOT_SPOKEN | Q(pk__in=disputed.values("pk"))


def _unapproved(workspace: Workspace, reader: int | None) -> Q:
    """As `to_approve`: whoever is to label a title as the second does not see its labels before."""
    said = Q(Exists(_said_by_one().exclude(author=reader)))
    if reader is None:
        return said
    return said & ~Q(pk__in=awaiting(workspace, reader).values("job_title"))


def _disputed(workspace: Workspace) -> QuerySet[LabelConflict]:
    """Return open conflicts about titles that people have and the dictionary does not settle."""
    rows = open_conflicts(workspace).filter(job_title__n_contacts__gt=0)
    return rows.exclude(job_title__source="dictionary")


_BELONGING: dict[str, Callable[[Workspace, int | None], Q]] = {
    "todo": _to_do,
    "uncertain": lambda _, __: _OPEN & Q(surest__gt=0.0, surest__lt=_SURE) & _NOT_SPOKEN,
    "conflicts": lambda workspace, _: Q(pk__in=_disputed(workspace).values("pk")),
    "unclassified": lambda _, __: _OPEN & Q(surest=0.0) & _NOT_SPOKEN,
    "unapproved": _unapproved,
    "second": lambda workspace, reader: Q(pk__in=awaiting(workspace, reader).values("job_title")),
    "done": lambda _, __: Q(source__in=["correction", "dictionary"]) | Q(surest__gte=_SURE),
    "corrected": lambda _, __: Q(newest__isnull=False),
    "propagated": lambda _, __: Q(propagated_labels__is_in_force=True),
    "dictionary": lambda _, __: Q(source="dictionary"),
    "confident": lambda _, __: Q(surest__gte=_SURE) & _BY_NOBODY & _NOT_SPOKEN,
}
"""Queue → which titles are in it."""

"""Queue → what comes before the number of people."""


def _holding(titles: QuerySet[JobTitle], words: str) -> QuerySet[JobTitle]:
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
    """Return the doubts of which nobody has spoken since they were found."""
    return LabelConflict.objects.filter(workspace=workspace).exclude(_is_settled())


def conflicts_of(workspace: Workspace, titles: Collection[int]) -> QuerySet[LabelConflict]:
    """Return the open doubts of some titles by their keys, with the titles and their labels."""
    rows = open_conflicts(workspace).filter(pk__in=titles).select_related("job_title", "beside")
    return rows.prefetch_related("job_title__labels__function")


def resolved_conflicts(workspace: Workspace) -> QuerySet[LabelConflict]:
    """Return the doubts that a person settled, by the title itself or by one that it follows."""
    return LabelConflict.objects.filter(workspace=workspace).filter(_is_settled())


def _is_settled() -> Q:
    spoken = effective_corrections().filter(job_title=OuterRef("pk"), pk__gt=OuterRef("newest"))
    moved = PropagatedLabel.objects.filter(
        job_title=OuterRef("pk"), is_in_force=True, correction__gt=OuterRef("newest")
    )
    return Exists(spoken) | Exists(moved)


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


# What speaks against the labels of titles, in words, with what could be said instead.


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a person can say with one key.

    Args:
        key: on the keyboard.
        functions: that the title would have; empty for Other.
    """

    key: str
    words: str
    functions: tuple[Function, ...]


@dataclass(frozen=True, slots=True)
class ConflictEvidence:
    """What speaks against the labels of one title.

    Args:
        rather: names of the functions that it would have instead, or Other.
        score: how strongly, 0 to 1.
        beside: the near title with these labels, if any.
        proposals: as it is now, and as it would be instead.
    """

    words: str
    rather: str
    score: float
    beside: JobTitle | None
    proposals: tuple[Proposal, ...]


def conflict_evidence(doubts: Iterable[LabelConflict]) -> dict[int, ConflictEvidence]:
    """Return key of each title → what speaks against its labels; one query next to the titles.

    Args:
        doubts: of titles with their labels, and with the titles beside them.
    """
    found = list(doubts)
    slugs = {slug for doubt in found for slug in doubt.functions}
    living = Function.objects.filter(slug__in=slugs, retired_at=None)
    rows = {row.slug: row for row in living}
    return {doubt.job_title_id: _against(doubt, rows) for doubt in found}


def _against(doubt: LabelConflict, rows: dict[str, Function]) -> ConflictEvidence:
    now = tuple(label.function for label in doubt.job_title.labels.all())
    rather = tuple(rows[slug] for slug in doubt.functions if slug in rows)
    return ConflictEvidence(
        words=_WORDS[LabelConflict.Kind(doubt.kind)],
        rather=_names(rather),
        score=doubt.score,
        beside=doubt.beside,
        proposals=(
            Proposal("1", f"Keep {_names(now)}", now),
            Proposal("2", f"Use {_names(rather)}", rather),
        ),
    )


def _names(functions: Sequence[Function]) -> str:
    return ", ".join(function.name for function in functions) or "Unclassified"


# Where a person is in the queues of titles, and which title comes next.


@dataclass(frozen=True, slots=True)
class QueuePosition:
    """A page of a queue.

    Args:
        queue: one of `title_queues.QUEUES`.
        words: only titles that hold these.
        page: number of the page as it was asked for, from 1 on.
        reader: key of who works on it.
        labels: only titles of these functions.
    """

    queue: str
    words: str
    page: str
    reader: int
    labels: LabelFilter = NO_FILTER

    @classmethod
    def read(
        cls, said: Mapping[str, str], reader: User, *, default: str = "todo"
    ) -> "QueuePosition":
        """Read the parameters of the page; an unknown queue is read as the default."""
        return cls(
            queue=queue_named(said.get("queue", ""), default),
            words=said.get("q", "").strip().lower(),
            page=said.get("page", ""),
            reader=reader.pk,
            labels=LabelFilter.read(said),
        )

    @classmethod
    def at(cls, address: str, reader: User) -> "QueuePosition | None":
        """Read an address of ours; None where it is no queue."""
        parts = urlsplit(address)
        place = {reverse(name): slug for slug, name in PLACE_PAGES.items()}.get(parts.path)
        said = dict(parse_qsl(parts.query))
        if place is None or (place == "review" and queue_named(said.get("queue", ""), "") == ""):
            return None
        return cls.read(said, reader, default=place)

    @property
    def place(self) -> str:
        """Return the slug of the place in which the queue is."""
        return QUEUES[self.queue].place

    def titles(self, workspace: Workspace) -> QuerySet[JobTitle]:
        """Return the titles of the queue in their order."""
        return title_queue(
            workspace, self.queue, words=self.words, reader=self.reader, labels=self.labels
        )

    def shown(self, workspace: Workspace) -> Page[JobTitle]:
        """Return the titles of the page; the last page where there are fewer."""
        return Paginator(self.titles(workspace), PAGE).get_page(self.page)

    def number(self, workspace: Workspace) -> int:
        """Return the number of the page that is shown; without a query for the first one."""
        return self.shown(workspace).number if self.page not in {"", "1"} else 1

    def address(self, number: int = 1, title: int | None = None) -> str:
        """Return the address of a page of this queue, with a title open if one is named."""
        asked: dict[str, str | int] = {"queue": self.queue, "q": self.words, **self.labels.params()}
        asked["page"] = number if number > 1 else ""
        asked["title"] = title or ""
        named = {name: value for name, value in asked.items() if value}
        where = f"{reverse(PLACE_PAGES[self.place])}?{urlencode(named)}"
        return where if title is None else f"{where}#title"

    def after(self, workspace: Workspace, title: JobTitle) -> tuple[int, ...]:
        """Return the keys of titles that come after one, the nearest first; then those before it.

        Ask before the title is corrected: it may leave the queue by that.
        """
        return nearest(self.keys(workspace, self.number(workspace)), title.pk)

    def past(self, number: int, title: int) -> str:
        """Return the address that goes past a title, to the next one that nobody else has open."""
        return f"{self.address(number)}&after={title}"

    def keys(self, workspace: Workspace, number: int) -> list[int]:
        """Return the keys of the titles of a page and of the next one; one query."""
        start = (number - 1) * PAGE
        return list(self.titles(workspace).values_list("pk", flat=True)[start : start + 2 * PAGE])


def nearest(keys: Sequence[int], title: int) -> tuple[int, ...]:
    """Return the keys behind that of a title, then those before it."""
    at = keys.index(title) if title in keys else -1
    return (*keys[at + 1 :], *keys[: max(at, 0)])
