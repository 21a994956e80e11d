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
    OwnChanges,
    own_changes,
)
from leadqual.search.index.index_files import (
    look_for_current,
    read_current,
)
from leadqual.search.index.open_index import OpenIndex

T = TypeVar("T")

MAX_FILES = 4
"""Workspaces with files whose bitmaps a process holds: about 10 bytes per contact each."""

MAX_HELD = 100
"""Workspaces whose index a process holds. One without files has fewer than `MIN_ROWS` rows once the
job has run: a tenth of a megabyte to a few."""

MAX_SECONDS_HELD = 3_600
"""How long an index built in memory is used, as it still has texts of deleted rows and erased
people. Files are rebuilt with each erasure."""


_lock = Lock()
_looked: ContextVar[dict[Hashable, Any] | None] = ContextVar("looked", default=None)
logger = logging.getLogger(__name__)


_held: OrderedDict[int, OpenIndex] = OrderedDict()


class _OwnIndexes(local):
    """Indexes with writes of this thread's open transaction; others must not see them."""

    def __init__(self) -> None:
        self.transaction = 0
        self.held: dict[int, OpenIndex] = {}


_own = _OwnIndexes()


@contextmanager
def one_look() -> Iterator[None]:
    """Check for changes only once, however often an index is used inside.

    A page reads counts, rows and filter values, each of which would cost a query and a file.
    """
    token = _looked.set({})
    try:
        yield
    finally:
        _looked.reset(token)


def read_once(name: Hashable, read: Callable[[], T]) -> T:
    """Return the cached value of this name in `one_look`, or read it."""
    looked = _looked.get()
    if looked is None:
        return read()
    if name not in looked:
        looked[name] = read()
    found: T = looked[name]
    return found


@contextmanager
def index_of(workspace_id: int) -> Iterator[FacetIndex]:
    """Yield the index of a workspace, up to date with the tables.

    After a very large change it may lag and reports how many rows wait. Writes of the open
    transaction are in a separate index, as they may still be rolled back.
    """
    with _caught_up(workspace_id).asked() as index:
        yield index


def taxonomy_version_of(workspace_id: int) -> int:
    """Return the current version of the taxonomy, known from the check for changes."""
    return _caught_up(workspace_id).present_taxonomy


def forget_indexes() -> None:
    """Drop all indexes."""
    with _lock:
        _held.clear()
    _own.held.clear()


def _caught_up(workspace_id: int) -> OpenIndex:
    def look() -> OpenIndex:
        own = own_changes(workspace_id)
        held = _hold(workspace_id) if own is None else _hold_own(workspace_id, own)
        held.catch_up()
        return held

    return read_once(("index", workspace_id), look)


def _hold(workspace_id: int) -> OpenIndex:
    look_for_current(workspace_id)
    files = read_current(workspace_id)
    with _lock:
        held = _held.get(workspace_id)
        is_hit = held is not None and held.files == files
        metric_store().count(LOOKUPS, "facet_index", "hit" if is_hit else "opened")
        if held is None or not is_hit:
            held = _held[workspace_id] = OpenIndex(workspace_id, files)
        _held.move_to_end(workspace_id)
        _let_go()
    return held


def _let_go() -> None:
    """Drop the least recently used indexes, and those built long ago."""
    old = time.monotonic() - MAX_SECONDS_HELD
    for key, held in list(_held.items()):
        if held.files is None and held.made_at < old:
            del _held[key]
    with_files = [key for key, held in _held.items() if held.files is not None]
    for key in with_files[: max(len(with_files) - MAX_FILES, 0)]:
        del _held[key]
    while len(_held) > MAX_HELD:
        _held.popitem(last=False)


def _hold_own(workspace_id: int, own: OwnChanges) -> OpenIndex:
    """Return the index of the open transaction; a new one after a partial rollback."""
    if _own.transaction != own.transaction:
        _own.transaction = own.transaction
        _own.held.clear()
    files = read_current(workspace_id)
    held = _own.held.get(workspace_id)
    if held is None or held.files != files or not held.own_changes <= own.numbers:
        held = _own.held[workspace_id] = OpenIndex(workspace_id, files)
    held.own_changes = own.numbers
    return held
