"""The threshold of one function: what another one would do, and its way into a draft."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Any

from classifiers.evaluation.human_evaluation import wilson
from classifiers.titles.cascade import TitleCascade
from leadqual.accounts.models import User, Workspace
from leadqual.core import clock
from leadqual.core.formats import percent, probability
from leadqual.core.pages.charts import Chart, ChartLine, line_chart
from leadqual.labeling.quality_gate import frozen_titles
from leadqual.labeling.score_counts import (
    Counts,
    CountsState,
    MovedTitle,
    ThresholdEffect,
    counts_of,
    reverse_cumulative_sums,
    state_of_counts,
    titles_affected,
)
from leadqual.labeling.score_histograms import MIN_SCORE, CorrectedHistogram
from leadqual.registry.versions.loading import load_titles
from leadqual.taxonomy.document import edits
from leadqual.taxonomy.drafts.services import edit_draft, start_draft
from leadqual.taxonomy.models import TaxonomyDraft
from leadqual.taxonomy.selectors import current_version

LOWEST, HIGHEST = 0.01, 0.99
MAX_MOVED = 12
_STEPS = 20  # Of the chart and of the table.


def measured(counts: Counts, slug: str) -> Counts:
    """Return counts with precision and recall from the test set where too few were corrected.

    Args:
        counts: of the function, in all workspaces and in one.
        slug: of the function; one that the live model does not know stays as it is.
    """
    if counts.everywhere.is_enough:
        return counts
    cascade = load_titles()
    if slug not in cascade.model.functions:
        return counts
    column = cascade.model.functions.index(slug)
    found = _histogram(cascade)
    right, wrong = found.right[column].tolist(), found.wrong[column].tolist()
    everywhere = replace(
        counts.everywhere,
        right=reverse_cumulative_sums([right]),
        wrong=reverse_cumulative_sums([wrong]),
        n_carry=int(found.n_carry[column]),
    )
    return replace(
        counts,
        everywhere=everywhere,
        n_tested=found.n_titles,
        n_corrected=counts.everywhere.n_carry,
    )


@lru_cache(maxsize=2)
def _histogram(cascade: TitleCascade) -> CorrectedHistogram:
    keys, wanted = frozen_titles(cascade)
    columns = {slug: column for column, slug in enumerate(cascade.model.functions)}
    found = CorrectedHistogram(len(columns))
    labels = [frozenset(columns[slug] for slug in slugs if slug in columns) for slugs in wanted]
    found.add(cascade.chances(keys, least=MIN_SCORE), labels)
    return found


@dataclass(frozen=True, slots=True)
class FunctionThresholds:
    """From which chance on the live model gives a function.

    Args:
        active_threshold: now, in all workspaces.
        of_model: where staff set none.
    """

    active_threshold: float
    of_model: float


@dataclass(frozen=True, slots=True)
class Preview:
    """What a threshold would do.

    Args:
        now: what the active one does, in all workspaces.
        here: contacts of this workspace that it adds; below 0, that it takes away.
        moved: titles of this workspace among them, most people first.
        chart: precision and recall at each threshold; None where too few titles were corrected.
        rows: thresholds next to each other, each with what it changes.
    """

    threshold: float
    now: ThresholdEffect
    then: ThresholdEffect
    here: int
    moved: Sequence[MovedTitle]
    chart: Chart | None
    rows: Sequence[dict[str, Any]]

    @property
    def more_titles(self) -> int:
        """Titles that it adds; below 0, that it takes away."""
        return self.then.n_titles - self.now.n_titles

    @property
    def precision_interval(self) -> tuple[float, float]:
        """Return between what the precision is with 95 % confidence, by Wilson's formula."""
        return wilson(self.then.n_right, self.then.n_judged)

    @property
    def recall_interval(self) -> tuple[float, float]:
        """Return between what the recall is with 95 % confidence, by Wilson's formula."""
        return wilson(self.then.n_right, self.then.n_carry)

    @property
    def removes_function(self) -> bool:
        """Return whether titles would lose the function."""
        return self.more_titles < 0

    @property
    def more_contacts(self) -> int:
        """Contacts that it adds; below 0, that it takes away."""
        return self.then.n_contacts - self.now.n_contacts


