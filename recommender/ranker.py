"""Likes and dislikes in, a score for every company out, with what each verdict contributed.

How a score comes about (`docs/models/recommender.md` has the figures behind the choices):

1. The *pull* of a verdict on a company grows with their similarity s: a share of `BREADTH * s`,
   divided among all verdicts of its side, and `PEAK * s**8 / (1.01 - s)` of its own, which is
   next to nothing until the two are almost the same and large when they are.
2. The pulls of the likes add up to L, those of the dislikes to D. The stronger side is heard
   more: `z = (L**5 - D**5) / (L**4 + D**4)`, close to L where likes lead clearly, close to
   -D where dislikes do, 0 where they are equal.
3. The score is `z / (1 + |z|)`. Each verdict owns its share of it, so the contributions add up.

Dividing by the number of verdicts of the same side lets 3 likes stand up to 500 dislikes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from recommender.errors import NotFittedError, VerdictError
from recommender.factors import factor_similarities, similarities
from recommender.types import Contribution, Explanation, FactorWeights, Features

BREADTH = 2.0
PEAK = 0.5
PEAK_POWER = 8
PEAK_EDGE = 1.01
RIVALRY = 4
EVIDENCE_POWER = 3
EVIDENCE_LABELS = ((0.3, "strong"), (0.1, "good"), (0.02, "weak"))
CHUNK = 8192
"""Rows that are scored together; their similarities stay in the processor's cache."""

Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Ranking:
    """Scores of all candidates and the order of the best.

    Args:
        scores: -1 to 1, shape (n_candidates,).
        evidence: 0 to below 1; how much the verdicts know about each, shape (n_candidates,).
        order: rows of the best candidates, best first; of equals the earlier row.
    """

    scores: Vector
    evidence: Vector
    order: NDArray[np.intp]
    _ranker: "Ranker"
    _candidates: Features

    def explain(self, row: int) -> Explanation:
        """Say which verdicts gave candidate `row` its score, and by which factors."""
        return self._ranker.explain(self._candidates.take(np.array([row])))

    def evidence_label(self, row: int) -> str:
        """Return `none`, `weak`, `good` or `strong` for candidate `row`."""
        return evidence_label(float(self.evidence[row]))


