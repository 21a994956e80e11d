"""Scores companies by likes and dislikes, with the contribution of each verdict.

How the score is computed (`docs/models/recommender.md` has the figures behind the choices):

1. The *pull* of a verdict on a company grows with their similarity s: `scale * s`, and
   `PEAK * s**32 / (1.01 - s)`, which is next to nothing until the two are almost the same.
2. The scale is the same for all verdicts of a side (`recommender/ranking/scale.py`): less the
   more there are, so that a score means the same after 5 and after 50, and less for the side
   that has more: it weighs as much as the other side and one verdict more, or as 6. 3 likes
   stand up to 500 dislikes, and a dislike never weighs many times what a like does.
3. The balance m is the sum of the pulls of the likes less that of the dislikes; the score is
   `m / (1 + m**4) ** (1/4)`, nearly m until it comes close to 1.
4. Each verdict owns its pull's part of the score, so contributions add up. A verdict that is left
   out takes exactly what it contributed along, as far as the scale goes: no score leaves -1 to 1.

Up to the peak, m is one inner product of the company with the weighted sum of the judged ones.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from recommender.errors import NotFittedError, VerdictError
from recommender.ranking.factors import combined, factor_similarities, similarities
from recommender.ranking.scale import (
    EVIDENCE_POWER,
    balanced,
    evidence_from,
    evidence_label,
    peaks_of,
    share_of,
)
from recommender.types import Companies, Contribution, Explanation, FactorWeights, Features

CHUNK = 8192
"""Rows that are scored together; their similarities stay in the processor's cache."""

Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Ranking:
    """Scores of all candidates and the order of the best.

    Args:
        scores: -1 to 1, shape (n_candidates,).
        evidence: 0 to below 1; how much is known about each, shape (n_candidates,).
        order: rows of the best candidates, best first; ties keep the order of rows.
    """

    scores: Vector
    evidence: Vector
    order: NDArray[np.intp]
    _ranker: "Ranker"
    _candidates: Companies

    def explain(self, row: int) -> Explanation:
        """Explain the score of candidate `row`, by verdict and by factor."""
        return self._ranker.explain(self._candidates.take(np.array([row])))

    def explain_all(self, rows: NDArray[np.intp], *, most: int | None = None) -> list[Explanation]:
        """Explain several candidates at once; see `Ranker.explain_all`."""
        return self._ranker.explain_all(self._candidates.take(rows), most=most)

    def evidence_label(self, row: int) -> str:
        """Return `none`, `weak`, `good` or `strong` for candidate `row`."""
        return evidence_label(float(self.evidence[row]))


