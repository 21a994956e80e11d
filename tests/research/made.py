"""Studies and subjects that are made up, small enough to see what must come out."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from classifiers.titles.training.dataset import LabeledTitle
from research.study import CellResult, DatasetFacts, line_of
from research.subjects import LabDataset, LabeledText

FACTS = DatasetFacts(
    subject="titles",
    data="0123456789abcdef",
    n_learned=2_000,
    n_tested=100,
    n_labels=3,
    has_many=False,
    kept_out="what is kept out",
)


def result(
    method: str = "tuned",
    *,
    size: int = 100,
    seed: int = 0,
    macro_f1: float = 0.5,
    fit_cpu: float = 1.0,
    at: str = "2026-11-21T12:00:00+00:00",
    version: str = "1",
    problem: str = "",
) -> CellResult:
    return CellResult(
        *(FACTS.data, method, version, size, seed, macro_f1, macro_f1),
        fit_seconds=fit_cpu,
        fit_cpu=fit_cpu,
        answer_ms=1.0,
        answer_cpu_ms=2.0,
        at=at,
        problem=problem,
    )


def results(curves: Mapping[str, Mapping[int, Sequence[float]]]) -> list[CellResult]:
    """Method → size → macro-F1 of each seed; the first method is the cheapest."""
    return [
        result(method, size=size, seed=seed, macro_f1=score, fit_cpu=float(place + 1))
        for place, (method, sizes) in enumerate(curves.items())
        for size, scores in sizes.items()
        for seed, score in enumerate(scores)
    ]


def write_lines(path: Path, lines: Iterable[DatasetFacts | CellResult]) -> None:
    """Write a file of results, and its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(map(line_of, lines)), encoding="utf-8")


WORDS = {
    "test_engineering": "finds faults",
    "nursing": "cares for the ill",
    "devops": "keeps servers running",
}


def example(number: int, *labels: str, side: str = "") -> LabeledText:
    """An example whose words give its labels away."""
    told = " and ".join(WORDS[label] for label in labels) or "does nothing of note"
    text = f"{side}person {number} {told}"
    row = LabeledTitle(text, tuple(labels), "specialist", None)
    return LabeledText(text, tuple(sorted(labels)), text, row)


def subject(n_learned: int = 40, *, has_many: bool = False) -> LabDataset:
    """A subject that any method can learn; with several labels, some have two and some none."""
    singles: list[tuple[str, ...]] = [("test_engineering",), ("nursing",), ("devops",)]
    kinds = [*singles, ("devops", "test_engineering"), ()] if has_many else singles
    return LabDataset(
        name="titles",
        learned=tuple(example(n, *kinds[n % len(kinds)]) for n in range(n_learned)),
        tested=tuple(example(n, *kinds[n % len(kinds)], side="other ") for n in range(15)),
        has_many=has_many,
        kept_out="the others",
    )
