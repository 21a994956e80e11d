"""Does each locked package have a wheel for each platform and Python? `make wheels` asks.

uv resolves the lock for each of them without building anything. A package without a wheel is named,
left out, and the rest is asked again, so that one run names all of them.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
PYTHONS = ("3.11", "3.12", "3.13")


class Platform(NamedTuple):
    """A kind of machine that LeadQual supports."""

    name: str
    uv_name: str  # What `uv --python-platform` calls it.
    sys_platform: str
    platform_machine: str


PLATFORMS = (
    Platform("Linux on x86-64", "x86_64-manylinux_2_28", "linux", "x86_64"),
    Platform("Linux on ARM", "aarch64-manylinux_2_28", "linux", "aarch64"),
    Platform("macOS on ARM", "aarch64-apple-darwin", "darwin", "arm64"),
)
OLDEST_MACOS = "14.0"  # The oldest for which torch and faiss-cpu have wheels.
_WITHOUT_WHEEL = re.compile(r"Because ([a-z0-9._-]+)(?:\[[^]]*\])?(?:\{[^}]*\})?[=<>][^ ]* has no ")


def package_without_wheel(message: str) -> str | None:
    """Read the name of the package from a refusal of uv; None where it says something else."""
    found = _WITHOUT_WHEEL.search(message)
    return found.group(1) if found else None


def packages_without_wheels(platform: Platform, python: str) -> Iterator[str]:
    """Ask the registry; yields the name of each package that would have to be built.

    Raises:
        RuntimeError: uv failed for another reason, such as a registry out of reach.
    """
    missing: list[str] = []
    with TemporaryDirectory() as folder:
        excludes = Path(folder, "excludes.txt")
        while True:
            excludes.write_text("".join(f"{name}\n" for name in missing))
            message = _refusal(platform, python, Path(folder))
            if message is None:
                return
            name = package_without_wheel(message)
            if name is None or name in missing:
                raise RuntimeError(message)
            missing.append(name)
            yield name


def _refusal(platform: Platform, python: str, folder: Path) -> str | None:
    command: list[str | Path] = [
        Path(sys.executable).with_name("uv"), "pip", "install", "--dry-run", "--quiet",
        "--python", sys.executable, "--target", folder / "target",
        "--python-platform", platform.uv_name, "--python-version", python,
        "--only-binary", ":all:", "--require-hashes", "--constraints", "requirements.lock",
        "--excludes", folder / "excludes.txt", "--requirements", "pyproject.toml", "--all-extras",
    ]  # fmt: skip
    # Of torch the build of the default index is asked for: other indexes are not for all to reach.
    unset = ("UV_FIND_LINKS", "UV_TORCH_BACKEND")
    environment = {name: value for name, value in os.environ.items() if name not in unset}
    environment["MACOSX_DEPLOYMENT_TARGET"] = OLDEST_MACOS
    answer = subprocess.run(
        command, cwd=ROOT, env=environment, check=False, capture_output=True, text=True
    )
    return answer.stderr if answer.returncode else None


def main() -> int:
    """Print a line for each platform and Python; 1 where a wheel is missing."""
    complete = True
    for platform in PLATFORMS:
        for python in PYTHONS:
            missing = list(packages_without_wheels(platform, python))
            complete = complete and not missing
            outcome = f"no wheel of {', '.join(missing)}" if missing else "all wheels are there"
            print(f"{platform.name}, Python {python}: {outcome}", flush=True)  # noqa: T201
    return 0 if complete else 1


if __name__ == "__main__":
    sys.exit(main())
