"""The process of `leadqual up`: starts the parts, keeps them running, ends them."""

import os
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import psycopg
import redis

from launcher.console import Console
from launcher.errors import LocalError
from launcher.servers.external import check_postgres, check_redis
from launcher.servers.postgres import start_postgres
from launcher.servers.redis import start_redis
from launcher.servers.server_process import Server, last_lines, launch
from launcher.setup.setup import COMMANDS, NAMES, Setup, finish, prepare
from launcher.supervision.guard import Guard
from launcher.supervision.leftovers import KILL_SIGNALS, SUPERVISOR, end_all
from launcher.supervision.programs import (
    READY_SECONDS,
    Program,
    child_environment,
    list_programs,
)
from launcher.supervision.starting_page import LINE, StartingPage
from launcher.system.child_processes import Backoff, ChildProcesses
from launcher.system.environment_secrets import read_secret, server_url
from launcher.system.logs import keep_small, rotate
from launcher.system.owner_only_files import restrict_permissions
from launcher.system.ports import LOOPBACK, NAME, is_free, remembered_port
from launcher.system.processes import ProcessId, exit_description
from launcher.system.run_file import Entry, RunFile
from launcher.system.state_files import ERASURE_KEY_FILE, SECRET_FILE, read_or_create_secret
from launcher.system.stop_signals import StopError, StopRequest

WATCH_SECONDS = 0.3
LOOP_SECONDS = 0.05
HEALTH_CHECK_SECONDS = 1.0
MAX_FAILURES = 3
DEFAULT_PORT = 8000


@dataclass(frozen=True, slots=True)
class Plan:
    """What a supervisor prepares and runs next to the servers.

    Attributes:
        prepare: runs commands before the programs start.
        finish: runs others once the pages answer.
        programs: makes the programs from state folder, address of Redis and port of the web server.
        port: of the web server; the one of last time, 8000 or a free one when None.
        commands: program that runs the commands of `prepare`.
    """

    prepare: Callable[[Setup, Console, Path], None] = prepare
    finish: Callable[[Setup, Console, Path], None] = finish
    programs: Callable[[Path, str, int], tuple[Program, ...]] = list_programs
    port: int | None = None
    commands: tuple[str, ...] = COMMANDS


