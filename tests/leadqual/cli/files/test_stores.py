"""Files in S3-compatible stores and on the web."""

import gzip
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from s3fs import S3FileSystem

from leadqual.cli.files import resume
from leadqual.cli.files.file_formats import FileFormat
from leadqual.cli.files.formats import check_writable, open_table, write_rows
from leadqual.cli.files.input_files import FileError, Row
from leadqual.cli.files.resume import StoppedError, write_resumably
from leadqual.cli.files.stores import shown_path, unfinished_path
from tests.leadqual.cli.files.store_servers import KEYS, running_store, running_web
from tests.leadqual.cli.test_titles import run

ROWS: list[Row] = [{"id": "1", "title": "Köchin"}, {"id": "2", "title": 'a "b", c'}]
COLUMNS = {"id": str, "title": str}


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with running_store() as address:
        yield address


@pytest.fixture
def store(endpoint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[S3FileSystem]:
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    system = S3FileSystem(skip_instance_cache=True, use_listings_cache=False)
    if not system.exists("lists"):
        system.mkdir("lists")
    yield system
    for path in system.find("lists"):
        system.rm_file(path)


def rows_of(path: str, file_format: FileFormat | None = None) -> list[Row]:
    return [row for chunk in open_table(path, file_format=file_format).chunks for row in chunk]


def test_what_is_written_to_a_store_is_read_again(store: S3FileSystem) -> None:
    for suffix in (".csv", ".parquet"):
        path = f"s3://lists/a folder/out{suffix}"

        count = write_rows(path, [ROWS[:1], ROWS[1:]], columns=COLUMNS)

        assert count == 2
        assert rows_of(path) == ROWS
        assert store.find("lists") == [f"lists/a folder/out{suffix}"]
        assert list(unfinished_path(path).parent.iterdir()) == []
        store.rm_file(f"lists/a folder/out{suffix}")


def test_titles_of_a_store_are_labeled_into_a_store(store: S3FileSystem) -> None:
    store.pipe_file("lists/in.jsonl.gz", gzip.compress(b'{"n": 1, "title": "Head of Sales"}\n'))

    done = run("titles", "classify", "s3://lists/in.jsonl.gz", "--out", "s3://lists/out.parquet")

    assert (done.returncode, done.stderr) == (0, b"")
    with store.open("lists/out.parquet") as stream:
        (row,) = pq.read_table(stream).to_pylist()
    assert (row["n"], row["level"]) == (1, "vp")


def test_files_of_the_web_are_read(store: S3FileSystem, tmp_path: Path) -> None:
    for suffix in (".csv", ".jsonl", ".parquet"):
        write_rows(str(tmp_path / f"in{suffix}"), [ROWS], columns=COLUMNS)
    (tmp_path / "in.csv.gz").write_bytes(gzip.compress((tmp_path / "in.csv").read_bytes()))

    with running_web(tmp_path) as address:
        for name in ("in.csv", "in.jsonl", "in.parquet", "in.csv.gz", "in.csv?signature=1"):
            assert rows_of(f"{address}/{name}") == ROWS


def test_an_address_without_its_packages_says_which_command_installs_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for path in ["s3://lists/in.csv", "https://localhost/in.csv"]:
        monkeypatch.setitem(sys.modules, "s3fs", None)

        with pytest.raises(FileError, match="`make stores`"):
            open_table(path)


def test_format_option_counts_more_than_the_name(store: S3FileSystem) -> None:
    write_rows("s3://lists/nightly", [ROWS], columns=COLUMNS, file_format=FileFormat.JSONL)

    assert rows_of("s3://lists/nightly", FileFormat.JSONL) == ROWS
    with pytest.raises(FileError, match="--format"):
        open_table("s3://lists/nightly")


def test_what_cannot_be_read_is_told_in_one_line(store: S3FileSystem) -> None:
    for path, message in (
        ("s3://lists/absent.csv", "s3://lists/absent.csv does not exist"),
        ("s3://nowhere/in.csv", "no bucket named nowhere"),
        ("gs://lists/in.csv", "gs:// is not supported"),
        ("simplecache::s3://lists/in.csv", "not supported"),
        ("s3://lists/in.xml", "must end in"),
    ):
        with pytest.raises(FileError, match=message) as told:
            open_table(path)
        assert "\n" not in str(told.value)


def test_what_cannot_be_written_is_refused_before_any_work(store: S3FileSystem) -> None:
    for path, message in [
        ("s3://nowhere/out.csv", "no bucket named nowhere"),
        ("s3://lists/", "must end in"),
        ("s3://lists.csv", "name of a file"),
        ("https://example.com/out.csv", "can only be read"),
        ("s3://lists/out.xml", "must end in"),
        ("s3://lists/in.csv", "is also the input file"),
    ]:
        with pytest.raises(FileError, match=message):
            check_writable(path, sources=["s3://lists/in.csv"])


def test_missing_rights_and_keys_are_told(
    store: S3FileSystem, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "locked.csv").write_text("title\n")
    with running_web(tmp_path) as address:
        with pytest.raises(FileError, match="access denied"):
            open_table(f"{address.replace('//', '//user:secret@')}/locked.csv?signature=hidden")
        with pytest.raises(FileError, match="does not exist"):
            open_table(f"{address}/absent.csv")
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))

    with pytest.raises(FileError, match="no credentials"):
        open_table("s3://lists/in.csv")


def test_store_that_does_not_answer_is_told(
    store: S3FileSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")

    with pytest.raises(FileError, match="could not be read"):
        open_table("s3://lists/in.csv")


def test_messages_show_no_password_and_no_signature() -> None:
    shown = shown_path("https://user:secret@example.com/a.csv?signature=hidden")

    assert shown == "https://example.com/a.csv"


def chunks(first: int, *, stop: int = 10, error: Exception | None = None) -> Iterator[list[Row]]:
    for number in range(first, stop):
        yield [{"id": str(number), "title": f"Köchin {number}"}]
    if error:
        raise error


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_stopped_work_for_a_store_goes_on_where_it_was(
    store: S3FileSystem, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    monkeypatch.setattr(resume, "SAVED_CHUNKS", 2)
    path, begun = f"s3://lists/out{suffix}", list[int]()
    store.pipe_file(f"lists/out{suffix}", b"old")

    def going_on(first: int) -> Iterator[Sequence[Row]]:
        begun.append(first)
        yield from chunks(first)

    with pytest.raises(KeyError):
        write_resumably(
            path,
            lambda first: chunks(first, stop=7, error=KeyError("killed")),
            columns=COLUMNS,
            job={},
        )
    kept = store.cat_file(f"lists/out{suffix}")
    write_resumably(path, going_on, columns=COLUMNS, job={})

    assert kept == b"old"
    assert begun == [6]
    assert rows_of(path) == [row for chunk in chunks(0) for row in chunk]
    assert list(unfinished_path(path).parent.iterdir()) == []


def test_results_are_kept_when_the_store_does_not_take_them(
    store: S3FileSystem, monkeypatch: pytest.MonkeyPatch, endpoint: str
) -> None:
    monkeypatch.setattr(resume, "SAVED_CHUNKS", 2)
    begun: list[int] = []

    def counted(first: int) -> Iterator[Sequence[Row]]:
        begun.append(first)
        yield from chunks(first)

    with pytest.raises(StoppedError, match="no bucket named later"):
        write_resumably("s3://later/out.csv", counted, columns=COLUMNS, job={})
    store.mkdir("later")
    write_resumably("s3://later/out.csv", counted, columns=COLUMNS, job={})

    assert begun == [0, 10]
    assert len(rows_of("s3://later/out.csv")) == 10
