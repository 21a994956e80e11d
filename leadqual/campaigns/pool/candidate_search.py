"""Large workspaces: find a few thousand candidates among a million companies.

Companies in the index files are mapped into memory; those embedded later (the *delta*) are held
by the process. Each query scans both. The result is a `Pool` like that of a small workspace, but
only with the candidates and the companies that have a verdict; rankings and cards are exact.
"""

from collections import OrderedDict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from threading import Lock, RLock
from weakref import ref

import numpy as np
from numpy.typing import NDArray

from leadqual.campaigns.pool.candidate_query import CandidateQuery, candidate_count, query_vectors
from leadqual.campaigns.pool.company_pool import Pool, RefreshLock, find_rows
from leadqual.campaigns.pool.index_files import (
    IndexFiles,
    features_of,
    open_files,
    records_of,
    version_of,
)
from leadqual.campaigns.pool.indexed_records import Places, RecentCompanies, RecordCache
from leadqual.companies.readings import PoolRow, latest_revision, pool_rows
from recommender.active_learning import Strategy
from recommender.ranking.examples import concatenate, text_only_features
from recommender.ranking.linear import Sums, linear_query, linear_rows, linear_sums
from recommender.ranking.scale import scales_of
from recommender.types import FactorWeights, Features

MAX_FORMER = 4_000
"""Candidates of former queries that are compared with each verdict, too: see `ranking_context`."""

N_TWINS = 10
"""Most similar companies of each like: near twins count more than sums of verdicts express."""

MAX_DELTA = 50_000
"""Most companies newer than the files in a process; the job merges them long before."""

MAX_OPEN = 4
"""Most workspaces whose files a process keeps open."""

MAX_CAMPAIGNS = 64
"""Campaigns of a workspace whose sums of verdicts are cached, 24 bytes for each verdict."""

_MIN_TWINS = 3
_ALL_TWINS = 400  # Twins over all likes; all of them are compared exactly.
_BATCH = 2_000
"""Changed companies that are added while other threads wait."""

_SAMPLE = 4_000
"""Sampled rows of each index that `uncertain` and `unexplored` also search."""

_MAX_TWINS = 20_000  # Likes whose twins are cached.
_MAX_EXCLUDED = 2_000  # If more are excluded, the scan excludes them.
_ONLY_TEXT = FactorWeights(1, 0, 0, 0, 0, 0, 0, 0)
_pools: "OrderedDict[tuple[int, str], IndexedPool]" = OrderedDict()
_damaged: dict[tuple[int, str], int] = {}
_lock = Lock()


@dataclass(frozen=True, slots=True, eq=False)
class IndexedFeatures:
    """Features of records of an index, read when they are asked for.

    Args:
        index: a weak reference: replaced index files would stay in memory with the last ranking.
        places: position of each record.
    """

    index: "ref[IndexedPool]"
    places: Places

    def __len__(self) -> int:
        return len(self.places)

    def at(self, places: Places) -> "IndexedFeatures":
        """Return the features of other records of the index."""
        return IndexedFeatures(self.index, places)

    def take(self, rows: Places | slice) -> Features:
        """Return some of the companies, in the order of `rows`.

        Raises:
            ReferenceError: the index is no longer in use.
        """
        index = self.index()
        if index is None:
            raise ReferenceError("The index of these companies was replaced.")
        return index.features_at(self.places[rows])


