"""Commands of Django that prepare a start, with what they say shown line by line."""

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from importlib.metadata import distributions
from pathlib import Path
from typing import Self

import psycopg

import classifiers
import leadqual
from launcher.console import Console, ConsoleStep
from launcher.errors import LocalError
from launcher.servers.server_process import last_lines, launch
from launcher.system.child_processes import ChildProcesses
from launcher.system.logs import read_new_lines
from launcher.system.processes import Signals
from launcher.system.state_files import write_private
from launcher.system.stop_signals import StopRequest

_CODE = ("*/migrations/*.py", "*/sql/*.sql", "demo/**/*.py", "registry/*.py", "taxonomy/*.py")
_DATA_PATTERNS = ("data/**/*", "pretrained/**/*", "artifacts.py", "taxonomy.py", "crosswalk.py")
# What set-up wrote: a database that was restored or made again has something else.
_DATABASE_CONTENT = """
    SELECT (SELECT oid FROM pg_database WHERE datname = current_database()),
           (SELECT array_agg(app || '.' || name ORDER BY app, name) FROM django_migrations),
           EXISTS (SELECT FROM taxonomy_department), EXISTS (SELECT FROM taxonomy_othertool),
           (SELECT array_agg(DISTINCT kind || version ORDER BY kind || version)
            FROM registry_modelversion WHERE folder LIKE 'pretrained:%' OR origin = 'shipped'),
           (SELECT count(DISTINCT kind) FROM registry_modelversion WHERE is_active)
"""

NAME, STATIC = "setup", "static"
NAMES = frozenset((NAME, STATIC))
"""Of the processes that only prepare: they end by themselves."""
SIGNALS: Signals = ((signal.SIGTERM, 5), (signal.SIGKILL, 5))
DONE_PREFIX = "Done:"  # what `commands.py` prints after each command
COMMANDS = (sys.executable, "-m", "launcher.setup.commands")
# A command that was killed, or lost its server, runs again: all of them may be repeated.
ATTEMPTS = 8


class Stamp:
    """Remembers what was set up last."""

    def __init__(self, state: Path, database_url: str) -> None:
        self._file = state / "setup.stamp"
        self._login = state / "demo.json"
        self._url = database_url
        self._code = _hash_code()

    def is_current(self) -> bool:
        """Return whether nothing has to be set up; one query."""
        try:
            stored_hash = self._file.read_text(encoding="utf-8").strip()
            return self._login.exists() and stored_hash == self._sum()
        except (OSError, psycopg.Error):
            return False

    def remember(self) -> None:
        """Note that everything is in place now."""
        write_private(self._file, self._sum() + "\n")

    def _sum(self) -> str:
        with psycopg.connect(self._url, connect_timeout=10) as connection:
            content = connection.execute(_DATABASE_CONTENT).fetchone()
        return hashlib.sha256(f"{self._code}\n{content}".encode()).hexdigest()


def _hash_code() -> str:
    """Return the hash of the files that set-up reads, the versions of packages, and settings."""
    product_folder, classifiers_folder = (
        Path(leadqual.__file__).parent,
        Path(classifiers.__file__).parent,
    )
    paths = [path for pattern in _CODE for path in product_folder.glob(pattern)]
    paths += [
        path
        for pattern in _DATA_PATTERNS
        for path in classifiers_folder.glob(pattern)
        if path.is_file()
    ]
    return _hash_of(paths, os.environ.get("COMPANY_ENCODER", ""))


def _hash_of(paths: Iterable[Path], *more: str) -> str:
    """Return the hash of files, and of the versions of packages, which bring files of theirs."""
    lines = [f"{path}\t{path.stat().st_size}\t{path.stat().st_mtime_ns}" for path in paths]
    lines += [f"{package.name}=={package.version}" for package in distributions()]
    return hashlib.sha256("\n".join(sorted([*lines, *more])).encode()).hexdigest()


class StaticFiles:
    """Remembers what was collected last, because collecting takes seconds."""

    def __init__(self, state: Path) -> None:
        self._note = state / "static.fingerprint"
        self._manifest = state / "static" / "staticfiles.json"
        files = Path(leadqual.__file__).parent.rglob("static/**/*")
        self._fingerprint = _hash_of(path for path in files if path.is_file())

    def are_current(self) -> bool:
        """Return whether the collected files are those of the code as it is now."""
        try:
            stored_hash = self._note.read_text(encoding="utf-8").strip()
        except OSError:
            return False
        return stored_hash == self._fingerprint and self._manifest.exists()

    def remember(self) -> None:
        write_private(self._note, self._fingerprint + "\n")


