"""The job that works on runs: asks sources about pending records and stores their answers.

Runs take turns of some seconds. What is pending is in the table: a killed job loses the answers of
the last second, and the next one asks about those records again.
"""

import logging
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextvars import copy_context
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q

from leadqual.core import clock
from leadqual.core.locks import hold_once
from leadqual.core.servers_away import is_temporary
from leadqual.enrichment.errors import SourceUnusableError
from leadqual.enrichment.models import EnrichmentResult, EnrichmentRun
from leadqual.enrichment.runs import load_records, source_of
from leadqual.enrichment.sources.source import Answer, Outcome, Source
from leadqual.leads.do_not_contact.entry_locks import retry_deadlocks
from leadqual.leads.do_not_contact.selectors import blocked_among
from leadqual.leads.models import Company, Contact
from leadqual.leads.records.fills import Fill, fill_records
from leadqual.leads.records.record_values import Record

TURN_SECONDS = 20.0
"""After which the next run has its turn."""
BATCH_SIZE = 3
"""Records asked about before the status of the run is read again, for each that runs at once."""
STORE_SECONDS = 1.0
MAX_STORED = 50
MAX_WAIT = timedelta(hours=1)
_Status = EnrichmentRun.Status
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class AnsweredResult:
    """A pending result and what its source found."""

    result: EnrichmentResult
    answer: Answer


def process_runs() -> bool:
    """Give each waiting run a turn, oldest first; returns whether any has records left for now."""
    waiting = EnrichmentRun.objects.filter(
        status__in=[_Status.QUEUED, _Status.RUNNING], workspace__deleted_at=None
    )
    has_more = False
    for run in waiting.select_related("workspace", "author", "webhook").order_by("pk"):
        with hold_once(f"enrichment.run:{run.pk}") as has_lock:
            if has_lock:
                has_more |= _process_run(run)
    return has_more


def _process_run(run: EnrichmentRun) -> bool:
    """Work on a run for some seconds; returns whether it has records left for now."""
    EnrichmentRun.objects.filter(pk=run.pk, status=_Status.QUEUED).update(status=_Status.RUNNING)
    end = time.monotonic() + TURN_SECONDS
    try:
        source = source_of(run)
        while _is_running(run) and (batch := _pending_results(run, source)):
            _process_batch(run, source, batch)
            if time.monotonic() > end:
                return True
    except SourceUnusableError as error:
        _end_run(run, _Status.FAILED, problem=error.message)
        return False
    pending = run.results.filter(outcome=Outcome.PENDING)
    if not pending.exists():
        _end_run(run, _Status.DONE)
    return False


def _is_running(run: EnrichmentRun) -> bool:
    return EnrichmentRun.objects.filter(pk=run.pk, status=_Status.RUNNING).exists()


def _end_run(run: EnrichmentRun, status: str, *, problem: str = "") -> None:
    running = EnrichmentRun.objects.filter(pk=run.pk, status=_Status.RUNNING)
    running.update(status=status, problem=problem[:300], finished_at=clock.now())


def _pending_results(run: EnrichmentRun, source: Source) -> list[EnrichmentResult]:
    pending = run.results.filter(outcome=Outcome.PENDING)
    due = pending.filter(Q(next_at=None) | Q(next_at__lte=clock.now()))
    return list(due.order_by("pk")[: BATCH_SIZE * source.max_at_once])


def _process_batch(run: EnrichmentRun, source: Source, batch: Sequence[EnrichmentResult]) -> None:
    """Ask about a batch; store answers about each second, so that progress shows."""
    keys = [key for result in batch if (key := _record_id(result))]
    records = {record.pk: record for record in load_records(run.kind, keys)}
    for key in _exclude(run, records.values()):
        del records[key]
    stored_at, answered = time.monotonic(), list[AnsweredResult]()
    try:
        for answered_result in _ask_source(source, batch, records):
            answered.append(answered_result)
            if len(answered) >= MAX_STORED or time.monotonic() - stored_at > STORE_SECONDS:
                _store(run, source, answered)
                stored_at, answered = time.monotonic(), []
                if not _is_running(run):
                    break
    finally:  # Also of those that were answered before the source refused all others.
        _store(run, source, answered)