def limits_of(slug: str) -> FunctionThresholds | None:
    """Return the thresholds of a function; None where the live model does not know it."""
    cascade = load_titles()
    if slug not in cascade.limits():
        return None
    column = cascade.model.functions.index(slug)
    own = round(float(cascade.model.thresholds[column]), 4)
    return FunctionThresholds(active_threshold=round(cascade.limits()[slug], 4), of_model=own)


def counts_and_state(slug: str, *, workspace: Workspace) -> tuple[Counts, CountsState]:
    """Return what was counted of a function, and how new that is; four queries.

    Precision and recall are from the test set that comes with the product while fewer than ten
    titles with the function were corrected.
    """
    return measured(counts_of(slug, workspace=workspace), slug), state_of_counts(workspace)


def is_outdated(state: CountsState) -> bool:
    """Return whether the model or the taxonomy is another one than when it was counted."""
    run = state.run
    if run is None or run.made_at is None:
        return False
    seen = (run.model_version, run.taxonomy_version)
    return seen != (load_titles().version, current_version())


def preview(
    counts: Counts, limits: FunctionThresholds, *, workspace: Workspace, threshold: float
) -> Preview:
    """Return what a threshold would do; five queries at most, whatever was counted."""
    all_counts = counts.everywhere
    now, then = all_counts.at(limits.active_threshold), all_counts.at(threshold)
    here = counts.here.at(threshold).n_contacts - counts.here.at(limits.active_threshold).n_contacts
    return Preview(
        threshold=threshold,
        now=now,
        then=then,
        here=here,
        moved=titles_affected(
            counts, workspace=workspace, now=limits.active_threshold, then=threshold, most=MAX_MOVED
        ),
        chart=_chart(counts, threshold) if all_counts.is_enough else None,
        rows=_rows(counts, limits, now),
    )


def draft_of(author: User) -> TaxonomyDraft:
    """Return the last draft that somebody began and that is open, or a new one."""
    mine = TaxonomyDraft.objects.filter(author=author, published_as=None, archived_at=None)
    name = f"Changes of {clock.now():%b %-d, %Y}"
    return mine.first() or start_draft(name=name, author=author)


def save_to_draft(
    draft: TaxonomyDraft, *, slug: str, threshold: float | None, author: User
) -> TaxonomyDraft:
    """Set a threshold in a draft of the taxonomy; nothing counts before that is published.

    Args:
        draft: where.
        slug: of the function.
        threshold: 0 to 1; None leaves it to the model.
        author: who sets it.

    Raises:
        DraftClosedError: the draft was published or discarded.
        EditError: it has no such function.
        DocumentError: the threshold cannot be one. In each case the draft is as it was.
    """
    edit = partial(edits.set_field, slug=slug, name="threshold", value=threshold)
    return edit_draft(draft_id=draft.pk, edit=edit, author=author)


def _chart(counts: Counts, threshold: float) -> Chart:
    steps = [n / _STEPS for n in range(1, _STEPS)]
    found = [counts.everywhere.at(step) for step in steps]
    return line_chart(
        [
            ChartLine("Precision", [at.precision for at in found], color=1),
            ChartLine("Recall", [at.recall for at in found], color=2),
        ],
        title="Precision and recall at each threshold",
        points=[probability(step) for step in steps],
        points_name="Threshold",
        words=percent,
        highest=1.0,
        here=(threshold - steps[0]) * _STEPS,
    )


def _rows(counts: Counts, limits: FunctionThresholds, now: ThresholdEffect) -> list[dict[str, Any]]:
    steps = {n / _STEPS for n in range(1, _STEPS)} | {limits.active_threshold}
    return [
        {
            "threshold": step,
            "at": (at := counts.everywhere.at(step)),
            "more_titles": at.n_titles - now.n_titles,
            "more_contacts": at.n_contacts - now.n_contacts,
            "is_in_force": step == limits.active_threshold,
        }
        for step in sorted(steps)
    ]
