"""What the seeds say together: means with intervals, and differences seed by seed."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import stdtrit

from classifiers.lab.names import METHODS
from classifiers.lab.results import CellResult, DatasetFacts

SURE = 0.95
MIN_RUNS = 3
"""Seeds from which an interval is told: that of two is so wide that it says nothing."""
INTERVAL = "95% confidence interval of the mean (Student's t)"

Figure = Literal["macro_f1", "accuracy"]


@dataclass(frozen=True, slots=True)
class MeanWithInterval:
    """A mean and its interval; None where too few were measured to tell."""

    value: float
    low: float | None
    high: float | None

    @property
    def is_sure(self) -> bool:
        return self.low is not None


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """A method at one size.

    Args:
        method: its short name.
        size: examples that were learned from.
        n_seeds: orders that were measured.
        macro_f1: over the seeds.
        accuracy: over the seeds.
        fit_seconds: on the clock, mean.
        fit_cpu: CPU seconds for learning, mean.
        answer_ms: on the clock for each answer, mean.
        answer_cpu_ms: CPU milliseconds for each answer, mean.
        by_seed: seed → macro-F1.
    """

    method: str
    size: int
    n_seeds: int
    macro_f1: MeanWithInterval
    accuracy: MeanWithInterval
    fit_seconds: float
    fit_cpu: float
    answer_ms: float
    answer_cpu_ms: float
    by_seed: Mapping[int, float]


@dataclass(frozen=True, slots=True)
class LabStudy:
    """All that was measured on one set of examples, by the latest version of each method.

    Args:
        facts: of the examples.
        points: method → size → what was found; both in their order.
        versions: method → version.
        refused: method → size → why nothing could be learned, where that was so for some seed.
        first: when the first cell ended, ISO 8601.
        last: when the last cell ended.
    """

    facts: DatasetFacts
    points: Mapping[str, Mapping[int, CurvePoint]]
    versions: Mapping[str, str]
    refused: Mapping[str, Mapping[int, str]]
    first: str
    last: str

    @property
    def sizes(self) -> list[int]:
        return sorted({size for own in self.points.values() for size in own})

    def is_all(self, size: int) -> bool:
        """Say whether these are all examples: then every seed has the same."""
        return size == self.facts.n_learned


def study_of(facts: DatasetFacts, results: Sequence[CellResult]) -> LabStudy:
    """Put results of one set of examples together."""
    latest: dict[str, str] = {}
    for result in sorted(results, key=lambda result: result.at):
        latest[result.method] = result.version
    kept = [result for result in results if result.version == latest[result.method]]
    groups: defaultdict[str, defaultdict[int, list[CellResult]]] = defaultdict(
        lambda: defaultdict(list)
    )
    refused: defaultdict[str, dict[int, str]] = defaultdict(dict)
    for result in kept:
        if result.counts:
            groups[result.method][result.size].append(result)
        else:
            refused[result.method][result.size] = result.problem
    order = [name for name in METHODS if name in groups]
    order += sorted(name for name in groups if name not in METHODS)
    times = [result.at for result in kept]
    return LabStudy(
        facts=facts,
        points={
            name: {size: _point(groups[name][size]) for size in sorted(groups[name])}
            for name in order
        },
        versions=latest,
        refused=refused,
        first=min(times, default=""),
        last=max(times, default=""),
    )


def mean_of(values: Sequence[float]) -> MeanWithInterval:
    """Return the mean with its interval by Student's t, which few values ask for."""
    value = float(np.mean(values))
    if len(values) < MIN_RUNS:
        return MeanWithInterval(value, None, None)
    spread = float(np.std(values, ddof=1)) / math.sqrt(len(values))
    half = float(stdtrit(len(values) - 1, (1 + SURE) / 2)) * spread
    return MeanWithInterval(value, value - half, value + half)


def difference(better: CurvePoint, other: CurvePoint) -> MeanWithInterval:
    """Return how far one is ahead of another, by the seeds that both were measured with.

    Both learned from the same examples in each seed, so what a lucky draw gives is given to both.
    """
    shared = sorted(better.by_seed.keys() & other.by_seed.keys())
    if not shared:
        return MeanWithInterval(better.macro_f1.value - other.macro_f1.value, None, None)
    return mean_of([better.by_seed[seed] - other.by_seed[seed] for seed in shared])


def _point(results: Sequence[CellResult]) -> CurvePoint:
    def mean(name: str) -> float:
        return float(np.mean([getattr(result, name) for result in results]))

    return CurvePoint(
        method=results[0].method,
        size=results[0].size,
        n_seeds=len(results),
        macro_f1=mean_of([result.macro_f1 for result in results]),
        accuracy=mean_of([result.accuracy for result in results]),
        fit_seconds=mean("fit_seconds"),
        fit_cpu=mean("fit_cpu"),
        answer_ms=mean("answer_ms"),
        answer_cpu_ms=mean("answer_cpu_ms"),
        by_seed={result.seed: result.macro_f1 for result in results},
    )
