"""All companies of a workspace as arrays, kept in the process, brought up to date by revision."""

import time
from collections import OrderedDict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from math import inf
from threading import Lock
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from leadqual.campaigns.errors import IndexMissingError
from leadqual.companies.models import N_TOPICS
from leadqual.companies.vectors import DESCRIBED, PoolRow, latest_revision, pool_rows, unpack
from leadqual.core.telemetry.metric_store import LOOKUPS, metric_store
from leadqual.registry.encoders import baseline_of
from recommender.active_learning import Strategy
from recommender.ranking.factors import features_from_records
from recommender.ranking.linear import Sums, weighted
from recommender.ranking.space import Space, smoothed
from recommender.types import FactorWeights, Features

SMOOTHED_UP_TO = 10_000
"""Companies that are moved towards their neighbors; finding those of more takes seconds."""


def space_of(vectors: NDArray[np.floating], *, encoder: str) -> Space:
    """Return the space of companies, found from all of them or from a sample.

    Args:
        vectors: as the encoder gave them, shape (n, n_dimensions).
        encoder: its version.
    """
    ground = baseline_of(encoder)
    return Space.of(vectors.astype(np.float32), centre=ground.centre, trades=ground.trades)


def smoothed_if_few(features: Features, *, pool: Features | None = None) -> Features:
    """Smooth companies among each other, or among those of `pool`, unless they are too many."""
    n = len(features) if pool is None else len(pool)
    return features if n > SMOOTHED_UP_TO else smoothed(features, pool=pool)


LONG_SECONDS, RESTS = 0.5, 2
"""What took longer to read is not read again for twice that time: many changes come in a row."""


class ReadingTurn:
    """The turn to read the changes of one workspace."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._rests_until = 0.0

    @contextmanager
    def taken(self, *, is_needed: bool = False) -> Iterator[bool]:
        """Give True to the thread that is to read; others go on with what is known.

        Args:
            is_needed: nothing is known yet, so wait for the turn.
        """
        is_resting = not is_needed and time.monotonic() < self._rests_until
        if is_resting or not self._lock.acquire(blocking=is_needed):
            yield False
            return
        begun = time.monotonic()
        try:
            yield True
        finally:
            taken = time.monotonic() - begun
            if taken > LONG_SECONDS:
                self._rests_until = begun + taken * (1 + RESTS)
            self._lock.release()


def rows_among(keys: NDArray[np.int64], wanted: NDArray[np.int64]) -> NDArray[np.intp]:
    """Return the row of each wanted key; -1 where it has none.

    Args:
        keys: ascending, each once, shape (n,).
        wanted: in any order.
    """
    if not len(keys):
        return np.full(len(wanted), -1, dtype=np.intp)
    inside: NDArray[Any] = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[inside] == wanted, inside, -1)


MAX_EXACT = 100_000
"""Companies that a process holds at most; larger workspaces have index files (`large`)."""

ANEW_UP_TO = 2_000
GROWTH = 1.2
"""So few companies are placed again with each change, more when there are a fifth more of them;
until then what is new is placed as the others were."""

MAX_POOLS = 4
"""Workspaces that a process remembers; 16,000 companies take 90 MB."""

N_NEAREST = 20
"""Companies of each theme by which themes are made even."""


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """Companies that can be ranked, in the order of their keys.

    Args:
        company_ids: sorted keys, shape (n,).
        features: placed in `space`, and smoothed where they are few.
        raw: vectors as the encoder gave them, shape (n, n_dimensions), half precision.
        topics: as the job found them, half precision.
        space: places vectors; found when there were `n_at_first` companies.
        n_known: known facts of each; a text counts as `DESCRIBED` of them.
        revision: of the newest row.
        places: of a pool of candidates, where the index has each record; equal ones in equal
            spaces are the same record. None where the pool holds a whole workspace.
    """

    company_ids: NDArray[np.int64]
    features: Features
    raw: NDArray[np.float16]
    topics: NDArray[np.float16]
    space: Space
    n_known: NDArray[np.int16]
    revision: int
    n_at_first: int
    places: NDArray[np.int64] | None = None

    def __len__(self) -> int:
        return len(self.company_ids)

    @property
    def is_described(self) -> NDArray[np.bool_]:
        """Return True for each company that has a text."""
        return np.asarray(self.n_known >= DESCRIBED)

    @property
    def is_whole(self) -> bool:
        """Return whether it holds a whole workspace, not the candidates of a large one."""
        return self.places is None

    def contains(self, company_ids: Collection[int]) -> NDArray[np.bool_]:
        """Return True for each row whose company is among these."""
        return np.isin(self.company_ids, np.fromiter(company_ids, np.int64, len(company_ids)))

    def rows_of(self, company_ids: Sequence[int] | NDArray[np.int64]) -> NDArray[np.intp]:
        """Return the row of each company; -1 where it has no vector yet."""
        return rows_among(self.company_ids, np.asarray(company_ids, dtype=np.int64))

    def rows_in(self, other: "Pool") -> NDArray[np.intp] | None:
        """Return the row that another pool has for each record, -1 where it has another or none.

        None where nobody can tell: records are the same only by their places in the same index.
        """
        if self.places is None or other.places is None or self.space is not other.space:
            return None
        rows = other.rows_of(self.company_ids)
        if not len(other):
            return rows
        return np.where(other.places[rows] == self.places, rows, -1)

    def likeness(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the cosine of each company to the nearest vector of the same encoder, -1 to 1.

        Some themes have nearer companies than others, which would come first one and all; so the
        cosines to each are raised until the nearest are as near as those to any other.

        Args:
            vectors: one for each theme, shape (n_themes, n_dimensions).
        """
        cosines = self.features.text @ self.space.place(vectors).T
        if len(vectors) > 1 and len(cosines):
            near = np.sort(cosines, axis=0)[-N_NEAREST:].mean(axis=0)
            cosines = np.minimum(cosines + (near.max() - near), 1)
        return np.asarray(cosines.max(axis=1, initial=-1), dtype=np.float32)


