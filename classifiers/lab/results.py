"""Results of the lab: one line for each finished cell, in a file that grows and may be cut short.

A cell is one method, on one set of examples, with so many of them, in the order of one seed. A line
that was half written when the process died is dropped, and its cell is measured again.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Self

from classifiers.core.errors import ClassifierError

KIND = "kind"
SHIPPED = Path(__file__).parent / "results"
"""Results that come with the product, one file for each subject."""


class ResultsError(ClassifierError):
    """A file of results is missing, or another process writes it."""


@dataclass(frozen=True, slots=True)
class DatasetFacts:
    """What was measured on.

    Args:
        subject: `replies`, `titles` or `companies`.
        data: names the examples, their labels, sides and order.
        n_learned: examples that may be learned from.
        n_tested: examples that are tested on.
        n_labels: labels that occur on the test side.
        has_many: whether an example may have several labels, or none.
        kept_out: says what the test side is.
    """

    subject: str
    data: str
    n_learned: int
    n_tested: int
    n_labels: int
    has_many: bool
    kept_out: str


@dataclass(frozen=True, slots=True)
class CellKey:
    """What makes a cell the same as one before."""

    data: str
    method: str
    version: str
    size: int
    seed: int


@dataclass(frozen=True, slots=True)
class CellResult:
    """One finished cell.

    Args:
        data: hash of the examples.
        method: its short name.
        version: of the method.
        size: examples that were learned from.
        seed: of their order and of the method.
        macro_f1: mean F1 of the labels on the test side, 0 to 1.
        accuracy: share of the test side whose labels are all right and no others, 0 to 1.
        fit_seconds: on the clock, for learning.
        fit_cpu: CPU seconds of all cores for learning.
        answer_ms: milliseconds on the clock for each answer, all asked at once.
        answer_cpu_ms: CPU milliseconds for each answer.
        at: when it ended, ISO 8601 in UTC.
        problem: why nothing could be learned; the figures are 0 then.
    """

    data: str
    method: str
    version: str
    size: int
    seed: int
    macro_f1: float
    accuracy: float
    fit_seconds: float
    fit_cpu: float
    answer_ms: float
    answer_cpu_ms: float
    at: str
    problem: str = ""

    @property
    def key(self) -> CellKey:
        return CellKey(self.data, self.method, self.version, self.size, self.seed)

    @property
    def counts(self) -> bool:
        """Whether something was learned."""
        return not self.problem


@dataclass(frozen=True, slots=True)
class Results:
    """What a file holds.

    Args:
        facts: hash of the data → what was measured on.
        cells: in the order in which they ended; of one cell the last.
        n_dropped: lines that nobody can read.
    """

    facts: dict[str, DatasetFacts]
    cells: tuple[CellResult, ...]
    n_dropped: int = 0

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
    is_sound = all(_is_a(each.type, getattr(found, each.name)) for each in fields(found))
    return found if is_sound and kind in ("data", "cell") else None


def _is_a(kind: object, value: object) -> bool:
    """Say whether a value may stand in a field; a float may come without its point."""
    if kind is float:
        return isinstance(value, float | int) and not isinstance(value, bool)
    return type(value) is kind
