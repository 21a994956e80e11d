"""Folders of Parquet files: what is found, written, resumed and refused, on this machine."""

import json
from contextlib import suppress
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from leadqual.cli.files.input_files import FileError
from leadqual.cli.files.resume import StoppedError
from leadqual.cli.partitions.partition_files import Partition, find_partitions, is_partitioned
from leadqual.cli.partitions.partition_journal import NAME, open_journal
from leadqual.cli.partitions.run_progress import RunProgress
from tests.leadqual.cli.partitions.title_folders import files_of, write_folder
from tests.leadqual.cli.test_titles import run

JOB: dict[str, object] = {"settings": ["titles"], "state": ["1"]}


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "in", (40, 3, 0, 12))


def names(source: Path | str, out: Path) -> list[str]:
    return [one.name for one in find_partitions(str(source), str(out))]


def test_each_file_of_a_folder_has_the_output_of_that_file_alone(
    source: Path, tmp_path: Path
) -> None:
    out, alone = tmp_path / "out", tmp_path / "alone.parquet"

    done = run("titles", "classify", source, "--out", out)

    assert done.returncode == 0
    assert len(files_of(out)) == 4
    for name, content in files_of(out).items():
        assert run("titles", "classify", source / name, "--out", alone).returncode == 0
        assert content == alone.read_bytes()


def test_folders_patterns_and_files_name_their_files(source: Path, tmp_path: Path) -> None:
    for pattern, expected in [
        ("", ["deep/part-3.parquet", *(f"part-{n}.parquet" for n in range(3))]),
        ("part-[01].parquet", ["part-0.parquet", "part-1.parquet"]),
        ("*/part-*.parquet", ["deep/part-3.parquet"]),
        ("part-1.parquet", ["part-1.parquet"]),
    ]:
        assert names(source / pattern, tmp_path / "out") == expected


def test_hidden_files_and_other_formats_are_passed_over(source: Path, tmp_path: Path) -> None:
    for name in (".part-9.parquet", "_temporary/part-9.parquet", "notes.csv"):
        (source / name).parent.mkdir(exist_ok=True)
        (source / name).write_bytes(b"")

    assert len(names(source, tmp_path / "out")) == 4


def test_only_folders_and_patterns_are_partitioned(source: Path) -> None:
    assert is_partitioned(str(source))
    assert is_partitioned(f"{source}/*.parquet")
    assert is_partitioned("s3://bucket/folder/")
    assert is_partitioned("s3://bucket/*.parquet")
    assert not is_partitioned(str(source / "part-0.parquet"))
    assert not is_partitioned("s3://bucket/part-0.parquet")
    assert not is_partitioned("-")


def test_the_folder_of_the_input_is_no_output(source: Path, tmp_path: Path) -> None:
    with pytest.raises(FileError, match="also the folder of the input"):
        find_partitions(str(source), str(source / "." / ""))


def test_an_empty_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="holds no Parquet files"):
        find_partitions(str(tmp_path), str(tmp_path / "out"))


def test_options_of_one_file_are_refused_before_anything_is_written(
    source: Path, tmp_path: Path
) -> None:
    for options in [("--workspace", "demo"), ("--encoding", "utf-8"), ("--out-format", "csv")]:
        done = run(
            "titles", "classify", source, "--out", tmp_path / "out", "--engine", "ray", *options
        )

        assert done.returncode == 2
        assert options[0] in done.stderr.decode()
        assert not (tmp_path / "out").exists()


def test_failed_files_are_named_and_tried_again_alone(source: Path, tmp_path: Path) -> None:
    out, broken = tmp_path / "out", source / "part-1.parquet"
    whole = broken.read_bytes()
    broken.write_bytes(b"not Parquet")
    failed = run("titles", "classify", source, "--out", out)
    first = (out / "part-0.parquet").stat()

    broken.write_bytes(whole)
    again = run("titles", "classify", source, "--out", out)

    assert (failed.returncode, again.returncode) == (1, 0)
    assert "part-1.parquet failed 3 times" in failed.stderr.decode()
    assert "3 of 4 files are done" in again.stderr.decode()
    assert (out / "part-0.parquet").stat() == first
    assert sorted(files_of(out)) == [
        "deep/part-3.parquet",
        *(f"part-{n}.parquet" for n in range(3)),
    ]


def test_what_changed_or_vanished_is_done_again(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    found = find_partitions(str(source), str(out))
    for one in found:
        Path(one.out).parent.mkdir(exist_ok=True)
        Path(one.out).write_bytes(b"")
    with suppress(StoppedError), open_journal(str(out), JOB) as journal:
        for one in found:
            journal.note(one, 5)
        raise StoppedError("stopped")
    Path(found[1].out).unlink()
    pq.write_table(pa.table({"title": ["CEO"]}), found[2].source)

    later = find_partitions(str(source), str(out))
    with open_journal(str(out), JOB) as journal:
        rows = [journal.rows_of(one) for one in later]

    assert rows == [5, None, None, 5]
    assert not (out / NAME).exists()


def test_a_line_that_was_cut_off_and_another_job_count_nothing(tmp_path: Path) -> None:
    one = Partition("a.parquet", "a", str(tmp_path / "a.parquet"), 1, {"size": 1})
    Path(one.out).write_bytes(b"")
    journal = tmp_path / NAME
    lines = [{"job": JOB}, {"name": "a.parquet", "identity": {"size": 1}, "rows": 7}]
    text = "".join(json.dumps(line) + "\n" for line in lines)
    journal.write_text(f'{text}{{"name": "b.par')
    with open_journal(str(tmp_path), JOB) as opened:
        same = opened.rows_of(one)
    journal.write_text(text)
    with open_journal(str(tmp_path), {**JOB, "state": ["2"]}) as opened:
        other = opened.rows_of(one)

    assert (same, other) == (7, None)


def test_two_commands_do_not_write_one_folder(tmp_path: Path) -> None:
    with open_journal(str(tmp_path), JOB), pytest.raises(StoppedError, match="another command"):  # noqa: SIM117
        with open_journal(str(tmp_path), JOB):
            pass


def test_progress_tells_rows_rate_files_and_what_remains() -> None:
    parts = [Partition(f"{n}", "", "", 100, {}) for n in range(4)]
    progress = RunProgress(parts, {"0": 1_000}, now=10.0)

    line = progress.add(parts[1], 3_000, now=12.0)

    assert line == "50 %: 2 of 4 files, 4,000 rows, 1,500 rows per second, about 4 s left"
