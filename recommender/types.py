"""What goes into the recommender and what comes out: arrays and frozen values."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Protocol, Self

import numpy as np
from numpy.typing import NDArray

FACTORS = (
    "text",
    "words",
    "industry",
    "size",
    "place",
    "age",
    "technologies",
    "business_model",
)


class CompanyLike(Protocol):
    """The fields of a company that are compared; every one may be missing."""

    @property
    def industry(self) -> str | None:
        """Name of its industry."""

    @property
    def size(self) -> str | None:
        """Band of employees, e.g. `51-200`."""

    @property
    def employees(self) -> int | None:
        """Number of employees."""

    @property
    def headquarters(self) -> str | None:
        """City, state and country in one text."""

    @property
    def city(self) -> str | None:
        """City of the headquarters."""

    @property
    def country(self) -> str | None:
        """Country of the headquarters."""

    @property
    def founded(self) -> int | None:
        """Year of its founding."""

    @property
    def technologies(self) -> Sequence[str]:
        """Names of what it uses."""


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """Companies as arrays, one row each; a factor that is None is known for nobody.

    Args:
        text: unit vectors of what they do, shape (n, n_dimensions); a row of zeros is missing.
        words: unit vectors of the words they use, shape (n, n_topics); a row of zeros is missing.
        industry: code of the industry, 0 where missing; equal names have equal codes.
        size: natural logarithm of the employees, NaN where missing.
        founded: year, NaN where missing.
        country: code of the country, 0 where missing.
        city: code of city and country, 0 where missing.
        technologies: set as 256 bits, shape (n, 4), uint64; all zero is missing.
        business_model: position in `BUSINESS_MODELS`, -1 where missing or unknown.
    """

    text: NDArray[np.float32]
    words: NDArray[np.float32] | None = None
    industry: NDArray[np.int64] | None = None
    size: NDArray[np.float32] | None = None
    founded: NDArray[np.float32] | None = None
    country: NDArray[np.int64] | None = None
    city: NDArray[np.int64] | None = None
    technologies: NDArray[np.uint64] | None = None
    business_model: NDArray[np.int8] | None = None

    def __post_init__(self) -> None:
        if self.text.ndim != 2:  # rows and dimensions
            raise ValueError(f"text must have the shape (n, n_dimensions), not {self.text.shape}.")
        for field in fields(self):
            values = getattr(self, field.name)
            if values is not None and len(values) != len(self.text):
                raise ValueError(f"{field.name} has {len(values)} rows, text {len(self.text)}.")

    def __len__(self) -> int:
        return len(self.text)

    def take(self, rows: NDArray[np.intp] | slice) -> Self:
        """Return some of the companies, in the order of `rows`."""
        return self.changed(lambda values: values[rows])

    def changed(self, change: Callable[[NDArray[Any]], NDArray[Any]]) -> Self:
        """Return the same factors, with each array changed; one that is None stays."""
        changed: dict[str, Any] = {
            field.name: None if (values := getattr(self, field.name)) is None else change(values)
            for field in fields(self)
        }
        return type(self)(**changed)

    def put(self, rows: slice, others: "Features") -> None:
        """Overwrite some of the companies; the factors known for any are the same in both."""
        for field in fields(self):
            if (values := getattr(self, field.name)) is not None:
                values[rows] = getattr(others, field.name)

    def with_vectors(self, *, text: NDArray[np.float32], words: NDArray[np.float32] | None) -> Self:
        """Return the same companies at other places in text and words."""
        return replace(self, text=text, words=words)


class Companies(Protocol):
    """Companies whose features are at hand, or read when they are asked for."""

    def __len__(self) -> int:
        """Number of companies."""

    def take(self, rows: NDArray[np.intp] | slice) -> Features:
        """Return some of the companies, in the order of `rows`."""


@dataclass(frozen=True, slots=True)
class FactorWeights:
    """How much each factor counts against the others; only their ratios matter.

    A factor that is missing on either side of a comparison is left out of it, so a missing
    field costs nothing while most of the weight is compared.
    """

    text: float = 1.0
    words: float = 0.6
    industry: float = 0.15
    size: float = 0.05
    place: float = 0.05
    age: float = 0.02
    technologies: float = 0.05
    business_model: float = 0.1

    def __post_init__(self) -> None:
        weights = self.as_dict()
        if wrong := [name for name, weight in weights.items() if not 0 <= weight < np.inf]:
            raise ValueError(f"Weights must be finite and at least 0; change {', '.join(wrong)}.")
        if not any(weights.values()):
            raise ValueError("At least one factor needs a weight above 0.")

    def as_dict(self) -> dict[str, float]:
        """Return factor → weight in the order of `FACTORS`."""
        return {name: float(getattr(self, name)) for name in FACTORS}


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one verdict added to the score of one company.

    Args:
        similarity: of the two companies over all factors, 0 to 1.
        contribution: part of the score; above 0 for a like, below 0 for a dislike.
    """

    verdict_index: int
    similarity: float
    contribution: float
    by_factor: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why one company has its score.

    Args:
        score: -1 to 1; the sum of the contributions and the sum of `by_factor`.
        evidence: 0 to below 1.
        evidence_label: `none`, `weak`, `good` or `strong`.
        contributions: of verdicts that added anything; those on the side of the score first (likes
            above 0, dislikes below), then the others, the most similar of each side first.
        by_factor: factor → part of the score.
        by_side: 1 → what all likes added, -1 → all dislikes.
    """

    score: float
    evidence: float
    evidence_label: str
    contributions: tuple[Contribution, ...]
    by_factor: Mapping[str, float]
    by_side: Mapping[int, float]
