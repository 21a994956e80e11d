"""Asks an advisory database about each locked package: `make audit`.

pip-audit asks the OSV database; `--osv-url URL` names a mirror. The exit code says what is known:
0 when every package was looked up and none is vulnerable, 1 when one is, 2 when it cannot be told.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from supply_chain.shipped import ROOT

LOCKS = ("requirements.lock", "torch-cpu.lock", "installer.lock")
OSV = "https://api.osv.dev/v1/query"


@dataclass(frozen=True, slots=True)
class Finding:
    """What the database said about the packages of one lock file.

    Attributes:
        vulnerable: package, version and ids of advisories, as one line each.
        unknown: packages that were not looked up, with the reason.
        failure: why the database could not be asked; None where it answered.
    """

    n_asked: int
    vulnerable: tuple[str, ...]
    unknown: tuple[str, ...]
    failure: str | None = None


def audit(lock: Path, *, osv_url: str) -> Finding:
    """Look up every package of a lock file."""
    done = subprocess.run(
        [
            Path(sys.executable).with_name("pip-audit"),
            f"--requirement={lock}",
            "--require-hashes",
            "--disable-pip",
            "--vulnerability-service=osv",
            f"--osv-url={osv_url}",
            "--format=json",
            "--progress-spinner=off",
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        rows = json.loads(done.stdout)["dependencies"]
    except ValueError:
        lines = done.stderr.strip().splitlines() or ["pip-audit said nothing"]
        return Finding(0, (), (), failure=lines[-1])
    unknown = [f"{row['name']}: {row['skip_reason']}" for row in rows if "skip_reason" in row]
    vulnerable = [
        f"{row['name']} {row['version']}: {', '.join(flaw['id'] for flaw in row['vulns'])}"
        for row in rows
        if row.get("vulns")
    ]
    return Finding(len(rows), tuple(vulnerable), tuple(unknown))


def main(words: Sequence[str]) -> int:
    """Print what is known about each lock file, and return the exit code."""
    parser = argparse.ArgumentParser(prog="make audit", description=__doc__)
    parser.add_argument("--osv-url", default=OSV, help="address of the advisory database")
    parser.add_argument("locks", nargs="*", type=Path, default=[ROOT / name for name in LOCKS])
    given = parser.parse_args(words)
    codes = {_report(lock, audit(lock, osv_url=given.osv_url)) for lock in given.locks}
    return 1 if 1 in codes else max(codes)


def _report(lock: Path, found: Finding) -> int:
    if found.failure is not None:
        print(f"--   {lock.name}: NOT AUDITED, the database could not be asked: {found.failure}")  # noqa: T201
        return 2
    for line in found.vulnerable:
        print(f"!!   {lock.name}: {line}")  # noqa: T201
    for line in found.unknown:
        print(f"--   {lock.name}: NOT AUDITED, {line}")  # noqa: T201
    if found.vulnerable:
        return 1
    if found.unknown:
        return 2
    print(f"ok   {lock.name}: {found.n_asked} packages, none with a known weakness")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
