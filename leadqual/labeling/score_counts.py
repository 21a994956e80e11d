"""Counts of titles at each threshold of a function."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet, Sum

from leadqual.accounts.models import Workspace
from leadqual.labeling.corrections.selectors import titles_of
from leadqual.labeling.models.scores import ChanceRun, FunctionChances
from leadqual.leads.models import JobTitle

MIN_JUDGED = 5  # Corrected titles from which a precision says something.
MIN_LABELED = 10  # Corrected titles with a function from which its curve is drawn.


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
        index = bin_of(threshold)
        if index >= len(self.titles):
            return ThresholdEffect(0, 0, None, None)
        right, judged = self.right[index], self.right[index] + self.wrong[index]
        return ThresholdEffect(
            n_titles=self.titles[index],
            n_contacts=self.contacts[index],
            precision=right / judged if judged >= MIN_JUDGED else None,
            recall=right / self.n_carry if self.n_carry else None,
            n_right=right,
            n_judged=judged,
            n_carry=self.n_carry,
        )

    @property
    def is_enough(self) -> bool:
        """Return whether enough titles were corrected for a curve."""
        return self.n_carry >= MIN_LABELED


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
    examples = [(index, key) for each in own for index, key in each]
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


def titles_affected(
    counts: Counts, *, workspace: Workspace, now: float, then: float, most: int
) -> list[MovedTitle]:
    """Return titles of a workspace that another threshold moves, most people first."""
    low, high = sorted((bin_of(now), bin_of(then)))
    between = {key: index for index, key in counts.examples if low <= index < high}
    titles: QuerySet[JobTitle] = titles_of(workspace).filter(pk__in=between)
    titles = titles.exclude(source="correction").order_by("-n_contacts", "pk")
    return [MovedTitle(title, between[title.pk] / 100) for title in titles[:most]]


def _added(rows: Sequence[FunctionChances]) -> ThresholdCounts:
    if not rows:
        return ThresholdCounts()
    return ThresholdCounts(
        titles=reverse_cumulative_sums([row.titles for row in rows]),
        contacts=reverse_cumulative_sums([row.contacts for row in rows]),
        right=reverse_cumulative_sums([row.right for row in rows]),
        wrong=reverse_cumulative_sums([row.wrong for row in rows]),
        n_carry=sum(row.n_carry for row in rows),
    )


def reverse_cumulative_sums(lists: Sequence[Sequence[int]]) -> list[int]:
    """Add lists up, place by place, and count at each place what is there or behind it."""
    found, total = [], 0
    for numbers in reversed(list(zip(*lists, strict=True))):
        total += sum(numbers)
        found.append(total)
    return found[::-1]
