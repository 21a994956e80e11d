"""The facet indexes that this process holds, each brought up to date when it is asked."""

import time
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock, get_ident
from typing import Any

from facet_index.errors import FacetFileError
from facet_index.facet_files import open_index
from facet_index.index import FacetIndex
from leadqual.core.telemetry.metric_store import LOOKUPS, metric_store
from leadqual.leads.models import FacetChange
from leadqual.search.index import table_reads
from leadqual.search.index.index_changes import Position, changes_since, is_writing
from leadqual.search.index.index_folders import (
    CurrentFiles,
    home_of,
    look_for_current,
    read_current,
)
from leadqual.search.index.index_schema import SCHEMA
from leadqual.taxonomy.selectors import current_version

MAX_HELD = 4
"""Workspaces of which a process holds the bitmaps: about 10 bytes a contact each."""

MAX_AT_ONCE = 100_000
"""Changed rows that a request reads. With more, the index answers without them until the job has
made new files, and says so; in a workspace below this size the tables themselves answer."""

N_AT_ONCE = 2_000
"""Changed rows that are put in while others wait; with more, others answer without them."""

MAX_SECONDS = 2.0
"""For which a request puts changed rows in, where they are many; the next ones go on."""

_PATIENCE = 0.05
_KINDS = (FacetChange.Kind.TITLE, FacetChange.Kind.COMPANY, FacetChange.Kind.CONTACT)
_READ: Mapping[FacetChange.Kind, Callable[[int, Collection[int]], Any]] = {
    FacetChange.Kind.TITLE: table_reads.title_rows,
    FacetChange.Kind.COMPANY: table_reads.company_rows,
    FacetChange.Kind.CONTACT: table_reads.contact_rows,
}


class OpenIndex:
    """An open index and how far it has read what changed.

    Requests ask it one after the other. What changed is read by one of them, beside the others and
    for all that wait for it; it is put in a few rows at a time, so that the others get their turn.

    Args:
        workspace_id: whose.
        current: the files.

    Raises:
        FacetFileError: the files cannot be read.
    """

    def __init__(self, workspace_id: int, current: CurrentFiles) -> None:
        self.workspace_id = workspace_id
        self.current = current
        self.index: FacetIndex = open_index(home_of(workspace_id) / current.folder, SCHEMA)
        self._turn, self._look_turn = Lock(), Lock()
        self._asked_by = 0
        self._since = current.position
        self._seen: frozenset[int] = frozenset()
        self._left: dict[FacetChange.Kind, list[int]] = {kind: [] for kind in _KINDS}
        self._n_looks = self._newest_look = 0
        self._is_usable = True
        self._rests_until = 0.0

    @contextmanager
    def asked(self) -> Iterator[FacetIndex]:
        """Give the index to one thread, until it is done; it may ask again meanwhile."""
        if self._asked_by == get_ident():
            yield self.index
            return
        with self._turn:
            self._asked_by = get_ident()
            try:
                yield self.index
            finally:
                self._asked_by = 0

    def catch_up(self) -> bool:
        """Read what changed until now; False where the tables have to answer.

        Whoever waited while somebody else read all that changed need not read it again. Nobody
        is held up by the rows of a large change: the index says how many of them it lacks so far.
        """
        if self._asked_by == get_ident():
            return self._is_usable
        before = self._n_looks
        while not self._look_turn.acquire(timeout=_PATIENCE):
            if self._is_usable and self.index.n_waiting:
                return True
        try:
            if self._newest_look <= before:
                self._n_looks += 1
                self._is_usable = self._look()
                self._newest_look = self._n_looks
            return self._is_usable
        finally:
            self._look_turn.release()

    def _look(self) -> bool:
        changes = changes_since(self.workspace_id, self._since, self._seen, most=MAX_AT_ONCE)
        n_rows = max(len(self.index), len(self.index.companies))
        if changes.is_lost or (changes.n_waiting and n_rows < MAX_AT_ONCE):
            return False
        if not changes.n_waiting:
            self._take(changes.keys)
            self._since = Position(changes.oldest, self._since.life)
            self._seen = changes.seen
        self._put_left(changes.n_waiting)
        return True

    def _take(self, changed: Mapping[str, Collection[int]]) -> None:
        """Put a few changed rows in at once, and keep many for later."""
        keys = {kind: list(changed.get(kind, ())) for kind in _KINDS}
        is_small = sum(map(len, keys.values())) <= N_AT_ONCE
        if is_small:
            for kind, some in keys.items():
                self._put(kind, some)
        # What refers to a row that still waits is put in once more behind it.
        if not is_small or self._left[_KINDS[0]] or self._left[_KINDS[1]]:
            for kind, some in keys.items():
                self._left[kind].extend(some)

    def _put_left(self, n_unread: int) -> None:
        """Put rows in that were kept for later, and rest twice as long before the next ones."""
        begun = time.monotonic()
        if any(self._left.values()) and begun >= self._rests_until:
            while any(self._left.values()) and time.monotonic() < begun + MAX_SECONDS:
                kind = next(kind for kind, keys in self._left.items() if keys)
                self._put(kind, self._left[kind][:N_AT_ONCE])
                del self._left[kind][:N_AT_ONCE]
                self._tell_waiting(n_unread)
            now = time.monotonic()
            self._rests_until = now + 2 * (now - begun)
        self._tell_waiting(n_unread)

    def _tell_waiting(self, n_unread: int) -> None:
        self.index.n_waiting = n_unread + sum(map(len, self._left.values()))

    def _put(self, kind: FacetChange.Kind, keys: list[int]) -> None:
        """Put rows in as they are now: titles before companies and people, which refer to them."""
        if not keys:
            return
        rows: Any = _READ[kind](self.workspace_id, keys)
        with self.asked() as index:
            if kind == FacetChange.Kind.TITLE:
                index.put_titles(rows)
            elif kind == FacetChange.Kind.COMPANY:
                index.put_companies(rows)
                index.drop_companies(sorted(set(keys) - {row.key for row in rows}))
            else:
                index.put_contacts(rows)
                index.drop_contacts(sorted(set(keys) - {row.key for row in rows}))


