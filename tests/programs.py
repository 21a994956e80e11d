"""Programs that tests run and no Python package brings: where they are, and how to get them.

Each is installed, or `python -m tests.prepare` has unpacked it with its libraries.
"""

import os
import platform
import shutil
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest

CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "leadqual-tests"
COMPLETE = "complete"
"""Name of a file in a folder that was installed whole."""
IS_DEBIAN = all(map(shutil.which, ("apt-get", "dpkg-deb")))
_SYSTEM = Path("/")


def _system_name() -> str:
    """Return `debian-12`: what was unpacked fits the libraries of one version of a system."""
    if sys.platform != "linux":
        return sys.platform
    named = platform.freedesktop_os_release()
    return f"{named['ID']}-{named.get('VERSION_ID', 'unstable')}"


UNPACKED = CACHE / _system_name()
"""The root of what was unpacked; `bin` in it starts each program with its libraries."""
_FOLDERS = os.environ.get("PATH", os.defpath).split(os.pathsep)
# A process that tests started has the folder of what was unpacked on its path, too.
_PATH = os.pathsep.join(
    folder for folder in (*_FOLDERS, "/usr/sbin", "/sbin") if folder != str(UNPACKED / "bin")
)


@dataclass(frozen=True, slots=True)
class Program:
    """What packages of Debian bring.

    Attributes:
        packages: names of the packages, with those that have files which it looks for beside it.
        commands: that the tests run.
        files: that the tests need beside them, as patterns below the root of a file system.
        instead: commands that serve as well, any of them.
        elsewhere: name in Homebrew; empty where there is none.
        for_root: only root can use it, in slow tests.
    """

    packages: tuple[str, ...]
    commands: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    instead: tuple[str, ...] = ()
    elsewhere: str = ""
    for_root: bool = False

    @property
    def root(self) -> Path | None:
        """The root below which it is: `/`, or that of what was unpacked."""
        if any(map(_installed, self.instead)):
            return _SYSTEM
        if all(map(_installed, self.commands)) and _has(_SYSTEM, self.files):
            return _SYSTEM
        wrappers = (f"bin/{command}" for command in self.commands)
        return UNPACKED if _has(UNPACKED, (*wrappers, *self.files)) else None

    @property
    def is_unpacked(self) -> bool:
        """Return whether its files are not where they were built for."""
        return self.root == UNPACKED

    def path(self, command: str) -> Path:
        """Return what runs one of its commands."""
        installed = _installed(command)
        return UNPACKED / "bin" / command if self.is_unpacked or not installed else Path(installed)

    @property
    def how(self) -> str:
        """How to install it."""
        if IS_DEBIAN:
            return f"apt-get install -y --no-install-recommends {' '.join(self.packages)}"
        if sys.platform == "darwin":
            return f"brew install {self.elsewhere}" if self.elsewhere else "only on Debian"
        return f"install what Debian calls {' and '.join(self.packages)}"


def _installed(command: str) -> str | None:
    return shutil.which(command, path=_PATH)


def _has(root: Path, files: Iterable[str]) -> bool:
    return all(any(root.glob(file)) for file in files)


PROGRAMS = {
    "Chromium": Program(
        ("chromium-headless-shell", "chromium-common"),
        ("chromium-headless-shell",),
        ("usr/lib/chromium/icudtl.dat",),
        instead=("chrome-headless-shell",),
        elsewhere="chromium",
    ),
    "Dovecot": Program(
        ("dovecot-core", "dovecot-imapd"),
        ("dovecot", "doveconf"),
        ("usr/lib*/dovecot/imap",),
        elsewhere="dovecot",
    ),
    "curl": Program(("curl",), ("curl",), elsewhere="curl"),
    "Prometheus": Program(("prometheus",), ("prometheus", "promtool"), elsewhere="prometheus"),
    "PgBouncer": Program(("pgbouncer",), ("pgbouncer",), elsewhere="pgbouncer"),
    "Caddy": Program(("caddy",), ("caddy",), elsewhere="caddy"),
    "the Redis client": Program(("redis-tools",), ("redis-cli",), elsewhere="redis"),
    "Bubblewrap": Program(("bubblewrap",), ("bwrap",)),
    "ip": Program(("iproute2",), ("ip",)),
    "buildah": Program(("buildah",), ("buildah",), for_root=True),
    "debootstrap": Program(
        ("debootstrap", "wget"),
        ("debootstrap", "wget"),
        ("usr/share/debootstrap/functions",),
        for_root=True,
    ),
}


def needed(name: str) -> Program:
    """Return a program of the table; the test is skipped where it is missing."""
    program = PROGRAMS[name]
    if program.root is None:
        pytest.skip(f"{name} is missing: {program.how}")
    return program


def which(command: str) -> Path | None:
    """Look for a command on the path, then among what was unpacked."""
    found = _installed(command) or UNPACKED / "bin" / command
    return Path(found) if Path(found).exists() else None


def is_complete(folder: Path) -> bool:
    """Return whether a folder was installed whole."""
    return (folder / COMPLETE).exists()
