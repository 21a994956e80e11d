import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

import psutil
import psycopg
import pytest
from typer.testing import CliRunner

from launcher.console import Console
from launcher.servers.postgres import start_postgres
from launcher.supervision.programs import is_web_ready
from launcher.system.processes import ProcessId
from launcher.system.run_file import Run, RunFile
from launcher.system.stop_signals import StopRequest
from launcher.up import RunStatus, status, stop_all
from leadqual.cli import app
from tests.processes import ending
from tests.waiting import PATIENCE, until

PARTS = ["supervisor", "guard", "postgres", "redis", "web", "worker", "beat"]


@contextmanager
def tree(state: Path, *, stdin: int = subprocess.DEVNULL) -> Iterator[subprocess.Popen[str]]:
    """Run the small LeadQual of `tree.py` until the block ends."""
    supervisor = subprocess.Popen(
        [sys.executable, "-m", "tests.launcher.tree", str(state)],
        stdin=stdin,
        stdout=subprocess.PIPE,
        text=True,
        env={
            name: v for name, v in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")
        },
    )
    with ending(supervisor):
        until(lambda: is_ready(state, supervisor) or supervisor.poll() is not None)
        # Worker and beat start last, behind the pages.
        until(lambda: alive(RunFile(state).read()) == PARTS or supervisor.poll() is not None)
        yield supervisor


def is_ready(state: Path, supervisor: subprocess.Popen[str]) -> bool:
    run = RunFile(state).read()
    mine = run.part("supervisor")
    return run.address is not None and mine is not None and mine.pid == supervisor.pid


def pid(run: Run, name: str) -> int:
    entry = run.part(name)
    assert entry is not None
    return entry.pid


def alive(run: Run) -> list[str]:
    return [entry.name for entry in run.parts if entry.process.is_alive()]


@pytest.mark.costs("starts every part of an installation")
def test_starts_all_parts_once_and_says_so_to_the_second_start(state: Path) -> None:
    with tree(state):
        run = RunFile(state).read()
        second = subprocess.run(
            [sys.executable, "-m", "tests.launcher.tree", str(state)],
            check=True,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )

        assert alive(run) == PARTS
        assert run.address is not None
        assert run.address in second.stdout
        assert "already" in second.stdout
        assert RunFile(state).read() == run


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_all_parts_in_order_and_nothing_else(
    state: Path, number: signal.Signals
) -> None:
    bystander = subprocess.Popen(["/bin/sleep", "3600"])
    with ending(bystander), tree(state) as supervisor:
        run = RunFile(state).read()

        supervisor.send_signal(number)
        output, _ = supervisor.communicate(timeout=PATIENCE)

        ended = [line.split()[1].lower() for line in output.splitlines() if " stopped " in line]
        assert ended == ["web", "beat", "worker", "redis", "postgres"]
        assert supervisor.returncode == 0
        assert alive(run) == []
        assert status(state) == RunStatus(None, [], [])
        assert bystander.poll() is None


def test_a_closed_terminal_ends_all_parts_though_nobody_passes_its_signal_on(
    state: Path,
) -> None:
    try:
        terminal, inside = os.openpty()
    except OSError as error:
        pytest.skip(f"no terminal can be made; is /dev/pts mounted? {error}")
    with tree(state, stdin=inside) as supervisor:
        os.close(inside)
        run = RunFile(state).read()
        assert alive(run) == PARTS

        os.close(terminal)

        assert supervisor.wait(timeout=PATIENCE) == 0
        assert alive(run) == []


def test_a_killed_supervisor_leaves_nothing_running(state: Path) -> None:
    with tree(state) as supervisor:
        run = RunFile(state).read()

        supervisor.kill()
        supervisor.wait()

        until(lambda: alive(run) == [])


@pytest.mark.slow
def test_leftovers_of_a_killed_supervisor_and_guard_are_ended_by_the_next_start(
    state: Path,
) -> None:
    with tree(state) as supervisor:
        run = RunFile(state).read()
        os.kill(pid(run, "guard"), signal.SIGSTOP)  # It cannot act between the two kills.
        supervisor.kill()
        os.kill(pid(run, "guard"), signal.SIGKILL)
        supervisor.wait()
        left = ["postgres", "redis", "web", "worker", "beat"]
        until(lambda: alive(run) == left)

        with tree(state) as second:
            again = RunFile(state).read()
            assert alive(run) == []
            assert alive(again) == PARTS
            assert again.address == run.address
            second.terminate()
            assert "Stopped processes of a killed run" in second.communicate()[0]


