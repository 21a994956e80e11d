import re
import socket
from io import StringIO
from pathlib import Path

import pytest

from launcher.console import Console
from launcher.errors import LocalError
from launcher.system.child_processes import Backoff
from launcher.system.logs import MAX_BYTES, keep_small, read_new_lines, rotate
from launcher.system.ports import LOOPBACK, is_free, remembered_port
from launcher.system.run_file import Entry, Run, RunFile
from launcher.system.state_files import FolderLock, hold_lock, read_or_create_secret, write_private


def test_a_secret_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    first = read_or_create_secret(tmp_path / "secret")

    assert read_or_create_secret(tmp_path / "secret") == first
    assert len(first) >= 50
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret"]


def test_only_one_holds_a_lock(tmp_path: Path) -> None:
    first, second = FolderLock(tmp_path / "lock"), FolderLock(tmp_path / "lock")

    assert first.take()
    assert not second.take()
    with (
        pytest.raises(LocalError, match="Another process"),
        hold_lock(tmp_path / "lock", seconds=0.1),
    ):
        pass

    first.give_back()
    assert second.take()
    second.give_back()


def test_a_port_is_remembered_until_somebody_else_takes_it(tmp_path: Path) -> None:
    file = tmp_path / "ports.json"
    first = remembered_port(file, "web")

    assert remembered_port(file, "web", preferred=first + 1) == first
    with socket.socket() as squatter:
        squatter.bind((LOOPBACK, first))
        squatter.listen()
        assert not is_free(first)
        other = remembered_port(file, "web")

    assert other != first
    assert remembered_port(file, "web") == other


def test_a_broken_memory_of_ports_is_forgotten(tmp_path: Path) -> None:
    write_private(tmp_path / "ports.json", "{broken")

    assert is_free(remembered_port(tmp_path / "ports.json", "web"))


def test_a_part_that_starts_again_keeps_its_place_in_the_order(tmp_path: Path) -> None:
    run_file = RunFile(tmp_path)
    for number, name in enumerate(("worker", "beat", "web")):
        run_file.put(Entry(name, number, 1.5, ((15, 10.0),)))

    run_file.put(Entry("beat", 99, 2.5, ((15, 5.0),), 8000))
    run_file.set_address("http://127.0.0.1:8000")

    run = RunFile(tmp_path).read()
    assert [entry.name for entry in run.parts] == ["worker", "beat", "web"]
    assert run.part("beat") == Entry("beat", 99, 2.5, ((15, 5.0),), 8000)
    assert run.address == "http://127.0.0.1:8000"


def test_a_broken_run_file_means_that_nothing_is_known(tmp_path: Path) -> None:
    for text in ("", "{", "[]", '{"address": null, "parts": [{}]}'):
        (tmp_path / "run.json").write_text(text, encoding="utf-8")

        assert RunFile(tmp_path).read() == Run()


def test_logs_move_aside_and_the_oldest_goes(tmp_path: Path) -> None:
    for number in range(5):
        (tmp_path / "web.log").write_text(f"start {number}\n", encoding="utf-8")
        rotate(tmp_path)

    kept = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()}
    assert kept == {"web.log.1": "start 4\n", "web.log.2": "start 3\n", "web.log.3": "start 2\n"}


def test_log_above_its_size_moves_aside_while_its_part_writes(tmp_path: Path) -> None:
    (tmp_path / "beat.log").write_bytes(b"small\n")
    log = tmp_path / "web.log"
    with log.open("ab") as part:
        for letter in (b"a", b"b", b"c", b"d", b"e"):
            part.write(letter * (MAX_BYTES + 1))
            part.flush()
            keep_small(tmp_path)
        part.write(b"after\n")

    assert log.read_bytes() == b"after\n"
    kept = {path.name: path.read_bytes()[:1] for path in tmp_path.glob("web.log.*")}
    assert kept == {"web.log.1": b"e", "web.log.2": b"d", "web.log.3": b"c"}
    assert (tmp_path / "beat.log").read_bytes() == b"small\n"


def test_half_a_line_waits_for_its_end(tmp_path: Path) -> None:
    log = tmp_path / "setup.log"
    log.write_text("one\ntw", encoding="utf-8")
    lines, position = read_new_lines(log, position=0)
    with log.open("a", encoding="utf-8") as file:
        file.write("o\n")

    assert lines == ["one"]
    assert read_new_lines(log, position=position) == (["two"], 8)


def test_a_part_that_keeps_ending_waits_longer_each_time() -> None:
    backoff = Backoff()

    delays = [backoff.delay("web", lifetime=0.5) for _ in range(9)]

    assert delays[:4] == [0.0, 1.0, 2.0, 4.0]
    assert delays[-1] == 30.0
    assert backoff.delay("worker", lifetime=0.0) == 0.0


def test_a_part_that_did_its_work_starts_again_at_once_however_often_it_is_killed() -> None:
    backoff = Backoff()

    delays = [backoff.delay("web", lifetime=lived) for lived in (11.0, 20.0, 0.5, 0.5, 11.0, 0.5)]

    assert delays == [0.0, 0.0, 0.0, 1.0, 0.0, 0.0]


def test_each_step_is_one_line_that_says_how_it_went() -> None:
    stream = StringIO()
    console = Console(stream)

    with console.step("Redis") as step:
        step.text = "Redis on port 6379"
    with pytest.raises(LocalError), console.step("Tables"):
        raise LocalError("no")

    first, second = stream.getvalue().splitlines()
    assert first.startswith("ok   Redis on port 6379")
    assert re.search(r" \d\.\d s$", first)
    assert second.startswith("no   Tables")


def test_a_closed_terminal_is_no_reason_to_fail() -> None:
    stream = StringIO()
    console = Console(stream)
    stream.close()

    with console.step("Redis"):
        console.line("still here")
