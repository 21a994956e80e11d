"""The facet indexes open in this process, each brought up to date when used."""

import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock, get_ident, local
from typing import Any, TypeVar

from facet_index.facet_files import FacetFileError, open_index
from facet_index.index import FacetIndex
from facet_index.index_builder import build
from leadqual.accounts.services import active_workspaces
from leadqual.core.locks import only_here
from leadqual.core.telemetry.metric_store import LOOKUPS, metric_store
from leadqual.leads.models import Company, Contact, FacetChange
from leadqual.search.index import table_reads
from leadqual.search.index.index_changes import (
    CurrentFiles,
    OwnChanges,
    Position,
    bring_current,
    changes_since,
    damaged_files,
    delete_files,
    delete_other_versions,
    forget,
    home_of,
    is_lost,
    look_for_current,
    n_changed,
    own_changes,
    position,
    read_current,
    workspaces_with_files,
    write_files,
)
from leadqual.search.index.index_schema import SCHEMA
from leadqual.taxonomy.selectors import current_version

T = TypeVar("T")

MAX_FILES = 4
"""Workspaces with files whose bitmaps a process holds: about 10 bytes per contact each."""

MAX_HELD = 100
"""Workspaces whose index a process holds. One without files has fewer than `MIN_ROWS` rows once the
job has run: a tenth of a megabyte to a few."""

MAX_SECONDS_HELD = 3_600
"""How long an index built in memory is used, as it still has texts of deleted rows and erased
people. Files are rebuilt with each erasure."""

MAX_AT_ONCE = 100_000
"""Maximum changed rows that a request reads. With more, the index answers without them until the
job has made new files, and says so; an index below this size is rebuilt from the tables."""

N_AT_ONCE = 2_000
"""Changed rows added while other requests wait; with more, others answer without them."""

N_IN_TURN = 500
"""Of many changed rows, those added before other requests get their turn: some 20 ms."""

MAX_SECONDS = 1.0
"""How long a request adds changed rows if there are many; later requests continue. Others answer in
between, without those that wait."""

_PATIENCE = 0.05
_KINDS = (FacetChange.Kind.TITLE, FacetChange.Kind.COMPANY, FacetChange.Kind.CONTACT)
_READ: Mapping[FacetChange.Kind, Callable[[int, Collection[int]], Any]] = {
    FacetChange.Kind.TITLE: table_reads.title_rows,
    FacetChange.Kind.COMPANY: table_reads.company_rows,
    FacetChange.Kind.CONTACT: table_reads.contact_rows,
}

_lock = Lock()
_looked: ContextVar[dict[Hashable, Any] | None] = ContextVar("looked", default=None)
logger = logging.getLogger(__name__)
MIN_ROWS = 5_000
"""Minimum contacts or companies; for smaller workspaces each process builds the index in memory,
which takes some hundredths of a second."""
MIN_CHANGED = 20_000
CHANGED_SHARE = 0.01
"""Changed rows after which files are rebuilt; until then each process reads the changes."""


