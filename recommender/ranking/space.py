"""The space in which companies are compared: their vectors, and which trades they are like.

A sentence vector says how a text sounds as well as what a company does. Held against some hundred
trades in words, each company gets a share of each trade and of each sector; the shares come after
the centered vector. Everything comes from the vectors of the companies alone, without a verdict,
and a company that is added is placed without moving the others.
"""

from dataclasses import dataclass
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

from recommender.ranking.factors import unit_rows
from recommender.types import Features

Matrix = NDArray[np.float32]

SHARPNESS = 1 / 0.6
"""How much likeness to a trade, in standard deviations, makes its share e times as large."""

TRADE_WEIGHT = 0.5
SECTOR_WEIGHT = 0.7
"""Lengths of the two blocks of shares, where the vector has 1."""

PRIOR = 200.0
"""A pool of as many companies counts as much as what is known without it."""

SAMPLE = 20_000
NEIGHBORS = 20
MIN_SMOOTHED = 400
"""Fewer companies than that have no twenty neighbors of their kind."""

OWN_SHARE = 0.5
"""Part of a smoothed row that is the company's own; its neighbors share the rest."""

_CHUNK = 1024


class TradeVectors(Protocol):
    """What is known of trades and places before any company of a pool is."""

    @property
    def vectors(self) -> Matrix:
        """Vector of each trade, shape (n_trades, n_dimensions)."""

    @property
    def sectors(self) -> NDArray[np.intp]:
        """Number of the sector that each trade belongs to, from 0, shape (n_trades,)."""

    @property
    def places(self) -> Matrix:
        """Orthogonal unit vectors along which places differ, shape (n_places, n_dimensions)."""


