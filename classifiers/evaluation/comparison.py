"""Two models of one kind are asked the same, and what each says becomes figures to compare."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from statistics import median
from time import perf_counter
from typing import Any

from classifiers.core.metrics import calibration_error, macro_f1, per_label

HELD_OUT_PARTS = 5
_ROUNDED = 1e-6  # By how much a chance may be beyond 0 or 1.
Reader = Callable[[Sequence[Any]], "list[ModelOutput]"]
"""Inputs of a kind → what a model says of each, in their order."""


@dataclass(frozen=True, slots=True)
class EvaluationExample:
    """One input of a kind of model, and what it is."""

    input: Any
    labels: frozenset[str]


@dataclass(frozen=True, slots=True)
class ModelOutput:
    """What a model says of one input.

    Args:
        done: what it would have done without a person; empty where a person decides, or where
            nothing is ever done.
    """

    labels: frozenset[str]
    chances: tuple[tuple[str, float], ...]
    done: str = ""

    @property
    def has_valid_scores(self) -> bool:
        """Return whether all chances lie between 0 and 1; others are in no bin of calibration."""
        return all(-_ROUNDED <= chance <= 1 + _ROUNDED for _, chance in self.chances)

    def as_json(self) -> list[Any]:
        """Return plain values, for a table."""
        return [sorted(self.labels), [list(pair) for pair in self.chances], self.done]

    @classmethod
    def from_json(cls, stored: Sequence[Any]) -> "ModelOutput":
        """Read what `as_json` gave."""
        labels, chances, done = stored
        return cls(frozenset(labels), tuple((str(a), float(b)) for a, b in chances), str(done))


@dataclass(frozen=True, slots=True)
class Figures:
    """What gates compare of one model.

    Args:
        macro_f1: mean F1 of the labels that occur, 0 to 1.
        labels: label → its F1 and how many examples carry it.
        calibration_error: mean distance of a score from the share that is right, 0 to 1.
        repeated: share of people's corrections that it says by itself; None where there are none.
        others: what this kind promises in addition, name → share.
    """

    n_examples: int
    macro_f1: float
    labels: Mapping[str, tuple[float, int]]
    calibration_error: float
    milliseconds: float
    megabytes: float
    repeated: float | None = None
    n_corrections: int = 0
    apart: float | None = None
    n_apart: int = 0
    others: Mapping[str, float] = field(default_factory=dict)

    @property
    def n_of_labels(self) -> dict[str, int]:
        """Label → how many examples carry it, at least one."""
        return {label: n for label, (_, n) in self.labels.items() if n}

    def f1_of(self, label: str) -> float:
        """Return the F1 of a label; 0 for one that does not occur."""
        return self.labels.get(label, (0.0, 0))[0]

    def as_json(self) -> dict[str, Any]:
        """Return plain values, for a table."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Figures":
        """Read what `as_json` gave."""
        labels = {label: (float(f1), int(n)) for label, (f1, n) in stored["labels"].items()}
        return cls(**{**stored, "labels": labels})


def figures_of(
    examples: Sequence[EvaluationExample],
    outputs: Sequence[ModelOutput],
    *,
    milliseconds: float,
    megabytes: float,
    corrections: tuple[float | None, int] = (None, 0),
    apart: tuple[float | None, int] = (None, 0),
    others: Mapping[str, float] | None = None,
) -> Figures:
    """Put the figures of one model together.

    Args:
        examples: of the frozen test set.
        outputs: the output of the model for each.
        milliseconds: of one request; see `request_times`.
        megabytes: of its files.
        corrections: share that it repeats, and how many there are; see `repeated`.
        apart: the same for those that no training sees.
        others: what this kind promises in addition.
    """
    given = [each.labels for each in outputs]
    wanted = [example.labels for example in examples]
    pairs = [
        (score, label in right)
        for each, right in zip(outputs, wanted, strict=True)
        for label, score in each.chances
    ]
    return Figures(
        n_examples=len(examples),
        macro_f1=macro_f1(given, wanted),
        labels={
            label: (counts.f1, counts.wanted)
            for label, counts in per_label(given, wanted).items()
            if counts.wanted
        },
        calibration_error=calibration_error([p for p, _ in pairs], [right for _, right in pairs]),
        milliseconds=milliseconds,
        megabytes=megabytes,
        repeated=corrections[0],
        n_corrections=corrections[1],
        apart=apart[0],
        n_apart=apart[1],
        others=dict(others or {}),
    )


def repeated(
    examples: Sequence[EvaluationExample], outputs: Sequence[ModelOutput]
) -> tuple[float | None, int]:
    """Return the share of corrections that a model says by itself, and how many there are."""
    if not examples:
        return None, 0
    pairs = zip(examples, outputs, strict=True)
    return sum(each.labels == right.labels for right, each in pairs) / len(examples), len(examples)


def request_times(
    readers: Sequence[Reader], inputs: Sequence[Any], *, clock: Callable[[], float] = perf_counter
) -> list[float]:
    """Return milliseconds of one request for each model, the median, asked in turns.

    Args:
        readers: models.
        inputs: each is asked alone, of every model at the same time of the run.
        clock: seconds.
    """
    times: list[list[float]] = [[] for _ in readers]
    for reader in readers:
        reader(inputs[:1])  # What is loaded at the first call is no part of a request.
    for number, each in enumerate(inputs):
        turn = list(enumerate(readers))
        for index, reader in turn if number % 2 else turn[::-1]:  # Nobody always goes second.
            start = clock()
            reader([each])
            times[index].append(1000 * (clock() - start))
    return [median(found) if found else 0.0 for found in times]


def is_held_out(name: str) -> bool:
    """Return whether a correction is kept apart to measure on; one in five, for ever the same."""
    return hashlib.sha256(name.encode()).digest()[0] % HELD_OUT_PARTS == 0
