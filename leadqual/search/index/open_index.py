"""One facet index of this process, and how it follows the changes of the tables."""

import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from threading import Lock, get_ident
from typing import Any

from facet_index.facet_files import FacetFileError, open_index
from facet_index.index import FacetIndex
from facet_index.index_builder import build
from leadqual.leads.models import FacetChange
from leadqual.search.index import table_reads
from leadqual.search.index.index_changes import Position, changes_since, position
from leadqual.search.index.index_files import CurrentFiles, index_folder
from leadqual.search.index.index_schema import SCHEMA
from leadqual.taxonomy.selectors import current_version

MAX_AT_ONCE = 100_000
"""Maximum changed rows that a request reads. With more, the index answers without them until the
job has made new files, and says so; an index below this size is rebuilt from the tables."""
MAX_BATCH_ROWS = 2_000
"""Changed rows added while other requests wait; with more, others answer without them."""
ROWS_PER_TURN = 500
"""Of many changed rows, those added before other requests get their turn: some 20 ms."""
MAX_SECONDS = 1.0
"""How long a request adds changed rows if there are many; later requests continue. Others answer in
between, without those that wait."""
_LOCK_TIMEOUT = 0.05
_KINDS = (FacetChange.Kind.TITLE, FacetChange.Kind.COMPANY, FacetChange.Kind.CONTACT)
_ROW_READERS: Mapping[FacetChange.Kind, Callable[[int, Collection[int]], Any]] = {
    FacetChange.Kind.TITLE: table_reads.title_rows,
    FacetChange.Kind.COMPANY: table_reads.company_rows,
    FacetChange.Kind.CONTACT: table_reads.contact_rows,
}