class RunningSums:
    """Sums over likes and over dislikes, updated from query to query."""

    def __init__(self) -> None:
        self._company_ids = np.zeros(0, dtype=np.int64)
        self._values = np.zeros(0)
        self._rows_of_keys: Places = np.zeros(0, dtype=np.intp)
        self._sums: dict[int, Sums | float] = {1: 0.0, -1: 0.0}

    def update(
        self,
        company_ids: NDArray[np.int64],
        values: NDArray[np.float64],
        places: Places,
        read: Callable[[Places], Features],
    ) -> dict[int, Sums | float]:
        """Add new verdicts and remove old ones; return the sums of each side.

        Args:
            company_ids: companies with a verdict, ascending.
            values: weight of each before scaling, below 0 for a dislike.
            places: row of each record in the index; a different row is a different record.
            read: returns the records of rows.
        """
        former_rows = find_rows(self._company_ids, company_ids)
        is_unchanged = former_rows >= 0
        is_unchanged[is_unchanged] = (
            self._values[former_rows[is_unchanged]] == values[is_unchanged]
        ) & (self._rows_of_keys[former_rows[is_unchanged]] == places[is_unchanged])
        is_gone = np.ones(len(self._company_ids), dtype=bool)
        is_gone[former_rows[is_unchanged]] = False
        sums = dict(self._sums)
        for sign in (1, -1):
            removed = is_gone & (np.sign(self._values) == sign)
            added = ~is_unchanged & (np.sign(values) == sign)
            if removed.any():
                sums[sign] = sums[sign] - linear_sums(
                    read(self._rows_of_keys[removed]), self._values[removed]
                )
            if added.any():
                sums[sign] = sums[sign] + linear_sums(read(places[added]), values[added])
        self._company_ids, self._values, self._rows_of_keys = company_ids, values, places
        self._sums = sums
        return dict(sums)


class TwinCache:
    """The rows most similar to companies; looked up for thousands of likes at each query."""

    def __init__(self) -> None:
        self._row_of: dict[int, int] = {}
        self._rows: Places = np.empty((0, N_TWINS), dtype=np.intp)

    def __len__(self) -> int:
        return len(self._row_of)

    def __contains__(self, company_id: object) -> bool:
        return company_id in self._row_of

    def add(self, company_ids: Sequence[int], found: Sequence[Places]) -> None:
        """Keep what was found for companies, the most similar first."""
        first, end = len(self._row_of), len(self._row_of) + len(company_ids)
        if end > len(self._rows):
            larger = np.full((2 * end, N_TWINS), -1, dtype=np.intp)
            larger[:first] = self._rows[:first]
            self._rows = larger
        for row, (key, twins) in enumerate(zip(company_ids, found, strict=True), start=first):
            self._row_of[key] = row
            self._rows[row, : len(twins[:N_TWINS])] = twins[:N_TWINS]

    def of(self, company_ids: Sequence[int], n: int) -> Places:
        """Return the `n` most similar rows of each company that is known."""
        known = map(self._row_of.get, company_ids)
        rows = np.array([row for row in known if row is not None], dtype=np.intp)
        found = self._rows[rows, :n].ravel()
        return found[found >= 0]

    def clear(self) -> None:
        """Forget all companies."""
        self._row_of, self._rows = {}, np.empty((0, N_TWINS), dtype=np.intp)


