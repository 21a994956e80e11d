"""Run one tier of the checks: `python -m tests.run TIER [arguments of pytest]`.

A test that failed runs once more at the end, alone. If it passes then, the run is green and its
last lines list it as unstable. They also say which tests did not run, and how to have them.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests import prepare
from tests.outcomes import FILE, Outcomes

ROOT = Path(__file__).resolve().parent.parent
MAX_AGAIN = 25
"""Failed tests that run again; with more of them something is broken."""


@dataclass(frozen=True, slots=True)
class Tier:
    """Which tests run, and how.

    Args:
        marks: expression of `pytest -m`.
        paths: folders, where none are asked for.
        without: folders among them that cost more than this tier may.
        is_random: random order and examples, and all of the examples and cases.
        with_lint: lint and types run at the same time.
        environment: further variables.
    """

    marks: str
    paths: Sequence[str] = ()
    without: Sequence[str] = ()
    is_random: bool = False
    with_lint: bool = False
    environment: Mapping[str, str] = field(default_factory=dict)


FAST = (
    "classifiers",
    "facet_index",
    "recommender",
    "research",
    *(f"leadqual/{app}" for app in ("core", "imports", "leads")),
)
COSTLY = (
    "core/pages",
    "core/database",
    "imports/merging",
    "imports/undo",
    "leads/merging",
    "leads/facet_index",
)
TIERS = {
    "fast": Tier(
        "not (slow or commits or delivery)",
        paths=[f"tests/{folder}" for folder in FAST],
        without=[f"tests/leadqual/{folder}" for folder in COSTLY],
        environment={"KEEP_TEST_SERVERS": "1"},
    ),
    "test": Tier("not slow", with_lint=True),
    "rest": Tier("(slow or hypothesis) and not long", is_random=True),
    "long": Tier("long", is_random=True),
}
IN_ORDER = ("-p", "randomly", "--randomly-seed=1", "--randomly-dont-reorganize")


def main(name: str, arguments: Sequence[str]) -> int:
    """Run a tier and return its exit status."""
    began, tier = time.monotonic(), TIERS[name]
    bring = [sys.executable, "-m", "tests.prepare", *(["--all"] if tier.is_random else ())]
    if subprocess.run(bring, cwd=ROOT, check=False).returncode:
        return 1
    lint = _Lint() if tier.with_lint else None
    asked = arguments or [*tier.paths, *(f"--ignore={folder}" for folder in tier.without)]
    status, outcomes = _pytest(tier, asked)
    if status == pytest.ExitCode.NO_TESTS_COLLECTED and arguments:
        status = 0  # Those of another tier.
    again: Sequence[str] = ()
    if status == pytest.ExitCode.TESTS_FAILED and 0 < len(outcomes.failed) <= MAX_AGAIN:
        _say(f"\n{len(outcomes.failed)} failed. Again, alone:")
        again = outcomes.failed
        status, second = _pytest(tier, again, "-n", "0")
        outcomes.failed = second.failed
    if lint is not None and not lint.is_clean():
        status = status or 1
    _say_outcome(outcomes, unstable=[test for test in again if test not in outcomes.failed])
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = time.monotonic() - began
    _say(f"{seconds:.0f} s, {used.ru_utime + used.ru_stime:.0f} processor seconds")
    return status


class _Lint:
    """`make lint`, beside the tests."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            ["make", "-s", "lint"],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def is_clean(self) -> bool:
        """Wait for it and print what it says."""
        _say(self._process.communicate()[0])
        return self._process.returncode == 0


def _pytest(tier: Tier, paths: Sequence[str], *options: str) -> tuple[int, Outcomes]:
    command = [sys.executable, "-m", "pytest", "-q", "-m", tier.marks]
    command += () if tier.is_random else IN_ORDER
    command += options or ("-n", os.environ["PROCESSES"])
    with tempfile.NamedTemporaryFile("r", suffix=".json") as written:
        environment = os.environ | tier.environment | {FILE: written.name}
        if tier.is_random:
            environment["ALL_EXAMPLES"] = "1"
        status = subprocess.run(
            [*command, "--dist", "worksteal", *paths], cwd=ROOT, env=environment, check=False
        ).returncode
        return status, Outcomes(**json.loads(written.read() or "{}"))


def _say_outcome(outcomes: Outcomes, *, unstable: Sequence[str]) -> None:
    for reason, n_tests in sorted(outcomes.skipped.items()):
        _say(f"Not run, {n_tests} tests: {reason}")
    for program, how in prepare.missing().items():
        _say(f"Missing: {program}. {how}")
    for test, seconds in sorted(outcomes.costly.items(), key=lambda row: -row[1]):
        _say(f"Above its budget, {seconds} processor seconds: {test}")
    for test in unstable:
        _say(f"Unstable, passed when run again alone: {test}")
    for test in outcomes.failed:
        _say(f"Failed: {test}")


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
