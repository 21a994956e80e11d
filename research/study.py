"""Results of the lab, one line per finished cell, and what the seeds say together."""

import fcntl
import json
import math
import os
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Literal, Self

import numpy as np
from scipy.special import stdtrit

from classifiers.core.errors import ClassifierError

SUBJECTS: tuple[str, ...] = ("replies", "titles", "companies")

SIZES: tuple[int, ...] = (25, 50, 100, 200, 300, 500, 1_000, 2_000)
"""Numbers of examples that are measured where nobody names others; beside them, all."""

METHODS: Mapping[str, str] = {
    "own": "LeadQual",
    "tuned": "Tuned model",
    "sentences-linear": "Frozen model",
    "words-linear": "Linear model on words",
    "words-boosted": "Boosted trees",
}
"""Short name → name for people."""


def title_of(method: str) -> str:
    """Return the name for people, also of a method that is no more."""
    return METHODS.get(method, method)


class MethodError(ClassifierError):
    """There is no such method, or it needs packages that are not installed."""


KIND = "kind"
SHIPPED = Path(__file__).parent / "results"
"""Results that come with the product, one file for each subject."""


class ResultsError(ClassifierError):
    """A file of results is missing, or another process writes it."""


@dataclass(frozen=True, slots=True)
class DatasetFacts:
    """What was measured on."""

    subject: str
    data: str  # Names the examples, their labels, sides and order.
    n_learned: int
    n_tested: int
    n_labels: int  # That occur on the test side.
    has_many: bool  # Whether an example may have several labels, or none.
    kept_out: str  # Says what the test side is.


CellKey = tuple[str, str, str, int, int]
"""Data, method, version, size and seed: what makes a cell the same as one before."""


@dataclass(frozen=True, slots=True)
class CellResult:
    """One finished cell: a method that learned from `size` examples in the order of a seed."""

    data: str
    method: str
    version: str
    size: int
    seed: int
    macro_f1: float
    accuracy: float  # Share of the test side whose labels are all right and no others.
    fit_seconds: float  # On the clock.
    fit_cpu: float  # CPU seconds of all cores.
    answer_ms: float  # On the clock for each answer, all asked at once.
    answer_cpu_ms: float
    at: str  # When it ended, ISO 8601 in UTC.
    problem: str = ""  # Why nothing could be learned; the figures are 0 then.

    @property
    def key(self) -> CellKey:
        return self.data, self.method, self.version, self.size, self.seed

    @property
    def counts(self) -> bool:
        """Whether something was learned."""
        return not self.problem


@dataclass(frozen=True, slots=True)
class Results:
    """What a file holds; of one cell the last result."""

    facts: dict[str, DatasetFacts]  # By the hash of the data.
    cells: tuple[CellResult, ...]
    n_dropped: int = 0  # Lines that cannot be read.

    def of(self, data: str) -> list[CellResult]:
        return [cell for cell in self.cells if cell.data == data]

    def latest(self) -> DatasetFacts | None:
        """Return the set of examples that was measured on last; None where nothing was."""
        measured = [cell for cell in self.cells if cell.data in self.facts]
        return self.facts[max(measured, key=lambda cell: cell.at).data] if measured else None


def read_results(path: Path) -> Results:
    """Read a file of results; one that is not there holds nothing.

    Raises:
        ResultsError: the file cannot be read.
    """
    try:
        content = path.read_bytes() if path.exists() else b""
    except OSError as error:
        raise ResultsError(f"{path} cannot be read: {error.strerror}.") from error
    facts: dict[str, DatasetFacts] = {}
    cells: dict[CellKey, CellResult] = {}
    n_dropped = 0
    for line in content.splitlines():
        found = _read(line)
        if isinstance(found, DatasetFacts):
            facts[found.data] = found
        elif found is not None:
            cells.pop(found.key, None)
            cells[found.key] = found
        else:
            n_dropped += 1
    return Results(facts, tuple(cells.values()), n_dropped)


