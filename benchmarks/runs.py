"""Runs of suites: one in this process, or several, each in a process of its own."""

import json
import subprocess
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks import readme
from benchmarks.machine import QUIET, ROOT, measure_load, measured_on, shipped
from benchmarks.suites import SUITES

BUSY = 75
"""Exit code of a suite that did not begin, as the machine was busy."""
_TITLE_BENCHMARK = "docs/benchmark.md"

Say = Callable[[str], None]


def measure_here(
    name: str, data: Path, *, size: int | None, minutes: float | None, busy: bool, say: Say
) -> dict[str, Any]:
    """Measure a suite here, keep its result, and write the documents that show its figures.

    Figures of another size or of more or fewer minutes than usual are not kept.

    Args:
        name: of the suite.
        data: folder with the benchmark data.
        size: other than the default.
        minutes: other than the default.
        busy: measure on a busy machine, too.
        say: told what is done next.

    Raises:
        SystemExit: with `BUSY`.
    """
    suite, is_kept = SUITES[name], size is None and minutes is None
    share = measure_load(wait=is_kept and not busy, say=say)
    if share > QUIET and is_kept and not busy:
        say("Not measured: the machine stays busy.")
        raise SystemExit(BUSY)
    before = measured_on(suite.models)  # Another model may be put in its place on the way.
    arguments = suite.arguments(size=size, minutes=minutes)
    figures = suite.run(name, data, arguments, say=say)
    result = {"suite": name, **before, "load": share, "figures": figures}
    if is_kept:
        text = json.dumps(result, indent=1, ensure_ascii=False)
        (readme.RESULTS / f"{name}.json").write_text(text + "\n", encoding="utf-8")
        readme.write()
    return result


def measure_each(names: Sequence[str], command: Sequence[str], *, say: Say) -> dict[str, str]:
    """Measure suites one after another and go on after a failed one.

    Each runs in a process of its own: no settings, variables or memory are left for the next one.
    A machine that stays busy ends the run.

    Args:
        names: of the suites.
        command: measures the suite whose name follows.
        say: told which suite is next.

    Returns:
        Suite → why it has no new result.
    """
    failed: dict[str, str] = {}
    for number, name in enumerate(names):
        say(f"{name}, {number + 1} of {len(names)}")
        code = subprocess.run([*command, name], check=False).returncode
        if code == BUSY:
            return failed | dict.fromkeys(names[number:], "the machine was busy")
        if code:
            failed[name] = f"failed with exit code {code}"
    return failed


def is_current(name: str, *, busy: bool) -> bool:
    """Return whether the result is of this commit, these models and this machine when quiet.

    It is not where files of the product differ from the commit, as nobody knows by what.

    Args:
        name: of the suite.
        busy: or when busy.
    """
    if not readme.has_result(name):
        return False
    found, now = readme.read_result(name), measured_on(SUITES[name].models)
    if now["commit"].endswith("+") or found.get("load", 2.0) > (1.0 if busy else QUIET):
        return False
    return all(found[key] == now[key] for key in ("commit", "machine", "models"))


def outdated_results() -> Iterator[str]:
    """Yield a line for each suite and benchmark without figures of the models that ship."""
    for name in SUITES:
        if reason := readme.outdated(name):
            yield f"{name}: {reason}"
    titles = shipped("titles")
    if f"| LeadQual {titles} |" not in (ROOT / _TITLE_BENCHMARK).read_text(encoding="utf-8"):
        yield f"{_TITLE_BENCHMARK}: has no line of {titles}"
