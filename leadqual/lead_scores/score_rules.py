"""The rules by which a workspace scores people, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from leadqual.lead_scores.factors import BY_CODE, DEFAULT_FITS, FACTORS, SHARES, Fit

MAX_WEIGHT = 100
MAX_HALF_LIFE = 3650
TIER_A, TIER_B = 60, 40
"""Default minimum scores of tiers A and B."""

OTHERS = "*"
"""Used instead of a value: the fit of all others."""


@dataclass(frozen=True, slots=True)
class ScoreRules:
    """Weights, half-lives, fits and tiers.

    Args:
        weights: factor → points at most; missing ones are as by default.
        half_lives: factor → days; missing ones are as by default.
        fits: fact → value → fit; one that is not named has that of `OTHERS`, else a good one.
        tier_a: least score of tier A.
        tier_b: least score of tier B; below is tier C.
        version: of the stored rules; 0 for the defaults.
    """

    weights: Mapping[str, int] = field(default_factory=dict)
    half_lives: Mapping[str, int] = field(default_factory=dict)
    fits: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: DEFAULT_FITS)
    tier_a: int = TIER_A
    tier_b: int = TIER_B
    version: int = 0

    def weight(self, factor: str) -> int:
        """Return the points of a factor at most."""
        return int(self.weights.get(factor, BY_CODE[factor].weight))

    def half_life(self, factor: str) -> int:
        """Return the days after which a factor counts half; 0 where it does not decay."""
        return int(self.half_lives.get(factor, BY_CODE[factor].half_life))

    def fit(self, fact: str, value: str) -> str:
        """Return how well a value of a fact fits."""
        fits = self.fits.get(fact, {})
        return fits.get(value, fits.get(OTHERS, Fit.GOOD))

    def share(self, fact: str, value: str) -> float:
        """Return the share of the points that a value earns, 0 to 1; 0 where it is not known."""
        return SHARES[self.fit(fact, value)] if value else 0.0

    def tier(self, score: int) -> str:
        return "A" if score >= self.tier_a else "B" if score >= self.tier_b else "C"

    @property
    def most_points(self) -> int:
        return sum(self.weight(factor.code) for factor in FACTORS if not factor.is_deduction)
