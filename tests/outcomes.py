"""What a run of pytest found, for the program that started it."""

import json
import os
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path

import pytest

FILE = "TEST_OUTCOMES"
"""Environment: the file that takes the outcomes, as JSON."""

ABOVE_BUDGET = "processor_seconds"
"""Property of the report of a test above its budget."""


@dataclass(slots=True)
class Outcomes:
    """What did not pass.

    Args:
        failed: ids of the tests.
        skipped: reason → number of tests.
        costly: ids of the tests above their budget → processor seconds.
    """

    failed: list[str] = field(default_factory=list)
    skipped: dict[str, int] = field(default_factory=dict)
    costly: dict[str, float] = field(default_factory=dict)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Write the outcomes, in the process that all reports reach."""
    path = os.environ.get(FILE)
    if path is None:
        return
    stats = terminalreporter.stats
    failed = [report.nodeid for kind in ("failed", "error") for report in stats.get(kind, ())]
    skipped = Counter(
        report.longrepr[2].removeprefix("Skipped: ") for report in stats.get("skipped", ())
    )
    costly = {
        report.nodeid: properties[ABOVE_BUDGET]
        for report in (*stats.get("passed", ()), *stats.get("failed", ()))
        if ABOVE_BUDGET in (properties := dict(report.user_properties))
    }
    outcomes = Outcomes(list(dict.fromkeys(failed)), dict(skipped), costly)
    Path(path).write_text(json.dumps(asdict(outcomes)), encoding="utf-8")