_held: OrderedDict[int, OpenIndex] = OrderedDict()
_lock = Lock()
_looked: ContextVar[dict[int, OpenIndex] | None] = ContextVar("looked", default=None)


@contextmanager
def one_look() -> Iterator[None]:
    """Look once at what changed, however often an index is asked inside.

    A page asks for counts, rows and the values of its filters: three queries and a file each.
    """
    token = _looked.set({})
    try:
        yield
    finally:
        _looked.reset(token)


@contextmanager
def index_of(workspace_id: int) -> Iterator[FacetIndex | None]:
    """Give the index of a workspace as the tables are now, for as long as it is asked.

    After a very large change it is as the tables were before, and says how many rows wait.

    None where the tables have to answer: a small workspace, one whose files are being made, a
    taxonomy that has just changed, or a transaction that wrote something, as others must not see
    what may yet be rolled back.
    """
    looked = _looked.get()
    if looked and workspace_id in looked and not is_writing():
        with looked[workspace_id].asked() as index:
            yield index
        return
    held = _hold(workspace_id)
    if held is None:
        metric_store().count(LOOKUPS, "facet_index", "tables")
        yield None
        return
    if not held.catch_up():
        yield None
        return
    if looked is not None:
        looked[workspace_id] = held
    with held.asked() as index:
        yield index


def _hold(workspace_id: int) -> OpenIndex | None:
    look_for_current(workspace_id)
    current = read_current(workspace_id)
    if current is None or is_writing() or current.taxonomy_version != current_version():
        return None
    with _lock:
        held = _held.get(workspace_id)
        is_hit = held is not None and held.current == current
        metric_store().count(LOOKUPS, "facet_index", "hit" if is_hit else "opened")
        if held is None or not is_hit:
            try:
                held = OpenIndex(workspace_id, current)
            except FacetFileError:  # Replaced a moment ago, or torn: the job makes them anew.
                return None
        _held[workspace_id] = held
        _held.move_to_end(workspace_id)
        while len(_held) > MAX_HELD:
            _held.popitem(last=False)
    return held
