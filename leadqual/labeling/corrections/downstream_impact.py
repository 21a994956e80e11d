"""What hangs on titles that change: lists with their people, saved searches, and campaigns."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from django.db.models import Exists, OuterRef, Q, QuerySet
from numpy.typing import NDArray

from classifiers.core.types import TitlePrediction
from classifiers.titles.cascade import TitleCascade
from classifiers.titles.model.learned_functions import (
    MIN_TITLES,
    Doubles,
    LearnedHead,
    LearnedHeads,
)
from classifiers.titles.propagation import CorrectionMemory
from classifiers.titles.training.frozen_test_set import MetricDrop
from classifiers.titles.workspace_cascade import LEARNED, WorkspaceCascade
from leadqual.accounts.models import Workspace
from leadqual.labeling.classification import head_of
from leadqual.labeling.models.corrections import Correction, LearnedFunction, LearnedTitle
from leadqual.labeling.quality_gate import large_drops
from leadqual.leads.models import Company, Contact, JobTitle, ListEntry
from leadqual.search.query.query import ContactQuery
from leadqual.search.results.selectors import vocabulary
from leadqual.search.saved import query_of, saved_of

MAX_TITLES = 2_000  # Of which people are looked for; more titles carry next to nobody.
UNCLASSIFIED = "unclassified"

State = LearnedFunction.State
MAX_READ = 500  # The preview waits for them; five that the cascade misses are among them or none.


@dataclass(frozen=True, slots=True)
class LabelTransition:
    """What a title is and what it would be; slugs.

    Args:
        levels: now and then, where these differ.
    """

    pk: int
    now: frozenset[str]
    then: frozenset[str]
    levels: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class DownstreamImpact:
    """What hangs on titles that change; key → name of each.

    Args:
        lists: that hold people with such a title.
        searches: saved ones that ask for a function, a department or a level that changes.
        campaigns: that ask about companies where people with such a title work.
    """

    lists: dict[int, str] = field(default_factory=dict)
    searches: dict[int, str] = field(default_factory=dict)
    campaigns: dict[int, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.lists or self.searches or self.campaigns)


def impact_of(workspace: Workspace, turns: Iterable[LabelTransition]) -> DownstreamImpact:
    """Return what titles touch that change; five queries, and one for the taxonomy.

    Args:
        workspace: whose titles they are.
        turns: the most frequent titles first; those that stay as they are touch nothing.
    """
    changing = [turn for turn in turns if turn.now != turn.then or turn.levels]
    if not changing:
        return DownstreamImpact()
    titles = [turn.pk for turn in changing[:MAX_TITLES]]
    gathered = ListEntry.objects.filter(
        contact_list=OuterRef("pk"), contact__in=_people(workspace, titles).values("pk")
    )
    lists = workspace.contact_lists.filter(Exists(gathered), deleted_at=None, is_private=False)
    known = vocabulary()
    functions = {slug for turn in changing for slug in turn.now ^ turn.then}
    return DownstreamImpact(
        lists=dict(lists.order_by("name").values_list("pk", "name")),
        searches=searches_about(
            workspace,
            functions=functions,
            departments={known.functions[slug] for slug in functions if slug in known.functions},
            levels={slug for turn in changing for slug in turn.levels},
            has_other=any(
                not turn.now or not turn.then for turn in changing if turn.now != turn.then
            ),
        ),
        campaigns=campaigns_about(workspace, titles),
    )


def _people(workspace: Workspace, titles: Sequence[int]) -> QuerySet[Contact]:
    return Contact.objects.filter(workspace=workspace, job_title__in=titles)


def campaigns_about(workspace: Workspace, titles: Sequence[int]) -> dict[int, str]:
    """Return key → name of the campaigns about companies where people with titles work.

    They ask about all companies, or about those that were added; one query.

    Args:
        workspace: whose campaigns.
        titles: keys of its titles; a few thousand at most.
    """
    people = _people(workspace, titles).exclude(company=None)
    asked = Company.campaigns.through.objects.filter(
        campaign=OuterRef("pk"), company__in=people.values("company")
    )
    rows = workspace.campaigns.filter(
        Q(Exists(asked), scope="selected") | Q(Exists(people), scope="all"), archived_at=None
    )
    return dict(rows.order_by("name").values_list("pk", "name"))


def searches_about(
    workspace: Workspace,
    *,
    functions: Collection[str],
    departments: Collection[str],
    levels: Collection[str],
    has_other: bool,
) -> dict[int, str]:
    """Return key → name of the saved searches that ask for something; two queries.

    Args:
        workspace: whose searches.
        functions: slugs in the tree as it is now, as the others.
        departments: of these, and others.
        levels: slugs.
        has_other: also titles without a function.
    """
    known = vocabulary()
    changed = {"function": functions, "department": departments, "level": levels}
    return {
        saved.pk: saved.name
        for saved in saved_of(workspace)
        if _asks_for(query_of(saved, known)[0], changed, has_other=has_other)
    }


def _asks_for(
    query: ContactQuery, changed: Mapping[str, Collection[str]], *, has_other: bool
) -> bool:
    if has_other and (query.unclassified or query.refused(UNCLASSIFIED)):
        return True
    return any(
        not set(slugs).isdisjoint((*query.ticked(facet), *query.refused(facet)))
        for facet, slugs in changed.items()
    )


# Which stored titles a learned function labels, or would label if it were active.


@dataclass(frozen=True, slots=True, eq=False)
class LearnedCoverage:
    """What the learned functions of a workspace say of some titles.

    Args:
        rows: learned functions, active or held for review.
        heads: of the rows, in their order.
        reached: whether a title has the score that a head asks for, shape (n_titles, n_rows).
    """

    titles: tuple[JobTitle, ...]
    rows: tuple[LearnedFunction, ...]
    heads: tuple[LearnedHead, ...]
    reached: NDArray[np.bool_]

    def speaks_of(self) -> NDArray[np.bool_]:
        """Return which titles an active function labels, shape (n_titles,)."""
        in_force = [n for n, row in enumerate(self.rows) if row.state == State.ACTIVE]
        return np.asarray(self.reached[:, in_force].any(axis=1), dtype=np.bool_)


def read_heads(titles: Sequence[JobTitle], *, online: WorkspaceCascade) -> LearnedCoverage:
    """Ask every learned function of a workspace, also those that are held back or refused."""
    rows = LearnedFunction.objects.filter(
        workspace=titles[0].workspace_id if titles else None,
        model_version=online.cascade.version,
        state__in=LearnedFunction.WAITING_OR_ACTIVE,
        function__retired_at=None,
    )
    found = tuple(rows.select_related("function").order_by("pk"))
    heads = tuple(map(head_of, found))
    scores: Doubles = np.zeros((len(titles), 0))
    if heads and titles:
        asked = WorkspaceCascade(online.cascade, CorrectionMemory(()), LearnedHeads(heads))
        scores = asked.head_scores([title.normalised for title in titles])
    limits = np.array([head.threshold for head in heads])
    return LearnedCoverage(tuple(titles), found, heads, scores >= limits)


def note_taken(reading: LearnedCoverage, *, online: WorkspaceCascade) -> None:
    """Write which titles each function takes; five queries, whatever their number.

    Titles of which people spoke are written too and left out where they are shown: a correction
    that is undone needs no second look.
    """
    keys = [title.pk for title in reading.titles]
    LearnedTitle.objects.filter(job_title__any=keys).delete()
    places = np.flatnonzero(reading.reached.any(axis=1))
    if not len(places):
        return
    titles = [reading.titles[place] for place in places]
    alone = online.cascade.predict([title.title for title in titles], explain=False)
    LearnedTitle.objects.bulk_create(
        [
            LearnedTitle(learned=row, job_title=title, score=score)
            for place, row in enumerate(reading.rows)
            for title, score in _taken(
                place, reading, _rows(reading.reached[places, place], titles, alone), online
            )
        ],
        batch_size=len(reading.titles),
    )


def _rows(
    chosen: NDArray[np.bool_], titles: Sequence[JobTitle], alone: Sequence[TitlePrediction]
) -> list[tuple[JobTitle, TitlePrediction]]:
    return [
        (title, answer)
        for title, answer, is_chosen in zip(titles, alone, chosen, strict=True)
        if is_chosen
    ]


def _taken(
    place: int,
    reading: LearnedCoverage,
    asked: Sequence[tuple[JobTitle, TitlePrediction]],
    online: WorkspaceCascade,
) -> list[tuple[JobTitle, float]]:
    """Return titles that have the function by its head alone, in addition to the active ones."""
    slug = reading.heads[place].function
    heads = [
        head
        for n, head in enumerate(reading.heads)
        if n == place or (reading.rows[n].state == State.ACTIVE and head.function != slug)
    ]
    with_it = WorkspaceCascade(online.cascade, CorrectionMemory(()), LearnedHeads(heads))
    found = with_it.corrected([answer for _, answer in asked])
    return [
        (title, reason.score or 0.0)
        for (title, _), answer in zip(asked, found, strict=True)
        for reason in answer.why
        if (reason.because, reason.label) == (LEARNED, slug)
    ]


# What a correction teaches beyond its own title: functions that are learned from several.


@dataclass(frozen=True, slots=True)
class LearningPreview:
    """A function that would be learned, or learned again, by a correction.

    Args:
        n_titles: titles that people gave it, with the one of this correction.
        n_in_force: titles that the active one was learned from; None if none is active.
        n_waiting: titles that taught the newest one, which waits; None where none does.
        falls: why the frozen test set refused the one that waits; empty if it found too few titles.
    """

    function: str
    n_titles: int
    is_known: bool
    n_in_force: int | None = None
    n_waiting: int | None = None
    falls: tuple[MetricDrop, ...] = ()


def missed(cascade: TitleCascade, function: str, titles: Collection[str]) -> list[str]:
    """Return the normalized titles to which the cascade alone does not give a function."""
    found = cascade.predict(list(titles), explain=False)
    return [
        answer.normalised
        for answer in found
        if function not in {label.slug for label in answer.functions}
    ]


def taught_by(
    *, titles: Sequence[JobTitle], functions: Sequence[str], cascade: TitleCascade
) -> tuple[LearningPreview, ...]:
    """Return the functions that corrections would let be learned; nothing is stored.

    Args:
        titles: of one workspace that would be given the functions, at least one.
        functions: slugs.
        cascade: the live one.
    """
    found = (_taught(titles, function, cascade) for function in functions)
    return tuple(each for each in found if each is not None)


def _taught(
    own: Sequence[JobTitle], function: str, cascade: TitleCascade
) -> LearningPreview | None:
    """Ask as the job does that learns; a function that a person switched off is not learned."""
    workspace_id = own[0].workspace_id
    said = Correction.objects.filter(
        workspace=workspace_id, is_current=True, functions__slug=function
    ).exclude(job_title__in=[title.pk for title in own])
    n_titles = said.count() + len(own)
    learned = LearnedFunction.objects.filter(
        workspace=workspace_id, function__slug=function
    ).exclude(state=State.REPLACED)
    rows = {row.state: row for row in learned}
    if State.OFF in rows or n_titles < MIN_TITLES:
        return None
    if not rows:
        newest = said.order_by("-pk").values_list("job_title__normalised", flat=True)
        titles = [*(title.normalised for title in own), *newest[:MAX_READ]]
        if len(missed(cascade, function, titles)) < MIN_TITLES:
            return None
    in_force = rows.pop(State.ACTIVE, None)
    waiting = next(iter(rows.values()), None)
    return LearningPreview(
        function,
        n_titles,
        is_known=in_force is not None or waiting is not None,
        n_in_force=in_force.n_titles if in_force else None,
        n_waiting=waiting.n_titles if waiting else None,
        falls=tuple(large_drops(waiting.falls)) if waiting else (),
    )
