"""Long files of titles: several processes, and going on after a kill."""

import gzip
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from leadqual.cli.files import resume
from leadqual.cli.files.input_files import CHUNK_ROWS, FileError, Row
from leadqual.cli.files.resume import StoppedError, saved_rows, write_resumably
from tests.waiting import until

SAVED_ROWS = 30_000
# Saves sooner than the command does, so that a shorter file is long enough to be killed in.
LEADQUAL = f"""
from leadqual.cli import main
from leadqual.cli.files import resume
resume.SAVED_CHUNKS = {SAVED_ROWS // CHUNK_ROWS}
main()
"""
COLUMNS = {"id": int, "title": str}
JOB = {"source": "in.csv", "size": 3}


class PulledPlugError(Exception):
    """The command is gone, and nothing of it runs any more."""


def chunks(first: int, *, stop: int = 10, error: Exception | None = None) -> Iterator[list[Row]]:
    for number in range(first, stop):
        yield [{"id": number, "title": f"Köchin {number}"}, {"id": -number, "title": 'a "b", c'}]
    if error:
        raise error


def content(path: Path) -> object:
    if path.suffix == ".parquet":
        return pq.read_table(path).to_pylist()
    return path.read_bytes()


@pytest.mark.parametrize(
    "name", ["o.csv", "o.tsv", "o.jsonl", "o.csv.gz", "o.jsonl.gz", "o.parquet"]
)
def test_output_after_a_stop_is_that_of_one_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(resume, "SAVED_CHUNKS", 2)
    whole, out = tmp_path / f"whole{name}", tmp_path / name
    write_resumably(str(whole), chunks, columns=COLUMNS, job=JOB)
    begun: list[int] = []

    def going_on(first: int) -> Iterator[list[Row]]:
        begun.append(first)
        yield from chunks(first)

    for stop in (1, 4, 7, 10):
        broken = partial(chunks, stop=stop, error=PulledPlugError())
        with pytest.raises(PulledPlugError):
            write_resumably(str(out), broken, columns=COLUMNS, job=JOB)
        rows = write_resumably(str(out), going_on, columns=COLUMNS, job=JOB)

        assert rows == 20
        assert content(out) == content(whole)
        assert sorted(path.name for path in tmp_path.iterdir()) == sorted([whole.name, name])
        out.unlink()

    assert begun == [0, 4, 6, 10]


def test_packed_output_is_ordinary_gzip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resume, "SAVED_CHUNKS", 2)
    out = tmp_path / "o.csv.gz"

    write_resumably(str(out), chunks, columns=COLUMNS, job=JOB)

    lines = gzip.decompress(out.read_bytes()).decode().splitlines()
    assert (len(lines), lines[0], lines[2]) == (21, "id,title", '0,"a ""b"", c"')


def test_another_job_starts_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resume, "SAVED_CHUNKS", 2)
    out = str(tmp_path / "o.csv")
    with pytest.raises(PulledPlugError):
        write_resumably(out, lambda n: chunks(n, error=PulledPlugError()), columns=COLUMNS, job=JOB)

    other = {**JOB, "size": 4}

    assert (saved_rows(out, JOB), saved_rows(out, other)) == (20, 0)
    assert write_resumably(out, lambda n: chunks(n, stop=1), columns=COLUMNS, job=other) == 2
    assert Path(out).read_text().count("\n") == 3


def test_a_bad_input_leaves_nothing(tmp_path: Path) -> None:
    def bad(first: int) -> Iterator[list[Row]]:
        return chunks(first, error=FileError("line 21 is not valid JSON"))

    with pytest.raises(FileError, match="line 21"):
        write_resumably(str(tmp_path / "o.csv"), bad, columns=COLUMNS, job=JOB)

    assert list(tmp_path.iterdir()) == []


def test_two_commands_do_not_write_one_file(tmp_path: Path) -> None:
    out = str(tmp_path / "o.csv")

    def nested(first: int) -> Iterator[list[Row]]:
        with pytest.raises(StoppedError, match="by another command"):
            write_resumably(out, chunks, columns=COLUMNS, job=JOB)
        yield from chunks(first)

    assert write_resumably(out, nested, columns=COLUMNS, job=JOB) == 20


def long_file(path: Path, *, rows: int) -> Path:
    kinds = ("Sales", "Nursing", "Tax", "Java", "Supply Chain", "Payroll", "Growth")
    ranks = ("Head of", "Senior", "Junior", "VP", "Chief")
    with path.open("w", encoding="utf-8") as lines:
        lines.write("id,title\n")
        for number in range(rows):
            kind, rank = kinds[number % 7], ranks[number % 5]
            lines.write(f"{number},{rank} {kind} Manager {number % 30_000:05}x\n")
    return path


def start(source: Path, out: Path, *arguments: str) -> "subprocess.Popen[bytes]":
    words = ["titles", "classify", str(source), "--out", str(out), *arguments]
    command = [sys.executable, "-c", LEADQUAL, *words]
    return subprocess.Popen(command, stderr=subprocess.PIPE)


def children(pid: int) -> Sequence[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return [int(child) for child in found.split()]


def is_gone(pid: int) -> bool:
    try:
        return "\nState:\tZ" in Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except OSError:
        return True


@pytest.mark.slow
def test_killed_command_goes_on_with_the_same_output_and_leaves_no_processes(
    tmp_path: Path,
) -> None:
    source = long_file(tmp_path / "in.csv", rows=3 * SAVED_ROWS)
    whole, out = tmp_path / "whole.csv", tmp_path / "out.csv"
    journal = tmp_path / ".out.csv.progress.json"
    first = start(source, out)
    until(lambda: journal.exists() or first.poll() is not None)
    begun = children(first.pid)

    os.kill(first.pid, signal.SIGKILL)
    first.communicate()
    kept = json.loads(journal.read_text())["rows"]
    second = start(source, out)
    errors = second.communicate()[1].decode()
    third = start(source, whole, "--processes", "1")
    third.communicate()

    assert kept >= SAVED_ROWS
    assert (second.returncode, third.returncode) == (0, 0)
    assert f"Resuming after row {kept:,}." in errors
    assert out.read_bytes() == whole.read_bytes()
    assert len(begun) >= 2
    assert all(is_gone(pid) for pid in begun)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.csv", "out.csv", "whole.csv"]
