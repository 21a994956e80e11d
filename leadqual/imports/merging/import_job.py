"""The import job: rows in chunks, each one transaction with its results and progress."""

import logging
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, nullcontext, suppress
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice, repeat
from time import monotonic
from typing import Any, BinaryIO

from django.db import IntegrityError, OperationalError, connection, transaction

from classifiers.titles.text.normalize import normalize
from leadqual.accounts.workspaces.errors import WorkspaceFullError
from leadqual.accounts.workspaces.quotas import count_limited, require_growth
from leadqual.core import clock
from leadqual.core.foreign_keys import lock_parents
from leadqual.core.jobs import Job, enqueue
from leadqual.imports.columns.column_preview import layout_of
from leadqual.imports.control import (
    fail_import,
    finish_check,
    finish_import,
    forget_results,
    pause_full,
)
from leadqual.imports.errors import FileGoneError, ImportFileError, ProgressLostError
from leadqual.imports.files.opened_uploads import open_upload
from leadqual.imports.files.reading import Layout, read_rows
from leadqual.imports.files.row_counts import count_rows
from leadqual.imports.import_events import COUNTS
from leadqual.imports.import_locks import alone, lock_workspace
from leadqual.imports.list_additions import fill_list
from leadqual.imports.merging.companies import Companies, merge_companies
from leadqual.imports.merging.company_fills import fill_companies
from leadqual.imports.merging.contacts import merge_contacts
from leadqual.imports.merging.interpreter_settings import long_import_settings
from leadqual.imports.merging.later_keys import keep_later_keys
from leadqual.imports.merging.merge_rules import ChunkResult, MergeRules, StagedResult
from leadqual.imports.merging.overlay import overlay
from leadqual.imports.merging.planner_stats import Planner
from leadqual.imports.merging.prepared_chunks import PreparedChunk, prepare
from leadqual.imports.merging.record_columns import columns_for
from leadqual.imports.merging.result_log import ROW_COLUMNS, ResultRow, remember_lines
from leadqual.imports.merging.staging import copy_rows
from leadqual.imports.merging.stored_opt_outs import StoredOptOuts
from leadqual.imports.merging.titles import Titles, count_pending
from leadqual.imports.merging.unstored_contacts import UnstoredContacts
from leadqual.imports.merging.work_domains import fill_domains
from leadqual.imports.models import ImportBatch, ImportCell, ImportRow
from leadqual.imports.options import ANY
from leadqual.imports.small_imports import should_yield
from leadqual.imports.validation.erased_people import without_erased
from leadqual.imports.validation.row_validators import validator_of
from leadqual.imports.validation.validated_rows import (
    CompanyValues,
    ContactValues,
    ValidatedRows,
)
from leadqual.imports.validation.values import Rejection
from leadqual.leads.do_not_contact.entry_locks import lock_entries_exclusively, lock_entries_shared
from leadqual.leads.erased_keys import ErasedKeys, read_erased
from leadqual.leads.models import Company, Contact
from leadqual.leads.record_events import CREATED, UPDATED, emit_imported, wants_imported

logger = logging.getLogger(__name__)

CHUNK_ROWS = 20_000
FIRST_ROWS = (1_000, 4_000)
"""Rows of the first chunks of a run: small, so that the page soon shows the time left."""

_MAX_TRIES = 5
_LONG_FILE_BYTES = 4 * 2**20  # Titles repeat across the chunks of such a file.
_REJECTED = ImportRow.Outcome.REJECTED
_CREATED, _UPDATED = ImportRow.Outcome.CREATED, ImportRow.Outcome.UPDATED
_CELL_COLUMNS = ("batch_id", "number", "column", "value", "reason")
_COUNTS = {
    ImportRow.Outcome.CREATED: "n_created",
    ImportRow.Outcome.UPDATED: "n_updated",
    ImportRow.Outcome.UNCHANGED: "n_unchanged",
    ImportRow.Outcome.SKIPPED: "n_skipped",
    ImportRow.Outcome.REJECTED: "n_rejected",
}
# The websites of contacts' companies are checked for domains; the refusal names that column.
_KEY_COLUMNS = {"domain": ("domain", "website")}

Progress = Callable[[ImportBatch], None]