_NO_SPACE = Space(*(np.zeros((0, 0), dtype=np.float32) for _ in range(7)))


@dataclass(slots=True)
class _Held:
    """The companies of a workspace in this process; one thread at a time reads what changed."""

    pool: Pool | None = None
    turn: ReadingTurn = field(default_factory=ReadingTurn)


_held: OrderedDict[tuple[int, str], _Held] = OrderedDict()
_lock = Lock()


def pool_of(workspace_id: int, encoder: str, revision: int | None = None) -> Pool:
    """Return the companies of a workspace as they are now.

    One small query where nothing has changed; else what changed since the last call is read. While
    that takes long, as when a job has read many companies, others get the companies as they were.

    Args:
        workspace_id: whose companies.
        encoder: version of the one by which they are compared.
        revision: as of `latest_revision`, where it was read already.

    Raises:
        IndexMissingError: they are too many to be held; index files are made for them.
    """
    key = (workspace_id, encoder)
    with _lock:
        held = _held.setdefault(key, _Held())
        _held.move_to_end(key)
        while len(_held) > MAX_POOLS:
            _held.popitem(last=False)
    known = held.pool
    with held.turn.taken(is_needed=known is None) as is_ours:
        if is_ours:
            known = held.pool = _brought_up_to_date(held.pool, workspace_id, encoder, revision)
    return cast("Pool", known)


def forget(workspace_id: int) -> None:
    """Read a workspace again at the next call, e.g. because companies were deleted."""
    with _lock:
        for key in [key for key in _held if key[0] == workspace_id]:
            del _held[key]


def _brought_up_to_date(
    known: Pool | None, workspace_id: int, encoder: str, revision: int | None
) -> Pool:
    """Return what is known with the rows that changed since, all of them where nothing is."""
    if known is not None and revision is None:
        revision = latest_revision(workspace_id, encoder)
    is_hit = known is not None and (revision or 0) <= known.revision
    metric_store().count(LOOKUPS, "company_pool", "hit" if is_hit else "read")
    if known is not None and is_hit:
        return known
    after = known.revision if known else 0
    rows = pool_rows(workspace_id, encoder, after=after, newest=MAX_EXACT + 1)
    if len(rows) > MAX_EXACT:
        raise IndexMissingError(
            "The search index of this workspace is being built, which takes a "
            "few minutes. Your verdicts are safe. Try again then."
        )
    return _joined(known, rows, encoder) if rows or known is None else known


def _joined(known: Pool | None, rows: Sequence[PoolRow], encoder: str) -> Pool:
    new = _from_rows(rows, encoder)
    if known is None:
        return _placed_anew(new, encoder)
    kept = np.flatnonzero(~np.isin(known.company_ids, new.company_ids))
    order = np.argsort(np.concatenate([known.company_ids[kept], new.company_ids]))

    def join(old: NDArray[Any], added: NDArray[Any]) -> NDArray[Any]:
        return np.concatenate([old[kept], added])[order]

    is_anew = len(order) <= ANEW_UP_TO or len(order) > GROWTH * known.n_at_first
    if not is_anew:
        features = replace(new.features, text=known.space.place(new.raw.astype(np.float32)))
        new = replace(new, features=smoothed_if_few(features, pool=known.features))
    raw = join(known.raw, new.raw)
    columns = {
        field.name: join(getattr(known.features, field.name), getattr(new.features, field.name))
        for field in fields(Features)
        if not (is_anew and field.name == "text")
    }
    joined = Pool(
        company_ids=join(known.company_ids, new.company_ids),
        features=Features(**({"text": raw} | columns)),
        raw=raw,
        topics=join(known.topics, new.topics),
        space=known.space,
        n_known=join(known.n_known, new.n_known),
        revision=max(known.revision, new.revision),
        n_at_first=known.n_at_first,
    )
    return _placed_anew(joined, encoder) if is_anew else joined