@transaction.atomic
def _exclude(run: EnrichmentRun, records: Iterable[Record]) -> list[int]:
    """Leave out the people who were marked Do not contact since the start; returns their keys."""
    keys = sorted(blocked_among([item for item in records if isinstance(item, Contact)]))
    if keys:
        n_excluded, _ = run.results.filter(contact__in=keys).delete()
        rows = EnrichmentRun.objects.filter(pk=run.pk)
        rows.update(n_excluded=F("n_excluded") + n_excluded)
    return keys


def _ask_source(
    source: Source, batch: Sequence[EnrichmentResult], records: dict[int, Record]
) -> Iterator[AnsweredResult]:
    pairs = [(result, records[key]) for result in batch if (key := _record_id(result)) in records]
    if source.max_at_once == 1:
        for result, record in pairs:
            yield AnsweredResult(result, _ask(source, record, result))
        return
    with ThreadPoolExecutor(source.max_at_once, thread_name_prefix="enrichment") as pool:
        futures: dict[Future[Answer], EnrichmentResult] = {
            pool.submit(copy_context().run, _ask, source, record, result): result
            for result, record in pairs
        }
        try:
            for future in as_completed(futures):
                yield AnsweredResult(futures[future], future.result())
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _ask(source: Source, record: Record, result: EnrichmentResult) -> Answer:
    try:
        return source.ask(record, result.pk)
    except SourceUnusableError:
        raise
    except Exception as error:  # One hostile page must not stop all others.
        if is_temporary(error):  # The schedule tries again.
            raise
        logger.exception("enrichment failed", extra={"result": result.pk})
        return Answer(Outcome.FAILED, detail="An error occurred; the server’s log has the details")


def _store(run: EnrichmentRun, source: Source, answered: Sequence[AnsweredResult]) -> None:
    """Write values and results in one transaction, so that both are there or neither."""
    if answered:
        retry_deadlocks(lambda: _write(run, source, answered))


@transaction.atomic
def _write(run: EnrichmentRun, source: Source, answered: Sequence[AnsweredResult]) -> None:
    fills = {
        key: Fill(answered_result.answer.values, answered_result.answer.evidence)
        for answered_result in answered
        if answered_result.answer.values and (key := _record_id(answered_result.result))
    }
    changed = fill_records(
        workspace=run.workspace,
        model=Company if run.kind == "company" else Contact,
        fills=fills,
        source=run.source,
        author=run.author,
        step=run.step,
        replaces=run.replaces or run.source == EnrichmentRun.Source.WEBHOOK,
    )
    for answered_result in answered:
        _apply_answer(
            answered_result, source, is_changed=_record_id(answered_result.result) in changed
        )
    EnrichmentResult.objects.bulk_update(
        [answered_result.result for answered_result in answered],
        ["outcome", "detail", "n_attempts", "next_at", "done_at"],
    )
    EnrichmentRun.objects.filter(pk=run.pk).update(
        n_input_tokens=F("n_input_tokens") + sum(item.answer.n_input_tokens for item in answered),
        n_output_tokens=F("n_output_tokens")
        + sum(item.answer.n_output_tokens for item in answered),
    )


def _apply_answer(answered_result: AnsweredResult, source: Source, *, is_changed: bool) -> None:
    """Give a result its outcome, or the time of its next attempt."""
    result, answer = answered_result.result, answered_result.answer
    result.n_attempts += 1
    result.detail = answer.detail[:300]
    if answer.retry_after is not None and result.n_attempts < source.max_attempts:
        wait = timedelta(seconds=answer.retry_after * 2 ** (result.n_attempts - 1))
        result.next_at = clock.now() + min(wait, MAX_WAIT)
        return
    result.outcome, result.done_at = answer.outcome, clock.now()
    if answer.outcome == Outcome.FILLED and not is_changed:
        result.outcome, result.detail = Outcome.UNCHANGED, "It has this value already"


def _record_id(result: EnrichmentResult) -> int:
    return result.company_id or result.contact_id or 0
