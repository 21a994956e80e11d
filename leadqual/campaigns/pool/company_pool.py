"""All companies of a workspace as arrays, cached in the process and updated by revision."""

import time
from collections import OrderedDict
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from threading import Lock
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from leadqual.campaigns.errors import IndexMissingError
from leadqual.companies.models import N_TOPICS
from leadqual.companies.readings import (
    PoolRow,
    latest_revision,
    pool_rows,
    read_companies,
)
from leadqual.companies.vectors import unpack
from leadqual.core.telemetry.metric_store import LOOKUPS, metric_store
from leadqual.registry.encoder_baselines import baseline_of
from recommender.ranking.factors import features_from_records
from recommender.ranking.space import Space, smooth
from recommender.types import Companies, Features

SMOOTHED_UP_TO = 10_000
"""Most companies that are smoothed; finding the neighbors of more takes seconds."""

LONG_READ_SECONDS, REST_FACTOR = 0.5, 2
"""After a read longer than that, wait twice as long as it took: changes come in a row."""

MAX_EXACT = 100_000
"""Most companies that a process holds; larger workspaces have index files."""

REFIT_UP_TO = 2_000
GROWTH = 1.2
"""Up to this many companies, each change fits the space again; with more, it takes a fifth more
companies. Until then new companies are projected into the existing space."""

MAX_POOLS = 4
"""Workspaces cached in a process; 16,000 companies take 90 MB."""

N_CALIBRATION_COMPANIES = 20
"""Companies of each theme that calibrate the themes against each other."""

_EMPTY_SPACE = Space(*(np.zeros((0, 0), dtype=np.float32) for _ in range(7)))
_cache: "OrderedDict[tuple[int, str], _CachedPool]" = OrderedDict()
_lock = Lock()


def space_of(vectors: NDArray[np.floating], *, encoder: str) -> Space:
    """Return the space of companies, fitted on all of them or on a sample.

    Args:
        vectors: from the encoder, shape (n, n_dimensions).
        encoder: its version.
    """
    baseline = baseline_of(encoder)
    return Space.of(vectors.astype(np.float32), centre=baseline.centre, trades=baseline.trades)


def smooth_if_small(features: Features, *, pool: Features | None = None) -> Features:
    """Smooth companies among each other, or among those of `pool`, unless there are too many."""
    n = len(features) if pool is None else len(pool)
    return features if n > SMOOTHED_UP_TO else smooth(features, pool=pool)


class RefreshLock:
    """Lets one thread at a time read the changes of a workspace."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._rests_until = 0.0

    @contextmanager
    def acquire(self, *, is_needed: bool = False) -> Iterator[bool]:
        """Yield True to the thread that should read; others use the current state.

        Args:
            is_needed: wait for the turn, because nothing was read yet.
        """
        is_resting = not is_needed and time.monotonic() < self._rests_until
        if is_resting or not self._lock.acquire(blocking=is_needed):
            yield False
            return
        started = time.monotonic()
        try:
            yield True
        finally:
            duration = time.monotonic() - started
            if duration > LONG_READ_SECONDS:
                self._rests_until = started + duration * (1 + REST_FACTOR)
            self._lock.release()


def find_rows(keys: NDArray[np.int64], wanted: NDArray[np.int64]) -> NDArray[np.intp]:
    """Return the row of each wanted ID; -1 if it has none.

    Args:
        keys: ascending and unique, shape (n,).
        wanted: in any order.
    """
    if not len(keys):
        return np.full(len(wanted), -1, dtype=np.intp)
    nearest_rows: NDArray[Any] = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[nearest_rows] == wanted, nearest_rows, -1)


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """Companies that can be ranked, ordered by ID.

    Args:
        company_ids: sorted IDs, shape (n,).
        features: projected into `space`, and smoothed if there are few; of candidates, read when
            they are asked for.
        raw: vectors from the encoder, shape (n, n_dimensions), half precision.
        topics: from the job, half precision.
        space: projects vectors; fitted on `n_at_first` companies.
        n_known: number of known facts of each; a text counts as `DESCRIBED`.
        revision: of the newest row.
        places: for candidates, the position of each record in the index; equal positions in equal
            spaces are the same record. None if the pool holds a whole workspace.
    """

    company_ids: NDArray[np.int64]
    features: Companies
    raw: NDArray[np.float16]
    topics: NDArray[np.float16]
    space: Space
    n_known: NDArray[np.int16]
    revision: int
    n_at_first: int
    places: NDArray[np.int64] | None = None

    def __len__(self) -> int:
        return len(self.company_ids)

    def contains(self, company_ids: Collection[int]) -> NDArray[np.bool_]:
        """Return True for each row whose company is in `company_ids`."""
        return np.isin(self.company_ids, np.fromiter(company_ids, np.int64, len(company_ids)))

    def rows_of(self, company_ids: Sequence[int] | NDArray[np.int64]) -> NDArray[np.intp]:
        """Return the row of each company; -1 if it has no vector yet."""
        return find_rows(self.company_ids, np.asarray(company_ids, dtype=np.int64))

    def description_similarity(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the highest cosine of each company with vectors of the same encoder, -1 to 1.

        Some themes have closer companies than others, which would all come first. So the cosines to
        each theme are raised until its closest companies are as close as those of any other.

        Args:
            vectors: one for each theme, shape (n_themes, n_dimensions).
        """
        cosines = self.features.take(slice(None)).text @ self.space.place(vectors).T
        if len(vectors) > 1 and len(cosines):
            closest = np.sort(cosines, axis=0)[-N_CALIBRATION_COMPANIES:].mean(axis=0)
            cosines = np.minimum(cosines + (closest.max() - closest), 1)
        return np.asarray(cosines.max(axis=1, initial=-1), dtype=np.float32)