class OpenIndex:
    """An index and its position in the changes; built from the tables if it has no files.

    Requests use it one after the other. One of them reads the changes for all that wait; rows are
    added a few at a time, so that the others get their turn.

    Args:
        files: its files; None if it is built in memory.

    Attributes:
        present_taxonomy: version of the taxonomy at the last check.
        own_changes: numbers of the changes of the open transaction, if the index belongs to it.
    """

    def __init__(self, workspace_id: int, files: CurrentFiles | None) -> None:
        self.workspace_id = workspace_id
        self.files = files
        self.own_changes: frozenset[int] = frozenset()
        self.index: FacetIndex | None = None
        self._turn, self._look_turn = Lock(), Lock()
        self._asked_by = 0
        self._since = Position(0, "")
        self._seen: frozenset[int] = frozenset()
        self._left: dict[FacetChange.Kind, list[int]] = {kind: [] for kind in _KINDS}
        self._n_looks = self._newest_look = 0
        self._rests_until = 0.0
        self._taxonomy_version = self.present_taxonomy = 0
        self._is_of_old_taxonomy = False
        self.made_at = time.monotonic()

    @contextmanager
    def asked(self) -> Iterator[FacetIndex]:
        """Lock the index for one thread; reentrant.

        Only after `catch_up`, which creates it.
        """
        if self._asked_by == get_ident():
            yield self._made
            return
        with self._turn:
            self._asked_by = get_ident()
            try:
                yield self._made
            finally:
                self._asked_by = 0

    @property
    def _made(self) -> FacetIndex:
        if self.index is None:
            raise RuntimeError("An index is asked after it caught up.")
        return self.index

    def catch_up(self) -> None:
        """Read all changes until now.

        A request that waited for another one's read does not repeat it. Large changes delay no
        request: the index reports how many rows it still lacks.
        """
        if self._asked_by == get_ident():
            return
        before = self._n_looks
        while not self._look_turn.acquire(timeout=_PATIENCE):
            if self.index is not None and self.index.n_waiting:
                return
        try:
            if self._newest_look <= before:
                self._n_looks += 1
                self._look()
                self._newest_look = self._n_looks
        finally:
            self._look_turn.release()

    def _look(self) -> None:
        if self.index is None and not self._open():
            self._build()
            return
        changes = changes_since(self.workspace_id, self._since, self._seen, most=MAX_AT_ONCE)
        n_rows = max(len(self._made), len(self._made.companies))
        self.present_taxonomy = changes.taxonomy_version
        is_old = changes.taxonomy_version != self._taxonomy_version
        if changes.is_lost or ((changes.n_waiting or is_old) and n_rows < MAX_AT_ONCE):
            self._build()
            return
        self._is_of_old_taxonomy = is_old
        if not changes.n_waiting:
            self._take(changes.keys)
            self._since = Position(changes.oldest, self._since.life)
            self._seen = changes.seen
        self._put_left(changes.n_waiting)

    def _open(self) -> bool:
        """Open the files; False if there are none or they cannot be read."""
        if self.files is None:
            return False
        try:
            self.index = open_index(home_of(self.workspace_id) / self.files.folder, SCHEMA)
        except FacetFileError:  # Just replaced, or incomplete: the job rebuilds them.
            return False
        self._since = self.files.position
        self._taxonomy_version = self.files.taxonomy_version
        return True

    def _build(self) -> None:
        """Build the index from the tables: about 8 microseconds per contact."""
        since, version = position(), current_version()
        index = _built(self.workspace_id, version)
        with self._turn:
            self.index = index
        self._since, self._seen = since, self.own_changes
        self._taxonomy_version = self.present_taxonomy = version
        self._is_of_old_taxonomy = False
        self._left = {kind: [] for kind in _KINDS}

    def _take(self, changed: Mapping[str, Collection[int]]) -> None:
        """Add a few changed rows at once; keep larger numbers for later."""
        keys = {kind: list(changed.get(kind, ())) for kind in _KINDS}
        is_small = sum(map(len, keys.values())) <= N_AT_ONCE
        if is_small:
            for kind, some in keys.items():
                self._put(kind, some)
        # Rows that refer to a waiting row are added again after it.
        if not is_small or self._left[_KINDS[0]] or self._left[_KINDS[1]]:
            for kind, some in keys.items():
                self._left[kind].extend(some)

    def _put_left(self, n_unread: int) -> None:
        """Add rows kept for later, and pause twice as long before the next ones."""
        begun = time.monotonic()
        if any(self._left.values()) and begun >= self._rests_until:
            while any(self._left.values()) and time.monotonic() < begun + MAX_SECONDS:
                kind = next(kind for kind, keys in self._left.items() if keys)
                self._put(kind, self._left[kind][:N_IN_TURN])
                del self._left[kind][:N_IN_TURN]
                self._tell_waiting(n_unread)
            now = time.monotonic()
            self._rests_until = now + 2 * (now - begun)
        self._tell_waiting(n_unread)

    def _tell_waiting(self, n_unread: int) -> None:
        n_old = len(self._made) if self._is_of_old_taxonomy else 0
        self._made.n_waiting = n_unread + n_old + sum(map(len, self._left.values()))

    def _put(self, kind: FacetChange.Kind, keys: list[int]) -> None:
        """Add rows as they are now: titles before companies and people, which refer to them."""
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


