"""What the image holds: files that `.dockerignore` lets in, and packages without some folders."""

import re
import shutil
import subprocess
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path, PurePosixPath

from tests.deployment.compose import ROOT


def build_context() -> list[PurePosixPath]:
    """Return the files of this checkout that `COPY . .` copies, committed or not."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    paths = [PurePosixPath(name) for name in listed.stdout.split("\0") if name]
    return [path for path in paths if not is_ignored(path) and (ROOT / path).is_file()]


def copy_context(target: Path) -> None:
    """Copy them, with a folder for the static files that the image collects."""
    for path in build_context():
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / path, target / path)
    (target / "staticfiles").mkdir()


def is_ignored(path: PurePosixPath) -> bool:
    """Say whether `.dockerignore` keeps a file out; the last line that fits decides."""
    result = False
    names = [str(path), *map(str, path.parents)]
    for pattern, keeps_out in _rules():
        if any(_fits(name, pattern) for name in names):
            result = keeps_out
    return result


def unused_folders(packages: Path) -> list[Path]:
    """Return the folders of packages that the Dockerfile removes, in a folder of packages."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    (named,) = re.findall(r"^RUN rm -r (.*) \\$", text, re.MULTILINE)
    (name,) = re.findall(r"-type d -name (\S+) -prune", text)
    found = [packages / one for one in named.split()]
    nested = sorted(packages.rglob(f"{name}/"))
    return [
        *found,
        *(one for one in nested if not any(found_in in one.parents for found_in in found)),
    ]


@cache
def _rules() -> list[tuple[str, bool]]:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    rules = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    return [(rule.removeprefix("!"), not rule.startswith("!")) for rule in rules]


def _fits(name: str, pattern: str) -> bool:
    if pattern.startswith("**/"):
        return any(fnmatchcase(part, pattern[3:]) for part in name.split("/"))
    same_depth = name.count("/") == pattern.count("/")
    return same_depth and fnmatchcase(name, pattern)
