"""The process behind `leadqual up`: starts the parts, keeps them running, ends them."""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import redis

from leadqual.local.console import Console, Step
from leadqual.local.errors import LocalError
from leadqual.local.external import check_postgres, check_redis
from leadqual.local.files import secret_in
from leadqual.local.guard import Guard
from leadqual.local.leftovers import HURRY, SUPERVISOR, end_all
from leadqual.local.logs import rotate
from leadqual.local.parts import Backoff, Parts
from leadqual.local.ports import LOOPBACK, is_free, remembered_port
from leadqual.local.postgres import start_postgres
from leadqual.local.processes import ProcessId, how_it_ended
from leadqual.local.programs import Program, child_environment, programs, wait_until
from leadqual.local.redelivery import redeliver
from leadqual.local.redis import start_redis
from leadqual.local.runfile import Entry, RunFile
from leadqual.local.servers import Server, last_lines, launch
from leadqual.local.setup import Setup, prepare
from leadqual.local.stopping import StopError, StopRequest

WATCH_SECONDS = 0.3
USUAL_PORT = 8000


@dataclass(frozen=True, slots=True)
class Plan:
    """What a supervisor prepares and runs beside the servers.

    Attributes:
        prepare: runs commands before the programs start.
        programs: makes the programs from state folder, address of Redis and port of the web server.
        port: of the web server; the one of last time, 8000 or a free one when None.
    """

    prepare: Callable[[Setup, Console, Path], None] = prepare
    programs: Callable[[Path, str, int], tuple[Program, ...]] = programs
    port: int | None = None


