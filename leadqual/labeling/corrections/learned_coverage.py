"""Stored titles that learned functions label, or would label if they were active."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classifiers.core.array_types import Doubles
from classifiers.core.types import TitlePrediction
from classifiers.titles.model.learned_functions import LearnedHead, LearnedHeads
from classifiers.titles.propagation import CorrectionMemory
from classifiers.titles.workspace_cascade import LEARNED, WorkspaceCascade
from leadqual.labeling.classification import head_of
from leadqual.labeling.models.learned import LearnedFunction, LearnedTitle
from leadqual.leads.models import JobTitle

State = LearnedFunction.State


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

    def titles_with_scores(self) -> NDArray[np.bool_]:
        """Return which titles an active function labels, shape (n_titles,)."""
        active_columns = [n for n, row in enumerate(self.rows) if row.state == State.ACTIVE]
        return np.asarray(self.reached[:, active_columns].any(axis=1), dtype=np.bool_)


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

    Corrected titles are written too and left out where they are shown: a correction
    that is undone needs no second look.
    """
    keys = [title.pk for title in reading.titles]
    LearnedTitle.objects.filter(job_title__any=keys).delete()
    positions = np.flatnonzero(reading.reached.any(axis=1))
    if not len(positions):
        return
    titles = [reading.titles[index] for index in positions]
    alone = online.cascade.predict([title.title for title in titles], explain=False)
    LearnedTitle.objects.bulk_create(
        [
            LearnedTitle(learned=row, job_title=title, score=score)
            for index, row in enumerate(reading.rows)
            for title, score in _claimed_titles(
                index, reading, _rows(reading.reached[positions, index], titles, alone), online
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


def _claimed_titles(
    index: int,
    reading: LearnedCoverage,
    asked: Sequence[tuple[JobTitle, TitlePrediction]],
    online: WorkspaceCascade,
) -> list[tuple[JobTitle, float]]:
    """Return titles that have the function by its head alone, in addition to the active ones."""
    slug = reading.heads[index].function
    heads = [
        head
        for n, head in enumerate(reading.heads)
        if n == index or (reading.rows[n].state == State.ACTIVE and head.function != slug)
    ]
    with_it = WorkspaceCascade(online.cascade, CorrectionMemory(()), LearnedHeads(heads))
    found = with_it.corrected([answer for _, answer in asked])
    return [
        (title, reason.score or 0.0)
        for (title, _), answer in zip(asked, found, strict=True)
        for reason in answer.why
        if (reason.because, reason.label) == (LEARNED, slug)
    ]