class IndexedPool:
    """The index files of a workspace, opened by this process.

    Args:
        workspace_id: ID of the workspace.
        files: open.
        version: of the files; changes when they are replaced.
    """

    def __init__(self, workspace_id: int, encoder: str, files: IndexFiles, version: int) -> None:
        self.workspace_id = workspace_id
        self.encoder = encoder
        self.files = files
        self.version = version
        self._delta = RecentCompanies(files)
        self._live = np.ones(len(files), dtype=bool)
        self._twins = TwinCache()
        self._records_cache = RecordCache(files)
        self._sums_by_campaign: OrderedDict[int, RunningSums] = OrderedDict()
        self._like = features_of(np.zeros(0, dtype=files.records.dtype))
        self._lock, self._refresh_lock = RLock(), RefreshLock()
        rng = np.random.default_rng(len(files))
        self._sample = rng.choice(len(files), min(_SAMPLE, len(files)), replace=False)

    def refresh(self) -> None:
        """Load companies embedded since the last call; one small query if there are none.

        One thread loads them; if many changed, others use the former state meanwhile.
        """
        with self._refresh_lock.acquire() as is_ours:
            revision = self._delta.revision
            if is_ours and latest_revision(self.workspace_id, self.encoder) > revision:
                rows = pool_rows(self.workspace_id, self.encoder, after=revision, newest=MAX_DELTA)
                for start in range(0, len(rows), _BATCH):
                    self._add(rows[start : start + _BATCH])
                self._delta.revision = max([revision, *(row.revision for row in rows)])

    def _add(self, rows: Sequence[PoolRow]) -> None:
        keys = [row.company_id for row in rows]
        records = records_of(rows, space=self.files.space)
        query_rows = linear_rows(features_of(records))
        with self._lock:
            self._delta.add(keys, records, query_rows)
            self._drop_from_files(keys)

    def drop(self, company_ids: Collection[int]) -> None:
        """Remove deleted companies, until the job writes the files without them."""
        with self._lock:
            for key in company_ids:
                self._delta.drop(key)
            self._drop_from_files(company_ids)

    def candidates(self, query: CandidateQuery) -> tuple[Pool, int]:
        """Return companies with a verdict and candidates, and the number of possible candidates."""
        with self._lock:
            allowed = self._candidate_rows(query, self._live)
            among_new = self._new_candidate_rows(query)
            n_open = int(np.count_nonzero(allowed)) + int(np.count_nonzero(among_new))
            if n_open > query.n + len(query.unavailable):  # Else they are found next to the others.
                self._exclude(query.unavailable, allowed, among_new)
            rows, new = self._find_rows(query, allowed, among_new)
            requested = np.array([*query.verdict_weights, *query.include], dtype=np.int64)
            judged, judged_new = self._rows_of_keys(requested)
            rows = np.union1d(rows, judged[judged >= 0])
            new = np.union1d(new, judged_new[judged_new >= 0])
            return self._make_pool(rows, new), n_open

    def sample(self) -> Features:
        """Return some thousand companies, sampled once for each index."""
        with self._lock:
            found = features_of(self.files.records[np.sort(self._sample)])
            self.files.release()
            return found

    def _make_pool(self, rows: NDArray[np.intp], new: NDArray[np.intp]) -> Pool:
        keys = np.concatenate([self.files.company_ids[rows], self._delta.keys[new]])
        order = np.argsort(keys)
        places = np.concatenate([rows, len(self.files) + new])[order]
        self._records_cache.grow(len(places) + MAX_FORMER)
        none = np.zeros((len(keys), 0), dtype=np.float16)
        return Pool(
            company_ids=keys[order],
            features=IndexedFeatures(ref(self), places),
            raw=none,
            topics=none,
            space=self.files.space,
            n_known=self._n_known_at(places),
            revision=self._delta.revision,
            n_at_first=self.files.manifest.n_at_first,
            places=places,
        )

    def _rows_of_keys(self, keys: NDArray[np.int64]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Return the row of each company in the files and in the delta; -1 if it has none."""
        rows = self.files.rows_of(keys)
        return np.where(self._live[rows], rows, -1), self._delta.rows_of(keys)

    def _positions_of(self, keys: NDArray[np.int64]) -> NDArray[np.intp]:
        """Return the position of each record: rows of the files, then rows of the delta.

        -1 if it has none. A record never changes at its position.
        """
        rows, new = self._rows_of_keys(keys)
        return np.where(new >= 0, len(self.files) + new, rows)

    def features_at(self, places: Places) -> Features:
        """Return the features of the records at some positions, in their order."""
        with self._lock:
            is_new = places >= len(self.files)
            old = self._records_cache.features(places[~is_new])
            if not is_new.any():
                return old
            new = features_of(self._delta.records[places[is_new] - len(self.files)])
        order = np.argsort(np.concatenate([np.flatnonzero(~is_new), np.flatnonzero(is_new)]))
        return concatenate(old, new).take(order)

    def _n_known_at(self, places: Places) -> NDArray[np.int16]:
        is_new = places >= len(self.files)
        known = np.empty(len(places), dtype=np.int16)
        known[~is_new] = self._records_cache.n_known(places[~is_new])
        known[is_new] = self._delta.records["n_known"][places[is_new] - len(self.files)]
        return known

    def _drop_from_files(self, company_ids: Collection[int]) -> None:
        rows = self.files.rows_of(np.fromiter(company_ids, np.int64, len(company_ids)))
        self._live[rows[rows >= 0]] = False

    def _candidate_rows(self, query: CandidateQuery, live: NDArray[np.bool_]) -> NDArray[np.bool_]:
        if query.members is None:
            allowed = live.copy()
        else:
            rows = self.files.rows_of(np.asarray(query.members, dtype=np.int64))
            allowed = np.zeros(len(self.files), dtype=bool)
            allowed[rows[rows >= 0]] = True
            allowed &= live
        self._exclude_rows(query.decided_ids, allowed)
        return allowed

    def _new_candidate_rows(self, query: CandidateQuery) -> NDArray[np.bool_]:
        allowed = self._delta.live.copy()
        if query.members is not None:
            allowed &= np.isin(self._delta.keys, np.asarray(query.members, dtype=np.int64))
        self._exclude_new_rows(query.decided_ids, allowed)
        return allowed

    def _exclude(
        self, keys: Collection[int], allowed: NDArray[np.bool_], among_new: NDArray[np.bool_]
    ) -> None:
        self._exclude_rows(keys, allowed)
        self._exclude_new_rows(keys, among_new)

    def _exclude_rows(self, keys: Collection[int], allowed: NDArray[np.bool_]) -> None:
        rows = self.files.rows_of(np.fromiter(keys, np.int64, len(keys)))
        allowed[rows[rows >= 0]] = False

    def _exclude_new_rows(self, keys: Collection[int], allowed: NDArray[np.bool_]) -> None:
        rows = self._delta.rows_of(np.fromiter(keys, np.int64, len(keys)))
        allowed[rows[rows >= 0]] = False

    def _find_rows(
        self, query: CandidateQuery, allowed: NDArray[np.bool_], among_new: NDArray[np.bool_]
    ) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        n = candidate_count(query)
        queries = self._queries(query)
        if queries is None:
            order = self._first_cards(query.strategy)
            return order[allowed[order]][:n], np.flatnonzero(among_new)
        liked = [company for company, weight in query.verdict_weights.items() if weight > 0]
        found = [*self._scan(queries, n, allowed, liked)]
        if query.strategy is not Strategy.LIKELY:
            found.append(self._sample[allowed[self._sample]])
        if query.strategy is Strategy.LARGEST:
            found.append(self._first_cards(Strategy.LARGEST)[allowed[self.files.by_size]][:n])
        twins = self._twins_of(liked)
        found.append(twins[allowed[twins]])
        return np.unique(np.concatenate(found)), self._delta.codes.best(
            queries, n=n, allowed=among_new
        )

    def _first_cards(self, strategy: Strategy) -> NDArray[np.intp]:
        files = self.files
        order = files.by_size if strategy is Strategy.LARGEST else files.by_known
        return np.asarray(order, dtype=np.intp)

    def _queries(self, query: CandidateQuery) -> NDArray[np.float32] | None:
        """Return the query vectors: all verdicts in one, or each theme of the description."""
        if query.verdict_weights:
            sums = self._sums(query)
            if sums is not None:
                return query_vectors(sums, query.weights, like=self._like)
        if query.description is None or query.strategy is Strategy.LARGEST:
            return None
        themes = self._place_themes(query.description)
        return np.stack(
            [
                linear_query(themes.take(slice(row, row + 1)), np.ones(1), weights=_ONLY_TEXT)
                for row in range(len(themes))
            ]
        )

    def _place_themes(self, description: NDArray[np.float32]) -> Features:
        return text_only_features(self.files.space.place(description), like=self._like)

    def _sums(self, query: CandidateQuery) -> Sums | None:
        """Return verdicts and description as sums; None if nothing known has a weight."""
        keys = np.fromiter(query.verdict_weights, np.int64, len(query.verdict_weights))
        values = np.fromiter(query.verdict_weights.values(), np.float64, len(keys))
        order = np.argsort(keys)
        places = self._positions_of(keys[order])
        is_known = places >= 0
        keys, values, places = keys[order][is_known], values[order][is_known], places[is_known]
        sums = self._sums_of_campaign(query).update(keys, values, places, self.features_at)
        if query.description is not None and query.description_weight:
            themes = self._place_themes(query.description)
            verdict_weights = np.full(len(themes), query.description_weight)
            sums[1] = sums[1] + linear_sums(themes, verdict_weights)
            values = np.concatenate([values, verdict_weights])
        if not values.any():
            return None
        scales = scales_of(values)
        return np.asarray(sums[1] * scales[1] + sums[-1] * scales[-1])

    def _sums_of_campaign(self, query: CandidateQuery) -> RunningSums:
        if query.campaign_id is None:
            return RunningSums()
        added = self._sums_by_campaign.setdefault(query.campaign_id, RunningSums())
        self._sums_by_campaign.move_to_end(query.campaign_id)
        while len(self._sums_by_campaign) > MAX_CAMPAIGNS:
            self._sums_by_campaign.popitem(last=False)
        return added

    def _scan(
        self,
        queries: NDArray[np.float32],
        n: int,
        allowed: NDArray[np.bool_],
        liked: Sequence[int],
    ) -> list[NDArray[np.intp]]:
        """Return the best rows for each query; twins of new likes are looked up in the same scan.

        A scan for two queries costs little more than for one. Twins are cached, so their search
        must exclude no company: if few are excluded, that many more rows are requested instead.
        """
        new_likes = [key for key in liked if key not in self._twins]
        n_excluded = len(allowed) - int(np.count_nonzero(allowed))
        if not new_likes or n_excluded > _MAX_EXCLUDED:
            self._cache_twins(new_likes)
            return self.files.codes.best_of_each(queries, n=n, allowed=allowed)
        known, query_rows = self._query_rows(new_likes)
        rows = self.files.codes.best_of_each(
            np.concatenate([queries, query_rows]), n=n + n_excluded
        )
        best, twins = rows[: len(queries)], rows[len(queries) :]
        self._twins.add(known, twins)
        return [row[allowed[row]][:n] for row in best]

    def _query_rows(self, company_ids: Sequence[int]) -> tuple[list[int], NDArray[np.float32]]:
        keys = np.array(company_ids, dtype=np.int64)
        places = self._positions_of(keys)
        is_known = places >= 0
        return keys[is_known].tolist(), linear_rows(self.features_at(places[is_known]))

    def _cache_twins(self, company_ids: Sequence[int]) -> None:
        if company_ids:
            known, query_rows = self._query_rows(company_ids)
            found = self.files.codes.best_of_each(query_rows, n=N_TWINS)
            self._twins.add(known, found)

    def _twins_of(self, company_ids: Sequence[int]) -> NDArray[np.intp]:
        """Return the rows most similar to these companies, from the cache."""
        n = min(N_TWINS, max(_MIN_TWINS, _ALL_TWINS // max(len(company_ids), 1)))
        found = self._twins.of(company_ids, n)
        if len(self._twins) > max(_MAX_TWINS, len(company_ids)):
            self._twins.clear()
        return found


def large_pool_of(workspace_id: int, encoder: str) -> IndexedPool | None:
    """Return the current index of a large workspace; None if it has no (intact) files.

    Files deleted while this process has them open stay in use.
    """
    key = (workspace_id, encoder)
    version = version_of(workspace_id, encoder)
    with _lock:
        known = _pools.get(key)
        is_new = version not in (0, known.version if known else _damaged.get(key, 0))
        if is_new:
            files = open_files(workspace_id, encoder)
            if files is None:
                _damaged[key] = version
            else:
                known = _pools[key] = IndexedPool(workspace_id, encoder, files, version)
        if known is None:
            return None
        _pools.move_to_end(key)
        while len(_pools) > MAX_OPEN:
            _pools.popitem(last=False)
    known.refresh()
    return known
