"""How fast the REST API answers on this machine, beside a bare Django view in the same run.

Run by `python -m benchmarks api`. A real installation: Postgres, Redis, worker, and the web server
with two processes. Titles are taken from the file of occupations and sent once each, so that no
answer comes from a cache of titles. Clients are threads of one process on the same cores.

Imported once the settings can be read.
"""

import csv
import gzip
import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import repeat
from pathlib import Path

import numpy as np
from django.conf import settings

from benchmarks.api.api_load import (
    Call,
    Line,
    as_fast_as_it_goes,
    batches,
    each_once_a_second,
    one_after_the_other,
)
from benchmarks.campaigns.processor_time import ProcessorTime
from benchmarks.installation import Running, running, wait_until, wait_until_idle
from benchmarks.workspace import begin
from launcher.system.ports import LOOPBACK
from leadqual.accounts.keys.services import KeyLimits, create_api_key
from leadqual.leads.models import Company

_BATCH = 1_000
_LINES = 16  # A line stays with the process that took it: with a few, one process may have all.
_CLIENTS = 50
_SINGLE = 500
_SMALL = 2_000
_FIRST = 50
_SEED = 24


def measure(folder: Path, *, seconds: float, say: Callable[[str], None]) -> dict[str, object]:
    """Ask a new installation by API, and a bare view.

    Args:
        folder: with the file of occupations; each title is sent once.
        seconds: of each measurement.
        say: hears what comes next.
    """
    workspace, owner = begin(say)
    company = Company.objects.create(workspace=workspace, name="Kelvia", domain="kelvia.example")
    _, secret = create_api_key(
        workspace=workspace,
        name="Benchmark",
        scopes=["read", "classify"],
        author=owner,
        limits=KeyLimits(1, settings.API_KEY_MAX_RATE),
    )
    headers = {"Authorization": f"Bearer {secret}"}
    small = Call("GET", f"/api/v1/companies/{company.pk}")
    with running(Path(settings.STATE_DIR)) as parts:
        wait_until_idle(parts.pids["worker"], what="the worker to have nothing to do")
        wait_until_idle(parts.pids["web"], what="the web server to have loaded its models")
        load = os.getloadavg()[0]
        fresh = iter(_distinct_titles(folder / "occupations.tsv.gz"))
        one = batches([next(fresh) for _ in range(_SINGLE + _FIRST)], 1)
        say("one title after the other")
        line = Line(parts.port, headers)
        one_after_the_other(line, [next(one) for _ in range(_FIRST)])
        alone = one_after_the_other(line, list(one))
        say(f"{_CLIENTS} clients")
        asked = batches([next(fresh) for _ in range(_CLIENTS * int(seconds))], 1)
        lines = [Line(parts.port, headers) for _ in range(_CLIENTS)]
        together = each_once_a_second(lines, asked, seconds=int(seconds))
        say("batches")
        rest = list(fresh)
        warm, *halves = rest[: 8 * _BATCH], rest[8 * _BATCH :: 2], rest[8 * _BATCH + 1 :: 2]
        _in_batches(headers, batches(warm, _BATCH), seconds, parts)
        explained, plain = (
            _in_batches(headers, batches(half, _BATCH, explain=explain), seconds, parts)
            for half, explain in zip(halves, (True, False), strict=True)
        )
        say("small requests")
        product = _processor_ms(Line(parts.port, headers), small, parts.pids["web"])
    with _bare_server(Path(settings.STATE_DIR)) as (pid, port):
        bare = _processor_ms(Line(port, {}), Call("GET", "/api/v1/bare"), pid)
    return {
        "load_average_before": round(load, 1),
        "in_batches_of_1000": explained,
        "in_batches_of_1000_without_reasons": plain,
        "one_title_ms": _percentiles(alone),
        "fifty_clients_ms": _percentiles(together),
        "small_request_processor_ms": round(product, 3),
        "bare_view_processor_ms": round(bare, 3),
        "small_request_in_bare_views": round(product / bare, 2),
        "load_average_after": round(os.getloadavg()[0], 1),
    }


def _distinct_titles(path: Path) -> list[str]:
    """Return every title of a file once, in an order that is the same each time."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        titles = sorted({row["title"] for row in csv.DictReader(lines, delimiter="\t")})
    random.Random(_SEED).shuffle(titles)  # no secret
    return titles


def _in_batches(
    headers: Mapping[str, str], calls: Iterator[Call], seconds: float, parts: Running
) -> dict[str, float]:
    lines = [Line(parts.port, headers) for _ in range(_LINES)]  # Idle ones would be closed.
    begun = time.perf_counter()
    with ProcessorTime({"web": parts.pids["web"]}) as processor:
        n = as_fast_as_it_goes(lines, calls, seconds=seconds)
    taken = time.perf_counter() - begun
    return {
        "titles_a_second": round(n * _BATCH / taken),
        "web_processor_ms_of_1000": round(1e3 * processor.seconds["web"] / max(n, 1)),
    }


def _percentiles(seconds: Sequence[float]) -> dict[str, float]:
    found = 1e3 * np.percentile(np.asarray(seconds), [50, 95, 99])
    return dict(zip(("p50", "p95", "p99"), found.round(1).tolist(), strict=True))


def _processor_ms(line: Line, call: Call, pid: int) -> float:
    """Return the processor time of one call in a web server, in milliseconds."""
    one_after_the_other(line, list(repeat(call, 200)))
    with ProcessorTime({"web": pid}) as processor:
        one_after_the_other(line, list(repeat(call, _SMALL)))
    return 1e3 * processor.seconds["web"] / _SMALL


@contextmanager
def _bare_server(state: Path) -> Iterator[tuple[int, int]]:
    """Run the bare view in the web server of the product; gives its process and port."""
    options = ("--worker-class=gthread", "--workers=2", "--threads=4", "--no-control-socket")
    command = (sys.executable, "-m", "gunicorn", "benchmarks.api.bare_view:application", *options)
    environment = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    with socket.create_server((LOOPBACK, 0)) as listening, (state / "bare.log").open("wb") as log:
        port, descriptor = listening.getsockname()[1], listening.fileno()
        server = subprocess.Popen(  # our own web server
            [*command, f"--bind=fd://{descriptor}"],
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            pass_fds=[descriptor],
        )
        try:
            wait_until(lambda: _is_there(port), what="the bare view")
            yield server.pid, port
        finally:
            server.terminate()
            server.wait(timeout=60)


def _is_there(port: int) -> bool:
    try:
        Line(port, {}).ask(Call("GET", "/api/v1/bare"))
    except OSError:
        return False
    return True
