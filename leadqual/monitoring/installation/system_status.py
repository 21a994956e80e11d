"""What staff see of the installation: queues, processes, failed jobs, what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import redis

from leadqual.core.database.row_scope import all_workspaces
from leadqual.core.health import not_ready
from leadqual.core.telemetry.process_reports import (
    BEAT,
    WEB,
    WORKER,
    WORKER_PROCESS,
    ProcessReport,
    living_processes,
)
from leadqual.monitoring.installation.queues import WaitingWork, waiting_work


@dataclass(frozen=True, slots=True)
class RunningJob:
    """A job that a process of a worker runs now."""

    job: str
    since: datetime


@dataclass(frozen=True, slots=True)
class RunningPart:
    """A process that serves pages, runs jobs or sends what is due.

    Args:
        role: `web`, `worker` or `beat`.
        host: name of its machine.
        pid: its number there.
        since: when it started.
        version: of its code.
        n_processes: that run jobs for a worker; 0 for others.
        jobs: that it runs now.
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
        versions: of the code that runs; several while an upgrade is under way.
    """

    not_ready: Sequence[str]
    queues: Sequence[WaitingWork]
    parts: Sequence[RunningPart]
    versions: Sequence[str]


@all_workspaces()
def system_status() -> SystemStatus:
    """Return what runs and what waits now."""
    missing = not_ready()
    try:
        processes, queues = living_processes(), waiting_work()
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
