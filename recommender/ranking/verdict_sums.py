"""Sums over the verdicts of one search, so that one more verdict costs one comparison."""

from collections.abc import Collection, Mapping
from typing import cast

import numpy as np
from numpy.typing import NDArray

from recommender.ranking.examples import Examples, concatenate
from recommender.ranking.factors import similarities
from recommender.ranking.ranker import CHUNK, Ranker, Ranking
from recommender.ranking.scale import EVIDENCE_POWER, evidence_from, peaks_of, share_of, side_scales
from recommender.types import Companies, FactorWeights, Features

TWIN_SIMILARITY = 0.9
"""Above it a pull is so steep that rounding shows: the sums of such candidates are made again."""

TWIN_PEAK = 0.1
"""The same, by the peak of the pull."""

Vector = NDArray[np.float64]
_BATCH = 64  # Verdicts that are compared with `CHUNK` candidates together; it bounds the memory.


class _JudgedFeatures:
    """Features of the companies with a verdict, in the order in which they came.

    Thousands of them take longer to copy than to compare with the few new candidates of a query.
    """

    def __init__(self) -> None:
        self.rows: NDArray[np.intp] = np.empty(0, dtype=np.intp)
        self._buffer: Features | None = None

    @property
    def features(self) -> Features:
        """Return those of `rows`; what comes later is written behind them."""
        return cast("Features", self._buffer).take(slice(0, len(self.rows)))

    def set_rows(self, rows: NDArray[np.intp], candidates: Companies) -> None:
        """Keep these rows of the candidates, and no others."""
        is_wanted = np.zeros(len(candidates), dtype=bool)
        is_wanted[rows] = True
        self._keep_rows(is_wanted[self.rows])
        is_wanted[self.rows] = False
        added = np.flatnonzero(is_wanted)
        n, n_now = len(self.rows), len(self.rows) + len(added)
        if self._buffer is None or not n:
            self._buffer = candidates.take(added)
        elif len(added):
            if n_now > len(self._buffer):
                self._buffer = self._buffer.take(np.resize(np.arange(n), n_now + n_now // 4))
            self._buffer.put(slice(n, n_now), candidates.take(added))
        self.rows = np.concatenate([self.rows, added])

    def move(self, former: NDArray[np.intp]) -> None:
        """Follow the candidates to other rows; see `VerdictSums.move_to`."""
        now = np.full(max(former.max(initial=-1), self.rows.max(initial=-1)) + 1, -1, dtype=np.intp)
        now[former[former >= 0]] = np.flatnonzero(former >= 0)
        self._keep_rows(now[self.rows] >= 0)
        self.rows = now[self.rows]

    def _keep_rows(self, is_kept: NDArray[np.bool_]) -> None:
        if self._buffer is not None and not is_kept.all():
            self._buffer = self._buffer.take(np.flatnonzero(is_kept))
            self.rows = self.rows[is_kept]


class VerdictSums:
    """Ranks mostly the same candidates again and again while verdicts come and go.

    The ranking is that of `Ranker`. What is kept are sums over the likes and over the dislikes,
    from which a verdict that was taken back is subtracted again.
    """

    def __init__(
        self,
        candidates: Companies,
        *,
        weights: FactorWeights | None = None,
        open_only: bool = False,
    ) -> None:
        """Begin without verdicts.

        Args:
            candidates: companies that are ranked.
            weights: of the factors.
            open_only: score only candidates without a verdict; the others get 0. Comparing all
                verdicts with each other would take longer than all the rest.
        """
        self.candidates = candidates
        self.weights = weights or FactorWeights()
        self.open_only = open_only
        # What each candidate was judged with, 0 for most of them.
        self._verdicts = np.zeros(len(candidates))
        # Candidates that have not been compared with any verdict or example yet, or stopped being.
        self._is_new = np.zeros(len(candidates), dtype=bool)
        self._judged = _JudgedFeatures()
        self._examples: Examples | None = None
        # Sums of similarities, peaks and evidence of likes, of dislikes and (0) of examples before
        # they fade, for each candidate.
        self._sums = {sign: np.zeros((3, len(candidates))) for sign in (1, -1, 0)}

    def move_to(self, candidates: Companies, former: NDArray[np.intp]) -> None:
        """Rank other candidates from now on; only those that are new are compared.

        Verdicts on who is no longer among them are taken back.

        Args:
            candidates: the others.
            former: the row that each of them has had so far, the same in every feature; -1 for a
                new one.
        """
        is_known = former >= 0
        is_kept = np.zeros(len(self.candidates), dtype=bool)
        is_kept[former[is_known]] = True
        self._change_to(np.where(is_kept, self._verdicts, 0))
        verdicts = np.zeros(len(candidates))
        verdicts[is_known] = self._verdicts[former[is_known]]
        is_new = np.ones(len(candidates), dtype=bool)
        is_new[is_known] = self._is_new[former[is_known]]
        for sign, sums in self._sums.items():
            moved = np.zeros((3, len(candidates)))
            moved[:, is_known] = sums[:, former[is_known]]
            self._sums[sign] = moved
        self._judged.move(former)
        self._verdicts, self._is_new, self.candidates = verdicts, is_new, candidates

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
                counts less, beyond what counts more; the ranking knows them in this order.
            left_out: rows of verdicts whose contributions are taken out again; see `Ranker.fit`.
            examples: what counts as likes besides; the ranking knows them behind the verdicts.
        """
        self._set_examples(examples)
        values = np.zeros(len(self._verdicts))
        rows = np.fromiter(verdicts, np.intp, len(verdicts))
        values[rows] = np.fromiter(verdicts.values(), np.float64, len(verdicts))
        self._change_to(values)
        self._judged.set_rows(rows, self.candidates)
        self._compare_new()
        out = np.zeros(len(self.candidates), dtype=bool)
        out[np.fromiter(left_out, np.intp, len(left_out))] = True
        places = np.empty(len(self.candidates), dtype=np.intp)
        places[rows] = np.arange(len(rows))
        amounts = self._side_weights()
        ranker = self._fit_ranker(out, places)
        fade = 0.0 if examples is None else examples.fade
        likes = self._sums[1] + fade * self._sums[0]
        scales = side_scales(*amounts)
        # Subtracting what was added leaves a trace of rounding, which must not pull.
        liked = np.maximum(likes[1] + likes[0] * scales[1], 0)
        balance = liked - np.maximum(self._sums[-1][1] + self._sums[-1][0] * scales[-1], 0)
        scores = balance * share_of(balance)
        evidence = likes[2] + self._sums[-1][2]
        if (out & (values != 0)).any():
            scores, known = self._exclude(np.where(out, values, 0), balance, ranker)
            evidence = evidence - known
        return Ranking(
            scores=np.where(self._is_scored(values), scores, 0),
            evidence=evidence_from(evidence),
            order=np.empty(0, dtype=np.intp),
            _ranker=ranker,
            _candidates=self.candidates,
        )

    def _change_to(self, verdicts: Vector) -> None:
        """Add what is new among the verdicts to the sums, and take out what is gone."""
        is_other = verdicts != self._verdicts
        if not is_other.any():
            return
        self._is_new |= ~self._is_scored(verdicts)
        rows = np.flatnonzero(~self._is_new)
        compared = self._candidates_at(rows)
        added = np.flatnonzero(is_other & (verdicts != 0))
        if len(added):
            judged = self.candidates.take(added)
            for sign, sums in self._sum_by_side(judged, verdicts[added], compared).items():
                self._sums[sign][:, rows] += sums
        for sign in (1, -1):
            removed = _side(np.where(is_other, self._verdicts, 0), sign)
            if removed.any():
                self._subtract(removed, rows, compared, remaining=_side(verdicts, sign), sign=sign)
        self._verdicts = verdicts

    def _is_scored(self, verdicts: Vector) -> NDArray[np.bool_]:
        return np.asarray((verdicts == 0) | (not self.open_only))

    def _candidates_at(self, rows: NDArray[np.intp]) -> Companies:
        """Return candidates; all of them are not copied."""
        return self.candidates if len(rows) == len(self.candidates) else self.candidates.take(rows)

    def _exclude(self, out: Vector, balance: Vector, ranker: Ranker) -> tuple[Vector, Vector]:
        """Return the scores without what some verdicts contribute, and the evidence of these."""
        kept, known, twins = balance.copy(), np.zeros(len(balance)), np.zeros(len(balance), bool)
        for sign, scale in side_scales(*self._side_weights()).items():
            near, peaks, evidence = self._sum_over(_side(out, sign), self.candidates)
            kept -= sign * (peaks + near * scale)
            known += evidence
            twins |= peaks > TWIN_PEAK
        scores = np.asarray(kept * share_of(balance, kept))
        scores[twins] = ranker.rank(self.candidates.take(np.flatnonzero(twins)), top=0).scores
        return scores, known

    def _set_examples(self, examples: Examples | None) -> None:
        """Compare the examples with all candidates, where they are others than the last time."""
        former = None if self._examples is None else self._examples.key
        self._examples = examples
        if examples is None:
            self._sums[0][:] = 0
        elif examples.key != former:
            rows = np.flatnonzero(~self._is_new)
            found = self._sum_weighted(
                examples.features, examples.counts, self._candidates_at(rows)
            )
            self._sums[0][:, rows] = found

    def _compare_new(self) -> None:
        rows = np.flatnonzero(self._is_new & self._is_scored(self._verdicts))
        if not len(rows):
            return
        compared = self.candidates.take(rows)
        found = self._sum_by_side(
            self._judged.features, self._verdicts[self._judged.rows], compared
        )
        if self._examples is not None:
            found[0] = self._sum_weighted(self._examples.features, self._examples.counts, compared)
        for sign, sums in found.items():
            self._sums[sign][:, rows] = sums
        self._is_new[rows] = False

    def _fit_ranker(self, out: NDArray[np.bool_], places: NDArray[np.intp]) -> Ranker:
        rows = self._judged.rows
        features, values, is_out = self._judged.features, self._verdicts[rows], out[rows]
        named = places[rows]
        if self._examples is not None:
            features = concatenate(features, self._examples.features)
            values = np.concatenate([values, self._examples.values])
            is_out = np.concatenate([is_out, np.zeros(len(self._examples), dtype=bool)])
            named = np.concatenate([named, np.arange(len(rows), len(values))])
        most = max(1.0, float(np.abs(values).max(initial=0)))
        ranker = Ranker(weights=self.weights)
        return ranker.fit(features, values, left_out=is_out, most=most, named=named)

    def _side_weights(self) -> tuple[float, float]:
        """Return how many likes, with the examples, and dislikes count."""
        examples = 0.0 if self._examples is None else float(self._examples.values.sum())
        likes = float(_side(self._verdicts, 1).sum()) + examples
        return likes, float(_side(self._verdicts, -1).sum())

    def _subtract(
        self,
        removed: Vector,
        rows: NDArray[np.intp],
        compared: Companies,
        *,
        remaining: Vector,
        sign: int,
    ) -> None:
        if not remaining.any():  # Nothing remains: exactly nothing, without a trace of rounding.
            self._sums[sign][:] = 0
            return
        sums = self._sum_over(removed, compared)
        self._sums[sign][:, rows] -= sums
        # Each candidate that may have a twin among them, and perhaps some more.
        twins = rows[sums[0] > TWIN_SIMILARITY * removed[removed > 0].min()]
        self._sums[sign][:, twins] = self._sum_over(remaining, self._candidates_at(twins))

    def _sum_by_side(
        self, judged: Features, values: Vector, candidates: Companies
    ) -> dict[int, NDArray[np.float64]]:
        """Sum up over the likes and over the dislikes, which are compared together."""
        sides = np.stack([_side(values, sign) for sign in (1, -1)], axis=1)
        sums = self._sums_of(judged, sides, candidates)
        return {1: sums[:, :, 0], -1: sums[:, :, 1]}

    def _sum_over(self, counts: Vector, candidates: Companies) -> NDArray[np.float64]:
        """Sum up over some verdicts, for some candidates; shape (3, n)."""
        judged = np.flatnonzero(counts)
        return self._sum_weighted(self.candidates.take(judged), counts[judged], candidates)

    def _sum_weighted(
        self, features: Features, counts: NDArray[np.float64], candidates: Companies
    ) -> NDArray[np.float64]:
        return self._sums_of(features, counts[:, None], candidates)[:, :, 0]

    def _sums_of(
        self, features: Features, counts: NDArray[np.float64], candidates: Companies
    ) -> NDArray[np.float64]:
        """Sum up by several counts at once, shape (n_features, n_sums); (3, n, n_sums)."""
        sums = np.zeros((3, len(candidates), counts.shape[1]))
        n_batch = max(_BATCH, _BATCH * CHUNK // max(len(candidates), 1))
        for first in range(0, len(features), n_batch):
            part = slice(first, first + n_batch)
            batch = features.take(part)
            for start in range(0, len(candidates), CHUNK):
                chunk = slice(start, start + CHUNK)
                near = similarities(candidates.take(chunk), batch, weights=self.weights)
                sums[0, chunk] += near @ counts[part]
                sums[1, chunk] += peaks_of(near) @ counts[part]
                sums[2, chunk] += (near**EVIDENCE_POWER) @ counts[part]
        return sums


def _side(verdicts: Vector, sign: int) -> Vector:
    """Return how much each verdict counts for the likes or the dislikes; 0 on the other side."""
    return np.maximum(sign * verdicts, 0)
