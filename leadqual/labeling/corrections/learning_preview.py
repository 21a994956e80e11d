"""Functions that corrections would let be learned."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from classifiers.titles.cascade import TitleCascade
from classifiers.titles.model.learned_functions import (
    MIN_TITLES,
)
from classifiers.titles.training.metric_drops import MetricDrop
from leadqual.labeling.corrections.downstream_impact import MAX_READ
from leadqual.labeling.metric_drop_texts import large_drops
from leadqual.labeling.models.corrections import Correction
from leadqual.labeling.models.learned import LearnedFunction
from leadqual.leads.models import JobTitle

State = LearnedFunction.State


@dataclass(frozen=True, slots=True)
class LearningPreview:
    """A function that would be learned, or learned again, by a correction.

    Args:
        n_titles: titles that people gave it, with the one of this correction.
        n_in_force: titles that the active one was learned from; None if none is active.
        n_waiting: titles that the newest one was learned from, which waits; None where none does.
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
    found = (_learning_preview_of(titles, function, cascade) for function in functions)
    return tuple(each for each in found if each is not None)


def _learning_preview_of(
    own: Sequence[JobTitle], function: str, cascade: TitleCascade
) -> LearningPreview | None:
    """Ask as the job does that learns; a function that a person switched off is not learned."""
    workspace_id = own[0].workspace_id
    corrections = Correction.objects.filter(
        workspace=workspace_id, is_current=True, functions__slug=function
    ).exclude(job_title__in=[title.pk for title in own])
    n_titles = corrections.count() + len(own)
    learned = LearnedFunction.objects.filter(
        workspace=workspace_id, function__slug=function
    ).exclude(state=State.REPLACED)
    rows = {row.state: row for row in learned}
    if State.OFF in rows or n_titles < MIN_TITLES:
        return None
    if not rows:
        newest = corrections.order_by("-pk").values_list("job_title__normalised", flat=True)
        titles = [*(title.normalised for title in own), *newest[:MAX_READ]]
        if len(missed(cascade, function, titles)) < MIN_TITLES:
            return None
    active_row = rows.pop(State.ACTIVE, None)
    waiting = next(iter(rows.values()), None)
    return LearningPreview(
        function,
        n_titles,
        is_known=active_row is not None or waiting is not None,
        n_in_force=active_row.n_titles if active_row else None,
        n_waiting=waiting.n_titles if waiting else None,
        falls=tuple(large_drops(waiting.falls)) if waiting else (),
    )
