"""What figures were measured on: commit, date, machine, its load, and the models that ship."""

import os
import platform
import subprocess
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil

from classifiers.companies.embeddings.encoder import CompanyEncoder
from classifiers.core import artifacts

CPU_FACTS = Path("/proc/cpuinfo")
ROOT = Path(__file__).parents[1]
PRODUCT = (
    *("classifiers", "facet_index", "launcher", "leadqual", "recommender", "research"),
    "templates",
    ":!classifiers/pretrained/headlines.json",  # A suite writes it.
)
QUIET = 0.15
"""Share of the processors that others may use on a quiet machine."""
_LOOK_SECONDS = 5.0
_LOOKS = 120


def measured_on(kinds: Sequence[str]) -> dict[str, Any]:
    """Return what every result begins with.

    Args:
        kinds: of the models that take part; `models` is empty where none does.
    """
    return {
        "commit": commit(),
        "date": datetime.now(tz=UTC).date().isoformat(),
        "machine": machine(),
        "models": {kind: shipped(kind) for kind in kinds},
    }


def machine() -> str:
    """Return processor, number of cores and Python version in one line."""
    return f"{_processor()}, {os.cpu_count()} cores, Python {platform.python_version()}"


def measure_load(*, wait: bool, say: Callable[[str], None]) -> float:
    """Return the share of the processors in use.

    Args:
        wait: up to ten minutes, until the machine is quiet.
        say: told that it is not.
    """
    for look in range(_LOOKS if wait else 1):
        share = round(psutil.cpu_percent(_LOOK_SECONDS) / 100, 2)
        if share <= QUIET:
            break
        if look == 0:
            waits = "; waiting up to ten minutes (--busy measures anyway)" if wait else ""
            say(f"The machine is busy: {share:.0%} of its processors{waits}.")
    return share


def shipped(kind: str) -> str:
    """Return the version of the model of a kind that comes with the product.

    Args:
        kind: `titles`, `companies`, `replies`, or `encoder` for the sentence model.

    Raises:
        ArtifactError: it is missing or damaged.
    """
    if kind == "encoder":
        return CompanyEncoder().version
    return str(artifacts.read_manifest(artifacts.pretrained(kind))["version"])


def commit() -> str:
    """Return the last commit that changed the product, with `+` where its files differ from it."""
    try:
        found = _git("log", "-1", "--format=%h", "--abbrev=8", "--", *PRODUCT)
        return found + ("+" if _git("status", "--porcelain", "--", *PRODUCT) else "")
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def _git(*arguments: str) -> str:
    command = ["git", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    return done.stdout.strip()


def _processor() -> str:
    if CPU_FACTS.is_file():
        for line in CPU_FACTS.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
