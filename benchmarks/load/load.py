"""People at work on one installation, as the browser sends it: `python -m benchmarks load`.

Fifty people search (one action every 5 s each) and twenty qualify (a verdict every 2 s each) in one
workspace. The suite `readers` has twenty read the People page in a closed loop, without pauses.
Locust runs them in a process of its own.

Imported once the settings can be read.
"""

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from django.conf import settings
from django.db import connection
from numpy.typing import NDArray
from redis import Redis

from benchmarks.campaigns.processor_time import ProcessorTime
from benchmarks.campaigns.qualifiers import postgres_process, signed_in
from benchmarks.installation import Running, running, wait_until_idle
from benchmarks.search.search import some_search, typed_words
from benchmarks.workspace import Say, begin
from leadqual.accounts.models import User, Workspace
from leadqual.campaigns.setup.services import create_campaign
from leadqual.companies import readings
from leadqual.companies.models import N_DIMENSIONS, CompanyReading, CompanyVector
from leadqual.demo.large_data import create_records
from leadqual.labeling.corrections.services import classify_batch
from leadqual.leads.models import Company
from leadqual.registry.models import ModelVersion
from leadqual.registry.selectors import active_model
from leadqual.registry.versions.loading import load_encoder
from leadqual.search.index.index_file_job import build_files

N_SEARCHES = 300
PATIENCE = 1_800.0
"""Seconds for the worker to have read everything."""

LONGER_THAN_THE_SCHEDULE = 45.0
"""Seconds: within these each job that the schedule starts has been started once."""

Kinds = NDArray[np.float64]
"""A vector of each kind of company, shape (n_kinds, n_dimensions)."""

_KINDS, _WIDTH, _CHUNK = 12, 0.04, 5_000
_MEMORY_EVERY = 60.0


def measure(
    *, n_contacts: int, seconds: float, people: Mapping[str, int], say: Say
) -> dict[str, object]:
    """Fill a workspace, start web, worker and schedule, and let people work.

    Args:
        n_contacts: of the workspace.
        seconds: that everybody works.
        people: class of `load_users` → how many.
        say: told each step.
    """
    workspace, _ = begin(say)
    say(f"{n_contacts:,} contacts")
    create_records(workspace, n_contacts)
    while classify_batch():
        pass
    read_all(workspace)
    clean_up()
    build_files(workspace.pk)
    plan = _plan(workspace, people)
    state = Path(settings.STATE_DIR)
    with running(state) as parts:
        say("until the jobs are done")
        wait_for_the_jobs(parts)
        groups = {
            "web": parts.pids["web"],
            "worker": parts.pids["worker"],
            "postgres": postgres_process(),
            "redis": _redis(),
        }
        load = os.getloadavg()[0]
        say(f"{seconds:.0f} s of work")
        with people_at_work(state, plan, parts.port, seconds) as locust:
            memory = [_memory(groups)]
            with ProcessorTime(groups | {"load generator": locust.pid}) as processor:
                _watch(locust, groups, memory)
        seen = json.loads((state / "seen.json").read_text(encoding="utf-8"))
    n_requests = sum(map(len, seen["milliseconds"].values()))
    return {
        "contacts": n_contacts,
        "people": dict(people),
        "seconds": seconds,
        "load_average_before": round(load, 1),
        "requests": n_requests,
        "requests_a_second": round(n_requests / seconds, 1),
        "milliseconds": {name: percentiles(some) for name, some in seen["milliseconds"].items()},
        "verdicts_confirmed": seen["n_confirmed"],
        "errors": len(seen["errors"]),
        "first_errors": sorted(set(seen["errors"]))[:5],
        "processor_ms_of_a_request": {
            name: round(1e3 * taken / max(n_requests, 1), 1)
            for name, taken in processor.seconds.items()
        },
        "cores_taken": {
            name: round(taken / seconds, 2) for name, taken in processor.seconds.items()
        },
        "memory_mb": {"start": memory[0], "each minute": memory[1:-1], "end": memory[-1]},
    }


def clean_up() -> None:
    """Have Postgres do at once what it would do beside the measurement."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")


def wait_for_the_jobs(parts: Running) -> None:
    """Wait until neither worker nor web server has anything to do, whatever the schedule starts."""
    for name in ("worker", "web"):
        wait_until_idle(
            parts.pids[name], what=name, look=LONGER_THAN_THE_SCHEDULE, seconds=PATIENCE
        )


def read_all(workspace: Workspace) -> None:
    """Give every company a vector: the job would take an hour to read a million."""
    rng = np.random.default_rng(0)
    classifier = active_model(ModelVersion.Kind.COMPANIES).version
    kinds = rng.normal(size=(_KINDS, N_DIMENSIONS))
    companies = Company.objects.filter(workspace=workspace)
    companies.update(business_model_version=classifier)
    keys = list(companies.order_by("pk").values_list("pk", "updated_at"))
    revision = readings.next_revision()
    with _without_index():
        _store_vectors(workspace, keys, kinds, revision)


@contextmanager
def _without_index() -> Iterator[None]:
    """Make the index of the nearest vectors at once, behind them: that takes a quarter."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes"
            " WHERE tablename = 'campaigns_companyvector' AND indexdef LIKE '%USING hnsw%'"
        )
        known = cursor.fetchall()
        for name, _ in known:
            cursor.execute(f"DROP INDEX {name}")
        yield
        cursor.execute("SET maintenance_work_mem = '1GB'")
        for _, definition in known:
            cursor.execute(definition)