class Ranker:
    """Ranks companies by how like they are to what was liked and disliked.

    Args:
        weights: how much each factor counts.
    """

    def __init__(self, *, weights: FactorWeights | None = None) -> None:
        self.weights = weights or FactorWeights()

    def fit(self, features: Features, verdicts: Iterable[int] | NDArray[np.int8]) -> Self:
        """Take the verdicts over; their order does not matter.

        Args:
            features: the companies with a verdict.
            verdicts: 1 for a like, -1 for a dislike, one for each row of `features`.

        Raises:
            VerdictError: the numbers do not match or a verdict is neither 1 nor -1.
        """
        signs = np.asarray(verdicts if isinstance(verdicts, np.ndarray) else list(verdicts))
        if signs.shape != (len(features),):
            raise VerdictError(f"{len(features)} companies need as many verdicts: {signs.shape}.")
        if not np.isin(signs, (-1, 1)).all():
            raise VerdictError("A verdict is 1 (like) or -1 (dislike); leave skips out.")
        self.features_ = features
        self.likes_ = signs == 1
        return self

    def rank(
        self,
        candidates: Features,
        *,
        top: int | None = None,
        exclude: NDArray[np.bool_] | None = None,
    ) -> Ranking:
        """Score all candidates and order the best `top` of them (all where None).

        Args:
            candidates: any companies, also ones with a verdict.
            top: length of the order.
            exclude: True where a candidate gets a score but no place in the order.

        Raises:
            NotFittedError: `fit` comes first.
        """
        scores = np.zeros(len(candidates))
        evidence = np.zeros(len(candidates))
        for start in range(0, len(candidates), CHUNK):
            rows = slice(start, start + CHUNK)
            near = self._similarities(candidates.take(rows))
            pulls = self._pulls(near)
            likes = pulls @ self.likes_.astype(np.float32)
            dislikes = pulls @ (~self.likes_).astype(np.float32)
            like_share, dislike_share = _shares(likes, dislikes)
            balance = like_share * likes - dislike_share * dislikes
            scores[rows] = balance / (1 + np.abs(balance))
            evidence[rows] = _evidence(near)
        return Ranking(scores, evidence, _best(scores, top, exclude), self, candidates)

    def explain(self, candidate: Features) -> Explanation:
        """Explain the score of one candidate; `candidate` has one row."""
        near = self._similarities(candidate)
        pulls = self._pulls(near).astype(np.float64)
        likes, dislikes = pulls[:, self.likes_].sum(axis=1), pulls[:, ~self.likes_].sum(axis=1)
        like_share, dislike_share = _shares(likes, dislikes)
        balance = like_share * likes - dislike_share * dislikes
        owned = np.where(self.likes_, like_share[0], -dislike_share[0]) * pulls[0]
        owned /= 1 + np.abs(balance[0])
        factors = self._factor_shares(candidate) * owned[:, None]
        names = self._factor_names(candidate)
        strongest = np.argsort(-np.abs(owned), kind="stable")
        contributions = tuple(
            Contribution(
                verdict_index=int(index),
                similarity=float(near[0, index]),
                contribution=float(owned[index]),
                by_factor=dict(zip(names, factors[index].tolist(), strict=True)),
            )
            for index in strongest
            if owned[index]
        )
        amount = float(_evidence(near)[0])
        return Explanation(
            score=float(owned.sum()),
            evidence=amount,
            evidence_label=evidence_label(amount),
            contributions=contributions,
            by_factor=dict(zip(names, factors.sum(axis=0).tolist(), strict=True)),
        )

    def _similarities(self, candidates: Features) -> NDArray[np.float32]:
        if not hasattr(self, "features_"):
            raise NotFittedError("Call fit with the verdicts, which may be none, before rank.")
        return similarities(candidates, self.features_, weights=self.weights)

    def _pulls(self, near: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return what each verdict pulls with, never below 0; shape (n_candidates, n_verdicts)."""
        n_likes = max(int(self.likes_.sum()), 1)
        n_dislikes = max(len(self.likes_) - int(self.likes_.sum()), 1)
        breadth = BREADTH / np.where(self.likes_, n_likes, n_dislikes)
        peaks = np.square(np.square(np.square(near)))
        peaks /= np.float32(PEAK_EDGE) - near
        peaks *= np.float32(PEAK)
        peaks += near * breadth.astype(np.float32)
        return peaks

    def _factor_names(self, candidate: Features) -> list[str]:
        compared = factor_similarities(candidate, self.features_, self.weights)
        return [name for name, *_ in compared]

    def _factor_shares(self, candidate: Features) -> Vector:
        """Return how much of each similarity is whose, shape (n_verdicts, n_factors)."""
        compared = factor_similarities(candidate, self.features_, self.weights)
        parts = [weight * value[0].astype(np.float64) for _, weight, value, _ in compared]
        stacked = np.stack(parts, axis=1) if parts else np.zeros((len(self.likes_), 0))
        totals = stacked.sum(axis=1, keepdims=True)
        return np.asarray(stacked / np.where(totals > 0, totals, np.inf))


def evidence_label(amount: float) -> str:
    """Say in a word how much evidence there is."""
    return next((label for least, label in EVIDENCE_LABELS if amount >= least), "none")


def _shares(likes: Vector, dislikes: Vector) -> tuple[Vector, Vector]:
    """Return how much each side is heard, adding up to 1 (0 and 0 where nothing pulls)."""
    strongest = np.maximum(np.maximum(likes, dislikes), 1e-30)
    like_power = (likes / strongest).astype(np.float64) ** RIVALRY
    dislike_power = (dislikes / strongest).astype(np.float64) ** RIVALRY
    total = np.maximum(like_power + dislike_power, 1e-30)
    return like_power / total, dislike_power / total


def _evidence(near: NDArray[np.float32]) -> Vector:
    amount = (near**EVIDENCE_POWER).sum(axis=1, dtype=np.float64)
    return np.asarray(amount / (1 + amount))


def _best(scores: Vector, top: int | None, exclude: NDArray[np.bool_] | None) -> NDArray[np.intp]:
    rows = np.arange(len(scores)) if exclude is None else np.flatnonzero(~exclude)
    wanted = len(rows) if top is None else max(0, min(top, len(rows)))
    if 0 < wanted < len(rows):
        # Keeps every candidate that ties with the last place, so that equals stay in their order.
        least = np.partition(scores[rows], -wanted)[-wanted]
        rows = rows[scores[rows] >= least]
    return rows[np.argsort(-scores[rows], kind="stable")][:wanted]
