"""Weights of evidence that add up to the probability that two records are one.

The model of Fellegi and Sunter, "A Theory for Record Linkage", Journal of the American Statistical
Association 64 (1969), 1183-1210: each comparison that comes out one way adds log2(m / u) bits,
where m is how often it does so for two records of one, and u for two of different ones. Names
count by their frequency, as in Winkler, "Frequency-Based Matching in the Fellegi-Sunter Model of
Record Linkage" (2000): sharing "Müller" says less than sharing "Quandtmeier".
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

PRIOR_BITS = -20.0
"""Two records drawn at random are one in about one of a million cases."""

MAX_QUESTION = 0.9
"""Score of pairs at which people must look, whatever agrees: two domains, two mailboxes."""

_MAX_BITS = 60.0


@dataclass(frozen=True, slots=True)
class Reason:
    """One comparison and what it says.

    Args:
        code: kind of comparison, e.g. `same_linkedin`; for programs.
        bits: log2 of how much likelier it makes that both are one; negative is evidence against it.
    """

    code: str
    text: str
    bits: float


@dataclass(frozen=True, slots=True)
class Match:
    """Two records that may be one.

    Args:
        first: key of one, the smaller.
        score: probability that they are one, 0 to 1.
    """

    first: int
    second: int
    score: float
    reasons: tuple[Reason, ...]


def score_of(reasons: Iterable[Reason]) -> float:
    """Return the probability that two records with these comparisons are one."""
    bits = PRIOR_BITS + sum(reason.bits for reason in reasons)
    return 1.0 / (1.0 + math.exp2(-max(-_MAX_BITS, min(bits, _MAX_BITS))))


def build_match(first: int, second: int, reasons: Iterable[Reason]) -> Match:
    """Put the comparisons of two records together."""
    ordered = sorted(reasons, key=lambda reason: (-abs(reason.bits), reason.code))
    low, high = sorted((first, second))
    return Match(low, high, score_of(ordered), tuple(ordered))


def limit_score(match: Match, min_score: float, max_score: float) -> Match:
    return replace(match, score=min(max(match.score, min_score), max_score))


def rarity_bits(count: int, n_all: int, *, usual: float, strength: int = 5_000) -> float:
    """Return how much sharing a value says, from how many others share it.

    Args:
        count: records with the value besides these two.
        n_all: records in all.
        usual: share of a value about which nothing is known; it counts as much as `strength`
            records, so a small workspace does not make common names look rare.
        strength: of `usual`.
    """
    return -math.log2((count + usual * strength) / (n_all + strength))