@pytest.mark.slow
def test_every_killed_part_runs_again_with_its_rows(state: Path) -> None:
    with tree(state):
        run = RunFile(state).read()
        url = start_postgres(state).url
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS kept AS SELECT 1")
        for name in ("web", "beat", "worker", "redis", "postgres", "guard"):
            os.kill(pid(run, name), signal.SIGKILL)

        until(lambda: alive(run) == ["supervisor"])
        until(lambda: alive(RunFile(state).read()) == PARTS)
        again = RunFile(state).read()
        web = again.part("web")

        assert web is not None
        assert again.address == f"http://localhost:{web.port}"
        until(lambda: is_web_ready(web.port or 0))
        until(lambda: answers(url))


def answers(url: str) -> bool:
    try:
        with psycopg.connect(url) as connection:
            return connection.execute("SELECT count(*) FROM kept").fetchone() == (1,)
    except psycopg.OperationalError:
        return False


@pytest.mark.costs("starts and kills processes")
def test_children_of_a_killed_part_end_before_its_next_start_and_all_with_the_supervisor(
    state: Path,
) -> None:
    with tree(state) as supervisor:
        for _ in range(2):  # The second one waits: it ended soon again.
            worker = until(lambda: RunFile(state).read().part("worker"))
            (child,) = until(psutil.Process(worker.pid).children)
            os.kill(worker.pid, signal.SIGKILL)
            said = next(line for line in supervisor.stdout or () if "worker ended" in line)
            assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE
        assert "restarting in 1.0 s" in said
        run = RunFile(state).read()

        supervisor.kill()
        supervisor.wait()

        until(lambda: alive(run) == [])


@pytest.mark.slow
def test_stop_ends_what_runs_and_says_so(state: Path) -> None:
    said = StringIO()
    with tree(state) as supervisor:
        run = RunFile(state).read()
        parts = status(state).parts

        stop_all(state, console=Console(said))
        supervisor.communicate(timeout=PATIENCE)

        assert all(part.uptime is not None for part in parts)
        assert alive(run) == []
    stop_all(state, console=Console(said))
    assert "LeadQual has stopped" in said.getvalue()
    assert said.getvalue().endswith("LeadQual is not running.\n")


@pytest.mark.slow
def test_status_names_what_does_not_answer(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STATE_DIR", str(state))
    with tree(state) as supervisor:
        shown = CliRunner().invoke(app, ["status"])
        supervisor.send_signal(signal.SIGTERM)
        supervisor.communicate(timeout=PATIENCE)
    ended = CliRunner().invoke(app, ["status"])

    assert "not ready   worker:mail." in shown.output
    assert "leadqual check" in shown.output
    assert ended.exit_code == 3
    assert "not ready" not in ended.output


def test_one_wish_that_arrives_twice_is_not_urgent() -> None:
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    stop = StopRequest()
    stop.listen()
    try:
        signal.raise_signal(signal.SIGTERM)
        signal.raise_signal(signal.SIGTERM)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)

    assert stop.is_made
    assert not stop.is_urgent


@pytest.mark.costs("starts servers in a session of tests")
def test_a_killed_test_session_leaves_neither_servers_nor_files(new_state: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path\n"
        "from launcher.supervision.throwaway_servers import throwaway_servers\n"
        "with throwaway_servers(Path(sys.argv[1])) as servers:\n"
        "    print(servers.postgres.process.pid, servers.redis.process.pid, flush=True)\n"
        "    time.sleep(3600)"
    )
    session = subprocess.Popen(
        [sys.executable, "-c", code, str(new_state / "test")], stdout=subprocess.PIPE, text=True
    )
    with ending(session):
        assert session.stdout is not None
        servers = [ProcessId.of(int(word)) for word in session.stdout.readline().split()]
        assert len(servers) == 2

        session.kill()

    until(lambda: not any(server.is_alive() for server in servers))
    until(lambda: not any((new_state / "test").iterdir()))