class Supervisor:
    """Everything that runs for one state folder, whose lock the caller holds.

    From its launch on every part is looked after, also while others are still starting: whoever
    waits here calls `_check_children` meanwhile.
    """

    def __init__(self, *, state: Path, console: Console, stop: StopRequest, plan: Plan) -> None:
        self._state = state
        self._console = console
        self._stop = stop
        self._logs = state / "logs"
        self._parts = ChildProcesses(state)
        self._backoff = Backoff()
        self._urls: dict[str, str] = {}
        self._plan = plan
        self._port = DEFAULT_PORT
        self._due: dict[str, float] = {}  # When parts that ended start again.
        self._silent: dict[str, float] = {}  # Since when programs run that have not answered yet.
        self._asked = 0.0
        self._failures: Counter[str] = Counter()  # Of programs that have not answered yet.
        self._not_ready: list[str] = ["database", "broker", "tables", "taxonomy", "models", "web"]

    def run(self, *, ready: Callable[[str], None]) -> None:
        """Start everything, call `ready` with the address, and stay until asked to stop.

        The pages do not wait for worker and beat, which start last: jobs that begin while the demo
        workspace is filled would see a part of it.

        Raises:
            LocalError: something did not start; what had started has been ended.
        """
        self._end_leftovers()
        restrict_permissions(self._state)
        self._port = self._choose_port()
        me = ProcessId.of(os.getpid())
        RunFile(self._state).put(Entry(SUPERVISOR, me.pid, me.started, ()))
        rotate(self._logs)
        self._guard = Guard(self._state)
        try:
            with StartingPage(self._port, waiting_for=lambda: self._not_ready) as self._page:
                with self._create_setup() as setup:
                    self._start(setup)
                    address = f"http://{NAME}:{self._port}"
                    RunFile(self._state).set_address(address)
                    ready(address)
                    self._plan.finish(setup, self._console, self._state)
                others = (program for program in self._programs() if not program.port)
                self._due |= {program.name: 0.0 for program in others}
                while not self._stop.wait(WATCH_SECONDS):
                    self._check_children()
        except StopError:
            pass  # Asked to stop while it was starting: what runs is ended as always.
        finally:
            self._end(self._guard)

    def _choose_port(self) -> int:
        if self._plan.port is None:
            return remembered_port(self._state / "ports.json", "web", preferred=DEFAULT_PORT)
        if not is_free(self._plan.port):
            raise LocalError(
                f"Port {self._plan.port} is in use. Choose another one, such as `make "
                f"run PORT={self._plan.port + 1}`, or omit PORT for a free one."
            )
        return self._plan.port

    def _end_leftovers(self) -> None:
        names: list[str] = []
        end_all(self._state, ended=names.append)
        if names:
            self._console.line(f"ok   Stopped processes of a killed run: {', '.join(names)}")

    # Starting

    def _create_setup(self) -> Setup:
        return Setup(
            parts=self._parts,
            environment=self._environment,
            logs=self._logs,
            stop=self._stop,
            report=self._check_children,
            commands=self._plan.commands,
        )

    def _start(self, setup: Setup) -> None:
        self._server("postgres", "Postgres 18 with pgvector", start_postgres, check_postgres)
        self._not_ready.remove("database")
        self._server("redis", "Redis", start_redis, check_redis)
        self._not_ready.remove("broker")
        self._check_children()
        self._plan.prepare(setup, self._console, self._state)
        self._not_ready = ["web"]
        web = next(program for program in self._programs() if program.port)
        self._due[web.name] = 0.0
        self._wait_for(web)

    def _server(
        self,
        name: str,
        title: str,
        start: Callable[[Path], Server],
        check: Callable[[str], str],
    ) -> None:
        self._stop.check()
        variable = {"postgres": "DATABASE", "redis": "REDIS"}[name]
        configured_url = server_url(f"{variable}_URL", filled_from=f"{variable}_PASSWORD")
        with self._console.step(title) as step:
            if configured_url:
                self._urls[name] = configured_url
                step.text = f"{title}: {check(configured_url)}, not started by LeadQual"
            else:
                server = start(self._state)
                self._register_server(name, server)
                step.text = f"{title} on {LOOPBACK}:{server.port}"

    def _register_server(self, name: str, server: Server) -> None:
        if server.child is None:
            raise LocalError(f"Another process runs {name} in {self._state}.")
        self._parts.take(name, server.child, signals=server.signals, port=server.port)
        self._urls[name] = server.url

    def _environment(self) -> dict[str, str]:
        secret = read_secret("SECRET_KEY") or read_or_create_secret(self._state / SECRET_FILE)
        return child_environment(
            state=self._state,
            database_url=self._urls["postgres"],
            redis_url=self._urls["redis"],
            secret=secret,
            erasure_key=read_or_create_secret(self._state / ERASURE_KEY_FILE),
        )

    def _programs(self) -> tuple[Program, ...]:
        return self._plan.programs(self._state, self._urls["redis"], self._port)

    def _program(self, name: str) -> Program:
        return next(program for program in self._programs() if program.name == name)

    def _launch(self, program: Program) -> None:
        self._stop.check()
        descriptor = self._page.descriptor
        environment = self._environment()
        with ExitStack() as stack:
            keep: tuple[int, ...] = ()
            if program.port:
                self._page.show()
                line = stack.enter_context(self._page.line())
                environment[LINE] = str(line.fileno())
                keep = (descriptor, line.fileno())
            child = launch(
                program.command_on(descriptor),
                log=self._logs / f"{program.name}.log",
                environment=environment,
                keep=keep,
            )
        self._parts.take(program.name, child, signals=program.signals, port=program.port)
        self._silent[program.name] = time.monotonic()

    def _wait_for(self, web: Program) -> None:
        """Wait until the pages answer; what ends meanwhile starts again.

        Raises:
            LocalError: it ends by itself again and again, or does not answer in time.
        """
        until = time.monotonic() + READY_SECONDS
        with self._console.step(web.name.capitalize()) as step:
            self._check_children()
            while web.name in self._silent or web.name in self._due:
                self._stop.check()
                if self._failures[web.name] >= MAX_FAILURES or time.monotonic() > until:
                    log = self._logs / f"{web.name}.log"
                    raise LocalError(
                        f"{web.name} does not respond. {log} ends with:\n{last_lines(log)}"
                    )
                self._stop.wait(LOOP_SECONDS)
                self._check_children()
            step.text = f"{step.text} responds on port {self._port}"

    # Keeping it running

    def _check_children(self) -> None:
        """Look after everything that runs, once."""
        self._guard.renew()
        keep_small(self._logs)
        for name, code in self._parts.ended().items():
            if name not in NAMES and name not in self._due:
                self._report_end(name, code)
        for name, moment in list(self._due.items()):
            if time.monotonic() >= moment:
                self._restart(name)
        self._check_unanswered()

    def _report_end(self, name: str, code: int) -> None:
        lifetime = 0.0 if name in self._silent else self._parts.age(name)
        delay = self._backoff.delay(name, lifetime=lifetime)
        self._due[name] = time.monotonic() + delay
        if name not in self._urls:
            self._parts.end(name, signals=KILL_SIGNALS)  # Its own children may have outlived it.
            if self._program(name).port:
                self._page.show()
        wait = f" in {delay:.1f} s" if delay else ""
        self._console.line(f"--   {name} ended ({exit_description(code)}), restarting{wait}")
        if name in self._silent and code > 0:
            self._failures[name] += 1

    def _restart(self, name: str) -> None:
        """Start a part, or start it again; when that fails, a later round tries once more."""
        try:
            if name in self._urls:
                self._restart_server(name)
            else:
                self._launch(self._program(name))
        except (LocalError, OSError, redis.RedisError, psycopg.Error) as error:
            self._console.line(f"--   {name}: {error}")
            delay = max(LOOP_SECONDS, self._backoff.delay(name, lifetime=0.0))
            self._due[name] = time.monotonic() + delay
        else:
            self._due.pop(name, None)

    def _restart_server(self, name: str) -> None:
        former = self._urls[name]
        start = {"postgres": start_postgres, "redis": start_redis}[name]
        self._register_server(name, start(self._state))
        if self._urls[name] == former:
            return
        running = [program for program in self._programs() if self._parts.has(program.name)]
        for program in reversed(running):  # They know only the former port.
            self._parts.end(program.name)
        for program in running:
            self._due[program.name] = 0.0

    def _check_unanswered(self) -> None:
        """Name the programs that answer for the first time since they were launched.

        Worker and beat are asked through the broker, which takes a moment: only now and then, and
        not before the pages answer.
        """
        if not self._silent:
            return
        silent = [program for program in self._programs() if program.name in self._silent]
        is_time = time.monotonic() - self._asked > HEALTH_CHECK_SECONDS
        is_time = is_time and not any(program.port for program in silent)
        for program in silent:
            if program.name in self._due or not (program.port or is_time):
                continue
            if not program.port:
                self._asked = time.monotonic()
            if not program.answers():
                continue
            since = self._silent.pop(program.name)
            if program.port:
                self._page.hide()
            else:
                took = time.monotonic() - since
                self._console.line(
                    f"ok   {program.name.capitalize()} responds".ljust(71) + f" {took:6.1f} s"
                )

    # Ending

    def _end(self, guard: Guard) -> None:
        self._console.line("     Stopping")
        started = time.monotonic()

        def ended(name: str) -> None:
            seconds = time.monotonic() - started
            self._console.line(f"ok   {name.capitalize()} stopped".ljust(71) + f" {seconds:6.1f} s")

        end_all(self._state, is_urgent=lambda: self._stop.is_urgent, ended=ended)
        self._parts.reap()
        guard.dismiss()
