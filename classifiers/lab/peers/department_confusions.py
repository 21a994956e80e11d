"""Which departments are confused with which: a table of what is right against what is given."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from classifiers.core.taxonomy import Taxonomy
from classifiers.titles.training.dataset import LabelledTitle

NONE = ""  # Stands for no department.
MAX_EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class ConfusionExample:
    """One title that was read wrong.

    Args:
        title: as it came in.
        right: slugs of its functions.
        given: slugs of the functions that it was given.
    """

    title: str
    right: tuple[str, ...]
    given: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ConfusionCell:
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
