"""The runner of the checks and the budget of a test, on small tests made for them."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.outcomes import FILE, Outcomes
from tests.run import ROOT, above_bounds

Run = Callable[[str], subprocess.CompletedProcess[str]]
BURN = """
import time, pytest
def burn(seconds):
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder whose tests run with the settings of this project."""
    folder = ROOT / "build" / f"tests-{os.getpid()}"
    folder.mkdir(parents=True)
    yield folder
    shutil.rmtree(folder)


def run(command: list[str], folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    own = ("PYTEST", "ALL_EXAMPLES")  # Of the run that this test is part of.
    environment = {name: os.environ[name] for name in os.environ if not name.startswith(own)}
    return subprocess.run(
        [sys.executable, "-m", *command, str(folder)],
        cwd=ROOT,
        env=environment | {"PROCESSES": "2"} | variables,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
def test_what_fails_once_is_unstable_and_what_fails_twice_is_red(folder: Path) -> None:
    once = f"""
import pathlib, pytest
@pytest.mark.slow
def test_once():
    seen = pathlib.Path({str(folder / "seen")!r})
    assert seen.exists() or seen.touch()
"""
    (folder / "test_once.py").write_text(once, encoding="utf-8")
    unstable = run(["tests.run", "rest"], folder)
    twice = "import pytest\n@pytest.mark.slow\ndef test_twice():\n    assert False\n"
    (folder / "test_twice.py").write_text(twice, encoding="utf-8")
    red = run(["tests.run", "rest"], folder)

    assert (unstable.returncode, red.returncode) == (0, 1)
    assert "unstable, passed when run again alone: " in unstable.stdout.splitlines()[-1]
    assert unstable.stdout.splitlines()[-1].endswith("::test_once")
    assert "Failed: " in red.stdout
    assert red.stdout.splitlines()[-2].endswith("::test_twice")


@pytest.mark.slow
def test_a_test_above_its_budget_fails_unless_it_says_why(folder: Path) -> None:
    text = f"""{BURN}
loaded = []
def test_cheap(): burn(0.1)
def test_first_use():
    burn(0 if loaded else 8)
    loaded.append(1)
def test_expensive(): burn(8)
@pytest.mark.costs("a reason")
def test_with_a_reason(): burn(8)
"""
    (folder / "test_budget.py").write_text(text, encoding="utf-8")

    outcomes = folder / "outcomes.json"

    done = run(["pytest", "-q", "-n", "0"], folder, **{FILE: str(outcomes)})

    assert next(iter(json.loads(outcomes.read_text())["costly"])).endswith("::test_expensive")
    assert "1 failed, 3 passed" in done.stdout
    assert "test_expensive took" in done.stdout


def test_growth_above_the_bound_of_an_app_is_named() -> None:
    cases = {"browser": 100_000, "leadqual/search": 1, "leadqual/new": 1}
    seconds = {"browser": 1.0, "leadqual/search": 100_000.0, "leadqual/new": 0.0}

    lines = list(above_bounds("test", Outcomes(cases=cases, seconds=seconds)))

    assert [line.partition("of ")[2].split(",")[0] for line in lines] == [
        "browser",
        "leadqual/new",
        "leadqual/search",
    ]