class ResultsFile:
    """A file of results that this process alone may write.

    Args:
        path: it and its folder are made when the first line is written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    @contextmanager
    def opened(cls, path: Path) -> Iterator[Self]:
        """Keep other processes from writing while this one does; its end frees the file.

        Raises:
            ResultsError: another one writes it.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.with_name(f".{path.name}.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise ResultsError(
                    f"Another run is writing {path}. Wait until it finishes, or stop it."
                ) from error
            file = cls(path)
            file.cut()
            yield file

    def cut(self) -> None:
        """Drop a line that was half written."""
        if not self.path.exists():
            return
        content = self.path.read_bytes()
        whole = content.rfind(b"\n") + 1
        if whole < len(content):
            with self.path.open("r+b") as file:
                file.truncate(whole)

    def add(self, found: DatasetFacts | CellResult) -> None:
        """Write one line, safe from a loss of power."""
        with self.path.open("ab") as file:
            file.write(line_of(found).encode())
            file.flush()
            os.fsync(file.fileno())


def line_of(found: DatasetFacts | CellResult) -> str:
    """Return facts or a result as a line of a file."""
    kind = "data" if isinstance(found, DatasetFacts) else "cell"
    return json.dumps({KIND: kind} | asdict(found), ensure_ascii=False) + "\n"


def _read(line: bytes) -> DatasetFacts | CellResult | None:
    """Return what a line says; None where nobody can tell."""
    try:
        row = json.loads(line)
        kind = row.pop(KIND)
        found = DatasetFacts(**row) if kind == "data" else CellResult(**row)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    has_valid_scores = all(_is_a(each.type, getattr(found, each.name)) for each in fields(found))
    return found if has_valid_scores and kind in ("data", "cell") else None


def _is_a(kind: object, value: object) -> bool:
    """Return whether a value may stand in a field; a float may come without its point."""
    if kind is float:
        return isinstance(value, float | int) and not isinstance(value, bool)
    return type(value) is kind


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
    """A method at one size: figures over the seeds."""

    method: str
    size: int
    n_seeds: int
    macro_f1: MeanWithInterval
    accuracy: MeanWithInterval
    fit_seconds: float
    fit_cpu: float
    answer_ms: float
    answer_cpu_ms: float
    by_seed: Mapping[int, float]  # Macro-F1.


@dataclass(frozen=True, slots=True)
class LabStudy:
    """All that was measured on one set of examples, by the latest version of each method."""

    facts: DatasetFacts
    points: Mapping[str, Mapping[int, CurvePoint]]  # By method and size, both in their order.
    versions: Mapping[str, str]  # By method.
    refused: Mapping[str, Mapping[int, str]]  # Why a method could not learn at a size.
    first: str  # When the first cell ended, ISO 8601.
    last: str

    @property
    def sizes(self) -> list[int]:
        return sorted({size for own in self.points.values() for size in own})

    def is_all(self, size: int) -> bool:
        """Return whether these are all examples: then every seed has the same."""
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


def home(state: Path) -> Path:
    return state / "lab"


def own_results(state: Path, subject: str) -> Path:
    return home(state) / f"{subject}.jsonl"


def shipped_results(subject: str) -> Path:
    return SHIPPED / f"{subject}.jsonl"


def find_study(
    state: Path, subject: str, *, wants_shipped: bool = False
) -> tuple[LabStudy, bool] | None:
    """Return what was measured last on a subject, and whether here; None where nothing was.

    Args:
        state: the state folder.
        subject: its name.
        wants_shipped: take what comes with the product also where something was run here.

    Raises:
        ResultsError: a file cannot be read.
    """
    if not wants_shipped and (own := _latest(read_results(own_results(state, subject)))):
        return own, True
    shipped = _latest(read_results(shipped_results(subject)))
    return None if shipped is None else (shipped, False)


def _latest(results: Results) -> LabStudy | None:
    facts = results.latest()
    return None if facts is None else study_of(facts, results.of(facts.data))
