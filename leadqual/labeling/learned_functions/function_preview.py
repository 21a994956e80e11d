"""Titles that a function would take once a correction lets it be learned."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from classifiers.core.types import TitlePrediction
from classifiers.titles.model.learned_functions import LearnedHead, LearnedHeads
from classifiers.titles.text.signature import signature
from classifiers.titles.training.metric_drops import MetricDrop
from classifiers.titles.workspace_cascade import WorkspaceCascade
from leadqual.accounts.models import Workspace
from leadqual.labeling.classification import load_online
from leadqual.labeling.corrections.correction_input import CorrectionInput
from leadqual.labeling.corrections.services import CorrectionPreview, preview_correction
from leadqual.labeling.learned_functions.fitting import state_earned
from leadqual.labeling.learned_functions.training_data import fitted, training_data_of
from leadqual.labeling.models.learned import LearnedFunction
from leadqual.leads.models import JobTitle

MAX_LOOKED_AT = 4_000  # The titles with the most people first; a second with the fit.


@dataclass(frozen=True, slots=True)
class PreviewedChange:
    """A stored title that a learned function would change.

    Args:
        title: as it was first written.
        n_contacts: how many people carry it.
        now: slugs now, best first.
        then: slugs with the function as it would be learned.
    """

    pk: int
    title: str
    n_contacts: int
    now: tuple[str, ...]
    then: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FunctionPreview:
    """A function as a correction would let it be learned.

    Args:
        changes: titles that it would change, the most frequent first.
        n_looked_at: how many titles were asked, those first that most people carry.
        n_titles: how many the workspace has.
        recall: share of its own titles that a fit without them finds, 0 to 1.
        is_held: it finds too few of them, so a manager decides.
        falls: why the frozen test set would refuse it; nothing where it would not.
    """

    function: str
    changes: tuple[PreviewedChange, ...]
    n_looked_at: int
    n_titles: int
    recall: float
    is_held: bool
    falls: tuple[MetricDrop, ...] = ()

    @property
    def n_contacts(self) -> int:
        """Contacts that carry the titles that it would change."""
        return sum(change.n_contacts for change in self.changes)

    @property
    def is_complete(self) -> bool:
        """Return whether every title of the workspace was asked."""
        return self.n_looked_at == self.n_titles


def preview_function(
    *, job_title: JobTitle, correction_input: CorrectionInput
) -> tuple[FunctionPreview, ...]:
    """Fit the functions that a correction would let be learned; nothing is stored.

    Takes a second for each, so it is asked for next to the reach of a correction and not with it.

    Raises:
        UnknownLabelError: a slug is unknown or retired.
        TooManyFunctionsError: more than three functions.
    """
    found = preview_correction(job_title=job_title, correction_input=correction_input)
    return tuple(
        _function_preview(job_title, correction_input, each.function, found)
        for each in found.teaches
    )


def _function_preview(
    job_title: JobTitle, correction_input: CorrectionInput, function: str, found: CorrectionPreview
) -> FunctionPreview:
    workspace = job_title.workspace
    online = load_online(workspace)
    training_data = training_data_of(workspace, function).with_title(
        job_title.normalised,
        frozenset(correction_input.functions),
        signature(job_title.normalised) if correction_input.propagate else "",
    )
    head = fitted(training_data, workspace=workspace, cascade=online.cascade)
    state, falls = state_earned(workspace, head, contradicted=training_data.signatures)
    titles = _titles(workspace, but=[job_title.pk, *(title.pk for title in found.titles)])
    return FunctionPreview(
        function=function,
        changes=_changes(titles, online, head),
        n_looked_at=len(titles) + 1 + len(found.titles),
        n_titles=JobTitle.objects.filter(workspace=workspace).count(),
        recall=head.recall,
        is_held=state == LearnedFunction.State.ON_HOLD,
        falls=tuple(falls) if state == LearnedFunction.State.REJECTED else (),
    )


def _titles(workspace: Workspace, *, but: Sequence[int]) -> list[JobTitle]:
    titles = JobTitle.objects.filter(workspace=workspace).exclude(pk__in=but)
    return list(titles.order_by("-n_contacts", "pk")[:MAX_LOOKED_AT])


def _changes(
    titles: Sequence[JobTitle], online: WorkspaceCascade, head: LearnedHead
) -> tuple[PreviewedChange, ...]:
    """Return the titles that another head of one function changes, on top of all other heads."""
    former = [each for each in online.heads.heads if each.function == head.function]
    others = [each for each in online.heads.heads if each.function != head.function]
    asked = WorkspaceCascade(online.cascade, online.memory, LearnedHeads([head, *former]))
    limits = [each.threshold for each in asked.heads.heads]
    scores = asked.head_scores([title.normalised for title in titles])
    matching_titles = [
        titles[int(index)] for index in np.flatnonzero((scores >= limits).any(axis=1))
    ]
    after = WorkspaceCascade(online.cascade, online.memory, LearnedHeads([*others, head]))
    texts = [title.title for title in matching_titles]
    now, then = (each.predict(texts, explain=False) for each in (online, after))
    return tuple(
        PreviewedChange(title.pk, title.title, title.n_contacts, first, second)
        for title, first, second in zip(
            matching_titles, map(_slugs, now), map(_slugs, then), strict=True
        )
        if set(first) != set(second)
    )


def _slugs(answer: TitlePrediction) -> tuple[str, ...]:
    return tuple(label.slug for label in answer.functions)
