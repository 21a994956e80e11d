"""The facet indexes open in this process, each brought up to date when used."""

import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock, local
from typing import Any, TypeVar

from facet_index.index import FacetIndex
from leadqual.core.telemetry.metric_store import LOOKUPS, metric_store
from leadqual.search.index.index_changes import (
    TransactionChanges,
    transaction_changes,
)
from leadqual.search.index.index_files import (
    fetch_newer_in_background,
    read_current,
)
from leadqual.search.index.open_index import OpenIndex

T = TypeVar("T")

MAX_FILES = 4
"""Workspaces with files whose bitmaps a process holds: about 10 bytes per contact each."""

MAX_CACHED = 100
"""Workspaces whose index a process holds. One without files has fewer than `MIN_ROWS` rows once the
job has run: a tenth of a megabyte to a few."""

MAX_AGE_SECONDS = 3_600
"""How long an index built in memory is used, as it still has texts of deleted rows and erased
people. Files are rebuilt with each erasure."""


_lock = Lock()
_check_cache: ContextVar[dict[Hashable, Any] | None] = ContextVar("looked", default=None)
logger = logging.getLogger(__name__)


_indexes: OrderedDict[int, OpenIndex] = OrderedDict()


class _TransactionIndexes(local):
    """Indexes with writes of this thread's open transaction; others must not see them."""

    def __init__(self) -> None:
        self.transaction = 0
        self.open_index: dict[int, OpenIndex] = {}


_transaction_indexes = _TransactionIndexes()


@contextmanager
def check_once() -> Iterator[None]:
    """Check for changes only once, however often an index is used inside.

    A page reads counts, rows and filter values, each of which would cost a query and a file.
    """
    token = _check_cache.set({})
    try:
        yield
    finally:
        _check_cache.reset(token)


def read_cached(name: Hashable, read: Callable[[], T]) -> T:
    """Return the cached value of this name in `check_once`, or read it."""
    cache = _check_cache.get()
    if cache is None:
        return read()
    if name not in cache:
        cache[name] = read()
    found: T = cache[name]
    return found


@contextmanager
def index_of(workspace_id: int) -> Iterator[FacetIndex]:
    """Yield the index of a workspace, up to date with the tables.

    After a very large change it may lag and reports how many rows wait. Writes of the open
    transaction are in a separate index, as they may still be rolled back.
    """
    with _current_index(workspace_id).locked() as index:
        yield index


def taxonomy_version_of(workspace_id: int) -> int:
    """Return the current version of the taxonomy, known from the check for changes."""
    return _current_index(workspace_id).current_taxonomy


def drop_indexes() -> None:
    """Drop all indexes."""
    with _lock:
        _indexes.clear()
    _transaction_indexes.open_index.clear()


def _current_index(workspace_id: int) -> OpenIndex:
    def open_current() -> OpenIndex:
        changes = transaction_changes(workspace_id)
        open_index = _open(workspace_id) if changes is None else _open_own(workspace_id, changes)
        open_index.catch_up()
        return open_index

    return read_cached(("index", workspace_id), open_current)


def _open(workspace_id: int) -> OpenIndex:
    fetch_newer_in_background(workspace_id)
    files = read_current(workspace_id)
    with _lock:
        open_index = _indexes.get(workspace_id)
        is_hit = open_index is not None and open_index.files == files
        metric_store().count(LOOKUPS, "facet_index", "hit" if is_hit else "opened")
        if open_index is None or not is_hit:
            open_index = _indexes[workspace_id] = OpenIndex(workspace_id, files)
        _indexes.move_to_end(workspace_id)
        _drop_unused()
    return open_index


def _drop_unused() -> None:
    """Drop the least recently used indexes, and those built long ago."""
    oldest_allowed = time.monotonic() - MAX_AGE_SECONDS
    for key, open_index in list(_indexes.items()):
        if open_index.files is None and open_index.built_at < oldest_allowed:
            del _indexes[key]
    with_files = [key for key, open_index in _indexes.items() if open_index.files is not None]
    for key in with_files[: max(len(with_files) - MAX_FILES, 0)]:
        del _indexes[key]
    while len(_indexes) > MAX_CACHED:
        _indexes.popitem(last=False)


def _open_own(workspace_id: int, changes: TransactionChanges) -> OpenIndex:
    """Return the index of the open transaction; a new one after a partial rollback."""
    if _transaction_indexes.transaction != changes.transaction:
        _transaction_indexes.transaction = changes.transaction
        _transaction_indexes.open_index.clear()
    files = read_current(workspace_id)
    open_index = _transaction_indexes.open_index.get(workspace_id)
    if (
        open_index is None
        or open_index.files != files
        or not open_index.transaction_changes <= changes.numbers
    ):
        open_index = _transaction_indexes.open_index[workspace_id] = OpenIndex(workspace_id, files)
    open_index.transaction_changes = changes.numbers
    return open_index
