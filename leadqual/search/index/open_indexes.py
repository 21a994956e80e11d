"""The facet indexes that this process holds, each brought up to date when it is asked."""

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock, RLock

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


class OpenIndex:
    """An open index and how far it has read what changed.

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
        self.lock = RLock()
        self._since = current.position
        self._seen: frozenset[int] = frozenset()

    def catch_up(self) -> FacetIndex | None:
        """Read what changed since the last time; None where the tables have to answer."""
        changes = changes_since(self.workspace_id, self._since, self._seen, most=MAX_AT_ONCE)
        self.index.n_waiting = changes.n_waiting
        n_rows = max(len(self.index), len(self.index.companies))
        if changes.is_lost or (changes.n_waiting and n_rows < MAX_AT_ONCE):
            return None
        kinds = FacetChange.Kind
        titles, companies, contacts = (
            changes.keys.get(kind, ()) for kind in (kinds.TITLE, kinds.COMPANY, kinds.CONTACT)
        )
        if titles:
            self.index.put_titles(table_reads.title_rows(self.workspace_id, titles))
        if companies:
            there = table_reads.company_rows(self.workspace_id, companies)
            self.index.put_companies(there)
            self.index.drop_companies(sorted(set(companies) - {row.key for row in there}))
        if contacts:
            rows = table_reads.contact_rows(self.workspace_id, contacts)
            self.index.put_contacts(rows)
            self.index.drop_contacts(sorted(set(contacts) - {row.key for row in rows}))
        self._since = Position(changes.oldest, self._since.life)
        self._seen = changes.seen
        return self.index


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
        with looked[workspace_id].lock:
            yield looked[workspace_id].index
        return
    held = _hold(workspace_id)
    if held is None:
        metric_store().count(LOOKUPS, "facet_index", "tables")
        yield None
        return
    with held.lock:
        index = held.catch_up()
        if looked is not None and index is not None:
            looked[workspace_id] = held
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
