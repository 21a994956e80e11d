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

    def explain_all(self, rows: NDArray[np.intp], *, most: int | None = None) -> list[Explanation]:
        """Explain several candidates at once; see `Ranker.explain_all`."""
        return self._ranker.explain_all(self._candidates.take(rows), most=most)

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
            scores[rows] = scores_of(likes, dislikes)
            evidence[rows] = _evidence(near)
        return Ranking(scores, evidence, _best(scores, top, exclude), self, candidates)

    def explain(self, candidate: Features) -> Explanation:
        """Explain the score of one candidate; `candidate` has one row."""
        return self.explain_all(candidate)[0]

    def explain_all(self, candidates: Features, *, most: int | None = None) -> list[Explanation]:
        """Explain the scores of candidates, in their order.

        Args:
            candidates: compared with the verdicts together, which is far quicker than one by one.
            most: contributions of each at most, the largest; all of them where None.
        """
        near = self._similarities(candidates)
        owned = self._owned(near)
        shares = self._factor_shares(candidates)
        by_factor = {name: (share * owned).sum(axis=1) for name, share in shares.items()}
        evidence = _evidence(near)
        explanations = []
        for row in range(len(candidates)):
            strongest = np.argsort(-np.abs(owned[row]), kind="stable")
            contributions = tuple(
                Contribution(
                    verdict_index=int(index),
                    similarity=float(near[row, index]),
                    contribution=float(owned[row, index]),
                    by_factor={
                        name: float(share[row, index] * owned[row, index])
                        for name, share in shares.items()
                    },
                )
                for index in strongest[:most]
                if owned[row, index]
            )
            explanations.append(
                Explanation(
                    score=float(owned[row].sum()),
                    evidence=float(evidence[row]),
                    evidence_label=evidence_label(float(evidence[row])),
                    contributions=contributions,
                    by_factor={name: float(values[row]) for name, values in by_factor.items()},
                )
            )
        return explanations

    def _owned(self, near: NDArray[np.float32]) -> Vector:
        """Return the part of the score that each verdict owns, (n_candidates, n_verdicts)."""
        pulls = self._pulls(near).astype(np.float64)
        likes, dislikes = pulls[:, self.likes_].sum(axis=1), pulls[:, ~self.likes_].sum(axis=1)
        like_share, dislike_share = _shares(likes, dislikes)
        balance = like_share * likes - dislike_share * dislikes
        heard = np.where(self.likes_, like_share[:, None], -dislike_share[:, None])
        return np.asarray(heard * pulls / (1 + np.abs(balance[:, None])))

    def _similarities(self, candidates: Features) -> NDArray[np.float32]:
        if not hasattr(self, "features_"):
            raise NotFittedError("Call fit with the verdicts, which may be none, before rank.")
        return similarities(candidates, self.features_, weights=self.weights)

    def _pulls(self, near: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return what each verdict pulls with, never below 0; shape (n_candidates, n_verdicts)."""
        n_likes = max(int(self.likes_.sum()), 1)
        n_dislikes = max(len(self.likes_) - int(self.likes_.sum()), 1)
        breadth = BREADTH / np.where(self.likes_, n_likes, n_dislikes)
        pulls = peaks_of(near)
        pulls += near * breadth.astype(np.float32)
        return pulls

    def _factor_shares(self, candidates: Features) -> dict[str, Vector]:
        """Return factor → its part of each similarity, (n_candidates, n_verdicts)."""
        parts = {
            name: weight * value.astype(np.float64)
            for name, weight, value, _ in factor_similarities(
                candidates, self.features_, self.weights
            )
        }
        total = sum(parts.values(), np.zeros((len(candidates), len(self.likes_))))
        safe = np.where(total > 0, total, np.inf)
        return {name: part / safe for name, part in parts.items()}


def evidence_label(amount: float) -> str:
    """Say in a word how much evidence there is."""
    return next((label for least, label in EVIDENCE_LABELS if amount >= least), "none")


def peaks_of(near: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the part of each pull that only near twins have."""
    peaks = np.square(np.square(np.square(near)))
    peaks /= np.float32(PEAK_EDGE) - near
    peaks *= np.float32(PEAK)
    return peaks


def scores_of(likes: Vector, dislikes: Vector) -> Vector:
    """Return the score, -1 to 1, from what the likes and the dislikes pull with together."""
    like_share, dislike_share = _shares(likes, dislikes)
    balance = like_share * likes - dislike_share * dislikes
    return np.asarray(balance / (1 + np.abs(balance)))


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
