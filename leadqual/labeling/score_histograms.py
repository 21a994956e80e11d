"""Histograms of the scores of all functions, counted by a job over all titles."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TypeVar

import numpy as np
from django.db import transaction
from django.db.models import QuerySet
from numpy.typing import NDArray

from classifiers.titles.cascade import TitleCascade
from classifiers.titles.model.label_probabilities import LabelProbabilities
from leadqual.accounts.models import Workspace
from leadqual.core import clock
from leadqual.core.jobs import Job
from leadqual.labeling.corrections.selectors import effective_corrections
from leadqual.labeling.models.learned import LearnedFunction, LearnedTitle
from leadqual.labeling.models.scores import ChanceRun, FunctionChances
from leadqual.labeling.requested_runs import request_run
from leadqual.leads.models import JobTitle
from leadqual.registry.versions.loading import load_titles
from leadqual.taxonomy.models import Function
from leadqual.taxonomy.selectors import current_version

PLACES = 101
MIN_SCORE = 0.01
CHUNK = 4_096
MAX_EXAMPLES = 5  # At each place of each function.
# In the precision in which the cascade compares a chance with a threshold.
_EDGES = (np.arange(PLACES) / (PLACES - 1)).astype(np.float32)
ScoreCounts = NDArray[np.int64]
_Row = tuple[int, str, int]  # Key, normalized title, contacts.
_Each = TypeVar("_Each")


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
        columns, positions = found.columns, bins_of(found.chances)
        if but:
            kept = np.array(
                [pair not in but for pair in zip(keys.tolist(), columns.tolist(), strict=True)],
                np.bool_,
            )
            keys, people, columns, positions = (
                keys[kept],
                people[kept],
                columns[kept],
                positions[kept],
            )
        np.add.at(self.titles, (columns, positions), 1)
        np.add.at(self.contacts, (columns, positions), people)
        few = self._n_examples[columns, positions] < MAX_EXAMPLES
        few_keys, few_columns, few_places = keys[few], columns[few], positions[few]
        for key, column, index in zip(
            few_keys.tolist(), few_columns.tolist(), few_places.tolist(), strict=True
        ):
            if self._n_examples[column, index] < MAX_EXAMPLES:
                self._n_examples[column, index] += 1
                self.examples[column].append((index, key))


class CorrectedHistogram:
    """ScoreCounts of the chances of corrected titles."""

    def __init__(self, n_functions: int) -> None:
        self.right: ScoreCounts = np.zeros((n_functions, PLACES), np.int64)
        self.wrong: ScoreCounts = np.zeros_like(self.right)
        self.n_carry: ScoreCounts = np.zeros(n_functions, np.int64)
        self.n_titles = 0

    def add(self, found: LabelProbabilities, labels: Sequence[frozenset[int]]) -> None:
        """Count chances of corrected titles.

        Args:
            found: of the titles.
            labels: columns of the functions that people give each title.
        """
        self.n_titles += len(labels)
        for row, columns in enumerate(labels):
            for column in columns:
                self.n_carry[column] += (row, column) not in found.certain
        is_right = np.array(
            [
                column in labels[row]
                for row, column in zip(found.rows.tolist(), found.columns.tolist(), strict=True)
            ],
            np.bool_,
        )
        positions = bins_of(found.chances)
        np.add.at(self.right, (found.columns[is_right], positions[is_right]), 1)
        np.add.at(self.wrong, (found.columns[~is_right], positions[~is_right]), 1)


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
    tally, judged = (
        ScoreHistogram(len(cascade.model.functions)),
        _corrected_histogram(workspace, cascade),
    )
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


def _corrected_histogram(workspace: Workspace, cascade: TitleCascade) -> CorrectedHistogram:
    """Count the scores of corrected titles as if nobody had corrected them."""
    judged = CorrectedHistogram(len(cascade.model.functions))
    columns = {slug: column for column, slug in enumerate(cascade.model.functions)}
    effective = effective_corrections().filter(workspace=workspace).order_by("pk")
    rows = effective.select_related("job_title").prefetch_related("functions")
    for corrections in _in_chunks(rows.iterator(chunk_size=CHUNK)):
        found = cascade.chances([row.job_title.normalised for row in corrections], least=MIN_SCORE)
        judged.add(
            found,
            [
                frozenset(
                    columns[function.slug]
                    for function in row.functions.all()
                    if function.slug in columns
                )
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