def run_import(
    batch_id: int,
    *,
    chunk_rows: int = CHUNK_ROWS,
    on_progress: Progress | None = None,
    may_yield: bool = False,
) -> WorkspaceFullError | None:
    """Import the rows of a file, starting where an earlier run stopped.

    A dry run does the same on temporary copies of the matched records; only its results are stored,
    and an interrupted one starts over.

    Safe to start twice: only one run works on a file, and each chunk is stored with its progress in
    one transaction. A run that was killed at any point loses nothing and stores nothing twice.

    At the first row that exceeds the workspace limit the import is paused; earlier rows are stored,
    and it resumes with that row.

    Args:
        batch_id: an import that waits for its job; any other is left alone.
        chunk_rows: rows that are stored together.
        on_progress: called after each chunk with the current import.
        may_yield: after a chunk, yield to a smaller pending import, or after a while to another
            workspace; this one continues in a later job.

    Returns:
        Why the import was paused; None unless the workspace is full.

    Raises:
        ProgressLostError: the database crashed and lost the last chunks.
    """
    with alone(batch_id) as is_only_run:
        batch = ImportBatch.objects.filter(pk=batch_id).first()
        if not is_only_run or batch is None or not (batch.is_storing or batch.is_checking):
            return None
        _begin_run(batch)
        run = _Run(batch, chunk_rows, on_progress, may_yield=may_yield)
        is_whole, problem = False, ""
        try:
            with open_upload(batch.file) as file, overlay() if batch.is_checking else nullcontext():
                _count_rows(batch, file)
                is_whole = run.all(file)
        except (ImportFileError, FileGoneError) as error:
            problem = error.message
        count_pending(batch.pk)
        _record_end(batch, run, is_whole=is_whole, problem=problem)
        return run.full


def _record_end(batch: ImportBatch, run: "_Run", *, is_whole: bool, problem: str) -> None:
    """Record how a run ended: done, failed, full, yielded to another import, or stopped."""
    if problem:
        fail_import(batch=batch, error=problem)
    elif is_whole and batch.is_checking:
        finish_check(batch=batch)
    elif run.full is not None:
        pause_full(batch=batch, full=run.full)
    elif run.has_yielded:
        enqueue(Job.RUN_IMPORT, batch_id=batch.pk)
    elif is_whole:
        Planner(batch).analyze_fully()
        if batch.kind == ImportBatch.Kind.CONTACTS:
            fill_domains(batch, run.rules)
        fill_list(batch)
        finish_import(batch=batch)


def _begin_run(batch: ImportBatch) -> None:
    now = clock.now()
    if batch.is_checking or not batch.n_rows:
        forget_results(batch=batch)  # Of a former dry run.
    if batch.status == ImportBatch.Status.QUEUED:
        batch.status = ImportBatch.Status.RUNNING
        batch.started_at = batch.started_at or now
    waiting = [ImportBatch.Status.QUEUED, ImportBatch.Status.RUNNING, ImportBatch.Status.CHECKING]
    ImportBatch.objects.filter(pk=batch.pk, status__in=waiting).update(
        status=batch.status,
        started_at=batch.started_at,
        heartbeat_at=now,
        paced_at=now,
        n_bytes_paced=batch.n_bytes_read,
    )
    logger.info("import runs", extra={"batch": batch.pk, "n_rows": batch.n_rows})