def _from_rows(rows: Sequence[PoolRow], encoder: str) -> Pool:
    """Return companies without a place in text."""
    n_dimensions = baseline_of(encoder).n_dimensions
    raw = unpack([row.vector for row in rows], n_dimensions=n_dimensions)
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
        topics=topics.astype(np.float16),
        space=_NO_SPACE,
        n_known=np.array([row.n_known for row in rows], dtype=np.int16),
        revision=max((row.revision for row in rows), default=0),
        n_at_first=len(rows),
    )


def _placed_anew(pool: Pool, encoder: str) -> Pool:
    """Find the space of all companies and place each of them in it."""
    raw = pool.raw.astype(np.float32)
    space = space_of(raw, encoder=encoder)
    words = pool.topics.astype(np.float32)
    features = replace(pool.features, text=space.place(raw), words=words)
    return replace(pool, space=space, features=smoothed_if_few(features), n_at_first=len(pool))


# What is looked for in a large workspace, and what its codes are scanned for.

TIMES = 10
"""Candidates for each company that is asked for, up to `N_TOP`; one more for each beyond."""

N_TOP = 100
MIN_CANDIDATES = 300
MAX_CANDIDATES = 100_000
"""A page that far down is looked for among the best of so many."""

_MANY_DISLIKES = 10  # For each like: with 3 + 300 verdicts 94 of the hundred best were found.
_MANY_FACTS = 0.3  # Share of all weights; usually it is a fifth.
_MORE_FOR_FACTS = ((_MANY_FACTS, 1), (0.7, 3), (inf, 8))  # Rows say facts less exactly.


@dataclass(frozen=True, slots=True)
class CandidateQuery:
    """What is looked for in a large workspace.

    Args:
        pulls: company → what it counts, below 0 for a dislike, of verdicts and seeds.
        weights: how much each factor counts.
        strategy: in which order; only `likely` is sure to look at all companies.
        n: candidates that are needed at least, if there are so many.
        settled: companies that must not be found.
        apart: the same, only for now: somebody else looks at them.
        members: companies of the campaign; all where None.
        description: vectors of what is looked for, one for each theme, shape
            (n_themes, n_dimensions).
        described: what each of them counts as a like next to the pulls.
        also: companies that are found in any case.
        campaign_id: whose verdicts these are; of those that it had at its last question nothing is
            added up again.
    """

    pulls: Mapping[int, float]
    weights: FactorWeights
    strategy: Strategy = Strategy.LIKELY
    n: int = 50
    settled: Collection[int] = ()
    apart: Collection[int] = ()
    members: Collection[int] | None = None
    description: NDArray[np.float32] | None = None
    described: float = 0.0
    also: Collection[int] = ()
    campaign_id: int | None = None


def scans_of(sums: Sums, weights: FactorWeights, *, like: Features) -> NDArray[np.float32]:
    """Return what the verdicts add up to; where facts count much, the same without some besides.

    Of a company that lacks a fact the others count more, and rows cannot say that: those without
    a place, without place and size, and with nothing but a text are looked for by themselves.

    Args:
        sums: of the verdicts.
        weights: how much each factor counts.
        like: any companies as wide as those with a verdict.
    """
    lacking = []
    if _facts(weights) > _MANY_FACTS:
        lacking = [_text_of(weights), *_without_facts(weights)]
    scans = [weighted(sums, one, like=like) for one in (weights, *lacking)]
    asked = [scan for scan in scans[1:] if scan.any()]
    return np.stack([scans[0], *asked])


def _without_facts(weights: FactorWeights) -> Iterator[FactorWeights]:
    """Yield the weights without the facts that companies lack most often."""
    for lacking in ({"place": 0.0}, {"place": 0.0, "size": 0.0}):
        rest = weights.as_dict() | lacking
        if rest != weights.as_dict() and any(rest.values()):
            yield FactorWeights(**rest)


def _text_of(weights: FactorWeights) -> FactorWeights:
    rest = dict.fromkeys(weights.as_dict(), 0.0) | {"text": weights.text, "words": weights.words}
    return FactorWeights(**rest) if weights.text or weights.words else weights


def _facts(weights: FactorWeights) -> float:
    """Return the share of all weights that facts have, 0 to 1."""
    counts = weights.as_dict()
    facts = sum(value for name, value in counts.items() if name not in ("text", "words"))
    return facts / sum(counts.values())


def n_candidates(question: CandidateQuery) -> int:
    """Return how many are looked for: more where rows say less exactly what counts.

    They do where facts count much, and where dislikes are many: an unlikeness to each of them adds
    up in a row, and counts nothing in a score.
    """
    times = next(times for share, times in _MORE_FOR_FACTS if _facts(question.weights) <= share)
    n_likes = sum(pull > 0 for pull in question.pulls.values())
    if len(question.pulls) - n_likes > _MANY_DISLIKES * max(n_likes, 1):
        times *= 2
    wanted = question.n + times * TIMES * min(question.n, N_TOP)
    return min(max(wanted, MIN_CANDIDATES), MAX_CANDIDATES)
