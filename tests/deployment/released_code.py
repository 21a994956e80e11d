"""Versions that were released: which they are, their code, and whether it runs here."""

import os
import re
import subprocess
import sys
import tarfile
import tomllib
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

from tests.deployment.compose import ROOT

DOCUMENT = ROOT / "docs/operations/upgrading.md"
_ROW = re.compile(r"^\| ([\w. -]+) \| `([0-9a-f]{7,40})` \| (yes|no) \| (yes|no)\b", re.MULTILINE)
_NAMED = re.compile(r"^Version (\S+) is commit ([0-9a-f]{7,40})\.$", re.MULTILINE)
_HEADING = re.compile(r"^## (\d\S*) ", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Release:
    """A version, its commit, and two answers of its row.

    Attributes:
        without_stop: new code may run beside its code.
        is_tested: an upgrade in place is tested.
    """

    name: str
    commit: str
    without_stop: bool
    is_tested: bool


def releases() -> list[Release]:
    """Return the versions of docs/operations/upgrading.md, and the commit of `UPGRADE_FROM`."""
    rows = _ROW.findall(DOCUMENT.read_text(encoding="utf-8"))
    found = [
        Release(name, commit, without_stop == "yes", is_tested == "yes")
        for name, commit, without_stop, is_tested in rows
    ]
    if commit := os.environ.get("UPGRADE_FROM"):
        found.append(Release("UPGRADE_FROM", commit, without_stop=True, is_tested=True))
    return found


def named_in_the_changes() -> dict[str, str]:
    """Return the commit of each version that CHANGELOG.md describes; empty where it names none.

    The version that a commit itself completes cannot name that commit yet.
    """
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    versions = _HEADING.findall(text)
    done = versions if "\n## Unreleased\n" in text else versions[1:]
    return dict.fromkeys(done, "") | dict(_NAMED.findall(text))


def git(*words: str) -> subprocess.CompletedProcess[bytes]:
    """Ask git about this checkout."""
    return subprocess.run(
        ["git", *words],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )


def why_it_cannot_run(release: Release) -> str | None:
    """Return what is missing to run the code of a version here; None where nothing is."""
    if git("cat-file", "-e", f"{release.commit}^{{commit}}").returncode != 0:
        return (
            f"the history here does not reach {release.commit} ({release.name}); "
            "`git fetch --unshallow` brings it"
        )
    table = tomllib.loads(git("show", f"{release.commit}:pyproject.toml").stdout.decode())
    wanted = [Requirement(line) for line in table["project"]["dependencies"]]
    missing = [str(one) for one in wanted if not _is_installed(one)]
    return f"{release.name} needs {', '.join(missing)}" if missing else None


def _is_installed(wanted: Requirement) -> bool:
    if wanted.marker is not None and not wanted.marker.evaluate():
        return True
    try:
        # The CPU build of a version is that version.
        return wanted.specifier.contains(version(wanted.name).split("+")[0], prereleases=True)
    except PackageNotFoundError:
        return False


def unpack(release: Release, target: Path) -> Path:
    """Write the code of a version below `target`, and return its folder."""
    archive = target / "code.tar"
    done = git("archive", f"--output={archive}", release.commit)
    assert done.returncode == 0, done.stderr
    with tarfile.open(archive) as packed:
        packed.extractall(target / "code", filter="data")
    archive.unlink()
    return target / "code"


@dataclass(frozen=True, slots=True)
class Installation:
    """Code in a folder, and the environment that its parts get.

    Attributes:
        code: folder of the code, which stands before all others on the path of Python.
        environment: of every part.
        logs: folder that takes what each part writes.
    """

    code: Path
    environment: dict[str, str]
    logs: Path

    def run(self, *words: str) -> str:
        """Run a module of Python to its end, and return what it printed."""
        done = subprocess.run(
            [sys.executable, *words],
            cwd=self.code,
            env=self._environment(),
            capture_output=True,
            text=True,
            check=False,
            timeout=1_200,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout.strip()

    def start(self, name: str, *words: str) -> "subprocess.Popen[Any]":
        """Start a part that runs on."""
        with (self.logs / f"{name}.log").open("ab") as output:
            return subprocess.Popen(
                [sys.executable, "-m", *words],
                cwd=self.code,
                env=self._environment(),
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def _environment(self) -> dict[str, str]:
        return {**self.environment, "PATH": os.environ["PATH"], "PYTHONPATH": str(self.code)}
