"""What figures were measured on: the machine, and the artifact of the product."""

import os
import platform
import subprocess
from pathlib import Path

from classifiers.core import artifacts

CPU_FACTS = Path("/proc/cpuinfo")


def machine() -> str:
    """Return processor, number of cores and Python version in one line."""
    return f"{_processor()}, {os.cpu_count()} cores, Python {platform.python_version()}"


def shipped(kind: str) -> dict[str, str]:
    """Return version and checksum of the artifact of a kind that comes with the product.

    Raises:
        ArtifactError: it is missing or damaged.
    """
    artifact = artifacts.load(artifacts.pretrained(kind), kind=kind)
    return {"version": artifact.version, "checksum": artifact.checksum}


def commit() -> str:
    """Return the commit that is measured, with `+` where files differ from it."""
    try:
        found = subprocess.run(
            ["git", "describe", "--always", "--dirty=+"],
            capture_output=True,
            text=True,
            check=True,
            cwd=Path(__file__).parent,
        )
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return found.stdout.strip()


def _processor() -> str:
    if CPU_FACTS.is_file():
        for line in CPU_FACTS.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
