"""Run the cells that are missing, the cheap ones first, until all are there or the time is over."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from classifiers.core.errors import ClassifierError
from classifiers.core.metrics import accuracy, macro_f1
from research.methods import Method
from research.study import CellKey, CellResult, DatasetFacts, ResultsFile, read_results
from research.subjects import LabDataset, labels_of, names_of_labels

DIGITS = 5
_THOUSAND = 1_000


@dataclass(frozen=True, slots=True)
class LabCell:
    """One thing to measure: a method on so many examples in the order of a seed."""

    method: Method
    size: int
    seed: int

    @property
    def name(self) -> str:
        """Words for people who watch."""
        return f"{self.method.title}, {self.size:,} examples, seed {self.seed}"

    def key(self, data: str) -> CellKey:
        """Return what its result is kept under."""
        return data, self.method.name, self.method.version, self.size, self.seed


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run did."""

    n_before: int
    n_done: int
    left: tuple[LabCell, ...]  # Still missing, in the order in which they would come.


def facts_of(subject: LabDataset) -> DatasetFacts:
    return DatasetFacts(
        subject=subject.name,
        data=subject.data_hash,
        n_learned=len(subject.learned),
        n_tested=len(subject.tested),
        n_labels=len(list(names_of_labels(subject.tested))),
        has_many=subject.has_many,
        kept_out=subject.kept_out,
    )


def cells_of(
    subject: LabDataset, methods: Sequence[Method], *, sizes: Iterable[int | None], n_seeds: int
) -> list[LabCell]:
    """Return all cells, those that take the least effort first.

    Args:
        subject: gives the examples.
        methods: to be measured.
        sizes: how many examples; None for all, and one that is larger is left out. All examples are
            the same in any order, so that a method without chance runs once on them.
        n_seeds: orders of the examples.
    """
    whole = len(subject.learned)
    wanted = sorted({whole if size is None else size for size in sizes if (size or whole) <= whole})
    cells = [
        LabCell(method, size, seed)
        for method in methods
        for size in wanted
        for seed in range(n_seeds if method.is_random or size < whole else 1)
    ]
    return sorted(cells, key=lambda cell: (cell.method.effort * cell.size, cell.seed))


class Lab:
    """Measures the cells of one subject into one file.

    Args:
        subject: gives the examples.
        file: where results go; those that are in it are not measured again.
        folder: for what methods keep between runs.
    """

    def __init__(self, subject: LabDataset, file: ResultsFile, folder: Path) -> None:
        self._subject = subject
        self._file = file
        self._folder = folder
        self._charges: dict[str, float] = {}
        held = read_results(file.path)
        self.results = held.of(subject.data_hash)
        self.n_dropped = held.n_dropped
        self.facts = facts_of(subject)
        if subject.data_hash not in held.facts:
            file.add(self.facts)

    def run(
        self,
        cells: Sequence[LabCell],
        *,
        seconds: float | None = None,
        progress: Callable[[int, str], None] = lambda _done, _name: None,
    ) -> Outcome:
        """Measure what is missing.

        Args:
            cells: in the order in which they are wanted.
            seconds: after which no cell is begun; one that has lasted longer than what is left, by
                those before it, is passed over. None for as long as it takes.
            progress: called with the number of cells that are there and the next one's name.
        """
        end = None if seconds is None else time.monotonic() + seconds
        missing = self.missing(cells)
        n_before = n_there = len(cells) - len(missing)
        left = []
        for cell in missing:
            if end is not None and time.monotonic() + self._expected(cell) >= end:
                left.append(cell)
                continue
            progress(n_there, cell.name)
            result = self._measured(cell)
            self._file.add(result)
            self.results.append(result)
            n_there += 1
        return Outcome(n_before, n_there - n_before, tuple(left))

    def missing(self, cells: Sequence[LabCell]) -> list[LabCell]:
        """Return the cells without a result."""
        there = {result.key for result in self.results}
        return [cell for cell in cells if cell.key(self._subject.data_hash) not in there]

    def _expected(self, cell: LabCell) -> float:
        """Return seconds that a cell probably takes, by its nearest one; 0 where there is none."""
        alike = [
            result
            for result in self.results
            if (result.method, result.version) == (cell.method.name, cell.method.version)
        ]
        if not alike:
            return 0.0
        near = min(alike, key=lambda result: abs(result.size - cell.size))
        answers = near.answer_ms / _THOUSAND * len(self._subject.tested)
        return near.fit_seconds * max(cell.size / near.size, 1.0) + answers

    def _measured(self, cell: LabCell) -> CellResult:
        charge = self._charge(cell.method)
        examples = self._subject.subset(cell.size, seed=cell.seed)
        tested = self._subject.tested
        problem, figures, answering = "", (0.0, 0.0), CpuAndWallTime(0.0, 0.0)
        with measured() as fitting:
            try:
                fitted = cell.method.fit(examples, has_many=self._subject.has_many, seed=cell.seed)
            except ClassifierError as error:
                problem = str(error)
        if not problem:
            with measured() as answering:
                given = fitted(tested)
            wanted = labels_of(tested)
            figures = macro_f1(given, wanted), accuracy(given, wanted)
        return CellResult(
            data=self._subject.data_hash,
            method=cell.method.name,
            version=cell.method.version,
            size=cell.size,
            seed=cell.seed,
            macro_f1=round(figures[0], DIGITS),
            accuracy=round(figures[1], DIGITS),
            fit_seconds=round(fitting.seconds + charge * len(examples), DIGITS),
            fit_cpu=round(fitting.cpu + charge * len(examples), DIGITS),
            answer_ms=round((answering.seconds / len(tested) + charge) * _THOUSAND, DIGITS),
            answer_cpu_ms=round((answering.cpu / len(tested) + charge) * _THOUSAND, DIGITS),
            at=datetime.now(UTC).isoformat(timespec="seconds"),
            problem=problem,
        )

    def _charge(self, method: Method) -> float:
        """Return CPU seconds for each example that were spent ahead for all cells."""
        if method.name not in self._charges:
            self._charges[method.name] = method.ready(self._subject, self._folder)
        return self._charges[method.name]


@dataclass(slots=True)
class CpuAndWallTime:
    """Seconds on the clock and CPU seconds of all cores."""

    seconds: float
    cpu: float


@contextmanager
def measured() -> Iterator[CpuAndWallTime]:
    """Measure what a block of code takes; known at its end."""
    spent = CpuAndWallTime(-time.perf_counter(), -time.process_time())
    yield spent
    spent.seconds += time.perf_counter()
    spent.cpu += time.process_time()