def _count_rows(batch: ImportBatch, file: BinaryIO) -> None:
    """Store the number of rows of the file, once, for its progress."""
    if not batch.n_rows_all:
        with suppress(ImportFileError):  # Its good rows go in first.
            batch.n_rows_all = count_rows(file, layout_of(batch), batch.n_bytes)
        ImportBatch.objects.filter(pk=batch.pk).update(n_rows_all=batch.n_rows_all)


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Validated rows, and the read position in the file.

    Args:
        n_rows: rows read.
        n_bytes_read: of the file.
        prepared: the valid rows of a contacts file; else empty.
        erased: people whose rows were rejected, as known when it was checked.
    """

    n_rows: int
    n_bytes_read: int
    checked: ValidatedRows[Any]
    prepared: PreparedChunk
    erased: ErasedKeys

    def split(self, n_rows: int) -> tuple[ValidatedRows[Any], ValidatedRows[Any]]:
        """Return the first rows, and the others."""
        rows = self.checked
        numbers = sorted(number for number, _ in (*rows.good, *rows.rejected))
        return rows.part(numbers[:n_rows]), rows.part(numbers[n_rows:])


class _Run:
    """A single run over a file."""

    def __init__(
        self,
        batch: ImportBatch,
        chunk_rows: int,
        on_progress: Progress | None,
        *,
        may_yield: bool = False,
    ) -> None:
        self._batch, self._chunk_rows, self._on_progress = batch, chunk_rows, on_progress
        self._may_yield, self.has_yielded = may_yield, False
        self.full: WorkspaceFullError | None = None
        self._is_outermost = not connection.in_atomic_block
        self._started_at = monotonic()
        self._status = batch.status
        self._n_stored = batch.n_rows
        self._validator = validator_of(batch)  # Here: another thread has no connection.
        self.rules = _rules_of(batch)
        self._erased = read_erased(batch.workspace_id)
        self._opt_outs = StoredOptOuts(batch)
        self._companies = Companies(batch.workspace_id, self.rules)
        self._titles = Titles(batch.workspace_id, self.rules)
        self._unstored = UnstoredContacts() if self.rules.is_dry else None
        is_people = batch.kind == ImportBatch.Kind.CONTACTS
        self._is_all_new = False  # Whether every row of the last chunk was a new person.
        self._owes_counts = is_people and self.rules.counts_later and not self.rules.is_dry
        # Titles repeat across chunks.
        self._normalize_title = lru_cache(maxsize=200_000)(normalize)

    def all(self, file: BinaryIO) -> bool:
        """Store all chunks; False if it was stopped, or the workspace is full.

        The next chunk is read and validated while the database stores the current one.
        """
        self._keep_later_keys(file)
        chunks = self._chunks(file, layout_of(self._batch))
        planner = Planner(self._batch)
        unstored = nullcontext() if self._unstored is None else closing(self._unstored)
        with unstored, ThreadPoolExecutor(1) as reader, long_import_settings():
            next_chunk = reader.submit(next, chunks, None)
            while chunk := next_chunk.result():
                next_chunk = reader.submit(next, chunks, None)
                if not self._store_what_fits(chunk):
                    next_chunk.result()
                    return False
                planner.look()
                if self._on_progress:
                    self._on_progress(self._batch)
                seconds = monotonic() - self._started_at
                if self._may_yield and should_yield(self._batch, seconds) and next_chunk.result():
                    self.has_yielded = True
                    return False
        return True

    def _keep_later_keys(self, file: BinaryIO) -> None:
        """Mark people whom only a later chunk gives a key that is Do not contact."""
        batch = self._batch
        is_of_people = batch.kind == ImportBatch.Kind.CONTACTS and not self.rules.is_dry
        if not is_of_people or batch.n_rows:
            return
        if batch.n_rows_all and batch.n_rows_all <= min(FIRST_ROWS[0], self._chunk_rows):
            return  # All rows are stored at once.
        checker, layout = validator_of(batch), layout_of(batch)

        def read() -> Iterator[list[ContactValues]]:
            rows = read_rows(file, layout)
            while chunk := list(islice(rows, self._chunk_rows)):
                checked = without_erased(checker.check(chunk), self._erased)
                yield [values for _, values in checked.good]

        with suppress(ImportFileError):  # Its good rows go in first.
            keep_later_keys(batch.workspace, read)

    def _chunks(self, file: BinaryIO, layout: Layout) -> Iterator[_Chunk]:
        batch = self._batch
        checker = self._validator
        rows = read_rows(file, layout, skip=batch.n_rows)
        sizes = chain(FIRST_ROWS, repeat(self._chunk_rows))
        while chunk := list(islice(rows, min(next(sizes), self._chunk_rows))):
            yield self._prepare_chunk(len(chunk), file.tell(), checker.check(chunk))

    def _prepare_chunk(self, n_rows: int, n_bytes_read: int, checked: ValidatedRows[Any]) -> _Chunk:
        erased = self._erased
        if self._batch.kind != ImportBatch.Kind.CONTACTS:
            return _Chunk(n_rows, n_bytes_read, checked, prepare([], self._normalize_title), erased)
        checked = without_erased(checked, erased)
        prepared = prepare(checked.good, self._normalize_title, self.rules)
        return _Chunk(n_rows, n_bytes_read, checked, prepared, erased)

    def _without_newly_erased(self, chunk: _Chunk) -> _Chunk:
        """Validate a chunk again if someone was erased since; storing blocks erasure."""
        self._erased = read_erased(self._batch.workspace_id, self._erased)
        if chunk.erased.version == self._erased.version:
            return chunk
        return self._prepare_chunk(chunk.n_rows, chunk.n_bytes_read, chunk.checked)

    def _store_what_fits(self, chunk: _Chunk) -> bool:
        """Store one chunk, or as much of it as the workspace limit allows.

        Halves a chunk that does not fit down to its first row: only storing a row shows whether it
        adds a person, a company, both or neither.
        """
        try:
            return self._store(chunk)
        except WorkspaceFullError as full:
            self._forget_records()
            self.full = full
        size = chunk.n_rows // 2
        while size:
            some, others = chunk.split(size)
            n_rest = chunk.n_rows - size
            try:
                if not self._store(self._prepare_chunk(size, chunk.n_bytes_read, some)):
                    return False
            except WorkspaceFullError as full:
                self._forget_records()
                self.full = full
                size //= 2
            else:
                chunk = self._prepare_chunk(n_rest, chunk.n_bytes_read, others)
                size = min(size, n_rest // 2)
        return False

    def _forget_records(self) -> None:
        """Forget the records of a transaction that was rolled back."""
        self._companies.forget()
        self._titles.forget()

    def _store(self, chunk: _Chunk) -> bool:
        """Store one chunk, with retries on conflicts; False if the import was stopped."""
        for n_tried in range(1, _MAX_TRIES + 1):
            try:
                with transaction.atomic():
                    merged = self._store_once(chunk, is_only_run=n_tried > 1)
            except (IntegrityError, OperationalError):
                # Someone else wrote the same contact or title; OperationalError is a deadlock here.
                self._forget_records()
                if n_tried == _MAX_TRIES or not connection.is_usable():
                    raise
            else:
                if merged is not None:
                    self._n_stored += chunk.n_rows
                    self.rules.seen.update(merged.seen)
                    self._opt_outs.keep()
                    if self._unstored is not None:
                        self._unstored.keep()
                return merged is not None
        return False

    def _store_once(self, chunk: _Chunk, *, is_only_run: bool) -> ChunkResult | None:
        """Store one chunk in the open transaction.

        Commits asynchronously: rows and progress share a transaction, so a server crash loses the
        last of both and the import resumes from there. The end of the import commits synchronously,
        and so does an import within a larger transaction.
        """
        batch = self._batch
        if self._is_outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL synchronous_commit TO off")
        batches = ImportBatch.objects.select_for_update(of=("self",)).select_related("workspace")
        locked = batches.get(pk=batch.pk)
        if locked.status != self._status or locked.workspace.deleted_at is not None:
            return None  # Somebody paused or stopped it, or deleted the workspace.
        if locked.n_rows != self._n_stored:
            raise ProgressLostError(self._n_stored, locked.n_rows)
        if not self.rules.is_dry:
            lock_workspace(batch.workspace_id)
            with connection.cursor() as cursor:
                lock_parents(cursor, "accounts_workspace", {batch.workspace_id})
            _set_source(batch.source)
        chunk = self._without_newly_erased(chunk)
        if not self.rules.is_dry:  # Block other contact writes between a retry and its rows.
            is_only_run = is_only_run or bool(chunk.checked.stops)
            (lock_entries_exclusively if is_only_run else lock_entries_shared)(batch.workspace_id)
        before = {} if self.rules.is_dry else count_limited(locked.workspace)
        merged = self._merge(chunk)
        _set_source("")  # Later writes of this transaction do not come from the file.
        require_growth(locked.workspace, before)
        rejected = [_rejected_row(batch, *one) for one in chunk.checked.rejected]
        rejected += _rejected_by_merge(batch, chunk.checked.good, merged.rejected)
        merged.counts[_REJECTED] = len(rejected)
        n_stopped, problems = self._opt_outs.set(chunk.checked)
        cells = [(batch.pk, number, *cell) for number, cell in (*chunk.checked.cells, *problems)]
        with connection.cursor() as cursor:
            copy_rows(ImportRow._meta.db_table, ROW_COLUMNS, rejected)
            copy_rows(ImportCell._meta.db_table, _CELL_COLUMNS, cells)
        self._emit_rows(locked, chunk)
        locked.owes_counts |= self._owes_counts
        locked.n_cells += len(cells)
        locked.n_do_not_contact += n_stopped
        _store_progress(batch, locked, chunk, merged)
        return merged

    def _emit_rows(self, locked: ImportBatch, chunk: _Chunk) -> None:
        """Write an event for each record of a chunk, where somebody wants rows."""
        model = Contact if locked.kind == ImportBatch.Kind.CONTACTS else Company
        if self.rules.is_dry or not wants_imported(locked.workspace, model):
            return
        numbers = [number for number, _ in chunk.checked.good]
        rows = ImportRow.objects.filter(batch=locked, number__in=numbers)
        for outcome, what in ((_CREATED, CREATED), (_UPDATED, UPDATED)):
            keys = rows.filter(outcome=outcome).values_list("record_id", flat=True)
            emit_imported(locked.workspace, model, [key for key in keys if key], what)

    def _merge(self, chunk: _Chunk) -> ChunkResult:
        workspace_id = self._batch.workspace_id
        if self._batch.kind == ImportBatch.Kind.COMPANIES:
            return merge_companies(workspace_id, chunk.checked.good, self.rules)
        merged = merge_contacts(
            workspace_id,
            chunk.prepared,
            self.rules,
            companies=self._companies,
            titles=self._titles,
            normalize_title=self._normalize_title,
            expects_new=self._is_all_new and not self.rules.is_dry,
            unstored=self._unstored,
        )
        self._is_all_new = merged.counts.keys() == {_CREATED.value}
        if company_values := chunk.checked.companies:
            named = {number: row.company for number, row in chunk.checked.good if row.company}
            fill_companies(company_values, named, self.rules, self._companies)
        return merged


def _set_source(tool: str) -> None:
    """Set the tool that external IDs of this transaction come from; a trigger stores it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('leadqual.external_source', %s, true)", [tool])