class Setup:
    """Runs commands of Django in one process of their own, which starts with the first."""

    def __init__(
        self,
        *,
        parts: ChildProcesses,
        environment: Callable[[], Mapping[str, str]],
        logs: Path,
        stop: StopRequest,
        report: Callable[[], None] = lambda: None,
        commands: Sequence[str] = COMMANDS,
        name: str = NAME,
    ) -> None:
        self._name = name
        self._parts = parts
        self._environment = environment
        self._logs = logs
        self._log = logs / f"{name}.log"
        self._stop = stop
        self._look = report
        self._commands = commands
        self._child: subprocess.Popen[bytes] | None = None
        self._position = 0
        self._begun: Sequence[str] = ()

    def parallel_setup(self, name: str) -> "Setup":
        """Return one like this, whose process runs at the same time."""
        return Setup(
            parts=self._parts,
            environment=self._environment,
            logs=self._logs,
            stop=self._stop,
            report=self._look,
            commands=self._commands,
            name=name,
        )

    def begin(self, words: Sequence[str]) -> None:
        """Start a command and return; the next `run` of the same command returns at its end."""
        self._send(words)
        self._begun = words

    def run(self, words: Sequence[str], *, step: ConsoleStep, show: bool = False) -> None:
        """Run one command until it ends.

        Raises:
            LocalError: it failed; the message quotes its end.
            StopError: somebody asked to stop; the command has been ended.
        """
        for _ in range(ATTEMPTS):
            if self._run_once(words, step if show else None):
                return
            self._close()
        raise LocalError(f"`{words[0]}` was killed repeatedly. See {self._log}.")

    def database_url(self) -> str:
        """Return the address of the database as it is now."""
        return self._environment()["DATABASE_URL"]

    def _run_once(self, words: Sequence[str], step: ConsoleStep | None) -> bool:
        """Run a command; False when it was killed or lost its server."""
        is_begun, self._begun = words == self._begun, ()
        child = self._child if is_begun else self._send(words)
        while child is not None and not self._is_done(words[0], step):
            code = child.poll()
            if code is not None and (code < 0 or code == os.EX_TEMPFAIL):
                return False
            self._stop.check()
            self._look()
            time.sleep(0.03)
        return True

    def _send(self, words: Sequence[str]) -> subprocess.Popen[bytes]:
        child = self._child = self._child or self._start()
        if child.stdin is not None:
            with suppress(BrokenPipeError):  # It has ended; what it wrote last is in its log.
                child.stdin.write(json.dumps(words).encode() + b"\n")
                child.stdin.flush()
        return child

    def _is_done(self, name: str, step: ConsoleStep | None) -> bool:
        """Show what the commands wrote since the last look; return whether `name` ended well."""
        code = None if self._child is None else self._child.poll()
        has_ended = code is not None and code >= 0 and code != os.EX_TEMPFAIL
        lines, self._position = read_new_lines(self._log, position=self._position)
        done = f"{DONE_PREFIX} {name}"
        if step is not None:
            for line in lines:
                if line != done:
                    step.detail(line)
        if has_ended and done not in lines:
            raise LocalError(f"`{name}` failed. {self._log} ends with:\n{last_lines(self._log)}")
        return done in lines

    def _start(self) -> subprocess.Popen[bytes]:
        environment = dict(self._environment())
        # Migrations need one session, which PgBouncer does not promise.
        environment["DATABASE_URL"] = environment.get("DATABASE_DIRECT_URL") or self.database_url()
        child = launch(self._commands, log=self._log, environment=environment, pipe=True)
        self._parts.take(self._name, child, signals=SIGNALS)
        return child

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def _close(self) -> None:
        if self._child is not None:
            if self._child.stdin is not None:
                with suppress(BrokenPipeError):
                    self._child.stdin.close()
            self._parts.end(self._name)
            self._child = None


def prepare(setup: Setup, console: Console, state: Path) -> None:
    """Bring tables, files of the pages, taxonomy and models up to date.

    Where nothing has changed since they were, nothing is run: each command loads all of Django.
    """
    static = StaticFiles(state)
    with console.step("Tables, taxonomy and models") as step:
        is_current = Stamp(state, setup.database_url()).is_current() and static.are_current()
        step.text += " are up to date" if is_current else " need to be set up"
    if is_current:
        return
    collect = ["collectstatic", "--no-input", "--verbosity=0"]
    with setup.parallel_setup(STATIC) as files:
        if not static.are_current():
            files.begin(collect)
        with console.step("Tables, taxonomy and models") as step:
            setup.run(["setup_leadqual", "--demo-later"], step=step, show=True)
        if not static.are_current():
            with console.step("Static files") as step:
                files.run(collect, step=step)
            static.remember()


def finish(setup: Setup, console: Console, state: Path) -> None:
    """Fill the demo workspace while the pages answer; nothing is run where that was done."""
    stamp = Stamp(state, setup.database_url())
    if stamp.is_current():
        return
    with console.step("Demo workspace") as step:
        setup.run(["fill_demo"], step=step, show=True)
    with suppress(psycopg.Error):  # Without a stamp the next start sets up again; no harm is done.
        stamp.remember()
