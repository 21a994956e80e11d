"""Programs of Debian packages that tests need: installed, or unpacked into a cache folder.

Unpacking needs no rights of an administrator, only `apt-get` and `dpkg`.
"""

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path


@cache
def package_root(*packages: str, programs: tuple[str, ...]) -> Path | str:
    """Return the folder below which programs are, unpacked once where they are not installed.

    Args:
        packages: what `apt-get download` is asked for; libraries that are missing too.
        programs: paths below the folder, such as `usr/bin/prometheus`; all have to be there.

    Returns:
        `/` or the folder of the cache; a text says why there is none.
    """
    installed = Path("/")
    if _is_complete(installed, programs):
        return installed
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    unpacked = home / "leadqual-tests" / packages[0]
    if _is_complete(unpacked, programs):
        return unpacked
    return _unpack(unpacked, packages, programs)


def _is_complete(root: Path, programs: tuple[str, ...]) -> bool:
    return all((root / program).is_file() for program in programs)


def _unpack(root: Path, packages: tuple[str, ...], programs: tuple[str, ...]) -> Path | str:
    missing = (
        f"{packages[0]} was not found and could not be unpacked: {{reason}}. "
        f"Install it with `apt-get install -y {' '.join(packages)}`."
    )
    for program in ("apt-get", "dpkg"):
        if shutil.which(program) is None:
            return missing.format(reason=f"there is no {program}")
    folder = root.with_name(f"{root.name}-{os.getpid()}")
    folder.mkdir(parents=True, exist_ok=True)
    try:
        _run(["apt-get", "download", *packages], folder)
        for package in sorted(folder.glob("*.deb")):
            _run(["dpkg", "-x", str(package), str(folder)], folder)
            package.unlink()
        folder.rename(root)  # At once: another process may unpack it at the same time.
    except (OSError, subprocess.SubprocessError) as error:
        shutil.rmtree(folder, ignore_errors=True)
        if not _is_complete(root, programs):
            return missing.format(reason=f"apt-get or dpkg failed ({type(error).__name__})")
    if _is_complete(root, programs):
        return root
    return missing.format(reason="a program is missing")


def _run(command: list[str], folder: Path) -> None:
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=120)
