"""Bring what tests need before they run: `python -m tests.prepare`.

On Debian and Ubuntu packages that are missing are downloaded with all their libraries and unpacked
into a cache folder. Nothing is installed, so this needs no rights of an administrator, starts no
service of the system, and leaves the system as it is. Elsewhere it says what is missing, and
Playwright downloads Chromium. With `--all` packages of npm and of Python come that only slow tests
need, and for root the programs that build the image.
"""

import fcntl
import os
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.chromium import find_chromium, is_chosen
from tests.deployment import compose_schema
from tests.leadqual.integration import node, python_generator
from tests.programs import (
    CACHE,
    COMPLETE,
    IS_DEBIAN,
    PROGRAMS,
    UNPACKED,
    Program,
    is_complete,
)

_AGAIN = 3_600.0  # Seconds until a package that could not be had is asked for again.
_LIBRARIES = UNPACKED / "libraries"
_FONTS = UNPACKED / "fonts.conf"
_FAILED = UNPACKED / "failed"
_APT = UNPACKED / "apt"
_OPTIONS = {
    "Dir::State::lists": _APT / "lists",
    "Dir::State::status": "/var/lib/dpkg/status",
    "Dir::Cache": _APT / "cache",
    "Debug::NoLocking": "true",  # Only root may lock what the system has installed.
    "APT::Sandbox::User": "root",
    "APT::Update::Error-Mode": "any",
    "Acquire::Retries": "2",
    "Acquire::http::Timeout": "60",
}
_UNUSED = ("doc", "icons", "javascript", "locale", "man")


def missing(*, for_root: bool = False) -> dict[str, str]:
    """Return how to install each program that is missing, by its name."""
    absent = _absent(for_root=for_root)
    if find_chromium() is not None:
        absent.pop("Chromium", None)
    return {name: program.how for name, program in absent.items()}


def _absent(*, for_root: bool = False) -> dict[str, Program]:
    names = [name for name in PROGRAMS if not (name == "Chromium" and is_chosen())]
    wanted = {name: PROGRAMS[name] for name in names if PROGRAMS[name].for_root <= for_root}
    return {name: program for name, program in wanted.items() if program.root is None}


def bring(*, for_root: bool = False) -> None:
    """Unpack what is missing; several runs wait for each other."""
    with _alone():
        absent = _absent(for_root=for_root)
        absent = {name: each for name, each in absent.items() if not _failed_lately(name)}
        if absent:
            sys.stdout.write(f"...  Programs for the tests: {', '.join(absent)}\n")
            sys.stdout.flush()
            _unpack_all(absent)


@contextmanager
def _alone() -> Iterator[None]:
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _failed_lately(name: str) -> bool:
    note = _FAILED / name
    return note.exists() and time.time() - note.stat().st_mtime < _AGAIN


def _unpack_all(programs: Mapping[str, Program]) -> None:
    begun = time.monotonic()
    for folder in (_APT / "lists/partial", _APT / "cache/archives/partial", _FAILED):
        folder.mkdir(parents=True, exist_ok=True)
    try:
        # Its own lists: those of the system may be old, or there may be none.
        with _noted("update"):
            _apt("update")
        for name, program in programs.items():  # Also then: another source may have them.
            with _noted(name):
                _unpack(program)
    finally:
        shutil.rmtree(_APT)
    sys.stdout.write(f"ok   Programs for the tests: {time.monotonic() - begun:.0f} s\n")


@contextmanager
def _noted(name: str) -> Iterator[None]:
    """Keep why something did not work."""
    note = _FAILED / name
    note.unlink(missing_ok=True)
    try:
        yield
    except (FileNotFoundError, subprocess.CalledProcessError) as error:
        note.write_text(_reason(error))


def _unpack(program: Program) -> None:
    # Also those that are installed: a program needs all its files in one place.
    _apt("install", "--reinstall", "--download-only", "--no-install-recommends", *program.packages)
    done = UNPACKED / "unpacked"
    known = set(done.read_text().split()) if done.exists() else set()
    for package in sorted((_APT / "cache/archives").glob("*.deb")):
        if package.name not in known:
            _run("dpkg-deb", "-x", str(package), str(UNPACKED))
            with done.open("a") as names:
                names.write(f"{package.name}\n")
    for folder in _UNUSED:
        shutil.rmtree(UNPACKED / "usr/share" / folder, ignore_errors=True)
    _gather_libraries()
    _FONTS.write_text(
        f"<fontconfig><dir>{UNPACKED}/usr/share/fonts</dir><dir>/usr/share/fonts</dir>"
        f"<cachedir>{UNPACKED}/font-cache</cachedir></fontconfig>\n"
    )
    _let_dovecot_move()
    for command in program.commands:
        _write_wrapper(command)
    if program.root is None:
        for command in program.commands:
            (UNPACKED / "bin" / command).unlink(missing_ok=True)
        raise FileNotFoundError("its packages do not have all that the tests need")


