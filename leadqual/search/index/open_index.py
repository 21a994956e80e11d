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
from leadqual.search.index.index_files import CurrentFiles, home_of
from leadqual.search.index.index_schema import SCHEMA
from leadqual.taxonomy.selectors import current_version

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
                self._note_waiting(n_unread)
            now = time.monotonic()
            self._rests_until = now + 2 * (now - begun)
        self._note_waiting(n_unread)

    def _note_waiting(self, n_unread: int) -> None:
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
