"""Job titles as columns: the labels that the contacts with a title share."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from facet_index.columns import LABEL, NumberColumn, zeros
from facet_index.facet_values import Many, ValueCodes
from facet_index.keys import Keys
from facet_index.types import Taxonomy, TitleRow

N_BUCKETS = 20
"""Steps of 0.05 in which scores are counted."""
EDGES = np.arange(N_BUCKETS) / N_BUCKETS
"""Least score of each step; the number nearest to 0.05, 0.1 and so on, as a person writes it."""
MAX_DEPARTMENTS = 31
"""Bits of a title, less the first, which is no department."""
_SCORE_DIGITS = 10**9


@dataclass(frozen=True, slots=True)
class TaxonomyCodes:
    """Codes of the taxonomy: places in its lists, from 1 on.

    Args:
        department_of: department of each function; 0 for retired ones and for code 0.
    """

    functions: ValueCodes
    departments: ValueCodes
    levels: ValueCodes
    industries: ValueCodes
    department_of: NDArray[np.int16]


def codes_of(taxonomy: Taxonomy) -> TaxonomyCodes:
    """Return the codes of a taxonomy.

    Raises:
        ValueError: it has more departments than a title has bits for.
    """
    if len(taxonomy.departments) > MAX_DEPARTMENTS:
        raise ValueError(f"The index can have up to {MAX_DEPARTMENTS} departments.")
    departments = ValueCodes(taxonomy.departments)
    homes = [max(departments.code(slug), 0) for slug in taxonomy.functions.values()]
    return TaxonomyCodes(
        functions=ValueCodes(taxonomy.functions),
        departments=departments,
        levels=ValueCodes(taxonomy.levels),
        industries=ValueCodes(taxonomy.industries),
        department_of=np.array([0, *homes], dtype=np.int16),
    )


class Titles:
    """Columns by code of title; code 0 is a contact without title.

    Args:
        columns: `level`, `industry` and `is_read`; `departments` (a bit for each department of
            its labels) and `best` (its best score, -1 without labels) are found where missing.
    """

    def __init__(
        self, *, keys: Keys, columns: Mapping[str, NumberColumn], labels: Many, codes: TaxonomyCodes
    ) -> None:
        self.keys = keys
        self.level = columns["level"]
        self.industry = columns["industry"]
        self.is_read = columns["is_read"]
        self.labels = labels
        self.codes = codes
        self._best_functions: NDArray[np.int16] | None = None
        if "best" in columns:
            self.departments, self.best = columns["departments"], columns["best"]
        else:
            everything = np.arange(len(keys), dtype=np.int32)
            self.departments = NumberColumn(self.departments_of(everything))
            self.best = NumberColumn(self._best_of(everything))

    @classmethod
    def none(cls, codes: TaxonomyCodes) -> "Titles":
        """Return titles that hold nothing but code 0."""
        return cls(
            keys=Keys.none(),
            columns={
                "level": zeros(np.int16, 1),
                "industry": zeros(np.int16, 1),
                "is_read": zeros(np.bool_, 1),
            },
            labels=Many.none(LABEL),
            codes=codes,
        )

    def __len__(self) -> int:
        return len(self.keys)

    def put(self, rows: Sequence[TitleRow]) -> NDArray[np.int32]:
        """Add or change titles; returns their codes."""
        codes = self.keys.add(np.array([row.key for row in rows], dtype=np.int64))
        missing = len(self.keys) - len(self.level)
        for column in (self.level, self.industry, self.is_read, self.departments, self.best):
            column.append(np.zeros(missing, dtype=column.values.dtype))
        self.level.values[codes] = self.codes.levels.known([row.level for row in rows])
        self.industry.values[codes] = self.codes.industries.known([row.industry for row in rows])
        self.is_read.values[codes] = [row.is_read for row in rows]
        functions = self.codes.functions.known([slug for row in rows for slug, _ in row.labels])
        entries = np.empty(len(functions), dtype=LABEL)
        entries["function"] = functions
        entries["score"] = [score for row in rows for _, score in row.labels]
        sizes = np.array([len(row.labels) for row in rows])
        self.labels.put(codes, sizes, entries)
        self._best_functions = None
        self.departments.values[codes] = self.departments_of(codes)
        self.best.values[codes] = self._best_of(codes)
        return codes

    @property
    def best_functions(self) -> NDArray[np.int16]:
        """Return the function of the likeliest label of each title; 0 without one.

        Of equally likely ones the first by its slug; retired ones are none. Not to be changed.
        """
        if self._best_functions is None:
            self._best_functions = self._best_functions_of()
        return self._best_functions

    def _best_functions_of(self) -> NDArray[np.int16]:
        everything = np.arange(len(self), dtype=np.int32)
        _, labels = self.labels.of(everything)
        functions = labels["function"]
        slugs = self.codes.functions.texts
        by_slug = np.array(sorted(range(len(slugs)), key=slugs.__getitem__), dtype=np.int64)
        position = np.empty(len(slugs), dtype=np.int64)
        position[by_slug] = np.arange(len(slugs))
        # One number that is larger for a likelier label, and of two for the one earlier by slug.
        ranked = np.rint(labels["score"] * _SCORE_DIGITS).astype(np.int64) * len(slugs)
        ranked += len(slugs) - 1 - position[functions]
        ranked[self.codes.department_of[functions] == 0] = -1
        best: NDArray[np.int64] = self._reduced(np.maximum, ranked, everything, -1)
        found = by_slug[len(slugs) - 1 - np.maximum(best, 0) % len(slugs)]
        return np.where(best < 0, 0, found).astype(np.int16)

    def departments_of(self, codes: NDArray[np.integer], least: float = 0.0) -> NDArray[np.uint32]:
        """Return a bit for each department of the labels of these scores and above."""
        _, labels = self.labels.of(codes)
        bits = np.uint32(1) << self.codes.department_of[labels["function"]].astype(np.uint32)
        bits[(labels["score"] < least) | (bits == 1)] = 0  # The first bit is no department.
        found: NDArray[np.uint32] = self._reduced(np.bitwise_or, bits, codes, 0)
        return found

    def scored(
        self, codes: NDArray[np.integer], *, by_department: bool
    ) -> tuple[NDArray[np.intp], NDArray[np.integer]]:
        """Return what counts at which step for some titles.

        Returns:
            For each function or department of each title the place of the title, and the pair of
            code and step.
        """
        owners, labels = self.labels.of(codes)
        functions, steps = labels["function"], step_of(labels["score"])
        homes = self.codes.department_of[functions]
        counts = (homes > 0) & (steps > 0)
        owners, steps = owners[counts], steps[counts]
        if not by_department:
            return owners, pair_of(functions[counts], steps)
        pairs = pair_of(owners * (MAX_DEPARTMENTS + 1) + homes[counts], steps)
        pairs.sort()
        positions = pairs // (N_BUCKETS + 1)
        pairs = pairs[np.append(positions[1:] != positions[:-1], True)[: len(positions)]]
        owners, pairs = np.divmod(pairs, pair_of(np.array(MAX_DEPARTMENTS + 1), np.array(0)))
        return owners, pairs

    def _best_of(self, codes: NDArray[np.int32]) -> NDArray[np.float64]:
        _, labels = self.labels.of(codes)
        best: NDArray[np.float64] = self._reduced(np.maximum, labels["score"], codes, -1.0)
        return best

    def _reduced(
        self, ufunc: np.ufunc, values: NDArray[Any], codes: NDArray[np.integer], none: float
    ) -> NDArray[Any]:
        """Reduce the values of the labels of each code, which are consecutive."""
        sizes = self.labels.size.values[codes].astype(np.intp)
        found = np.full(len(codes), none, dtype=values.dtype)
        has_some = sizes > 0
        if has_some.any():
            starts = (np.cumsum(sizes) - sizes)[has_some]
            found[has_some] = ufunc.reduceat(values, starts)
        return found


def step_of(score: NDArray[np.float64]) -> NDArray[np.intp]:
    """Return the step of a score, from 1 on; 0 for what is below 0, which is none."""
    return np.searchsorted(EDGES, score, side="right")


def step_from(score: float) -> int:
    """Return the step from which on all scores are this one or above; 0 where none begins there."""
    step = int(step_of(np.array(score)))
    return step if EDGES[step - 1] == score else 0


def pair_of(codes: NDArray[np.integer], steps: NDArray[np.integer]) -> NDArray[np.integer]:
    """Return one number for a function or department together with a step."""
    pairs: NDArray[np.integer] = codes.astype(np.int64) * (N_BUCKETS + 1) + steps
    return pairs


def codes_above(pairs: Iterable[int], step: int) -> Iterator[tuple[int, int]]:
    """Yield each pair of this step and above, with its function or department."""
    for pair in pairs:
        code, its_step = divmod(pair, N_BUCKETS + 1)
        if its_step >= step:
            yield pair, code