def _gather_libraries() -> None:
    """Link all libraries into one folder, wherever their packages have them."""
    _LIBRARIES.mkdir(exist_ok=True)
    for folder in ("lib", "usr/lib"):
        for library in (UNPACKED / folder).rglob("lib*.so*"):
            link = _LIBRARIES / library.name
            if not link.is_symlink():
                link.symlink_to(library)


def _let_dovecot_move() -> None:
    """Have Dovecot look below its current folder for what is no setting, but part of its files."""
    for name in ("usr/lib/dovecot/libdovecot.so.0", "usr/sbin/dovecot"):
        file = (UNPACKED / name).resolve()
        if file.exists():
            built = file.read_bytes()
            for path in (b"/usr/lib/dovecot/modules\0", b"/usr/bin/doveconf\0"):
                short = path.rpartition(b"/")[2]
                built = built.replace(b"\0" + path, b"\0" + short.ljust(len(path), b"\0"))
            file.write_bytes(built)


def _write_wrapper(command: str) -> None:
    """Write a script that starts a program with its libraries."""
    places = ("usr/lib/chromium", "usr/bin", "usr/sbin", "bin", "sbin")
    found = next(filter(Path.is_file, (UNPACKED / place / command for place in places)), None)
    if found is None:
        return
    environment = f"LD_LIBRARY_PATH={shlex.quote(str(_LIBRARIES))}"
    if not Path("/etc/fonts/fonts.conf").exists():
        environment += f" FONTCONFIG_FILE={shlex.quote(str(_FONTS))}"
    script = UNPACKED / "bin" / command
    script.parent.mkdir(exist_ok=True)
    script.write_text(f'#!/bin/sh\n{environment} exec {shlex.quote(str(found))} "$@"\n')
    script.chmod(0o755)


def _apt(*words: str, check: bool = True) -> None:
    options = [word for name, value in _OPTIONS.items() for word in ("-o", f"{name}={value}")]
    _run("apt-get", "-y", "-q", *options, *words, check=check)


def _run(*command: str, check: bool = True) -> None:
    environment = os.environ | {"LC_ALL": "C", "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(command, check=check, capture_output=True, env=environment)


def bring_packages(*, for_slow: bool) -> None:
    """Install what packages of PyPI and npm bring, and Chromium where the system has no package."""
    wanted = {compose_schema.INSTALLED: compose_schema.install_schema}
    if for_slow:
        wanted[node.INSTALLED] = node.install_packages
        wanted[python_generator.INSTALLED] = python_generator.install_generator
    with _alone():
        for folder, install in wanted.items():
            if not is_complete(folder):
                shutil.rmtree(folder, ignore_errors=True)
                if _done(folder.name, install):
                    (folder / COMPLETE).touch()
        if find_chromium() is None:
            _done("Chromium", _install_chromium)


def _install_chromium() -> None:
    _run(sys.executable, "-m", "playwright", "install", "--only-shell", "chromium")


def _done(name: str, install: Callable[[], None]) -> bool:
    """Install something, or say why not."""
    try:
        install()
    except (OSError, subprocess.CalledProcessError) as error:
        sys.stdout.write(f"--   {name} could not be installed: {_reason(error)}\n")
        return False
    return True


def _reason(error: OSError | subprocess.CalledProcessError) -> str:
    if isinstance(error, OSError):
        return str(error)
    lines: list[str] = error.stderr.decode(errors="replace").strip().splitlines()
    named = [line for line in lines if line.startswith(("E:", "Error:"))]
    return [str(error), *lines, *named][-1]


def _main() -> int:
    for_root = "--all" in sys.argv and os.geteuid() == 0
    try:
        if IS_DEBIAN and _absent(for_root=for_root):
            bring(for_root=for_root)
        bring_packages(for_slow="--all" in sys.argv)
    except OSError as error:  # A full disk, a folder that nobody may write to.
        sys.stdout.write(f"--   Not all that tests need could be put into {CACHE}: {error}\n")
    absent = missing(for_root=for_root)
    for name, how in absent.items():
        notes = [note.read_text() for note in (_FAILED / name, _FAILED / "update") if note.exists()]
        why = f" ({'; '.join(notes)})" if notes else ""
        sys.stdout.write(f"--   {name} is missing; tests that need it are skipped: {how}{why}\n")
    return 1 if absent and os.environ.get("CI") else 0


if __name__ == "__main__":
    sys.exit(_main())
