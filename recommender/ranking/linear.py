"""Companies as rows and verdicts as one vector, whose inner product approximates the score.

The ranking of `Ranker` compares each company with every verdict. Over a million companies that is
too slow; but the likeness of a company x to a verdict y is, factor by factor, close to an inner
product of something of x and something of y. So the sum over all verdicts is one inner product of
x with one vector, whatever the number of verdicts and whatever the weights: a verdict or a slider
moves only that vector. What it leaves out (nearly equal companies count more, likeness below 0
counts nothing) decides among the best only, and `Ranker` orders those exactly.

Blocks of a row, each as wide as a multiple of `GROUP`:

- text and words: as they are;
- industry, country, city: signs drawn from the code, so that equal codes meet with 1 and others
  with almost 0;
- size and age: shares of the two nearest of fixed points, so that the vector holds what any
  value adds;
- technologies: signs of each bit, added up and made as long as 1;
- business model: one place for each.
"""

from functools import cache
from typing import cast

import numpy as np
from numpy.typing import NDArray

from recommender.ranking.factors import (
    AGE_SPAN,
    BUSINESS_MODEL_SIMILARITY,
    SAME_COUNTRY,
    SIZE_SPAN,
)
from recommender.types import FactorWeights, Features

Rows = NDArray[np.float32]
Sums = NDArray[np.float64]
Codes = NDArray[np.int64]

GROUP = 4
"""Numbers that share a code in the index; no group has numbers of two factors."""

# Fewer are too imprecise: of 300,000 companies, 73 of the top hundred by facts are found with
# half as many, 96 with these.
_INDUSTRY_SIGNS = 64
_PLACE_SIGNS = 32
_TECHNOLOGY_SIGNS = 64
_SIZES = np.linspace(0.0, 13.2, 12, dtype=np.float32)  # 1 to 540,000 employees.
_YEARS = np.array(
    [1850, 1900, 1930, 1950, 1965, 1980, 1990, 2000, 2007, 2013, 2018, 2026], dtype=np.float32
)
_SEED = 20_261


def linear_rows(features: Features) -> Rows:
    """Return companies as rows, shape (n, n_numbers); deterministic."""
    n = len(features)
    words = features.words
    parts = [
        _padded(features.text),
        _padded(np.zeros((n, 0), dtype=np.float32) if words is None else words),
        _signs_of(features.industry, n, _INDUSTRY_SIGNS),
        _shares_of(features.size, n, _SIZES),
        _signs_of(features.country, n, _PLACE_SIGNS),
        _signs_of(features.city, n, _PLACE_SIGNS),
        _shares_of(features.founded, n, _YEARS),
        _sums_of_bits(features.technologies, n),
        _places_of(features.business_model, n),
    ]
    return np.concatenate(parts, axis=1)


def linear_query(judged: Features, pulls: NDArray[np.floating], *, weights: FactorWeights) -> Rows:
    """Return the vector whose inner product with a row is the sum of all weighted similarities.

    Args:
        judged: companies with a verdict.
        pulls: weight of each of them, below 0 for dislikes, shape (n_judged,).
        weights: weight of each factor.
    """
    return weighted(linear_sums(judged, pulls), weights, like=judged)


def linear_sums(judged: Features, pulls: NDArray[np.floating]) -> Sums:
    """Return the unweighted sum of verdicts, shape (n_numbers,).

    Sums of groups of verdicts can be added.

    Args:
        judged: companies with a verdict.
        pulls: weight of each of them, below 0 for dislikes, shape (n_judged,).
    """
    blocks = _blocks(judged, pulls.astype(np.float32))
    return np.concatenate([block for _, _, block in blocks]).astype(np.float64)


def weighted(sums: Sums, weights: FactorWeights, *, like: Features) -> Rows:
    """Return `linear_sums` as a query, with each factor weighted."""
    layout = _blocks(like.take(slice(0, 0)), np.zeros(0, dtype=np.float32))
    shares = [np.full(len(block), share * getattr(weights, name)) for name, share, block in layout]
    return cast("Rows", (sums * np.concatenate(shares)).astype(np.float32))