def build_index(workspace_id: int) -> FacetIndex:
    """Build an index of the current tables."""
    return _built(workspace_id, current_version())


def _built(workspace_id: int, taxonomy_version: int) -> FacetIndex:
    taxonomy = table_reads.read_taxonomy(taxonomy_version)
    return build(taxonomy, SCHEMA, **table_reads.read_tables(workspace_id))


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


# Building the files of facet indexes, in a job.


def keep_facets() -> int:
    """Build files that are missing or out of date; delete those of workspaces that became small.

    Safe to run in several processes at once: one works, the others return.

    Returns:
        Number of workspaces with new files.
    """
    with only_here("leads.keep_facets") as is_ours:
        return _keep_all() if is_ours else 0


def build_files(workspace_id: int) -> CurrentFiles:
    """Build the files of a workspace from the tables and switch to them."""
    since, version = position(), current_version()
    index = build_index(workspace_id)
    current = write_files(workspace_id, index, since=since, taxonomy_version=version)
    forget(workspace_id, since.oldest)
    logger.info(
        "facet files written", extra={"workspace": workspace_id, "n_contacts": current.n_contacts}
    )
    return current


def _keep_all() -> int:
    known = set(active_workspaces().values_list("pk", flat=True))
    for gone in workspaces_with_files() - known:
        delete_files(gone)
    return sum(_kept(workspace_id) for workspace_id in sorted(known, key=_n_contacts))


def _kept(workspace_id: int) -> bool:
    """Maintain the files of one workspace; a full disk does not stop the others."""
    try:
        return _keep(workspace_id)
    except OSError:  # The old files stay in use, or processes build in memory.
        logger.exception("facet files not written", extra={"workspace": workspace_id})
        return False


def _n_contacts(workspace_id: int) -> int:
    """Return the number of contacts in the files of a workspace: small ones are built first."""
    current = read_current(workspace_id)
    return current.n_contacts if current else 0


def _keep(workspace_id: int) -> bool:
    bring_current(workspace_id)
    current = read_current(workspace_id)
    if current is not None and not _is_due(workspace_id, current):
        delete_other_versions(workspace_id)
        return False
    if not _is_large(workspace_id):
        delete_files(workspace_id)
        forget(workspace_id, position().oldest)
        return False
    build_files(workspace_id)
    return True


def _is_large(workspace_id: int) -> bool:
    return any(
        rows.filter(workspace=workspace_id).order_by()[:MIN_ROWS].count() == MIN_ROWS
        for rows in (Contact.objects, Company.objects)
    )


def _is_due(workspace_id: int, current: CurrentFiles) -> bool:
    if current.taxonomy_version != current_version() or _is_damaged(workspace_id, current):
        return True
    if is_lost(workspace_id, current.position):
        return True
    many = max(MIN_CHANGED, int(current.n_contacts * CHANGED_SHARE))
    return n_changed(workspace_id, current.since) > many


def _is_damaged(workspace_id: int, current: CurrentFiles) -> bool:
    """Return whether files are incomplete or were altered, and log their names."""
    try:
        damaged = damaged_files(workspace_id, current)
    except (FacetFileError, OSError):
        damaged = ["missing or torn"]
    if damaged:
        logger.error("facet files damaged", extra={"workspace": workspace_id, "files": damaged})
    return bool(damaged)