@dataclass(frozen=True, slots=True, eq=False)
class Space:
    """Places vectors of one encoder.

    Args:
        centre: what all vectors share, shape (n_dimensions,).
        axes: centered unit vectors of the trades, shape (n_trades, n_dimensions).
        groups: 1 where a trade is of a sector, shape (n_trades, n_sectors).
        mean: mean likeness to each trade, shape (n_trades,).
        spread: standard deviation of it, shape (n_trades,).
        usual: mean of the roots of the shares, shape (n_trades + n_sectors,).
        places: orthogonal unit vectors along which places differ, shape (n, n_dimensions); what
            vectors say along them is taken away: a place is no kind of company.
    """

    centre: Matrix
    axes: Matrix
    groups: Matrix
    mean: Matrix
    spread: Matrix
    usual: Matrix
    places: Matrix

    @classmethod
    def of(cls, vectors: Matrix, *, centre: Matrix, trades: TradeVectors) -> Self:
        """Make the space of a pool.

        Args:
            vectors: of its companies as the encoder gave them, shape (n, n_dimensions).
            centre: what vectors share as far as is known without the pool; a small pool keeps it.
            trades: those of the encoder; its places are taken away.
        """
        places, sectors = trades.places, trades.sectors
        sample = remove_directions(
            vectors[:: max(len(vectors) // SAMPLE, 1)].astype(np.float32), places
        )
        centre, known_trades = (
            remove_directions(centre[None, :], places)[0],
            remove_directions(trades.vectors, places),
        )
        own_share = len(sample) / (len(sample) + PRIOR)
        center = (1 - own_share) * centre
        if len(sample):
            center = center + own_share * sample.mean(axis=0, dtype=np.float64)
        center = center.astype(np.float32)
        axes = unit_rows(known_trades - known_trades.mean(axis=0))
        groups = np.zeros((len(axes), int(sectors.max(initial=-1)) + 1), dtype=np.float32)
        groups[np.arange(len(axes)), sectors] = 1
        similarity = unit_rows(sample - center) @ axes.T
        # Companies of which nothing is known lie anywhere: the trades themselves stand for them.
        known = axes @ axes.T
        mean = own_share * (similarity.mean(axis=0) if len(sample) else 0) + (
            1 - own_share
        ) * known.mean(axis=0)
        variance = (1 - own_share) * known.var(axis=0)
        if len(sample):
            variance = variance + own_share * similarity.var(axis=0)
        spread = np.sqrt(np.maximum(variance, 1e-8)).astype(np.float32)
        mean = mean.astype(np.float32)
        without_usual = cls(center, axes, groups, mean, spread, np.zeros(0, np.float32), places)
        usual = (1 - own_share) * without_usual._share_roots(known).mean(axis=0)
        if len(sample):
            usual = usual + own_share * without_usual._share_roots(similarity).mean(axis=0)
        return cls(center, axes, groups, mean, spread, usual.astype(np.float32), places)

    def place(self, vectors: Matrix) -> Matrix:
        """Return vectors as unit rows of this space, (n, n_dimensions + n_trades + n_sectors).

        A vector that is the center itself becomes a row of zeros: nothing is known of it.
        """
        centered = unit_rows(
            remove_directions(vectors.astype(np.float32), self.places) - self.centre
        )
        shares = self._share_roots(centered @ self.axes.T) - self.usual
        n_trades = len(self.axes)
        blocks = (
            centered,
            TRADE_WEIGHT * unit_rows(shares[:, :n_trades]),
            SECTOR_WEIGHT * unit_rows(shares[:, n_trades:]),
        )
        known = centered.any(axis=1, keepdims=True)
        return unit_rows(np.concatenate(blocks, axis=1) * known)

    def _share_roots(self, similarity: Matrix) -> Matrix:
        """Return the roots of the shares of trades and sectors."""
        exponentials = np.exp(np.minimum((similarity - self.mean) / self.spread * SHARPNESS, 50))
        shares = exponentials / np.maximum(exponentials.sum(axis=1, keepdims=True), 1e-12)
        roots = np.sqrt(np.concatenate([shares, shares @ self.groups], axis=1))
        return np.asarray(roots, dtype=np.float32)


def remove_directions(vectors: Matrix, directions: Matrix) -> Matrix:
    """Return rows without their parts along orthogonal unit vectors, shape (n, n_dimensions)."""
    if not len(directions):
        return vectors
    return np.asarray(vectors - (vectors @ directions.T) @ directions, dtype=np.float32)


def smooth(features: Features, *, pool: Features | None = None) -> Features:
    """Move companies half way to the mean of their nearest in text and words.

    What neighbors have in common is what they do; what they do not share is the wording.

    Args:
        features: companies to move.
        pool: among whom neighbors are looked for, not smoothed themselves; `features` where None.
            One that is added later is smoothed against the others, which stay where they are.
    """
    others = features if pool is None else pool
    if len(others) < MIN_SMOOTHED:
        return features
    text, words = features.text.copy(), None if features.words is None else features.words.copy()
    joined_others = _text_and_words(others)
    for start in range(0, len(features), _CHUNK):
        rows = slice(start, start + _CHUNK)
        near = _text_and_words(features.take(rows)) @ joined_others.T
        if pool is None:
            near[np.arange(len(near)), np.arange(start, start + len(near))] = -1
        nearest = np.argpartition(-near, NEIGHBORS, axis=1)[:, :NEIGHBORS]
        text[rows] = _blend(text[rows], others.text[nearest].mean(axis=1))
        if words is not None and others.words is not None:
            words[rows] = _blend(words[rows], others.words[nearest].mean(axis=1))
    return features.with_vectors(text=text, words=words)


def _text_and_words(features: Features) -> Matrix:
    if features.words is None:
        return features.text
    return unit_rows(np.concatenate([features.text, 0.75 * features.words], axis=1))


def _blend(own: Matrix, mean: Matrix) -> Matrix:
    known = own.any(axis=1, keepdims=True)  # What is missing stays missing.
    return unit_rows((OWN_SHARE * own + (1 - OWN_SHARE) * mean) * known)