def _store_vectors(
    workspace: Workspace, keys: Sequence[tuple[int, datetime]], kinds: Kinds, revision: int
) -> None:
    rng, encoder = np.random.default_rng(0), load_encoder().version
    for start in range(0, len(keys), _CHUNK):
        some = keys[start : start + _CHUNK]
        places = kinds[rng.integers(0, _KINDS, len(some))]
        places = places + _WIDTH * rng.normal(size=places.shape)
        places /= np.linalg.norm(places, axis=1, keepdims=True)
        shared: dict[str, Any] = {"workspace": workspace, "encoder": encoder}
        CompanyVector.objects.bulk_create(
            CompanyVector(company_id=key, text_hash="0" * 64, vector=place, **shared)
            for (key, _), place in zip(some, places, strict=True)
        )
        CompanyReading.objects.bulk_create(
            CompanyReading(company_id=key, company_updated_at=at, revision=revision, **shared)
            for key, at in some
        )


def _plan(workspace: Workspace, people: Mapping[str, int]) -> dict[str, object]:
    """Return what the people do: sessions, searches and a campaign."""
    n_searching = people.get("Searcher", 0) + people.get("Reader", 0)
    sessions = [signed_in(workspace, f"s{n}@load.example").cookies for n in range(n_searching)]
    judges = [signed_in(workspace, f"q{n}@load.example") for n in range(people.get("Judge", 0))]
    campaign = None
    if judges:
        author = User.objects.get(pk=judges[0].key)
        campaign = create_campaign(workspace=workspace, name="Team", author=author).pk
    rnd = random.Random(0)  # searches, no secret
    queries = [some_search(rnd, workspace) for _ in range(N_SEARCHES)]
    queries += [one for some in typed_words(rnd, workspace).values() for one in some]
    return {
        "people": dict(people),
        "sessions": sessions,
        "judges": [{"key": one.key, "cookies": one.cookies} for one in judges],
        "campaign": campaign,
        "searches": [query.to_query() for query in queries],
    }


@contextmanager
def people_at_work(
    state: Path, plan: Mapping[str, Any], port: int, seconds: float
) -> Iterator["subprocess.Popen[bytes]"]:
    """Start Locust in a process of its own, and end it."""
    where = {"LOAD_PLAN": str(state / "plan.json"), "LOAD_SEEN": str(state / "seen.json")}
    Path(where["LOAD_PLAN"]).write_text(json.dumps(plan), encoding="utf-8")
    file = Path(__file__).with_name("load_users.py")
    n = sum(plan["people"].values())
    command = (
        *(sys.executable, "-m", "locust", f"--locustfile={file}", "--headless", "--only-summary"),
        *(f"--users={n}", "--spawn-rate=5", f"--run-time={seconds + n / 5:.0f}s"),
        *(f"--host=http://127.0.0.1:{port}", "--exit-code-on-error=0", "--loglevel=WARNING"),
    )
    with (state / "logs" / "locust.log").open("wb") as log:
        locust = subprocess.Popen(  # of our own
            command, env={**os.environ, **where}, stdout=log, stderr=log
        )
        try:
            yield locust
        finally:
            locust.terminate()
            locust.wait()


def _watch(
    locust: "subprocess.Popen[bytes]", groups: Mapping[str, int], memory: list[dict[str, int]]
) -> None:
    """Wait until Locust ends; note the memory each minute and at the end."""
    due = time.monotonic() + _MEMORY_EVERY
    while locust.poll() is None:
        time.sleep(1)
        if time.monotonic() > due:
            memory.append(_memory(groups))
            due += _MEMORY_EVERY
    memory.append(_memory(groups))


def _memory(groups: Mapping[str, int]) -> dict[str, int]:
    """Return the memory of each group in MB; what several processes share counts once."""
    return {
        name: round(sum(map(_pss, _with_children(pid))) / 2**20) for name, pid in groups.items()
    }


def _with_children(pid: int) -> list[psutil.Process]:
    first = psutil.Process(pid)
    return [first, *first.children(recursive=True)]


def _pss(process: psutil.Process) -> int:
    try:
        return int(process.memory_full_info().pss)
    except psutil.NoSuchProcess:
        return 0


def _redis() -> int:
    """Return the process of the broker."""
    with Redis.from_url(settings.REDIS_URL) as redis:
        return int(redis.info("server")["process_id"])


def percentiles(milliseconds: list[float]) -> dict[str, float]:
    """Return how many there are, and the times that half, 95 % and 99 % of them do not exceed."""
    p50, p95, p99, worst = np.percentile(milliseconds, [50, 95, 99, 100]).round(1).tolist()
    return {"n": len(milliseconds), "p50": p50, "p95": p95, "p99": p99, "worst": worst}
