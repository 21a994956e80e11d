"""Sums over the verdicts of one search, so that one more verdict costs one comparison."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from recommender.factors import similarities
from recommender.ranker import BREADTH, CHUNK, EVIDENCE_POWER, Ranker, Ranking, peaks_of, scores_of
from recommender.types import FactorWeights, Features

TWIN = 0.9
"""Above it a pull is so steep that rounding shows: the sums of such candidates are made anew."""

_BATCH = 64  # Verdicts that are compared together; bounds the memory of a first ranking.


class Tally:
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
        self._verdicts: dict[int, int] = {}
        # Sign → sums of similarities, peaks and evidence of its verdicts, for each candidate.
        self._sums = {sign: np.zeros((3, len(candidates))) for sign in (1, -1)}

    def rank(self, verdicts: Mapping[int, int]) -> Ranking:
        """Score all candidates by these verdicts; the order is left to the caller.

        Args:
            verdicts: row of the candidate → 1 for a like, -1 for a dislike.
        """
        for sign in (1, -1):
            now, before = _rows(verdicts, sign), _rows(self._verdicts, sign)
            self._sums[sign] += self._over(sorted(set(now) - set(before)))
            if gone := sorted(set(before) - set(now)):
                self._take_out(gone, left=now, sign=sign)
        self._verdicts = dict(verdicts)
        judged = np.array(sorted(verdicts), dtype=np.intp)
        signs = np.array([verdicts[int(row)] for row in judged], dtype=np.int8)
        evidence = np.maximum(self._sums[1][2] + self._sums[-1][2], 0)
        return Ranking(
            scores=scores_of(self._pull(1), self._pull(-1)),
            evidence=evidence / (1 + evidence),
            order=np.empty(0, dtype=np.intp),
            _ranker=Ranker(weights=self.weights).fit(self.candidates.take(judged), signs),
            _candidates=self.candidates,
        )

    def _pull(self, sign: int) -> NDArray[np.float64]:
        near, peaks, _ = self._sums[sign]
        n_verdicts = max(len(_rows(self._verdicts, sign)), 1)
        # Subtracting what was added leaves a trace of rounding, which must not pull.
        return np.maximum(peaks + near * (BREADTH / n_verdicts), 0)

    def _take_out(self, gone: Sequence[int], *, left: Sequence[int], sign: int) -> None:
        sums = self._over(gone)
        self._sums[sign] -= sums
        twins = np.flatnonzero(sums[0] > TWIN)  # Each of them, and perhaps some more.
        self._sums[sign][:, twins] = self._over(left, twins)

    def _over(
        self, judged: Sequence[int], rows: NDArray[np.intp] | None = None
    ) -> NDArray[np.float64]:
        """Sum up over some verdicts, for all candidates or those of `rows`; shape (3, n)."""
        candidates = self.candidates if rows is None else self.candidates.take(rows)
        sums = np.zeros((3, len(candidates)))
        for first in range(0, len(judged), _BATCH):
            batch = self.candidates.take(np.array(judged[first : first + _BATCH], dtype=np.intp))
            for start in range(0, len(candidates), CHUNK):
                chunk = slice(start, start + CHUNK)
                near = similarities(candidates.take(chunk), batch, weights=self.weights)
                sums[0, chunk] += near.sum(axis=1, dtype=np.float64)
                sums[1, chunk] += peaks_of(near).sum(axis=1, dtype=np.float64)
                sums[2, chunk] += (near**EVIDENCE_POWER).sum(axis=1, dtype=np.float64)
        return sums


def _rows(verdicts: Mapping[int, int], sign: int) -> list[int]:
    return sorted(row for row, one in verdicts.items() if one == sign)
