"""Sums over the verdicts of one search, so that one more verdict costs one comparison."""

from collections.abc import Collection, Mapping

import numpy as np
from numpy.typing import NDArray

from recommender.ranking.examples import Examples, followed_by
from recommender.ranking.factors import similarities
from recommender.ranking.ranker import (
    CHUNK,
    EVIDENCE_POWER,
    Ranker,
    Ranking,
    evidence_from,
    peaks_of,
)
from recommender.ranking.scale import scale_of, share_of
from recommender.types import FactorWeights, Features

TWIN = 0.9
"""Above it a pull is so steep that rounding shows: the sums of such candidates are made anew."""

TWIN_PEAK = 0.1
"""The same, by the peak of the pull."""

_BATCH = 64  # Verdicts that are compared together; bounds the memory of a first ranking.


class VerdictSums:
    """Ranks the same candidates again and again while verdicts come and go.

    The ranking is that of `Ranker`. What is kept are sums over the likes and over the dislikes,
    from which a verdict that was taken back is subtracted again.

    Args:
        candidates: companies; verdicts are about some of them.
        weights: how much each factor counts.
    """

    def __init__(self, candidates: Features, *, weights: FactorWeights | None = None) -> None:
        self.candidates = candidates
        self.weights = weights or FactorWeights()
        self._verdicts: dict[int, float] = {}
        self._examples: Examples | None = None
        # Sums of similarities, peaks and evidence of likes, of dislikes and (0) of examples before
        # they fade, for each candidate.
        self._sums = {sign: np.zeros((3, len(candidates))) for sign in (1, -1, 0)}

    def rank(
        self,
        verdicts: Mapping[int, float],
        *,
        left_out: Collection[int] = frozenset(),
        examples: Examples | None = None,
    ) -> Ranking:
        """Score all candidates by these verdicts; the order is left to the caller.

        Args:
            verdicts: row of the candidate → 1 for a like, -1 for a dislike, nearer to 0 what
                counts less, beyond what counts more.
            left_out: rows of verdicts whose contributions are taken out again; see `Ranker.fit`.
            examples: what counts as likes besides; the ranking knows them behind the verdicts.
        """
        self._take_over(examples)
        added = _beyond(verdicts, self._verdicts)
        gone = _beyond(self._verdicts, verdicts)
        if added:
            for sign, sums in self._by_side(added).items():
                self._sums[sign] += sums
        for sign in (1, -1):
            if taken := _side(gone, sign):
                self._take_out(taken, left=_side(verdicts, sign), sign=sign)
        self._verdicts = dict(verdicts)
        judged = np.array(sorted(verdicts), dtype=np.intp)
        values = np.array([verdicts[int(row)] for row in judged], dtype=np.float64)
        is_out = np.isin(judged, np.fromiter(left_out, np.intp, len(left_out)))
        ranker = self._fitted(judged, values, is_out)
        balance = self._pull(1) - self._pull(-1)
        scores = balance * share_of(balance)
        evidence = self._sums[1][2] + self._sums[-1][2] + self._fade * self._sums[0][2]
        if is_out.any():
            out = dict(zip(judged[is_out].tolist(), values[is_out].tolist(), strict=True))
            scores, known = self._without(out, balance, ranker)
            evidence = evidence - known
        return Ranking(
            scores=scores,
            evidence=evidence_from(evidence),
            order=np.empty(0, dtype=np.intp),
            _ranker=ranker,
            _candidates=self.candidates,
        )

    def _without(
        self, out: Mapping[int, float], balance: NDArray[np.float64], ranker: Ranker
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the scores without what some verdicts contribute, and the evidence of these."""
        kept, known, twins = balance.copy(), np.zeros(len(balance)), np.zeros(len(balance), bool)
        for sign in (1, -1):
            near, peaks, evidence = self._over(_side(out, sign))
            scale = scale_of(self._amount(sign), against=self._amount(-sign))
            kept -= sign * (peaks + near * scale)
            known += evidence
            twins |= peaks > TWIN_PEAK
        scores = np.asarray(kept * share_of(balance, kept))
        scores[twins] = ranker.rank(self.candidates.take(np.flatnonzero(twins)), top=0).scores
        return scores, known

    @property
    def _fade(self) -> float:
        return 0.0 if self._examples is None else self._examples.fade

    def _take_over(self, examples: Examples | None) -> None:
        """Compare the examples with all candidates, where they are others than the last time."""
        former = None if self._examples is None else self._examples.key
        self._examples = examples
        if examples is None:
            self._sums[0][:] = 0
        elif examples.key != former:
            self._sums[0] = self._sum(examples.features, examples.counts, self.candidates)

    def _fitted(
        self, judged: NDArray[np.intp], values: NDArray[np.float64], is_out: NDArray[np.bool_]
    ) -> Ranker:
        features = self.candidates.take(judged)
        if self._examples is not None:
            features = followed_by(features, self._examples.features)
            values = np.concatenate([values, self._examples.values])
            is_out = np.concatenate([is_out, np.zeros(len(self._examples), dtype=bool)])
        most = max(1.0, float(np.abs(values).max(initial=0)))
        return Ranker(weights=self.weights).fit(features, values, left_out=is_out, most=most)

    def _amount(self, sign: int) -> float:
        """Return what a side counts in all."""
        examples = 0.0 if self._examples is None else float(self._examples.values.sum())
        return sum(_side(self._verdicts, sign).values()) + (examples if sign > 0 else 0)

    def _pull(self, sign: int) -> NDArray[np.float64]:
        near, peaks, _ = self._sums[sign] + (self._fade * self._sums[0] if sign > 0 else 0)
        side, against = self._amount(sign), self._amount(-sign)
        # Subtracting what was added leaves a trace of rounding, which must not pull.
        return np.asarray(np.maximum(peaks + near * scale_of(side, against=against), 0))

    def _take_out(self, gone: Mapping[int, float], *, left: Mapping[int, float], sign: int) -> None:
        if not left:  # Nothing remains: exactly nothing, without a trace of rounding.
            self._sums[sign][:] = 0
            return
        sums = self._over(gone)
        self._sums[sign] -= sums
        # Each candidate that may have a twin among them, and perhaps some more.
        twins = np.flatnonzero(sums[0] > TWIN * min(gone.values()))
        self._sums[sign][:, twins] = self._over(left, twins)

    def _by_side(self, judged: Mapping[int, float]) -> dict[int, NDArray[np.float64]]:
        """Sum up over the likes and over the dislikes, which are compared together."""
        keys = np.array(list(judged), dtype=np.intp)
        values = np.array(list(judged.values()), dtype=np.float64)
        sides = np.stack([np.maximum(values, 0), np.maximum(-values, 0)], axis=1)
        sums = self._sums_of(self.candidates.take(keys), sides, self.candidates)
        return {1: sums[:, :, 0], -1: sums[:, :, 1]}

    def _over(
        self, judged: Mapping[int, float], rows: NDArray[np.intp] | None = None
    ) -> NDArray[np.float64]:
        """Sum up over some verdicts, for all candidates or those of `rows`; shape (3, n)."""
        candidates = self.candidates if rows is None else self.candidates.take(rows)
        keys = np.array(list(judged), dtype=np.intp)
        counts = np.array(list(judged.values()), dtype=np.float64)
        return self._sum(self.candidates.take(keys), counts, candidates)

    def _sum(
        self, features: Features, counts: NDArray[np.float64], candidates: Features
    ) -> NDArray[np.float64]:
        return self._sums_of(features, counts[:, None], candidates)[:, :, 0]

    def _sums_of(
        self, features: Features, counts: NDArray[np.float64], candidates: Features
    ) -> NDArray[np.float64]:
        """Sum up by several counts at once, shape (n_features, n_sums); (3, n, n_sums)."""
        sums = np.zeros((3, len(candidates), counts.shape[1]))
        for first in range(0, len(features), _BATCH):
            part = slice(first, first + _BATCH)
            batch = features.take(part)
            for start in range(0, len(candidates), CHUNK):
                chunk = slice(start, start + CHUNK)
                near = similarities(candidates.take(chunk), batch, weights=self.weights)
                sums[0, chunk] += near @ counts[part]
                sums[1, chunk] += peaks_of(near) @ counts[part]
                sums[2, chunk] += (near**EVIDENCE_POWER) @ counts[part]
        return sums


def _beyond(verdicts: Mapping[int, float], others: Mapping[int, float]) -> dict[int, float]:
    """Return those that the others lack or have otherwise, by row."""
    return dict(sorted((row, one) for row, one in verdicts.items() if others.get(row) != one))


def _side(verdicts: Mapping[int, float], sign: int) -> dict[int, float]:
    """Return row → how much it counts, above 0, of the likes or of the dislikes."""
    return {row: abs(float(one)) for row, one in verdicts.items() if one * sign > 0}