@dataclass(slots=True)
class _CachedPool:
    """Cached companies of a workspace; one thread at a time reads what changed.

    Args:
        n_companies: of the workspace when they were read; if it differs, some may be deleted.
    """

    pool: Pool | None = None
    n_companies: int = 0
    turn: RefreshLock = field(default_factory=RefreshLock)


def pool_of(
    workspace_id: int, encoder: str, revision: int | None = None, n_companies: int = 0
) -> Pool:
    """Return the current companies of a workspace.

    One small query if nothing changed; else the changes since the last call are read. While that is
    slow, e.g. after a job embedded many companies, other threads get the former state.

    Args:
        workspace_id: whose companies.
        encoder: version of the encoder that embedded them.
        revision: result of `latest_revision`, if already read.
        n_companies: number of companies of the workspace.

    Raises:
        IndexMissingError: there are too many companies to hold, and no index files yet.
    """
    key = (workspace_id, encoder)
    with _lock:
        cached = _cache.setdefault(key, _CachedPool())
        _cache.move_to_end(key)
        while len(_cache) > MAX_POOLS:
            _cache.popitem(last=False)
    known = cached.pool
    with cached.turn.acquire(is_needed=known is None) as is_ours:
        if is_ours:
            is_same = n_companies == cached.n_companies
            known = _refresh(cached.pool, workspace_id, encoder, revision, is_same)
            cached.pool, cached.n_companies = known, n_companies
    return cast("Pool", known)


def forget(workspace_id: int) -> None:
    """Read a workspace again at the next call, e.g. because companies were deleted."""
    with _lock:
        for key in [key for key in _cache if key[0] == workspace_id]:
            del _cache[key]


def _refresh(
    known: Pool | None, workspace_id: int, encoder: str, revision: int | None, has_same_size: bool
) -> Pool:
    """Return the cached companies with what changed since; all rows if none are cached."""
    if known is not None and revision is None:
        revision = latest_revision(workspace_id, encoder)
    is_current = known is not None and (revision or 0) <= known.revision and has_same_size
    metric_store().count(LOOKUPS, "company_pool", "hit" if is_current else "read")
    if known is not None and is_current:
        return known
    after = known.revision if known else 0
    rows = pool_rows(workspace_id, encoder, after=after, newest=MAX_EXACT + 1)
    if len(rows) > MAX_EXACT:
        raise IndexMissingError(
            "The search index of this workspace is being built, which takes a "
            "few minutes. Your verdicts are safe. Try again then."
        )
    if known is None:
        return _refit(_read_pool(rows, encoder), encoder)
    deleted = np.setdiff1d(known.company_ids, read_companies(workspace_id, encoder))
    return _merge(known, rows, deleted, encoder) if rows or len(deleted) else known


def _merge(known: Pool, rows: Sequence[PoolRow], deleted: NDArray[np.int64], encoder: str) -> Pool:
    """Return a pool with the rows that changed, and without the companies that are gone."""
    new = _read_pool(rows, encoder)
    kept_rows = np.flatnonzero(~np.isin(known.company_ids, [*new.company_ids, *deleted]))
    order = np.argsort(np.concatenate([known.company_ids[kept_rows], new.company_ids]))

    def join(old: NDArray[Any], new_values: NDArray[Any]) -> NDArray[Any]:
        return np.concatenate([old[kept_rows], new_values])[order]

    refits = len(order) <= REFIT_UP_TO or len(order) > GROWTH * known.n_at_first
    former, features = known.features.take(slice(None)), new.features.take(slice(None))
    if not refits:
        features = replace(features, text=known.space.place(new.raw.astype(np.float32)))
        features = smooth_if_small(features, pool=former)
    raw = join(known.raw, new.raw)
    columns = {
        field.name: join(getattr(former, field.name), getattr(features, field.name))
        for field in fields(Features)
        if not (refits and field.name == "text")
    }
    merged = Pool(
        company_ids=join(known.company_ids, new.company_ids),
        features=Features(**({"text": raw} | columns)),
        raw=raw,
        topics=join(known.topics, new.topics),
        space=known.space,
        n_known=join(known.n_known, new.n_known),
        revision=max(known.revision, new.revision),
        n_at_first=known.n_at_first,
    )
    return _refit(merged, encoder) if refits else merged


def _read_pool(rows: Sequence[PoolRow], encoder: str) -> Pool:
    """Return companies that are not yet projected."""
    n_dimensions = baseline_of(encoder).n_dimensions
    raw = unpack([row.vector for row in rows], n_dimensions=n_dimensions)
    topics = np.zeros((len(rows), N_TOPICS), dtype=np.float32)
    with_topics = [position for position, row in enumerate(rows) if row.topics is not None]
    encoded = [row.topics for row in rows if row.topics is not None]
    topics[with_topics] = unpack(encoded, n_dimensions=N_TOPICS)
    features = features_from_records(
        rows, raw, words=topics, business_models=[row.business_model for row in rows]
    )
    return Pool(
        company_ids=np.array([row.company_id for row in rows], dtype=np.int64),
        features=features,
        raw=raw.astype(np.float16),
        topics=topics.astype(np.float16),
        space=_EMPTY_SPACE,
        n_known=np.array([row.n_known for row in rows], dtype=np.int16),
        revision=max((row.revision for row in rows), default=0),
        n_at_first=len(rows),
    )


def _refit(pool: Pool, encoder: str) -> Pool:
    """Fit the space to all companies and project them."""
    raw = pool.raw.astype(np.float32)
    space = space_of(raw, encoder=encoder)
    words = pool.topics.astype(np.float32)
    features = replace(pool.features.take(slice(None)), text=space.place(raw), words=words)
    return replace(pool, space=space, features=smooth_if_small(features), n_at_first=len(pool))
