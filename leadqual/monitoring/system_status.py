"""System status: queues, processes and missing parts."""

import json
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import redis
from celery import current_app
from django.db.models import QuerySet

from leadqual.core import clock
from leadqual.core.hosts.queue_names import JobQueue
from leadqual.core.readiness import find_missing
from leadqual.core.requests.job_ids import SENT_AT
from leadqual.core.telemetry.metric_store import redis_client
from leadqual.core.telemetry.process_reports import (
    BEAT,
    WEB,
    WORKER,
    WORKER_PROCESS,
    ProcessReport,
    list_processes,
)
from leadqual.imports.models import ImportBatch
from leadqual.leads.models import JobTitle
from leadqual.replies.models import Reply

MAX_COUNTED = 10_000
TITLES, REPLIES, IMPORTS = "titles", "replies", "imports"
_FIRST_SEEN = "leadqual:first_waiting"


@dataclass(frozen=True, slots=True)
class WaitingWork:
    """One queue.

    Args:
        name: `jobs` and the queue, `titles`, `replies` or `imports`.
        length: how many wait; rows are counted up to `MAX_COUNTED`.
        oldest_seconds: how long the oldest has waited; 0 for an empty queue.
    """

    name: str
    length: int
    oldest_seconds: float


def waiting_work() -> list[WaitingWork]:
    """Return all queues, those of the broker first; two small queries for each table.

    Raises:
        redis.RedisError: Redis is away.
    """
    return [*_queues_of_broker(), *_queues_of_tables()]


def _queues_of_broker() -> list[WaitingWork]:
    client, found = redis_client(), []
    names = sorted(current_app.amqp.queues)
    for name in names:
        oldest = client.lindex(name, -1)  # Jobs are taken from the end.
        shown = f"jobs {JobQueue(name).shown}"
        found.append(WaitingWork(shown, int(client.llen(name)), _age_of_message(str(oldest or ""))))
    return found


def _age_of_message(message: str) -> float:
    with suppress(TypeError, ValueError, KeyError):
        return max(0.0, time.time() - float(json.loads(message)["headers"][SENT_AT]))
    return 0.0


def _queues_of_tables() -> list[WaitingWork]:
    titles = JobTitle.objects.filter(classified_at=None, workspace__deleted_at=None)
    replies = Reply.objects.filter(state=Reply.State.PENDING, workspace__deleted_at=None)
    imports = ImportBatch.objects.filter(
        status__in=[ImportBatch.Status.QUEUED, ImportBatch.Status.RUNNING],
        workspace__deleted_at=None,
    )
    return [
        _rows_waiting(TITLES, titles, _age_of_title),
        _rows_waiting(REPLIES, replies, lambda key: _age_since(Reply, key)),
        _rows_waiting(IMPORTS, imports, lambda key: _age_since(ImportBatch, key)),
    ]


def _rows_waiting(name: str, rows: QuerySet[Any], age: Callable[[int], float]) -> WaitingWork:
    first = rows.order_by("pk").values_list("pk", flat=True).first()
    if first is None:
        return WaitingWork(name, 0, 0.0)
    length = rows.order_by().values("pk")[:MAX_COUNTED].count()
    return WaitingWork(name, length, age(first))


def _age_since(model: type[Reply | ImportBatch], key: int) -> float:
    begun: datetime | None = (
        model.objects.filter(pk=key).values_list("created_at", flat=True).first()
    )
    return (clock.now() - begun).total_seconds() if begun else 0.0


def _age_of_title(key: int) -> float:
    """Return how long this title has been first in line: titles have no timestamp."""
    client, now = redis_client(), time.time()
    known = str(client.hget(_FIRST_SEEN, TITLES) or "")
    first, _, since = known.partition(" ")
    if first != str(key):
        client.hset(_FIRST_SEEN, TITLES, f"{key} {now}")
        return 0.0
    return max(0.0, now - float(since))


@dataclass(frozen=True, slots=True)
class RunningJob:
    """A job that a process of a worker runs now."""

    job: str
    since: datetime


@dataclass(frozen=True, slots=True)
class RunningPart:
    """A web, worker or beat process.

    Args:
        role: `web`, `worker` or `beat`.
        n_processes: that run jobs for a worker; 0 for others.
    """

    role: str
    host: str
    pid: int
    since: datetime
    version: str
    n_processes: int
    jobs: Sequence[RunningJob]


@dataclass(frozen=True, slots=True)
class SystemStatus:
    """The installation now.

    Args:
        not_ready: parts that are missing, as `/healthz` names them.
        queues: what waits; empty while Redis is away.
        parts: processes that reported in the last seconds; empty while Redis is away.
    """

    not_ready: Sequence[str]
    queues: Sequence[WaitingWork]
    parts: Sequence[RunningPart]
    versions: Sequence[str]


def system_status() -> SystemStatus:
    """Return the current status."""
    missing = find_missing()
    try:
        processes, queues = list_processes(), waiting_work()
    except redis.RedisError:
        return SystemStatus(missing, (), (), ())
    parts = [_part(each, processes) for each in processes if each.role in {WEB, WORKER, BEAT}]
    versions = sorted({each.version for each in processes})
    return SystemStatus(missing, queues, parts, versions)


def _part(report: ProcessReport, processes: Sequence[ProcessReport]) -> RunningPart:
    working: list[ProcessReport] = []
    if report.role == WORKER:
        working = [
            each
            for each in processes
            if each.role == WORKER_PROCESS and (each.host, each.parent) == (report.host, report.pid)
        ]
    jobs = [RunningJob(each.job, _at(each.job_since)) for each in (*working, report) if each.job]
    return RunningPart(
        role=report.role,
        host=report.host,
        pid=report.pid,
        since=_at(report.started),
        version=report.version,
        n_processes=len(working),
        jobs=jobs,
    )


def _at(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
