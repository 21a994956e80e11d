"""All companies of a workspace as arrays, kept in the process, brought up to date by revision."""

from collections import OrderedDict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields, replace
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from leadqual.matching.models import N_DIMENSIONS, N_TOPICS
from leadqual.matching.vectors import PoolRow, latest_revision, pool_rows, unpack
from recommender.factors import features_from_records, unit_rows
from recommender.types import Features

MOST_POOLS = 4
"""Workspaces that a process remembers; 16,000 companies take 50 MB."""


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """Companies that can be ranked, in the order of their keys.

    Args:
        company_ids: sorted keys, shape (n,).
        features: with centred vectors.
        raw: vectors as the encoder gave them, shape (n, n_dimensions), half precision.
        centre: mean of `raw`.
        n_known: known facts of each.
        revision: of the newest row.
    """

    company_ids: NDArray[np.int64]
    features: Features
    raw: NDArray[np.float16]
    centre: NDArray[np.float32]
    n_known: NDArray[np.int16]
    revision: int

    def __len__(self) -> int:
        return len(self.company_ids)

    def contains(self, company_ids: Collection[int]) -> NDArray[np.bool_]:
        """Return True for each row whose company is among these."""
        return np.isin(self.company_ids, np.fromiter(company_ids, np.int64, len(company_ids)))

    def rows_of(self, company_ids: Sequence[int]) -> NDArray[np.intp]:
        """Return the row of each company; -1 where it has no vector yet."""
        wanted = np.asarray(company_ids, dtype=np.int64)
        places = np.searchsorted(self.company_ids, wanted)
        inside = np.minimum(places, max(len(self) - 1, 0))
        known = self.company_ids[inside] == wanted if len(self) else np.zeros(len(wanted), bool)
        return np.where(known, inside, -1)

    def likeness(self, vector: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the cosine of each company to a vector of the same encoder, -1 to 1."""
        middle = unit_rows((vector - self.centre)[None, :])[0]
        return np.asarray(self.features.text @ middle, dtype=np.float32)


_pools: OrderedDict[tuple[int, str], Pool] = OrderedDict()
_lock = Lock()


def pool_of(workspace_id: int, encoder: str) -> Pool:
    """Return the companies of a workspace as they are now.

    One small query where nothing has changed; else what changed since the last call is read.
    """
    key = (workspace_id, encoder)
    with _lock:
        known = _pools.get(key)
        if known is None or latest_revision(workspace_id, encoder) > known.revision:
            rows = pool_rows(workspace_id, encoder, after=known.revision if known else 0)
            if rows or known is None:
                _pools[key] = known = _joined(known, rows)
        _pools.move_to_end(key)
        while len(_pools) > MOST_POOLS:
            _pools.popitem(last=False)
        return known


def forget(workspace_id: int) -> None:
    """Read a workspace anew at the next call, e.g. because companies were deleted."""
    with _lock:
        for key in [key for key in _pools if key[0] == workspace_id]:
            del _pools[key]


def _joined(known: Pool | None, rows: Sequence[PoolRow]) -> Pool:
    new = _from_rows(rows)
    if known is None:
        return _centred(new)
    kept = np.flatnonzero(~np.isin(known.company_ids, new.company_ids))
    order = np.argsort(np.concatenate([known.company_ids[kept], new.company_ids]))

    def join(old: NDArray[Any], added: NDArray[Any]) -> NDArray[Any]:
        return np.concatenate([old[kept], added])[order]

    columns = {
        field.name: join(getattr(known.features, field.name), getattr(new.features, field.name))
        for field in fields(Features)
        if field.name != "text"
    }
    raw = join(known.raw, new.raw)
    return _centred(
        Pool(
            company_ids=join(known.company_ids, new.company_ids),
            features=Features(text=raw.astype(np.float32), **columns),
            raw=raw,
            centre=new.centre,
            n_known=join(known.n_known, new.n_known),
            revision=max(known.revision, new.revision),
        )
    )


def _from_rows(rows: Sequence[PoolRow]) -> Pool:
    raw = unpack([row.vector for row in rows], n_dimensions=N_DIMENSIONS)
    topics = np.zeros((len(rows), N_TOPICS), dtype=np.float32)
    found = [position for position, row in enumerate(rows) if row.topics is not None]
    sent = [row.topics for row in rows if row.topics is not None]
    topics[found] = unpack(sent, n_dimensions=N_TOPICS)
    features = features_from_records(
        rows, raw, words=topics, business_models=[row.business_model for row in rows]
    )
    return Pool(
        company_ids=np.array([row.company_id for row in rows], dtype=np.int64),
        features=features,
        raw=raw.astype(np.float16),
        centre=np.zeros(N_DIMENSIONS, dtype=np.float32),
        n_known=np.array([row.n_known for row in rows], dtype=np.int16),
        revision=max((row.revision for row in rows), default=0),
    )


def _centred(pool: Pool) -> Pool:
    """Take the mean of all vectors out of each; it moves a little with every company."""
    vectors = pool.raw.astype(np.float32)
    if not len(vectors):
        return replace(pool, features=replace(pool.features, text=vectors))
    centre = vectors.mean(axis=0, dtype=np.float64).astype(np.float32)
    text = unit_rows(vectors - centre)
    return replace(pool, centre=centre, features=replace(pool.features, text=text))
