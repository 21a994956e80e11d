"""What was measured of the product and its peers on the same titles, as a file holds it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from classifiers.lab.peers.department_confusions import ConfusionCell, ConfusionExample
from classifiers.lab.results import ResultsError

FORMAT = 1  # A file of another format is not read.


@dataclass(frozen=True, slots=True)
class ComparedMethod:
    """One method.

    Args:
        code: short name.
        name: for people.
        version: of the model, or of the library.
        megabytes: of the files of the model.
        titles_per_second: from the title as written to its labels, on one core.
        fit_seconds: processor seconds of training; None where it was not trained for this.
    """

    code: str
    name: str
    version: str
    megabytes: float
    titles_per_second: int
    fit_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class TitleFigures:
    """How good one method is on one set of titles; all from 0 to 1.

    Args:
        micro_f1: of functions.
        macro_f1: of functions, the mean over all that are right at least once.
        unseen_micro_f1: of functions, of the titles that nothing was learned from in any spelling.
        departments: micro-F1 of departments.
        level: share of levels that are right.
    """

    micro_f1: float
    macro_f1: float
    unseen_micro_f1: float
    departments: float
    level: float


@dataclass(frozen=True, slots=True)
class ComparedSet:
    """One set of titles.

    Args:
        code: short name.
        name: for people.
        n_titles: how many there are.
        n_unseen: of these, how many nothing was learned from in any spelling.
        departments: slug → titles that it is right for; "" for titles of none.
        figures: code of a method → how good it is.
        confusions: code of a method → its departments; see `department_confusions`.
    """

    code: str
    name: str
    n_titles: int
    n_unseen: int
    departments: Mapping[str, int]
    figures: Mapping[str, TitleFigures]
    confusions: Mapping[str, tuple[ConfusionCell, ...]]


@dataclass(frozen=True, slots=True)
class TitleComparison:
    """All that was measured in one run.

    Args:
        at: when, ISO 8601 in UTC.
        n_learned: titles that all methods learned from.
        methods: the product first.
        sets: that all methods were measured on.
    """

    at: str
    n_learned: int
    methods: tuple[ComparedMethod, ...]
    sets: tuple[ComparedSet, ...]


def write_comparison(path: Path, found: TitleComparison) -> None:
    """Write a comparison to a file.

    Raises:
        ResultsError: the file cannot be written.
    """
    content = {"format": FORMAT, **asdict(found)}
    for group in content["sets"]:
        group["confusions"] = {
            code: [_row_of(cell) for cell in cells] for code, cells in group["confusions"].items()
        }
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        path.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise ResultsError(f"{path} cannot be written: {error.strerror}.") from error


def read_comparison(path: Path) -> TitleComparison | None:
    """Read a comparison; None where there is no such file, or one of another format.

    Raises:
        ResultsError: the file cannot be read.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise ResultsError(f"{path} cannot be read. Measure again to replace it.") from error
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        return None
    return TitleComparison(
        at=content["at"],
        n_learned=content["n_learned"],
        methods=tuple(ComparedMethod(**method) for method in content["methods"]),
        sets=tuple(_set_of(group) for group in content["sets"]),
    )


def _set_of(group: Mapping[str, Any]) -> ComparedSet:
    return ComparedSet(
        code=group["code"],
        name=group["name"],
        n_titles=group["n_titles"],
        n_unseen=group["n_unseen"],
        departments=group["departments"],
        figures={code: TitleFigures(**figures) for code, figures in group["figures"].items()},
        confusions={
            code: tuple(_cell_of(*row) for row in rows)
            for code, rows in group["confusions"].items()
        },
    )


def _row_of(cell: Mapping[str, Any]) -> list[object]:
    """Return a cell as a short row: departments, titles, examples."""
    examples = [[one["title"], one["right"], one["given"]] for one in cell["examples"]]
    row = [cell["right"], cell["given"], cell["n_titles"]]
    return [*row, examples] if examples else row


def _cell_of(
    right: str, given: str, n_titles: int, examples: Sequence[Sequence[Any]] = ()
) -> ConfusionCell:
    shown = tuple(
        ConfusionExample(title, tuple(functions), tuple(others))
        for title, functions, others in examples
    )
    return ConfusionCell(right, given, n_titles, shown)
