"""Run one tier of the checks: `python -m tests.run TIER [arguments of pytest]`.

`--coverage` measures which branches the product's code takes, instead of lint and bounds;
`--write-bounds` writes the bounds of what a whole tier has and takes just now.

A test that failed runs once more at the end, alone. If it passes then, the run is green, and its
last line names it as unstable. The lines before say which tests did not run, and how to have them.

A whole tier may not have more cases, nor take more processor time, than `bounds.csv` allows its
apps: growth is a decision.
"""

import csv
import json
import math
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from tests import prepare
from tests.outcomes import FILE, Outcomes
from tests.processor_time import TOLERANCE

ROOT = Path(__file__).resolve().parent.parent
MAX_AGAIN = 25
"""Failed tests that run again; with more of them something is broken."""
COVERAGE, WRITE_BOUNDS = "--coverage", "--write-bounds"
BOUNDS = ROOT / "tests" / "architecture" / "bounds.csv"
"""Cases and processor seconds of each app, by tier."""
_GIGABYTE = 2**30
_MEMORY = 3 * _GIGABYTE
"""Of a process of the tests with its servers and its browser, at most."""


@dataclass(frozen=True, slots=True)
class Tier:
    """Which tests run, and how.

    Args:
        marks: expression of `pytest -m`.
        paths: folders, where none are asked for.
        without: folders among them that cost more than this tier may.
        is_random: random order and examples, and all of the examples and cases.
        with_lint: lint and types run at the same time.
    """

    marks: str
    paths: Sequence[str] = ()
    without: Sequence[str] = ()
    is_random: bool = False
    with_lint: bool = False


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
    is_traced, is_new_bound = COVERAGE in arguments, WRITE_BOUNDS in arguments
    arguments = [each for each in arguments if each not in {COVERAGE, WRITE_BOUNDS}]
    lint = _Lint() if tier.with_lint and not is_traced else None
    asked = arguments or [*tier.paths, *(f"--ignore={folder}" for folder in tier.without)]
    status, outcomes = _pytest(tier, asked, is_traced=is_traced)
    if status == pytest.ExitCode.NO_TESTS_COLLECTED and arguments:
        status = 0  # Those of another tier.
    again: Sequence[str] = ()
    kept_seconds = outcomes.kept_seconds
    if status == pytest.ExitCode.TESTS_FAILED and 0 < len(outcomes.failed) <= MAX_AGAIN:
        _say(f"\n{len(outcomes.failed)} failed. Again, alone:")
        again = outcomes.failed
        status, second = _pytest(tier, again, is_traced=is_traced, processes=0)
        outcomes.failed = second.failed
        kept_seconds += second.kept_seconds
    if lint is not None and not lint.is_clean():
        status = status or 1
    _say_outcome(outcomes)
    if is_new_bound:
        _write_bounds(name, outcomes)
    above = [] if arguments or is_traced else list(above_bounds(name, outcomes))
    for line in above:
        _say(line)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    unstable = [test for test in again if test not in outcomes.failed]
    _say(
        f"{time.monotonic() - began:.0f} s, "
        f"{used.ru_utime + used.ru_stime + kept_seconds:.0f} processor seconds, "
        f"{sum(outcomes.cases.values())} cases, "
        f"at {outcomes.pace} times the processor time of the reference"
        + (f"; unstable, passed when run again alone: {', '.join(unstable)}" if unstable else "")
    )
    return status or int(bool(above))


def n_processes() -> int:
    """Return how many processes of tests this machine carries: `PROCESSES` where it is set.

    One more than it has cores, as tests wait for browsers and servers, if its memory allows.
    """
    if wanted := os.environ.get("PROCESSES"):
        return int(wanted)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    in_memory = psutil.virtual_memory().available // _MEMORY
    return max(1, min((cores or 1) + 1, in_memory))


def above_bounds(tier: str, outcomes: Outcomes) -> Iterator[str]:
    """Return a line for each app that passed its bound; one without a bound may have no tests."""
    bounds = {row["app"]: row for row in _read_bounds() if row["tier"] == tier}
    if not bounds:  # Of a tier that is not part of CI.
        return
    allowed = TOLERANCE * outcomes.pace
    for app, cases in sorted(outcomes.cases.items()):
        bound = bounds.get(app, {"cases": "0", "seconds": "0"})
        if cases > int(bound["cases"]):
            yield f"Above its bound: {cases} cases of {app}, {bound['cases']} are allowed"
        if outcomes.seconds[app] > allowed * float(bound["seconds"]):
            yield (
                f"Above its bound: {outcomes.seconds[app]:.0f} processor seconds of {app}, "
                f"{bound['seconds']} are allowed on a machine of the usual pace"
            )


def _read_bounds() -> list[dict[str, str]]:
    with BOUNDS.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _write_bounds(tier: str, outcomes: Outcomes) -> None:
    """Allow a tier the cases and seconds of this run with a little room, so one new case passes."""
    rows = [row for row in _read_bounds() if row["tier"] != tier]
    for app, cases in sorted(outcomes.cases.items()):
        seconds = math.ceil(outcomes.seconds[app] / outcomes.pace * 1.1 + 1)
        allowed = math.ceil(cases * 1.02) + 2
        rows.append({"tier": tier, "app": app, "cases": str(allowed), "seconds": str(seconds)})
    with BOUNDS.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, ["tier", "app", "cases", "seconds"], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


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


def _pytest(
    tier: Tier, paths: Sequence[str], *, is_traced: bool, processes: int | None = None
) -> tuple[int, Outcomes]:
    command = [sys.executable, "-m", *(("coverage", "run", "-m") if is_traced else ()), "pytest"]
    command += [
        "-q",
        "-m",
        tier.marks,
        "-n",
        str(n_processes() if processes is None else processes),
    ]
    command += () if tier.is_random else IN_ORDER
    with tempfile.NamedTemporaryFile("r", suffix=".json") as written:
        environment = os.environ | {FILE: written.name}
        if tier.is_random:
            environment["ALL_EXAMPLES"] = "1"
        status = subprocess.run(
            [*command, "--dist", "worksteal", *paths], cwd=ROOT, env=environment, check=False
        ).returncode
        return status, Outcomes(**json.loads(written.read() or "{}"))


def _say_outcome(outcomes: Outcomes) -> None:
    for reason, n_tests in sorted(outcomes.skipped.items()):
        _say(f"Not run, {n_tests} tests: {reason}")
    for program, how in prepare.missing().items():
        _say(f"Missing: {program}. {how}")
    for test, seconds in sorted(outcomes.costly.items(), key=lambda row: -row[1]):
        _say(f"Above its budget, {seconds} processor seconds: {test}")
    for test in outcomes.failed:
        _say(f"Failed: {test}")


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
