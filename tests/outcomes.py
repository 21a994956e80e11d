"""What a run of pytest found and what it cost, for the program that started it."""

import json
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from tests.processor_time import ABOVE_BUDGET, PACE, SECONDS
from tests.servers import kept_seconds

FILE = "TEST_OUTCOMES"
"""Environment: the file that takes the outcomes, as JSON."""
_KEPT = "kept_seconds"
_PARENTS = (("leadqual",), ("classifiers",))
"""Folders of tests that have a folder for each app or subject."""
_LISTENER = pytest.StashKey["_KeptServers"]()


@dataclass(slots=True)
class Outcomes:
    """What did not pass, and the cost of all tests.

    Args:
        failed: ids of the tests.
        skipped: reason → number of tests.
        costly: ids of the tests above their budget → processor seconds.
        cases: app → number of tests that ran.
        seconds: app → processor seconds of its tests.
        pace: how many times slower than the reference the cores were during the run, at least 1.
        kept_seconds: processor seconds of servers that outlive the run.
    """

    failed: list[str] = field(default_factory=list)
    skipped: dict[str, int] = field(default_factory=dict)
    costly: dict[str, float] = field(default_factory=dict)
    cases: dict[str, int] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    pace: float = 1.0
    kept_seconds: float = 0.0


def app_of(test: str) -> str:
    """Return the app or subject that a test belongs to: `leadqual/search`, `browser`."""
    folders = Path(test.partition("::")[0]).parent.parts[1:]
    return "/".join(folders[: 2 if folders[:1] in _PARENTS else 1]) or "tests"


def _collect(stats: Mapping[str, Sequence[Any]], kept_seconds: float) -> Outcomes:
    outcomes = Outcomes(kept_seconds=kept_seconds)
    outcomes.failed = list(
        dict.fromkeys(
            report.nodeid for kind in ("failed", "error") for report in stats.get(kind, ())
        )
    )
    for report in stats.get("skipped", ()):
        reason = report.longrepr[2].removeprefix("Skipped: ")
        outcomes.skipped[reason] = outcomes.skipped.get(reason, 0) + 1
    cases, seconds, paces = Counter[str](), Counter[str](), list[float]()
    for report in (*stats.get("passed", ()), *stats.get("failed", ())):
        properties = dict(report.user_properties)
        app = app_of(report.nodeid)
        cases[app] += 1
        seconds[app] += properties.get(SECONDS, 0.0)
        if PACE in properties:
            paces.append(properties[PACE])
        if ABOVE_BUDGET in properties:
            outcomes.costly[report.nodeid] = properties[ABOVE_BUDGET]
    outcomes.cases = dict(cases)
    outcomes.pace = max(1.0, round(median(paces or [1.0]), 2))
    outcomes.seconds = {app: round(value, 2) for app, value in seconds.items()}
    return outcomes


class _KeptServers:
    """Adds up what the kept servers of all processes of a run have used."""

    def __init__(self) -> None:
        self.seconds = 0.0

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Take the figure of a process of xdist that ended in good order."""
        self.seconds += getattr(node, "workeroutput", {}).get(_KEPT, 0.0)


def pytest_configure(config: pytest.Config) -> None:
    """Listen to the processes of xdist."""
    config.stash[_LISTENER] = listener = _KeptServers()
    config.pluginmanager.register(listener)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Report what the servers of this process have used."""
    output = getattr(session.config, "workeroutput", None)
    if output is None:
        session.config.stash[_LISTENER].seconds += kept_seconds()
    else:
        output[_KEPT] = kept_seconds()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Write the outcomes, in the process that all reports reach."""
    if path := os.environ.get(FILE):
        kept = terminalreporter.config.stash[_LISTENER].seconds
        outcomes = _collect(terminalreporter.stats, kept)
        Path(path).write_text(json.dumps(asdict(outcomes)), encoding="utf-8")