class Ranker:
    """Ranks companies by similarity to likes and dislikes."""

    def __init__(self, *, weights: FactorWeights | None = None) -> None:
        self.weights = weights or FactorWeights()

    def fit(
        self,
        features: Features,
        verdicts: Iterable[float] | NDArray[np.number],
        *,
        left_out: NDArray[np.bool_] | None = None,
        most: float = 1.0,
        named: NDArray[np.intp] | None = None,
    ) -> Self:
        """Set the verdicts; their order does not matter.

        Args:
            features: the companies with a verdict.
            verdicts: 1 for a like, -1 for a dislike, one for each row of `features`; closer to 0
                for less weight, e.g. 0.5 for an example without a verdict.
            left_out: True for verdicts that affect the fit, but whose contribution is removed from
                every score.
            most: highest absolute value; above 1 if an example counts as several likes.
            named: `verdict_index` of each in explanations; their position if None.

        Raises:
            VerdictError: the numbers do not match, or a verdict is 0 or beyond `most`.
        """
        given = verdicts if isinstance(verdicts, np.ndarray) else list(verdicts)
        values = np.asarray(given, dtype=np.float64)
        if values.shape != (len(features),):
            raise VerdictError(
                f"{len(features)} companies need as many verdicts, not {values.shape}."
            )
        if not ((values != 0) & (np.abs(values) <= most)).all():
            allowed_range = f"{most:g} (like) to -{most:g} (dislike)"
            raise VerdictError(f"A verdict is {allowed_range}, not 0; omit skips.")
        self.features_ = features
        self.verdicts_ = values
        self.most_ = most
        self.named_ = np.arange(len(values)) if named is None else named
        self.left_out_ = np.zeros(len(values), bool) if left_out is None else left_out
        return self

    def without(self, *verdicts: int) -> "Ranker":
        """Return a ranker of the same fit without some verdicts; see `fit`.

        Each score changes by exactly their contribution.
        """
        left_out = self.left_out_.copy()
        left_out[list(verdicts)] = True
        ranker = Ranker(weights=self.weights)
        return ranker.fit(
            self.features_,
            self.verdicts_,
            left_out=left_out,
            most=self.most_,
            named=self.named_,
        )

    def rank(
        self,
        candidates: Companies,
        *,
        top: int | None = None,
        exclude: NDArray[np.bool_] | None = None,
        last: NDArray[np.bool_] | None = None,
    ) -> Ranking:
        """Score all candidates and order the best `top` of them (all if None).

        Args:
            candidates: any companies, including those with a verdict.
            top: length of the order.
            exclude: True for candidates with a score but not in the order.
            last: True for candidates that come after all others, e.g. without a text.

        Raises:
            NotFittedError: `fit` was not called.
        """
        scores = np.zeros(len(candidates))
        evidence = np.zeros(len(candidates))
        for start in range(0, len(candidates), CHUNK):
            rows = slice(start, start + CHUNK)
            near = similarities(
                candidates.take(rows), self._fitted_features(), weights=self.weights
            )
            scores[rows] = self._contributions(near).sum(axis=1)
            evidence[rows] = self._evidence(near)
        return Ranking(scores, evidence, _best(scores, top, exclude, last), self, candidates)

    def explain(self, candidate: Features) -> Explanation:
        """Explain the score of one candidate; `candidate` has one row."""
        return self.explain_all(candidate)[0]

    def explain_all(self, candidates: Features, *, most: int | None = None) -> list[Explanation]:
        """Explain the scores of candidates, in their order.

        Args:
            candidates: compared with the verdicts at once, which is faster than one by one.
            most: maximum contributions of each side, the most similar; None for all.
        """
        near, shares = self._similarities_and_shares(candidates)
        sides = {sign: np.flatnonzero(np.sign(self.verdicts_) == sign) for sign in (1, -1)}
        nearest = [self._most_similar(near, side, most) for side in sides.values()]
        evidence = self._evidence(near).tolist()
        contributed = self._contributions(near)
        labels = list(map(evidence_label, evidence))
        by_factor = {
            name: (share * contributed).sum(axis=1).tolist() for name, share in shares.items()
        }
        scores = contributed.sum(axis=1)
        by_side = {sign: contributed[:, side].sum(axis=1).tolist() for sign, side in sides.items()}
        named = np.where((scores >= 0)[:, None], np.hstack(nearest), np.hstack(nearest[::-1]))
        selected = self._select_contributions(near, contributed, shares, named)
        return [
            Explanation(
                score=score,
                evidence=evidence_amount,
                evidence_label=label,
                contributions=tuple(
                    contribution for contribution in contributions if contribution.contribution
                ),
                by_factor={name: values[row] for name, values in by_factor.items()},
                by_side={sign: values[row] for sign, values in by_side.items()},
            )
            for row, (score, evidence_amount, label, contributions) in enumerate(
                zip(scores.tolist(), evidence, labels, selected, strict=True)
            )
        ]

    def _most_similar(
        self, near: NDArray[np.float32], side: NDArray[np.intp], most: int | None
    ) -> NDArray[np.intp]:
        """Return the verdicts of a side that count, the most similar to each candidate first."""
        counted = side[~self.left_out_[side]]
        order = np.argsort(-near[:, counted], axis=1, kind="stable")[:, :most]
        nearest: NDArray[np.intp] = counted[order]
        return nearest

    def _select_contributions(
        self,
        near: NDArray[np.float32],
        contributed: Vector,
        shares: Mapping[str, Vector],
        columns: NDArray[np.intp],
    ) -> Iterator[list[Contribution]]:
        """Yield the contributions of some verdicts to each candidate, vectorized."""

        def of(values: NDArray[np.floating]) -> list[list[float]]:
            selected: list[list[float]] = np.take_along_axis(values, columns, axis=1).tolist()
            return selected

        by_factor = {name: of(share * contributed) for name, share in shares.items()}
        tables = zip(self.named_[columns].tolist(), of(near), of(contributed), strict=True)
        for row, (verdicts, nearness, amounts) in enumerate(tables):
            yield [
                Contribution(
                    verdict_index=verdict,
                    similarity=similarity,
                    contribution=evidence_amount,
                    by_factor={name: values[row][place] for name, values in by_factor.items()},
                )
                for place, (verdict, similarity, evidence_amount) in enumerate(
                    zip(verdicts, nearness, amounts, strict=True)
                )
            ]

    def _contributions(self, near: NDArray[np.float32]) -> Vector:
        """Return the part of the score from each verdict, (n_candidates, n_verdicts)."""
        pulls = self._pulls(near).astype(np.float64)
        kept = pulls * ~self.left_out_
        contributed: Vector = kept * share_of(pulls.sum(axis=1), kept.sum(axis=1))[:, None]
        return contributed

    def _evidence(self, near: NDArray[np.float32]) -> Vector:
        counts = (np.abs(self.verdicts_) * ~self.left_out_).astype(np.float32)
        return evidence_from((near**EVIDENCE_POWER) @ counts)

    def _fitted_features(self) -> Features:
        if not hasattr(self, "features_"):
            raise NotFittedError("Call fit with the verdicts (possibly none) before rank.")
        return self.features_

    def _pulls(self, near: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the pull of each verdict, below 0 for dislikes; (n_candidates, n_verdicts)."""
        pulls = near * np.abs(balanced(self.verdicts_)).astype(np.float32)
        pulls += peaks_of(near) * np.abs(self.verdicts_).astype(np.float32)
        pulls *= np.sign(self.verdicts_).astype(np.float32)
        return pulls

    def _similarities_and_shares(
        self, candidates: Features
    ) -> tuple[NDArray[np.float32], dict[str, Vector]]:
        """Return the similarities, and the part of each factor; (n_candidates, n_verdicts)."""
        judged = self._fitted_features()
        shape = (len(candidates), len(judged))
        found = list(factor_similarities(candidates, judged, self.weights))
        parts = {name: weight * value.astype(np.float64) for name, weight, value, _ in found}
        total = sum(parts.values(), np.zeros(shape))
        safe = np.where(total > 0, total, np.inf)
        shares = {name: part / safe for name, part in parts.items()}
        return combined(found, self.weights, shape), shares


def _best(
    scores: Vector,
    top: int | None,
    exclude: NDArray[np.bool_] | None,
    last: NDArray[np.bool_] | None = None,
) -> NDArray[np.intp]:
    rows = np.arange(len(scores)) if exclude is None else np.flatnonzero(~exclude)
    if last is not None and last[rows].any():
        return rows[np.lexsort((-scores[rows], last[rows]))][:top]
    wanted = len(rows) if top is None else max(0, min(top, len(rows)))
    if 0 < wanted < len(rows):
        # Keep all candidates that tie with the last one, so that ties stay in order.
        least = np.partition(scores[rows], -wanted)[-wanted]
        rows = rows[scores[rows] >= least]
    return rows[np.argsort(-scores[rows], kind="stable")][:wanted]
