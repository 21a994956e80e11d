"""Reads of what thresholds decide: counts at each threshold, and the curve of corrected titles."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from itertools import islice
from typing import TypeVar

import numpy as np
from django.db import transaction
from django.db.models import QuerySet, Sum
from numpy.typing import NDArray

from classifiers.evaluation.human_evaluation import wilson
from classifiers.titles.cascade import TitleCascade
from classifiers.titles.model.label_probabilities import LabelProbabilities
from leadqual.accounts.models import User, Workspace
from leadqual.core import clock
from leadqual.core.jobs import Job
from leadqual.core.pages.charts import Chart, ChartLine, line_chart
from leadqual.core.templatetags.formats import percent, probability
from leadqual.labeling.corrections.selectors import effective_corrections, titles_of
from leadqual.labeling.models.corrections import (
    ChanceRun,
    FunctionChances,
    LearnedFunction,
    LearnedTitle,
)
from leadqual.labeling.quality_gate import frozen_titles
from leadqual.labeling.requested_runs import request_run
from leadqual.leads.models import JobTitle
from leadqual.registry.versions.loading import load_titles
from leadqual.taxonomy.document import edits
from leadqual.taxonomy.drafts.services import edit_draft, start_draft
from leadqual.taxonomy.models import Function, TaxonomyDraft
from leadqual.taxonomy.selectors import current_version

MIN_JUDGED = 5  # Corrected titles from which a precision says something.
MIN_CARRYING = 10  # Corrected titles with a function from which its curve is drawn.

PLACES = 101
MIN_SCORE = 0.01
CHUNK = 4_096
MAX_EXAMPLES = 5  # At each place of each function.
# In the precision in which the cascade compares a chance with a threshold.
_EDGES = (np.arange(PLACES) / (PLACES - 1)).astype(np.float32)
ScoreCounts = NDArray[np.int64]
_Row = tuple[int, str, int]  # Key, normalized title, contacts.
_Each = TypeVar("_Each")
LOWEST, HIGHEST = 0.01, 0.99
MAX_MOVED = 12
_STEPS = 20  # Of the chart and of the table.


@dataclass(frozen=True, slots=True)
class ThresholdEffect:
    """What a threshold does.

    Args:
        n_titles: that the model gives the function.
        precision: share of the corrected titles that it would give the function, and people do
            too; None where these are too few.
        recall: share of the corrected titles with the function that it would find; None where
            there are none.
        n_right: corrected titles that it would give the function, and people do too.
        n_judged: corrected titles that it would give the function.
        n_carry: corrected titles that people give it and no entry or rule does.
    """

    n_titles: int
    n_contacts: int
    precision: float | None
    recall: float | None
    n_right: int = 0
    n_judged: int = 0
    n_carry: int = 0


@dataclass(frozen=True, slots=True)
class ThresholdCounts:
    """What thresholds of a function decide; each list counts what a threshold of n / 100 gives.

    Args:
        right: corrected titles that people give the function.
        wrong: corrected titles that people do not give it.
        n_carry: corrected titles that people give it and no entry or rule does.
    """

    titles: Sequence[int] = ()
    contacts: Sequence[int] = ()
    right: Sequence[int] = ()
    wrong: Sequence[int] = ()
    n_carry: int = 0

    def at(self, threshold: float) -> ThresholdEffect:
        """Return what a threshold does; digits behind the second count as the next hundredth."""
        place = bin_of(threshold)
        if place >= len(self.titles):
            return ThresholdEffect(0, 0, None, None)
        right, judged = self.right[place], self.right[place] + self.wrong[place]
        return ThresholdEffect(
            n_titles=self.titles[place],
            n_contacts=self.contacts[place],
            precision=right / judged if judged >= MIN_JUDGED else None,
            recall=right / self.n_carry if self.n_carry else None,
            n_right=right,
            n_judged=judged,
            n_carry=self.n_carry,
        )

    @property
    def is_enough(self) -> bool:
        """Return whether enough titles were corrected for a curve."""
        return self.n_carry >= MIN_CARRYING


@dataclass(frozen=True, slots=True)
class CountsState:
    """How new the counts are.

    Args:
        run: of the workspace; None where nobody asked for it yet.
    """

    run: ChanceRun | None
    n_titles: int = 0
    n_corrected: int = 0
    n_workspaces: int = 0


@dataclass(frozen=True, slots=True)
class MovedTitle:
    """A title that would get a function, or lose it.

    Args:
        title: with its labels.
        chance: that the model gives it, 0 to 1; rounded down to hundredths.
    """

    title: JobTitle
    chance: float


@dataclass(frozen=True, slots=True)
class Counts:
    """What thresholds of a function decide in all workspaces, and in one.

    Args:
        examples: hundredths and keys of some titles there.
        n_tested: titles of the test set from which precision and recall are; 0 where they are from
            corrections.
        n_corrected: corrected titles with the function that were too few for it, then.
    """

    everywhere: ThresholdCounts = field(default_factory=ThresholdCounts)
    here: ThresholdCounts = field(default_factory=ThresholdCounts)
    examples: Sequence[tuple[int, int]] = ()
    n_tested: int = 0
    n_corrected: int = 0


def bin_of(threshold: float) -> int:
    """Return the hundredth from which a threshold gives a function: 0.485 → 49."""
    return -int(-round(threshold * 100, 6) // 1)


def counts_of(slug: str, *, workspace: Workspace) -> Counts:
    """Return what thresholds of a function decide; two queries.

    Numbers are those of all workspaces, for which thresholds hold; titles are those of one.
    """
    every = FunctionChances.objects.filter(function__slug=slug)
    rows = list(every.defer("examples"))  # Of other workspaces they are not needed.
    here = [row for row in rows if row.workspace_id == workspace.pk]
    own = every.filter(workspace=workspace).values_list("examples", flat=True)
    examples = [(place, key) for each in own for place, key in each]
    return Counts(_added(rows), _added(here), examples)


def state_of_counts(workspace: Workspace) -> CountsState:
    """Return how new the counts are; two queries."""
    runs = ChanceRun.objects.exclude(made_at=None)
    sums = runs.aggregate(
        titles=Sum("n_titles", default=0), corrected=Sum("n_corrected", default=0)
    )
    return CountsState(
        run=ChanceRun.objects.filter(workspace=workspace).first(),
        n_titles=sums["titles"],
        n_corrected=sums["corrected"],
        n_workspaces=runs.count(),
    )


def moved_titles(
    counts: Counts, *, workspace: Workspace, now: float, then: float, most: int
) -> list[MovedTitle]:
    """Return titles of a workspace that another threshold moves, most people first."""
    low, high = sorted((bin_of(now), bin_of(then)))
    between = {key: place for place, key in counts.examples if low <= place < high}
    titles: QuerySet[JobTitle] = titles_of(workspace).filter(pk__in=between)
    titles = titles.exclude(source="correction").order_by("-n_contacts", "pk")
    return [MovedTitle(title, between[title.pk] / 100) for title in titles[:most]]


def _added(rows: Sequence[FunctionChances]) -> ThresholdCounts:
    if not rows:
        return ThresholdCounts()
    return ThresholdCounts(
        titles=summed_from_the_end([row.titles for row in rows]),
        contacts=summed_from_the_end([row.contacts for row in rows]),
        right=summed_from_the_end([row.right for row in rows]),
        wrong=summed_from_the_end([row.wrong for row in rows]),
        n_carry=sum(row.n_carry for row in rows),
    )


def summed_from_the_end(lists: Sequence[Sequence[int]]) -> list[int]:
    """Add lists up, place by place, and count at each place what is there or behind it."""
    found, total = [], 0
    for numbers in reversed(list(zip(*lists, strict=True))):
        total += sum(numbers)
        found.append(total)
    return found[::-1]


# What a threshold decides is counted by a job: the chances of all functions, at the live data.


def count_again() -> None:
    """Have what was counted once counted again: another taxonomy or model is live."""
    for run in ChanceRun.objects.exclude(made_at=None).select_related("workspace"):
        request_run(ChanceRun, Job.COUNT_CHANCES, workspace=run.workspace)


class ScoreHistogram:
    """ScoreCounts of chances, function by function and place by place."""

    def __init__(self, n_functions: int) -> None:
        self.titles: ScoreCounts = np.zeros((n_functions, PLACES), np.int64)
        self.contacts: ScoreCounts = np.zeros_like(self.titles)
        self.examples: list[list[tuple[int, int]]] = [[] for _ in range(n_functions)]
        self._n_examples = np.zeros_like(self.titles)

    def add(
        self, found: LabelProbabilities, titles: Sequence[_Row], but: set[tuple[int, int]]
    ) -> None:
        """Count chances of titles.

        Args:
            found: of the titles, in the same order.
            titles: those with the most people come first.
            but: keys of titles and columns of functions that are left out.
        """
        keys = np.array([key for key, _, _ in titles], np.int64)[found.rows]
        people = np.array([n for _, _, n in titles], np.int64)[found.rows]
        columns, places = found.columns, bins_of(found.chances)
        if but:
            kept = np.array(
                [pair not in but for pair in zip(keys.tolist(), columns.tolist(), strict=True)],
                np.bool_,
            )
            keys, people, columns, places = keys[kept], people[kept], columns[kept], places[kept]
        np.add.at(self.titles, (columns, places), 1)
        np.add.at(self.contacts, (columns, places), people)
        few = self._n_examples[columns, places] < MAX_EXAMPLES
        few_keys, few_columns, few_places = keys[few], columns[few], places[few]
        for key, column, place in zip(
            few_keys.tolist(), few_columns.tolist(), few_places.tolist(), strict=True
        ):
            if self._n_examples[column, place] < MAX_EXAMPLES:
                self._n_examples[column, place] += 1
                self.examples[column].append((place, key))


class CorrectedHistogram:
    """ScoreCounts of the chances of corrected titles."""

    def __init__(self, n_functions: int) -> None:
        self.right: ScoreCounts = np.zeros((n_functions, PLACES), np.int64)
        self.wrong: ScoreCounts = np.zeros_like(self.right)
        self.n_carry: ScoreCounts = np.zeros(n_functions, np.int64)
        self.n_titles = 0

    def add(self, found: LabelProbabilities, said: Sequence[frozenset[int]]) -> None:
        """Count chances of corrected titles.

        Args:
            found: of the titles.
            said: columns of the functions that people give each title.
        """
        self.n_titles += len(said)
        for row, columns in enumerate(said):
            for column in columns:
                self.n_carry[column] += (row, column) not in found.certain
        is_right = np.array(
            [
                column in said[row]
                for row, column in zip(found.rows.tolist(), found.columns.tolist(), strict=True)
            ],
            np.bool_,
        )
        places = bins_of(found.chances)
        np.add.at(self.right, (found.columns[is_right], places[is_right]), 1)
        np.add.at(self.wrong, (found.columns[~is_right], places[~is_right]), 1)


def bins_of(chances: NDArray[np.float32]) -> ScoreCounts:
    """Return the place of each chance: n where a threshold of n / 100 still gives it."""
    return np.searchsorted(_EDGES, chances, side="right").astype(np.int64) - 1


def count_probabilities(workspace: Workspace, run: ChanceRun) -> bool:
    """Count; False where another model or taxonomy is live at the end, and nothing was stored.

    100,000 titles take a few seconds.
    """
    version, cascade = current_version(), load_titles()
    titles = JobTitle.objects.filter(workspace=workspace).exclude(level=None)
    titles = titles.exclude(source="correction")
    run.total = titles.count()
    run.save(update_fields=["total"])
    tally, judged = ScoreHistogram(len(cascade.model.functions)), _judged(workspace, cascade)
    learned = _learned(workspace, cascade)
    run.done = 0
    for rows in _chunks(titles):
        found = cascade.chances([key for _, key, _ in rows], least=MIN_SCORE)
        tally.add(found, rows, learned)
        run.done += len(rows)
        run.save(update_fields=["done"])
    if (version, cascade.version) != (current_version(), load_titles().version):
        return False
    with transaction.atomic():
        _store(workspace, cascade, tally, judged)
        run.asked_at, run.made_at = None, clock.now()
        run.model_version, run.taxonomy_version = cascade.version, version
        run.n_titles, run.n_corrected = run.done, judged.n_titles
        run.save()
    return True


def _chunks(titles: QuerySet[JobTitle]) -> Iterator[Sequence[_Row]]:
    rows = titles.order_by("-n_contacts", "pk").values_list("pk", "normalised", "n_contacts")
    yield from _in_chunks(rows.iterator(chunk_size=CHUNK))


def _in_chunks(rows: Iterator[_Each]) -> Iterator[list[_Each]]:
    while chunk := list(islice(rows, CHUNK)):
        yield chunk


def _judged(workspace: Workspace, cascade: TitleCascade) -> CorrectedHistogram:
    """Count what the cascade would say of the titles that people spoke of, had they not."""
    judged = CorrectedHistogram(len(cascade.model.functions))
    columns = {slug: column for column, slug in enumerate(cascade.model.functions)}
    spoken = effective_corrections().filter(workspace=workspace).order_by("pk")
    rows = spoken.select_related("job_title").prefetch_related("functions")
    for corrections in _in_chunks(rows.iterator(chunk_size=CHUNK)):
        found = cascade.chances([row.job_title.normalised for row in corrections], least=MIN_SCORE)
        judged.add(
            found,
            [
                frozenset(columns[one.slug] for one in row.functions.all() if one.slug in columns)
                for row in corrections
            ],
        )
    return judged


def _learned(workspace: Workspace, cascade: TitleCascade) -> set[tuple[int, int]]:
    """Return titles and columns of functions that they have by what was learned here."""
    columns = {slug: column for column, slug in enumerate(cascade.model.functions)}
    taken = LearnedTitle.objects.filter(
        learned__workspace=workspace, learned__state=LearnedFunction.State.ACTIVE
    )
    pairs = taken.values_list("job_title_id", "learned__function__slug")
    return {(key, columns[slug]) for key, slug in pairs.iterator() if slug in columns}


def _store(
    workspace: Workspace, cascade: TitleCascade, tally: ScoreHistogram, judged: CorrectedHistogram
) -> None:
    """Put the counts in the place of those from before."""
    keys = dict(Function.objects.values_list("slug", "pk"))
    FunctionChances.objects.filter(workspace=workspace).delete()
    FunctionChances.objects.bulk_create(
        FunctionChances(
            workspace=workspace,
            function_id=keys[slug],
            titles=tally.titles[column].tolist(),
            contacts=tally.contacts[column].tolist(),
            right=judged.right[column].tolist(),
            wrong=judged.wrong[column].tolist(),
            n_carry=int(judged.n_carry[column]),
            examples=tally.examples[column],
        )
        for column, slug in enumerate(cascade.model.functions)
        if slug in cascade.taxonomy.by_slug
    )


# The threshold of one function: what it is, what another one would do, its way into a draft.


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
        right=summed_from_the_end([right]),
        wrong=summed_from_the_end([wrong]),
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
    said = [frozenset(columns[slug] for slug in slugs if slug in columns) for slugs in wanted]
    found.add(cascade.chances(keys, least=MIN_SCORE), said)
    return found


@dataclass(frozen=True, slots=True)
class FunctionThresholds:
    """From which chance on the live model gives a function.

    Args:
        in_force: now, in all workspaces.
        of_model: where staff set none.
    """

    in_force: float
    of_model: float


@dataclass(frozen=True, slots=True)
class ThresholdRow:
    """A threshold of the table, with what it changes."""

    threshold: float
    at: ThresholdEffect
    more_titles: int
    more_contacts: int
    is_in_force: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """What a threshold would do.

    Args:
        now: what the active one does, in all workspaces.
        here: contacts of this workspace that it adds; below 0, that it takes away.
        moved: titles of this workspace among them, most people first.
        chart: precision and recall at each threshold; None where too few titles were corrected.
        rows: thresholds next to each other.
    """

    threshold: float
    now: ThresholdEffect
    then: ThresholdEffect
    here: int
    moved: Sequence[MovedTitle]
    chart: Chart | None
    rows: Sequence[ThresholdRow]

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
    def takes_away(self) -> bool:
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
    return FunctionThresholds(in_force=round(cascade.limits()[slug], 4), of_model=own)


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
    now, then = all_counts.at(limits.in_force), all_counts.at(threshold)
    here = counts.here.at(threshold).n_contacts - counts.here.at(limits.in_force).n_contacts
    return Preview(
        threshold=threshold,
        now=now,
        then=then,
        here=here,
        moved=moved_titles(
            counts, workspace=workspace, now=limits.in_force, then=threshold, most=MAX_MOVED
        ),
        chart=_chart(counts, threshold) if all_counts.is_enough else None,
        rows=_rows(counts, limits, now),
    )


def draft_of(author: User) -> TaxonomyDraft:
    """Return the last draft that somebody began and that is open, or a new one."""
    mine = TaxonomyDraft.objects.filter(author=author, published_as=None, archived_at=None)
    name = f"Changes of {clock.now():%b %-d, %Y}"
    return mine.first() or start_draft(name=name, author=author)


def put_into_draft(
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


def _rows(counts: Counts, limits: FunctionThresholds, now: ThresholdEffect) -> list[ThresholdRow]:
    steps = {n / _STEPS for n in range(1, _STEPS)} | {limits.in_force}
    return [
        ThresholdRow(
            threshold=step,
            at=(at := counts.everywhere.at(step)),
            more_titles=at.n_titles - now.n_titles,
            more_contacts=at.n_contacts - now.n_contacts,
            is_in_force=step == limits.in_force,
        )
        for step in sorted(steps)
    ]
