import gzip
import io
import json
import sys
import uuid
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadqual.cli.files import csv
from leadqual.cli.files.formats import check_writable, open_table, read_rows, write_rows
from leadqual.cli.files.input_files import FileError, Row

CELLS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)


def rows_of(path: Path) -> list[Row]:
    return [row for chunk in read_rows(str(path)) for row in chunk]


def test_csv_is_read_as_people_send_it(tmp_path: Path) -> None:
    for delimiter in [",", ";", "\t", "|"]:
        for encoding in ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"]:
            path = tmp_path / "in.csv"
            text = 'id;title\r\n1;"Geschäftsführer; \nCafé"\r\n\r\n2;\r\n'.replace(";", delimiter)
            path.write_bytes(text.encode(encoding))

            assert rows_of(path) == [
                {"id": "1", "title": f"Geschäftsführer{delimiter} \nCafé"},
                {"id": "2", "title": ""},
            ]


def test_ragged_rows_and_odd_headers_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text("title,,title\na\nb,c,d,e\n")

    assert rows_of(path) == [
        {"title": "a", "column_2": "", "title_2": ""},
        {"title": "b", "column_2": "c", "title_2": "d,e"},
    ]


def test_late_bytes_that_are_no_utf8_make_the_file_windows_1252(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_bytes(b"title\n" + b"Manager\n" * 20_000 + "Geschäftsführer\n".encode("cp1252"))

    assert rows_of(path)[-1] == {"title": "Geschäftsführer"}


def test_rows_come_in_chunks(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text("n\n" + "\n".join(map(str, range(25))))

    assert [len(chunk) for chunk in read_rows(str(path), chunk_rows=10)] == [10, 10, 5]


def test_packed_files_are_read(tmp_path: Path) -> None:
    path = tmp_path / "in.csv.gz"
    path.write_bytes(gzip.compress("title\nKöchin\n".encode()))

    assert rows_of(path) == [{"title": "Köchin"}]


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".jsonl", ".parquet"])
def test_what_is_written_is_read_again(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"out{suffix}"
    rows: list[Row] = [{"id": "1", "title": 'a "b", c\n'}, {"id": "2", "title": "日本|\t;"}]

    count = write_rows(str(path), [rows[:1], rows[1:]], columns={"id": str, "title": str})

    assert count == 2
    assert rows_of(path) == rows
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


@given(st.lists(st.fixed_dictionaries({"a": CELLS, "b": CELLS}), max_size=5))
def test_csv_keeps_every_cell(rows: list[Row]) -> None:
    target = io.BytesIO()
    writer = csv.CsvWriter(target, {"a": str, "b": str})
    writer.write(rows)
    writer.close()

    _, chunks = csv.read(io.BytesIO(target.getvalue()), "x", chunk_rows=10)

    assert [row for chunk in chunks for row in chunk] == rows


def test_types_survive_from_jsonl_to_parquet_and_back(tmp_path: Path) -> None:
    source, packed, back = (tmp_path / name for name in ("in.jsonl", "a.parquet", "b.jsonl"))
    objects = [
        {"n": 1, "x": 1, "ok": True, "mix": 1, "list": [1, "ä"], "none": None},
        {"n": 2, "x": 2.5, "ok": False, "mix": "two", "big": 2**70, "list": None},
    ]
    source.write_text("\n".join(map(json.dumps, objects)) + "\n\n")

    table = open_table(str(source))
    write_rows(str(packed), table.chunks, columns=table.columns)
    again = open_table(str(packed))
    write_rows(str(back), again.chunks, columns=again.columns)

    first, second = (json.loads(line) for line in back.read_text().splitlines())
    assert first == {
        "n": 1, "x": 1.0, "ok": True, "mix": "1", "list": '[1, "ä"]', "none": None, "big": None,
    }  # fmt: skip
    assert (second["x"], second["mix"], second["big"]) == (2.5, "two", str(2**70))


def test_parquet_keeps_its_types(tmp_path: Path) -> None:
    source, out = tmp_path / "in.parquet", tmp_path / "out.parquet"
    written = pa.table({"when": pa.array([0], pa.timestamp("s")), "tags": [["a", "b"]]})
    pq.write_table(written, source)

    table = open_table(str(source))
    write_rows(str(out), table.chunks, columns=table.columns)

    assert pq.read_table(out).equals(pq.read_table(source))


def test_lone_surrogates_are_written_as_escapes(tmp_path: Path) -> None:
    for suffix in (".csv", ".jsonl", ".parquet"):
        path = tmp_path / f"out{suffix}"

        write_rows(str(path), [[{"title": "a\ud800b"}]], columns={"title": str})

        assert len(rows_of(path)) == 1


def test_failure_leaves_the_old_file_and_no_half_one(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.write_text("old\n")

    def chunks() -> "list[list[Row]]":
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_rows(str(path), (chunk for _ in [0] for chunk in chunks()), columns={"a": str})

    assert path.read_text() == "old\n"
    assert [file.name for file in tmp_path.iterdir()] == ["out.csv"]


@pytest.mark.parametrize("kind", ["same", "spelling", "soft", "hard", "source_is_link"])
def test_output_that_is_the_input_is_refused_by_whatever_name(tmp_path: Path, kind: str) -> None:
    source, link, other = tmp_path / "in.csv", tmp_path / "link.csv", tmp_path / "other.csv"
    source.write_text("a\n1\n")
    other.write_text("a\n1\n")
    make = link.hardlink_to if kind == "hard" else link.symlink_to
    make(source)
    read = link if kind == "source_is_link" else source
    spelled = f"{tmp_path}/../{tmp_path.name}/./in.csv"
    out = {"same": source, "spelling": spelled, "source_is_link": source}.get(kind, link)

    with pytest.raises(FileError, match="is also the input file"):
        check_writable(str(out), sources=[None, "-", str(other), str(read)])

    check_writable(str(tmp_path / "new.csv"), sources=[str(source)])
    check_writable(str(other), sources=[str(source), str(tmp_path / "nowhere.csv")])
    check_writable("-", sources=["-", str(source)])


def test_mistakes_are_told_in_one_line(tmp_path: Path) -> None:
    for name, content, message in [
        ("nowhere.csv", None, "does not exist"),
        ("in.xlsx", b"x", "must end in"),
        ("empty.csv", b"", "is empty"),
        ("in.csv", b"Name,Job\n", "no column 'title'. Its columns are: Name, Job."),
        ("bad.jsonl", b'{"title": 1}\n{oops\n', "line 2 is not valid JSON"),
        ("list.jsonl", b"[1]\n", "line 1 must be a JSON object"),
        ("in.jsonl", b'{"a": 1}\n', "no column 'title'. Its columns are: a."),
        ("in.parquet", b"PAR1 no", "is not a Parquet file"),
    ]:
        path = tmp_path / name
        if content is not None:
            path.write_bytes(content)

        with pytest.raises(FileError, match=message) as error:
            list(open_table(str(path), require=["title"]).chunks)

        assert "\n" not in str(error.value)


def test_binary_files_are_refused_in_few_words(tmp_path: Path) -> None:
    for content in [bytes(range(256)) * 8, b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" * 9]:
        path = tmp_path / "in.csv"
        path.write_bytes(content)

        with pytest.raises(FileError, match="is not a text file"):
            open_table(str(path), require=["title"])


def test_unclosed_quotation_mark_is_refused_with_its_line(tmp_path: Path) -> None:
    for packing in ["", ".gz"]:
        for text, line in [
            ('title\n"unclosed quote\nCEO\nCTO\n', 2),
            ('title\nCFO\n"unclosed quote\nCEO\nCTO', 3),
            ('\n\ntitle,n\nCFO,"1\n2"\n\nCEO,"\n', 7),
            ('title\nCFO\n"', 3),
            ('title\nCFO\n"\n', 3),
            ('title\nx"\n"x', 3),
            ('title,city\n"Sales, Ulm\nCEO,Bonn\n"Head, Sales",Berlin\n', 2),
            ('n,title\n1,"Sales\n2,CEO\n3,"Head of Sales"\n4,CTO\n', 2),
            ('title,"city\nCEO,Bonn\n', 1),
            (f'title\nCFO\n"{"CEO " * 1000}\n' + f"{'CTO ' * 1000}\n" * 5000, 3),
        ]:
            path = tmp_path / f"in.csv{packing}"
            path.write_bytes(gzip.compress(text.encode()) if packing else text.encode())

            with pytest.raises(FileError, match=rf"line {line}: a quotation mark") as error:
                list(open_table(str(path)).chunks)

            assert "No output file was written" in str(error.value)


def test_quotation_marks_that_swallow_nothing_are_read(tmp_path: Path) -> None:
    for text, titles in [
        ('title\nx"\n', ['x"']),
        ('title\nCEO\nx"', ["CEO", 'x"']),
        ('title\n"x"""\n"a\n""b"""', ['x"', 'a\n"b"']),
        (
            'title\n5" pipes\nthe "boss"\n"Head" of Sales\n',
            ['5" pipes', 'the "boss"', "Head of Sales"],
        ),
        ('title\r"Head\rof"\r\nCEO', ["Head\rof", "CEO"]),
        ('title\n""\n"\n"', ["", "\n"]),
    ]:
        path = tmp_path / "in.csv"
        path.write_bytes(text.encode())

        assert [row["title"] for row in rows_of(path)] == titles


@pytest.mark.parametrize("name", ["in.csv.gz", "in.jsonl.gz", "in.parquet.gz"])
def test_damaged_gzip_is_told_in_one_line(tmp_path: Path, name: str) -> None:
    whole, path = tmp_path / name.removesuffix(".gz"), tmp_path / name
    rows: list[Row] = [{"title": uuid.uuid5(uuid.NAMESPACE_DNS, str(n)).hex} for n in range(5_000)]
    write_rows(str(whole), [rows], columns={"title": str})
    packed = gzip.compress(whole.read_bytes(), mtime=0)

    for damaged, message in (
        (b"x", "not a gzip file"),
        (packed[: len(packed) // 2], "incomplete"),
        (packed[:5000] + b"\x00" * 99 + packed[5099:], "damaged|cut off"),
        (packed[:-8] + b"\x00" * 8, "not a gzip file"),
    ):
        path.write_bytes(damaged)
        with pytest.raises(FileError, match=message) as error:
            list(open_table(str(path), require=["title"]).chunks)
        assert name in str(error.value)
        assert "No output file was written" in str(error.value)
        assert "\n" not in str(error.value)


def test_damaged_parquet_is_told_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "in.parquet"
    rows: list[Row] = [{"title": f"Manager {n}"} for n in range(20_000)]
    write_rows(str(path), [rows], columns={"title": str})
    content = bytearray(path.read_bytes())
    content[4:4000] = b"\xff" * 3996
    path.write_bytes(content)

    with pytest.raises(FileError, match="is damaged"):
        list(open_table(str(path)).chunks)


def test_long_lists_of_columns_are_cut(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text(",".join(f"column {number}" for number in range(200)) + "\n")

    with pytest.raises(FileError, match="no column 'title'") as error:
        open_table(str(path), require=["title"])

    assert len(str(error.value)) < 400 + len(str(path))


def test_bad_output_is_refused_before_any_work(tmp_path: Path) -> None:
    for path, message in (
        ("out.doc", "must end in"),
        ("no/folder/out.csv", "the folder does not exist"),
    ):
        with pytest.raises(FileError, match=message):
            check_writable(str(tmp_path / path))


def test_other_code_pages_are_recognized_as_in_an_import(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    text = "title\n" + "Генеральный директор\nМенеджер по продажам\n" * 20
    path.write_bytes(text.encode("cp1251"))

    assert rows_of(path)[0] == {"title": "Генеральный директор"}


def test_standard_output_is_of_the_kind_of_the_input(
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    for like, written in [
        (".jsonl", b'{"id": 7}\n'),
        (".tsv", b"id\n7\n"),
        (".parquet", b"id\n7\n"),
        ("", b"id\n7\n"),
    ]:
        write_rows("-", [[{"id": 7}]], columns={"id": int}, like=like)
        sys.stdout.flush()

        assert capfdbinary.readouterr().out == written