class OpenIndex:
    """An index and its position in the changes; built from the tables if it has no files.

    Requests use it one after the other. One of them reads the changes for all that wait; rows are
    added a few at a time, so that the others get their turn.

    Args:
        files: its files; None if it is built in memory.

    Attributes:
        current_taxonomy: version of the taxonomy at the last check.
        transaction_changes: IDs of the changes of the open transaction that the index belongs to.
    """

    def __init__(self, workspace_id: int, files: CurrentFiles | None) -> None:
        self.workspace_id = workspace_id
        self.files = files
        self.transaction_changes: frozenset[int] = frozenset()
        self.index: FacetIndex | None = None
        self._lock, self._check_lock = Lock(), Lock()
        self._owner_thread = 0
        self._since = Position(0, "")
        self._seen: frozenset[int] = frozenset()
        self._remaining: dict[FacetChange.Kind, list[int]] = {kind: [] for kind in _KINDS}
        self._n_checks = self._last_check = 0
        self._paused_until = 0.0
        self._taxonomy_version = self.current_taxonomy = 0
        self._is_taxonomy_outdated = False
        self.built_at = time.monotonic()

    @contextmanager
    def locked(self) -> Iterator[FacetIndex]:
        """Lock the index for one thread; reentrant.

        Only after `catch_up`, which creates it.
        """
        if self._owner_thread == get_ident():
            yield self._loaded
            return
        with self._lock:
            self._owner_thread = get_ident()
            try:
                yield self._loaded
            finally:
                self._owner_thread = 0

    @property
    def _loaded(self) -> FacetIndex:
        if self.index is None:
            raise RuntimeError("An index is asked after it caught up.")
        return self.index

    def catch_up(self) -> None:
        """Read all changes until now.

        A request that waited for another one's read does not repeat it. Large changes delay no
        request: the index reports how many rows it still lacks.
        """
        if self._owner_thread == get_ident():
            return
        n_checks_before = self._n_checks
        while not self._check_lock.acquire(timeout=_LOCK_TIMEOUT):
            if self.index is not None and self.index.n_waiting:
                return
        try:
            if self._last_check <= n_checks_before:
                self._n_checks += 1
                self._check()
                self._last_check = self._n_checks
        finally:
            self._check_lock.release()

    def _check(self) -> None:
        if self.index is None and not self._open():
            self._build()
            return
        changes = changes_since(self.workspace_id, self._since, self._seen, max_rows=MAX_AT_ONCE)
        n_rows = max(len(self._loaded), len(self._loaded.companies))
        self.current_taxonomy = changes.taxonomy_version
        is_outdated = changes.taxonomy_version != self._taxonomy_version
        if changes.is_lost or ((changes.n_waiting or is_outdated) and n_rows < MAX_AT_ONCE):
            self._build()
            return
        self._is_taxonomy_outdated = is_outdated
        if not changes.n_waiting:
            self._add_changes(changes.keys)
            self._since = Position(changes.oldest, self._since.life)
            self._seen = changes.seen
        self._add_remaining(changes.n_waiting)

    def _open(self) -> bool:
        """Open the files; False if there are none or they cannot be read."""
        if self.files is None:
            return False
        try:
            self.index = open_index(index_folder(self.workspace_id) / self.files.folder, SCHEMA)
        except FacetFileError:  # Just replaced, or incomplete: the job rebuilds them.
            return False
        self._since = self.files.position
        self._taxonomy_version = self.files.taxonomy_version
        return True

    def _build(self) -> None:
        """Build the index from the tables: about 8 microseconds per contact."""
        since, version = position(), current_version()
        index = _build_version(self.workspace_id, version)
        with self._lock:
            self.index = index
        self._since, self._seen = since, self.transaction_changes
        self._taxonomy_version = self.current_taxonomy = version
        self._is_taxonomy_outdated = False
        self._remaining = {kind: [] for kind in _KINDS}

    def _add_changes(self, changed: Mapping[str, Collection[int]]) -> None:
        """Add a few changed rows at once; keep larger numbers for later."""
        keys = {kind: list(changed.get(kind, ())) for kind in _KINDS}
        is_small = sum(map(len, keys.values())) <= MAX_BATCH_ROWS
        if is_small:
            for kind, keys_of_kind in keys.items():
                self._add_rows(kind, keys_of_kind)
        # Rows that refer to a waiting row are added again after it.
        if not is_small or self._remaining[_KINDS[0]] or self._remaining[_KINDS[1]]:
            for kind, keys_of_kind in keys.items():
                self._remaining[kind].extend(keys_of_kind)

    def _add_remaining(self, n_unread: int) -> None:
        """Add rows kept for later, and pause twice as long before the next ones."""
        started = time.monotonic()
        if any(self._remaining.values()) and started >= self._paused_until:
            while any(self._remaining.values()) and time.monotonic() < started + MAX_SECONDS:
                kind = next(kind for kind, keys in self._remaining.items() if keys)
                self._add_rows(kind, self._remaining[kind][:ROWS_PER_TURN])
                del self._remaining[kind][:ROWS_PER_TURN]
                self._update_waiting(n_unread)
            now = time.monotonic()
            self._paused_until = now + 2 * (now - started)
        self._update_waiting(n_unread)

    def _update_waiting(self, n_unread: int) -> None:
        n_outdated = len(self._loaded) if self._is_taxonomy_outdated else 0
        self._loaded.n_waiting = n_unread + n_outdated + sum(map(len, self._remaining.values()))

    def _add_rows(self, kind: FacetChange.Kind, keys: list[int]) -> None:
        """Add rows as they are now: titles before companies and people, which refer to them."""
        if not keys:
            return
        rows: Any = _ROW_READERS[kind](self.workspace_id, keys)
        with self.locked() as index:
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
    return _build_version(workspace_id, current_version())


def _build_version(workspace_id: int, taxonomy_version: int) -> FacetIndex:
    taxonomy = table_reads.read_taxonomy(taxonomy_version)
    return build(taxonomy, SCHEMA, **table_reads.read_tables(workspace_id))