class Supervisor:
    """Everything that runs for one state folder, whose lock the caller holds.

    Args:
        state: state folder.
        console: takes one line for each step.
        stop: says when to end.
        plan: what is prepared and what runs.
    """

    def __init__(self, *, state: Path, console: Console, stop: StopRequest, plan: Plan) -> None:
        self._state = state
        self._console = console
        self._stop = stop
        self._logs = state / "logs"
        self._parts = Parts(state)
        self._backoff = Backoff()
        self._urls: dict[str, str] = {}
        self._plan = plan
        self._port = USUAL_PORT

    def run(self, *, ready: Callable[[str], None]) -> None:
        """Start everything, call `ready` with the address, and stay until asked to stop.

        Raises:
            LocalError: something did not start; what had started has been ended.
        """
        self._end_leftovers()
        self._port = self._choose_port()
        me = ProcessId.of(os.getpid())
        RunFile(self._state).put(Entry(SUPERVISOR, me.pid, me.started, ()))
        rotate(self._logs)
        guard = Guard(self._state)
        try:
            self._start()
            address = f"http://{LOOPBACK}:{self._port}"
            RunFile(self._state).set_address(address)
            ready(address)
            self._watch(guard)
        except StopError:
            pass  # Asked to stop while it was starting: what runs is ended as always.
        finally:
            self._end(guard)

    def _choose_port(self) -> int:
        if self._plan.port is None:
            return remembered_port(self._state / "ports.json", "web", wish=USUAL_PORT)
        if not is_free(self._plan.port):
            raise LocalError(
                f"Port {self._plan.port} is taken. Take another one, such as "
                f"`make run PORT={self._plan.port + 1}`, or none for a free one."
            )
        return self._plan.port

    def _end_leftovers(self) -> None:
        names: list[str] = []
        end_all(self._state, ended=names.append)
        if names:
            self._console.line(f"ok   Ended what a killed run left behind: {', '.join(names)}")

    # Starting

    def _start(self) -> None:
        self._server("postgres", "Postgres 18 with pgvector", start_postgres, check_postgres)
        self._server("redis", "Redis", start_redis, check_redis)
        environment = self._environment()
        with Setup(
            parts=self._parts, environment=environment, logs=self._logs, stop=self._stop
        ) as setup:
            self._plan.prepare(setup, self._console, self._state)
        for program in self._programs():
            self._launch(program)
        for program in self._programs():
            with self._console.step(program.name.capitalize()) as step:
                self._wait_for(program, step)

    def _server(
        self,
        name: str,
        title: str,
        start: Callable[[Path], Server],
        check: Callable[[str], str],
    ) -> None:
        """Start a server, or use the one that the environment names."""
        self._stop.check()
        given = os.environ.get({"postgres": "DATABASE_URL", "redis": "REDIS_URL"}[name])
        with self._console.step(title) as step:
            if given:
                self._urls[name] = given
                step.text = f"{title}: the one at {check(given)}, not started by LeadQual"
            else:
                server = start(self._state)
                self._take(name, server)
                step.text = f"{title} on {LOOPBACK}:{server.port}"

    def _take(self, name: str, server: Server) -> None:
        if server.child is None:
            raise LocalError(f"Somebody else runs {name} in {self._state}.")
        self._parts.take(name, server.child, signals=server.signals, port=server.port)
        self._urls[name] = server.url

    def _environment(self) -> dict[str, str]:
        return child_environment(
            state=self._state,
            database_url=self._urls["postgres"],
            redis_url=self._urls["redis"],
            secret=secret_in(self._state / "secret"),
        )

    def _programs(self) -> tuple[Program, ...]:
        return self._plan.programs(self._state, self._urls["redis"], self._port)

    def _launch(self, program: Program) -> None:
        self._stop.check()
        if program.name == "worker" and not os.environ.get("REDIS_URL"):
            count = redeliver(self._urls["redis"])
            if count:
                self._console.line(f"ok   Put {count} unfinished jobs back into the queue")
        log = self._logs / f"{program.name}.log"
        child = launch(program.command, log=log, environment=self._environment())
        self._parts.take(program.name, child, signals=program.signals, port=program.port)

    def _wait_for(self, program: Program, step: Step) -> None:
        def is_over() -> bool:
            return self._stop.is_made or self._parts.exit_code(program.name) is not None

        if wait_until(program.answers, unless=is_over):
            step.text = f"{step.text} answers" + (f" on port {self._port}" if program.port else "")
            return
        self._stop.check()
        log = self._logs / f"{program.name}.log"
        raise LocalError(f"{program.name} does not answer. {log} ends with:\n{last_lines(log)}")

    # Keeping it running

    def _watch(self, guard: Guard) -> None:
        due: dict[str, float] = {}
        while not self._stop.wait(WATCH_SECONDS):
            guard.renew()
            for name, code in self._parts.ended().items():
                if name not in due:
                    delay = self._backoff.delay(name)
                    due[name] = time.monotonic() + delay
                    wait = f" in {delay:.1f} s" if delay else ""
                    self._console.line(
                        f"--   {name} ended ({how_it_ended(code)}), starts again{wait}"
                    )
                if time.monotonic() >= due[name]:
                    del due[name]
                    self._revive(name)

    def _revive(self, name: str) -> None:
        """Start a part again; when that fails, the next round finds it ended once more."""
        try:
            if name in self._urls:
                self._revive_server(name)
            else:
                self._parts.end(name, signals=HURRY)  # Its own children may have outlived it.
                self._launch(next(part for part in self._programs() if part.name == name))
        except (LocalError, OSError, redis.RedisError) as error:
            self._console.line(f"--   {name}: {error}")

    def _revive_server(self, name: str) -> None:
        former = self._urls[name]
        start = {"postgres": start_postgres, "redis": start_redis}[name]
        self._take(name, start(self._state))
        if self._urls[name] == former:
            return
        for program in reversed(self._programs()):  # They know only the former port.
            self._parts.end(program.name)
        for program in self._programs():
            self._launch(program)

    # Ending

    def _end(self, guard: Guard) -> None:
        self._console.line("     Stopping")
        started = time.monotonic()

        def ended(name: str) -> None:
            seconds = time.monotonic() - started
            self._console.line(f"ok   {name.capitalize()} ended".ljust(71) + f" {seconds:6.1f} s")

        end_all(self._state, hurry=lambda: self._stop.is_urgent, ended=ended)
        self._parts.reap()
        guard.dismiss()