def _blocks(judged: Features, pull: NDArray[np.float32]) -> list[tuple[str, float, Rows]]:
    """Return what the verdicts add up to, block by block: its factor, share of that, and sums."""
    n = len(judged)

    def near(values: NDArray[np.float32] | None, points: Rows, span: float) -> Rows:
        """Return the sum of the verdicts at each of the fixed points."""
        if values is None:
            return np.zeros(len(points), dtype=np.float32)
        known = ~np.isnan(values)
        distances = np.abs(points[None, :] - np.nan_to_num(values)[:, None])
        return cast("Rows", (pull * known) @ np.clip(1 - distances / np.float32(span), 0, 1))

    models = _places_of(judged.business_model, n)
    words = np.zeros((n, 0), dtype=np.float32) if judged.words is None else judged.words
    return [
        ("text", 1.0, pull @ _padded(judged.text)),
        ("words", 1.0, pull @ _padded(words)),
        ("industry", 1.0, pull @ _signs_of(judged.industry, n, _INDUSTRY_SIGNS)),
        ("size", 1.0, near(judged.size, _SIZES, SIZE_SPAN)),
        ("place", SAME_COUNTRY, pull @ _signs_of(judged.country, n, _PLACE_SIGNS)),
        ("place", 1 - SAME_COUNTRY, pull @ _signs_of(judged.city, n, _PLACE_SIGNS)),
        ("age", 1.0, near(judged.founded, _YEARS, AGE_SPAN)),
        ("technologies", 1.0, pull @ _sums_of_bits(judged.technologies, n)),
        ("business_model", 1.0, pull @ models @ BUSINESS_MODEL_SIMILARITY),
    ]


def _padded(rows: NDArray[np.floating]) -> Rows:
    missing = -rows.shape[1] % GROUP
    filled = rows.astype(np.float32, copy=False)
    return np.pad(filled, ((0, 0), (0, missing))) if missing else filled


def _signs_of(codes: Codes | None, n: int, n_signs: int) -> Rows:
    """Return pseudorandom signs for each code; zeros if it is missing."""
    if codes is None:
        return np.zeros((n, n_signs), dtype=np.float32)
    # SplitMix64 (Steele, Lea and Flood, 2014): bits of neighboring codes have nothing in common.
    with np.errstate(over="ignore"):
        hashed = codes.astype(np.uint64) + np.uint64(0x9E3779B97F4A7C15)
        hashed = (hashed ^ (hashed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        hashed = (hashed ^ (hashed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        hashed ^= hashed >> np.uint64(31)
    bits = (hashed[:, None] >> np.arange(n_signs, dtype=np.uint64)) & np.uint64(1)
    signs = (bits.astype(np.float32) * 2 - 1) / np.float32(np.sqrt(n_signs))
    return np.where((codes != 0)[:, None], signs, np.float32(0))


def _shares_of(values: NDArray[np.float32] | None, n: int, points: Rows) -> Rows:
    """Return how near each value is to the points next to it, adding up to 1; zeros where NaN."""
    shares = np.zeros((n, len(points)), dtype=np.float32)
    if values is None:
        return shares
    known = np.flatnonzero(~np.isnan(values))
    clipped = np.clip(values[known], points[0], points[-1])
    right = np.clip(np.searchsorted(points, clipped), 1, len(points) - 1)
    share = (clipped - points[right - 1]) / (points[right] - points[right - 1])
    shares[known, right - 1] = 1 - share
    shares[known, right] = share
    return shares


def _sums_of_bits(bits: NDArray[np.uint64] | None, n: int) -> Rows:
    if bits is None:
        return np.zeros((n, _TECHNOLOGY_SIGNS), dtype=np.float32)
    unpacked = np.unpackbits(np.ascontiguousarray(bits).view(np.uint8), axis=1)
    sums = unpacked.astype(np.float32) @ _technology_signs(unpacked.shape[1])
    lengths = np.sqrt(np.maximum(unpacked.sum(axis=1, dtype=np.float32), 1))
    return cast("Rows", sums / lengths[:, None])


@cache
def _technology_signs(n_bits: int) -> Rows:
    """Return the signs of each bit, shape (n_bits, n_signs); read-only."""
    signs_drawn = np.random.default_rng(_SEED).integers(0, 2, (n_bits, _TECHNOLOGY_SIGNS))
    return (signs_drawn.astype(np.float32) * 2 - 1) / np.float32(np.sqrt(_TECHNOLOGY_SIGNS))


def _places_of(models: NDArray[np.int8] | None, n: int) -> Rows:
    places = np.zeros((n, len(BUSINESS_MODEL_SIMILARITY)), dtype=np.float32)
    if models is not None:
        known = np.flatnonzero(models >= 0)
        places[known, models[known]] = 1
    return places