def _rules_of(batch: ImportBatch) -> MergeRules:
    rules = MergeRules(
        batch.pk,
        batch.mode,
        batch.match_by,
        batch.duplicates,
        kind=batch.kind,
        is_dry=batch.is_checking,
        counts_later=batch.is_checking or batch.n_bytes > _LONG_FILE_BYTES,
        only_empty=batch.only_empty,
        tags=tuple(batch.tags),
        record_columns=columns_for(batch.mapping.values(), batch.tags),
        finds_keyless=batch.match_by == ANY and batch.n_bytes <= _LONG_FILE_BYTES,
    )
    if rules.remembers and batch.n_rows:
        rows = batch.rows.filter(outcome__in=rules.remembered)
        rules.seen.update(key for key in rows.values_list("record_id", flat=True) if key)
    if batch.kind == ImportBatch.Kind.COMPANIES and batch.n_rows:
        created_lines = batch.rows.filter(outcome=_CREATED).values_list("record_id", "number")
        remember_lines(rules, dict(created_lines))
    return rules


def _rejected_row(batch: ImportBatch, number: int, rejection: Rejection) -> ResultRow:
    return (batch.pk, number, _REJECTED, None, rejection.column, rejection.value, rejection.reason)


def _rejected_by_merge(
    batch: ImportBatch, good: Sequence[tuple[int, Any]], results: Sequence[StagedResult]
) -> Iterator[ResultRow]:
    """Add column and value to the rows that the merge rejected."""
    if not results:
        return
    column_of = {field: column for column, field in batch.mapping.items()}
    values_of = dict(good)
    for result in results:
        fields = _KEY_COLUMNS.get(result.field, (result.field,))
        column = next((column_of[field] for field in fields if field in column_of), "")
        values = values_of[result.number]
        source = values.keys if isinstance(values, CompanyValues) else values
        value = str(getattr(source, result.field)) if result.field else ""
        yield _rejected_row(batch, result.number, Rejection(column, value, result.reason))


def _store_progress(
    batch: ImportBatch, locked: ImportBatch, chunk: _Chunk, merged: ChunkResult
) -> None:
    """Write how far the import is; `batch` shows it too."""
    locked.n_rows += chunk.n_rows
    for outcome, name in _COUNTS.items():
        setattr(locked, name, getattr(locked, name) + merged.counts[outcome])
    locked.n_bytes_read = chunk.n_bytes_read
    locked.heartbeat_at = clock.now()
    fields = ["n_bytes_read", "heartbeat_at", "owes_counts", *COUNTS]
    locked.save(update_fields=fields)
    for name in fields:
        setattr(batch, name, getattr(locked, name))
