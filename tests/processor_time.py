"""A budget for each test, in processor seconds of this process, its children and its servers.

Wall time says how busy the machine is, processor time what a test costs. A test above the budget is
run again at once, as the first test that needs a model or a library also pays for loading it. Above
the budget again it is listed at the end of the run, and fails where it is above by more than what
machines differ by. `slow` tests, browser tests and those that say what they `costs` have no budget,
and neither have runs of all examples or under coverage.

`TEST_TIMES=FILE` writes a line of JSON for each test, in a file for each process.
"""

import json
import os
import resource
import sys
import time
from collections.abc import Generator
from itertools import count
from pathlib import Path

import pytest
from _pytest.runner import runtestprotocol

from tests.examples import ALL_EXAMPLES
from tests.servers import PIDS
from tests.ticks import children_of, ticks_of

BUDGET = 1.0
"""Seconds, on a quiet machine as fast as that of `REFERENCE`."""
REFERENCE = 0.0045
"""Processor seconds that `_fixed_work` takes on a quiet core of the machine of November 2026."""
TOLERANCE = 1.6
"""Times the budget from which a test fails.

The same test of the same commit took up to 1.6 times as long on one machine as on another, of
which the fixed work showed a tenth: neighbors take caches and memory bandwidth, too.
"""
SECONDS, ABOVE_BUDGET, PACE = "seconds", "seconds_above_budget", "pace"
"""Properties of the report of a test: what it took, what it took where that is too much, and how
many times slower than the reference the core was just then."""
_PACE_EVERY = 25
"""Tests of a process."""
WITHOUT_BUDGET = ("slow", "browser", "costs")
TIMES = os.environ.get("TEST_TIMES")
_SHARED = ("session", "package", "module")

_of_shared_fixtures: list[float] = []
_n_tests = count()


def processor_seconds() -> float:
    """Return what this process, its children, also those that ended, and its servers have used.

    Without `/proc`, running children and servers are not counted.
    """
    used = (resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    servers = [int(pid) for pid in os.environ.get(PIDS, "").split(",") if pid]
    ticks = sum(map(ticks_of, [*children_of(os.getpid()), *servers]))
    return sum(one.ru_utime + one.ru_stime for one in used) + ticks / os.sysconf("SC_CLK_TCK")


def _fixed_work() -> float:
    """Return how many processor seconds the same work takes just now."""
    started = time.process_time()
    table = {str(number): [number] for number in range(20_000)}
    sorted(table, key=lambda key: table[key][0] % 1000)
    return time.process_time() - started


def pace() -> float:
    """Return how many times slower than the reference this core is just now, at least 1."""
    return max(1.0, min(_fixed_work() for _ in range(3)) / REFERENCE)


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(
    fixturedef: pytest.FixtureDef[object],
) -> Generator[None, object, object]:
    """Leave what fixtures of several tests cost out of the first test that asks for them."""
    if fixturedef.scope not in _SHARED:
        return (yield)
    before, n_before = processor_seconds(), len(_of_shared_fixtures)
    try:
        return (yield)
    finally:
        del _of_shared_fixtures[n_before:]  # Those that it asked for are part of it.
        _of_shared_fixtures.append(processor_seconds() - before)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool:
    """Run a test; run it once more, and perhaps fail it, where it is above its budget."""
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    reports, seconds = _measured(item, nextitem)
    if TIMES:
        _write(item, seconds)
    if _has_budget(item) and seconds > BUDGET and all(report.passed for report in reports):
        item._initrequest()  # type: ignore[attr-defined]  # as plugins that run tests again do
        reports, again = _measured(item, nextitem)
        if again > BUDGET and again > (allowed := BUDGET * pace()):
            _call(reports).user_properties.append((ABOVE_BUDGET, round(again, 2)))
            if again > TOLERANCE * allowed:
                _fail(reports, f"took {again:.2f} processor seconds of {allowed:.2f}")
    for report in reports:
        if report.when == "call":
            report.user_properties.append((SECONDS, round(seconds, 3)))
            if next(_n_tests) % _PACE_EVERY == 0:
                report.user_properties.append((PACE, round(_fixed_work() / REFERENCE, 2)))
        item.ihook.pytest_runtest_logreport(report=report)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True


def _measured(
    item: pytest.Item, nextitem: pytest.Item | None
) -> tuple[list[pytest.TestReport], float]:
    _of_shared_fixtures.clear()
    before = processor_seconds()
    reports = runtestprotocol(item, log=False, nextitem=nextitem)
    return reports, processor_seconds() - before - sum(_of_shared_fixtures)


def _has_budget(item: pytest.Item) -> bool:
    is_traced = sys.gettrace() is not None or "coverage" in sys.modules
    if ALL_EXAMPLES or is_traced:
        return False
    return not any(item.get_closest_marker(name) for name in WITHOUT_BUDGET)


def _call(reports: list[pytest.TestReport]) -> pytest.TestReport:
    return next(report for report in reports if report.when == "call")


def _fail(reports: list[pytest.TestReport], reason: str) -> None:
    report = _call(reports)
    report.outcome = "failed"
    report.longrepr = (
        f"{report.nodeid} {reason}. Make it cheaper (fewer rows, one process instead of several, "
        'rows written once), mark it `slow`, or say why it costs that: `pytest.mark.costs("why")`.'
    )


def _write(item: pytest.Item, seconds: float) -> None:
    row = {"test": item.nodeid, "seconds": round(seconds, 3), "shared": _of_shared_fixtures}
    name = f"{TIMES}.{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    with Path(name).open("a", encoding="utf-8") as lines:
        lines.write(json.dumps(row) + "\n")


def pytest_configure(config: pytest.Config) -> None:
    """Name the mark."""
    config.addinivalue_line(
        "markers", "costs(reason): may take more processor time than the budget of a test"
    )
