"""LeadQual and fastText on the same titles: what a file of results holds."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NamedTuple

from classifiers.core.taxonomy import Taxonomy
from classifiers.titles.training.dataset import LabelledTitle
from research.study import ResultsError

NONE = ""  # Stands for no department.
MAX_EXAMPLES = 3


class ConfusionExample(NamedTuple):
    """One title that was read wrong: slugs of its functions, and of those it was given."""

    title: str
    right: tuple[str, ...]
    given: tuple[str, ...]


class ConfusionCell(NamedTuple):
    """One cell of the table.

    Args:
        right: slug of a department that is right; `NONE` for titles of none.
        given: slug of the department that was given, wrong off the diagonal; `NONE` where the right
            one was missed, and no wrong one was given.
        n_titles: how many titles.
        examples: some of them; none on the diagonal, or where titles may not be shown.
    """

    right: str
    given: str
    n_titles: int
    examples: tuple[ConfusionExample, ...] = ()


def department_confusions(
    titles: Sequence[LabelledTitle],
    given: Sequence[Sequence[str]],
    *,
    taxonomy: Taxonomy,
    may_show: bool,
) -> list[ConfusionCell]:
    """Return the cells that are not empty, in the order of the departments.

    A title with two departments counts once for each. Departments that are both right and given are
    on the diagonal. A wrong one was given instead of those that were missed; where none was, beside
    those that are right.

    Args:
        titles: with the functions that are right.
        given: slugs of functions that each title was given.
        taxonomy: knows the department of each function.
        may_show: whether examples may be kept.
    """
    counts: dict[tuple[str, str], int] = defaultdict(int)
    examples: dict[tuple[str, str], list[ConfusionExample]] = defaultdict(list)
    for title, slugs in zip(titles, given, strict=True):
        right = frozenset(taxonomy.departments_of(title.functions))
        found = frozenset(taxonomy.departments_of(slugs))
        for cell in _cells(right, found):
            counts[cell] += 1
            if may_show and cell[0] != cell[1] and len(examples[cell]) < MAX_EXAMPLES:
                example = ConfusionExample(title.title, tuple(title.functions), tuple(slugs))
                examples[cell].append(example)
    order = {slug: place for place, slug in enumerate([*taxonomy.departments, NONE])}
    return [
        ConfusionCell(*cell, counts[cell], tuple(examples[cell]))
        for cell in sorted(counts, key=lambda cell: (order[cell[0]], order[cell[1]]))
    ]


def department_counts(titles: Sequence[LabelledTitle], *, taxonomy: Taxonomy) -> dict[str, int]:
    """Return how many titles each department is right for; `NONE` for titles of none."""
    counts = Counter(
        department
        for title in titles
        for department in set(taxonomy.departments_of(title.functions)) or {NONE}
    )
    return {slug: counts[slug] for slug in (*taxonomy.departments, NONE) if counts[slug]}


def _cells(right: frozenset[str], found: frozenset[str]) -> Iterator[tuple[str, str]]:
    missed, added = right - found, found - right
    for department in right & found:
        yield department, department
    for other in added:
        yield from ((one, other) for one in missed or right or {NONE})
    if not added:
        yield from ((one, NONE) for one in missed)
    if not right and not found:
        yield NONE, NONE


FORMAT = 1  # A file of another format is not read.


@dataclass(frozen=True, slots=True)
class ComparedMethod:
    """One method; the version of the model, or of the library."""

    code: str
    name: str
    version: str
    megabytes: float
    titles_per_second: int  # From the title as written to its labels, on one core.
    fit_seconds: float | None = None  # Processor time; None where it was not trained for this.


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
    """One set of titles; figures and confusions by the code of a method."""

    code: str
    name: str
    n_titles: int
    n_unseen: int  # Nothing was learned from these in any spelling.
    departments: Mapping[str, int]  # Slug → titles that it is right for; "" for titles of none.
    figures: Mapping[str, TitleFigures]
    confusions: Mapping[str, tuple[ConfusionCell, ...]]


@dataclass(frozen=True, slots=True)
class TitleComparison:
    """All that was measured in one run."""

    at: str  # ISO 8601 in UTC.
    n_learned: int
    methods: tuple[ComparedMethod, ...]  # LeadQual first.
    sets: tuple[ComparedSet, ...]


def write_comparison(path: Path, found: TitleComparison) -> None:
    """Write a comparison to a file.

    Raises:
        ResultsError: the file cannot be written.
    """
    content = {"format": FORMAT, **asdict(found)}
    for group in content["sets"]:
        group["confusions"] = {
            code: [cell if cell.examples else cell[:-1] for cell in cells]
            for code, cells in group["confusions"].items()
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


def _set_of(group: dict[str, Any]) -> ComparedSet:
    figures = {code: TitleFigures(**values) for code, values in group["figures"].items()}
    confusions = {
        code: tuple(_cell_of(*row) for row in rows) for code, rows in group["confusions"].items()
    }
    return ComparedSet(**group | {"figures": figures, "confusions": confusions})


def _cell_of(
    right: str, given: str, n_titles: int, examples: Sequence[Sequence[Any]] = ()
) -> ConfusionCell:
    shown = (
        ConfusionExample(title, tuple(functions), tuple(others))
        for title, functions, others in examples
    )
    return ConfusionCell(right, given, n_titles, tuple(shown))
