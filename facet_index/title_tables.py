"""Job titles as columns: the labels that the contacts with a title share."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from facet_index.columns import LABEL, NumberColumn, zeros
from facet_index.facet_values import MultiValues, ValueCodes
from facet_index.keys import Keys
from facet_index.types import Taxonomy, TitleRow

N_BUCKETS = 20
"""Scores are counted in steps of 0.05."""
STEP_MINIMUMS = np.arange(N_BUCKETS) / N_BUCKETS
"""Minimum score of each step, as the float nearest to 0.05, 0.1 and so on."""
MAX_DEPARTMENTS = 31
"""Bits of a title, without the first, which is unused."""
_SCORE_DIGITS = 10**9


@dataclass(frozen=True, slots=True)
class TaxonomyCodes:
    """Codes of the taxonomy: positions in its lists, from 1 on.

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
    department_codes = [max(departments.code(slug), 0) for slug in taxonomy.functions.values()]
    return TaxonomyCodes(
        functions=ValueCodes(taxonomy.functions),
        departments=departments,
        levels=ValueCodes(taxonomy.levels),
        industries=ValueCodes(taxonomy.industries),
        department_of=np.array([0, *department_codes], dtype=np.int16),
    )


class Titles:
    """Columns by code of title; code 0 is a contact without title.

    Args:
        columns: `level`, `industry` and `is_read`; `departments` (a bit for each department of
            its labels) and `best` (its best score, -1 without labels) are computed if missing.
    """

    def __init__(
        self,
        *,
        keys: Keys,
        columns: Mapping[str, NumberColumn],
        labels: MultiValues,
        codes: TaxonomyCodes,
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
            all_codes = np.arange(len(keys), dtype=np.int32)
            self.departments = NumberColumn(self.departments_of(all_codes))
            self.best = NumberColumn(self._best_scores(all_codes))

    @classmethod
    def empty(cls, codes: TaxonomyCodes) -> "Titles":
        """Return no titles, only code 0."""
        return cls(
            keys=Keys.empty(),
            columns={
                "level": zeros(np.int16, 1),
                "industry": zeros(np.int16, 1),
                "is_read": zeros(np.bool_, 1),
            },
            labels=MultiValues.empty(LABEL),
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
        self.level.values[codes] = self.codes.levels.known_codes([row.level for row in rows])
        self.industry.values[codes] = self.codes.industries.known_codes(
            [row.industry for row in rows]
        )
        self.is_read.values[codes] = [row.is_read for row in rows]
        functions = self.codes.functions.known_codes(
            [slug for row in rows for slug, _ in row.labels]
        )
        entries = np.empty(len(functions), dtype=LABEL)
        entries["function"] = functions
        entries["score"] = [score for row in rows for _, score in row.labels]
        sizes = np.array([len(row.labels) for row in rows])
        self.labels.put(codes, sizes, entries)
        self._best_functions = None
        self.departments.values[codes] = self.departments_of(codes)
        self.best.values[codes] = self._best_scores(codes)
        return codes

    @property
    def best_functions(self) -> NDArray[np.int16]:
        """Return the function with the best score of each title; 0 for none.

        Of equal scores, the first by slug; without retired functions. Callers must not change it.
        """
        if self._best_functions is None:
            self._best_functions = self._best_functions_of()
        return self._best_functions

    def _best_functions_of(self) -> NDArray[np.int16]:
        all_codes = np.arange(len(self), dtype=np.int32)
        _, labels = self.labels.of(all_codes)
        functions = labels["function"]
        slugs = self.codes.functions.texts
        by_slug = np.array(sorted(range(len(slugs)), key=slugs.__getitem__), dtype=np.int64)
        position = np.empty(len(slugs), dtype=np.int64)
        position[by_slug] = np.arange(len(slugs))
        # Larger for a better score, and for the earlier slug if equal.
        rank_numbers = np.rint(labels["score"] * _SCORE_DIGITS).astype(np.int64) * len(slugs)
        rank_numbers += len(slugs) - 1 - position[functions]
        rank_numbers[self.codes.department_of[functions] == 0] = -1
        best: NDArray[np.int64] = self._reduce_labels(np.maximum, rank_numbers, all_codes, -1)
        found = by_slug[len(slugs) - 1 - np.maximum(best, 0) % len(slugs)]
        return np.where(best < 0, 0, found).astype(np.int16)

    def departments_of(
        self, codes: NDArray[np.integer], min_score: float = 0.0
    ) -> NDArray[np.uint32]:
        """Return a bit for each department of the labels of these scores and above."""
        _, labels = self.labels.of(codes)
        bits = np.uint32(1) << self.codes.department_of[labels["function"]].astype(np.uint32)
        bits[(labels["score"] < min_score) | (bits == 1)] = 0  # The first bit is unused.
        found: NDArray[np.uint32] = self._reduce_labels(np.bitwise_or, bits, codes, 0)
        return found

    def scored_pairs(
        self, codes: NDArray[np.integer], *, by_department: bool
    ) -> tuple[NDArray[np.intp], NDArray[np.integer]]:
        """Return functions or departments with their score steps for titles.

        Returns:
            For each function or department of each title, the position of the title, and the pair
            of code and step.
        """
        owners, labels = self.labels.of(codes)
        functions, steps = labels["function"], step_of(labels["score"])
        departments = self.codes.department_of[functions]
        is_counted = (departments > 0) & (steps > 0)
        owners, steps = owners[is_counted], steps[is_counted]
        if not by_department:
            return owners, make_pair(functions[is_counted], steps)
        pairs = make_pair(owners * (MAX_DEPARTMENTS + 1) + departments[is_counted], steps)
        pairs.sort()
        positions = pairs // (N_BUCKETS + 1)
        pairs = pairs[np.append(positions[1:] != positions[:-1], True)[: len(positions)]]
        owners, pairs = np.divmod(pairs, make_pair(np.array(MAX_DEPARTMENTS + 1), np.array(0)))
        return owners, pairs

    def _best_scores(self, codes: NDArray[np.int32]) -> NDArray[np.float64]:
        _, labels = self.labels.of(codes)
        best: NDArray[np.float64] = self._reduce_labels(np.maximum, labels["score"], codes, -1.0)
        return best

    def _reduce_labels(
        self, ufunc: np.ufunc, values: NDArray[Any], codes: NDArray[np.integer], default: float
    ) -> NDArray[Any]:
        """Reduce the values of the labels of each code, which are consecutive."""
        sizes = self.labels.size.values[codes].astype(np.intp)
        found = np.full(len(codes), default, dtype=values.dtype)
        has_labels = sizes > 0
        if has_labels.any():
            starts = (np.cumsum(sizes) - sizes)[has_labels]
            found[has_labels] = ufunc.reduceat(values, starts)
        return found


def step_of(score: NDArray[np.float64]) -> NDArray[np.intp]:
    """Return the step of a score, from 1 on; 0 below 0, which means none."""
    return np.searchsorted(STEP_MINIMUMS, score, side="right")


def exact_step(score: float) -> int:
    """Return the step that begins at exactly this score; 0 if none does."""
    step = int(step_of(np.array(score)))
    return step if STEP_MINIMUMS[step - 1] == score else 0


def make_pair(codes: NDArray[np.integer], steps: NDArray[np.integer]) -> NDArray[np.integer]:
    """Return a number for each function or department with its step."""
    pairs: NDArray[np.integer] = codes.astype(np.int64) * (N_BUCKETS + 1) + steps
    return pairs


def pairs_above(pairs: Iterable[int], step: int) -> Iterator[tuple[int, int]]:
    """Yield the pairs of this step and above, with function or department."""
    for pair in pairs:
        code, pair_step = divmod(pair, N_BUCKETS + 1)
        if pair_step >= step:
            yield pair, code
