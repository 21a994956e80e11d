import csv
import gzip
import io
import json
import re
import subprocess
import sys
from pathlib import Path
from unittest.mock import patch

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from benchmarks.titles.hostile import hostile_titles
from classifiers.core.reports import Report
from leadqual.cli import main
from leadqual.cli.classification.companies import CLASSIFY_COLUMNS
from leadqual.cli.classification.replies import COLUMNS as REPLY_COLUMNS
from leadqual.cli.files.formats import read_rows, write_rows
from leadqual.cli.files.input_files import Row
from leadqual.cli.learning.evaluate import print_reports

LEADQUAL = [sys.executable, "-c", "from leadqual.cli import main; main()"]
ADDED = ["functions", "departments", "level", "level_score", "industry", "source", "model"]


def started(*arguments: str | Path, stdin: bytes = b"") -> "subprocess.CompletedProcess[bytes]":
    """Start the command line as people do."""
    command = [*LEADQUAL, *map(str, arguments)]
    return subprocess.run(command, input=stdin, capture_output=True, check=False)


def run(*arguments: str | Path) -> "subprocess.CompletedProcess[bytes]":
    """Do the same in this process, which has loaded all that it needs."""
    command = ["leadqual", *map(str, arguments)]
    with CliRunner().isolation() as (out, error, _), patch.object(sys, "argv", command):
        try:
            main()
            code = 0
        except SystemExit as end:
            code = int(end.code or 0)
        sys.stdout.flush()
        sys.stderr.flush()
        return subprocess.CompletedProcess(command, code, out.getvalue(), error.getvalue())


@pytest.fixture
def contacts(tmp_path: Path) -> Path:
    path = tmp_path / "in.csv"
    path.write_text("id;title;city\n7;Head of Sales;Köln\n8;;\n9;CFO / COO;\n7;head of sales;Ulm\n")
    return path


@pytest.mark.slow
def test_columns_are_added_and_all_others_kept_by_pipes(contacts: Path) -> None:
    words = ("titles", "classify", "-", "--column", "title", "--out", "-")

    done = started(*words, stdin=contacts.read_bytes())

    assert done.returncode == 0
    rows = list(csv.DictReader(io.StringIO(done.stdout.decode(), newline="")))
    assert list(rows[0]) == ["id", "title", "city", *ADDED]
    assert [row["id"] for row in rows] == ["7", "8", "9", "7"]
    assert rows[0]["city"] == "Köln"
    assert rows[0]["functions"].startswith("sales:0.99")  # As often as people confirmed the entry.
    assert rows[0]["departments"] == "sales"
    assert (rows[0]["level"], rows[0]["source"]) == ("vp", "dictionary")
    assert rows[0]["functions"] == f"sales:{rows[0]['level_score']}"
    assert (rows[1]["functions"], rows[1]["level"]) == ("", "other")
    assert rows[2]["functions"].split(";")[0].startswith("finance_executive:")
    assert rows[2]["departments"] == "senior_leadership;finance"
    assert rows[3] == rows[0] | {"title": "head of sales", "city": "Ulm"}


def test_formats_are_told_by_the_suffix(contacts: Path, tmp_path: Path) -> None:
    packed, lines = tmp_path / "out.parquet", tmp_path / "out.jsonl"

    first = run("titles", "classify", contacts, "--out", packed)
    second = run("titles", "classify", packed, "--out", lines)

    assert (first.returncode, second.returncode) == (0, 0)
    assert pq.read_schema(packed).field("level_score").type == "double"
    rows = [json.loads(line) for line in lines.read_text().splitlines()]
    assert rows[0]["functions"] == f"sales:{rows[0]['level_score']}"
    assert 0.99 < rows[0]["level_score"] < 1


def test_bad_titles_are_answered_and_what_is_no_text_is_an_empty_title(tmp_path: Path) -> None:
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    no_text = [None, 7, 1.5, float("nan"), True, ["CEO"], {"title": "CEO"}]
    titles = [*no_text, *hostile_titles().values(), "CEO"]
    lines = [json.dumps({"title": title}) for title in titles]
    source.write_text("\n".join([*lines, '{"other": 1}']))

    done = run("titles", "classify", source, "--out", out)

    rows = [json.loads(line) for line in out.read_bytes().splitlines()]
    assert (done.returncode, done.stderr) == (0, b"")
    assert len(rows) == len(titles) + 1
    nothing = rows[0]
    assert (nothing["functions"], nothing["level"]) == ("", "other")
    assert all(row | {"title": None} == nothing for row in rows[1:7])
    assert rows[-2]["functions"]
    assert rows[-1]["level"] == "other"


def test_packed_files_go_in_and_out(contacts: Path, tmp_path: Path) -> None:
    packed, twice = tmp_path / "out.csv.gz", tmp_path / "twice.csv"

    first = run("titles", "classify", contacts, "--out", packed)
    second = run("titles", "classify", packed, "--out", twice)

    assert (first.returncode, second.returncode) == (0, 0)
    rows = list(csv.DictReader(gzip.decompress(packed.read_bytes()).decode().splitlines()))
    assert [row["id"] for row in rows] == ["7", "8", "9", "7"]


def test_mistakes_end_in_one_line_and_leave_nothing(contacts: Path) -> None:
    for arguments, message in [
        (["in.csv", "--column", "job"], "no column 'job'. Its columns are: id, title, city."),
        (["nowhere.csv"], "does not exist"),
        (["in.csv", "--out", "out.xls"], "must end in"),
        (["in.csv", "--model", "nowhere"], "cannot be read"),
    ]:
        folder = contacts.parent
        names = [str(folder / a) if "." in a or a == "nowhere" else a for a in arguments]
        out = [] if "--out" in arguments else ["--out", str(folder / "out.csv")]

        done = run("titles", "classify", *names, *out)

        assert done.returncode != 0
        assert message in done.stderr.decode()
        assert done.stderr.count(b"\n") == 1
        assert [file.name for file in folder.iterdir()] == ["in.csv"]


@pytest.mark.parametrize(
    ("command", "suffix", "own", "added"),
    [
        ("titles", ".csv", {"level": "7", "model": "T", "leadqual_model": "U"}, ADDED),
        ("companies", ".jsonl", {"business_model": "mine", "why": "so"}, [*CLASSIFY_COLUMNS]),
        ("replies", ".parquet", {"category": "mine", "score": "3"}, [*REPLY_COLUMNS]),
    ],
)
def test_columns_of_the_file_are_kept_where_ours_have_their_names(
    tmp_path: Path, command: str, suffix: str, own: dict[str, str], added: list[str]
) -> None:
    source, out, plain = (tmp_path / f"{name}{suffix}" for name in ("in", "out", "plain"))
    given: Row = {"title": "CEO", "name": "Acme", "text": "unsubscribe"}
    write_rows(str(source), [[given]], columns=dict.fromkeys(given, str))
    run(command, "classify", source, "--out", plain)
    write_rows(str(source), [[given | own]], columns=dict.fromkeys([*given, *own], str))

    done = run(command, "classify", source, "--out", out)

    (row,), (answers,) = (next(read_rows(str(path))) for path in (out, plain))
    names = {
        name: f"leadqual_{name}" + ("_2" if f"leadqual_{name}" in own else "")
        for name in added
        if name in own
    }
    assert done.returncode == 0
    assert row == {**given, **own, **{names.get(name, name): answers[name] for name in added}}
    assert f"the results are in {', '.join(names.values())}." in done.stderr.decode()
    assert run(command, "classify", "--help").stdout.count(b"leadqual_") == 1


@pytest.mark.parametrize(
    ("command", "is_cut"),
    [("titles", True), ("companies", True), ("replies", True), ("titles", False)],
)
def test_damaged_gzip_ends_in_one_line_and_leaves_nothing(
    tmp_path: Path, command: str, *, is_cut: bool
) -> None:
    source, out = tmp_path / "in.csv.gz", tmp_path / "out.csv"
    lines = "title,name,text\n" + "".join(f"CEO {n},Acme,Yes\n" for n in range(9_000))
    source.write_bytes(gzip.compress(lines.encode())[:3_000] if is_cut else b"x")

    done = run(command, "classify", source, "--out", out)

    assert done.returncode == 2
    assert f"{source} could not be decompressed" in done.stderr.decode()
    assert done.stderr.count(b"\n") == 1
    assert [file.name for file in tmp_path.iterdir()] == ["in.csv.gz"]


def test_nothing_is_written_over_what_is_read(tmp_path: Path) -> None:
    lines = "id,title,name,text\n1,CEO,Acme,Yes\n"
    for name in ("in.csv", "other.csv"):
        (tmp_path / name).write_text(lines)
    (tmp_path / "liked").write_text("1\n")
    (tmp_path / "link.csv").symlink_to("in.csv")

    for words in [
        ("titles", "classify", "in.csv"),
        ("companies", "classify", "in.csv"),
        ("companies", "classify", "other.csv", "--costs", "in.csv"),
        ("companies", "rank", "in.csv", "--liked", "liked"),
        ("companies", "rank", "other.csv", "--liked", "in.csv"),
        ("replies", "classify", "in.csv"),
    ]:
        names = [str(tmp_path / word) if "." in word or word == "liked" else word for word in words]

        done = run(*names, "--out", tmp_path / "link.csv")

        assert (done.returncode, done.stdout) == (2, b"")
        assert "would be overwritten" in done.stderr.decode()
        assert done.stderr.count(b"\n") == 1
        assert (tmp_path / "in.csv").read_text() == lines
        assert (tmp_path / "link.csv").is_symlink()


def test_nothing_is_written_over_what_comes_by_a_pipe(contacts: Path) -> None:
    before = contacts.read_bytes()
    command = [*LEADQUAL, "titles", "classify", "-", "--out", str(contacts)]

    with contacts.open("rb") as given:
        done = subprocess.run(command, stdin=given, capture_output=True, check=False)

    assert (done.returncode, contacts.read_bytes()) == (2, before)
    assert "would be overwritten" in done.stderr.decode()


def test_help_loads_nothing_heavy() -> None:
    script = (
        "import sys\nfrom leadqual.cli import app\n"
        "from typer.testing import CliRunner\n"
        "assert CliRunner().invoke(app, ['--help']).exit_code == 0\n"
        "print({'torch', 'django', 'pyarrow', 'numpy', 'sklearn'} & set(sys.modules))"
    )

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)

    assert done.stdout.strip() == b"set()"


@pytest.mark.slow
def test_evaluation_prints_json_with_figures_per_label() -> None:
    done = run("evaluate", "titles", "--json")

    reports = {report["name"]: report for report in json.loads(done.stdout)}
    languages = [report for name, report in reports.items() if len(name) == len("test: de")]
    assert len(languages) == 14
    for report in languages:
        assert report["n_examples"] == 95
        assert report["figures"]["functions micro-F1"] >= 0.85, report["name"]
    assert reports["test: misspelled"]["figures"]["functions micro-F1"] >= 0.88
    assert reports["test: other"]["figures"]["Other precision"] >= 0.90
    assert reports["test: other"]["figures"]["Other recall"] >= 0.90
    assert "sales" in reports["test: de"]["labels"]
    assert "Other precision" not in reports["test: es"]["figures"]  # No title of it is Other.


@pytest.mark.parametrize("width", [60, 250])
def test_evaluation_cuts_no_header_and_shows_a_dash_where_there_is_no_figure(
    width: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setenv("FORCE_COLOR", "1")  # A terminal, and not a file.
    long = {"departments micro-F1": 0.5, "calibration error": 0.25}
    some = {"functions micro-F1": 0.9, **long, "Other precision": 0.75, "Other recall": 0.8}
    reports = [Report("test: misspelled", 320, some), Report("test: fr", 1_095, long)]

    print_reports(reports)

    said = re.sub(r"\x1b\[[0-9;]*m", "", capsys.readouterr().out)
    for word in ("departments", "calibration", "functions", "examples", "precision"):
        assert re.search(rf"\b{word}\b", said)
    assert "…" not in said
    assert said.count("–") == 3
    assert max(map(len, said.splitlines())) <= width


@pytest.mark.slow
@pytest.mark.needs_data
def test_figures_on_dev_hold(data_folder: Path) -> None:
    done = run("evaluate", "titles", "--data", data_folder / "titles", "--json")

    figures = json.loads(done.stdout)[0]["figures"]
    assert figures["functions micro-F1"] >= 0.87
    assert figures["level accuracy"] >= 0.96
    assert figures["calibration error"] <= 0.03


def test_two_titles_are_compared() -> None:
    near = run("titles", "similarity", "Head of Sales", "VP Sales", "--json")
    far = run("titles", "similarity", "Head of Sales", "Pastry Chef", "--json")

    found = json.loads(near.stdout)
    assert found["shared_functions"] == ["sales"]
    assert found["similarity"] > 0.5 > json.loads(far.stdout)["similarity"]


def test_similarity_is_shown_with_what_it_rests_on() -> None:
    done = run("titles", "similarity", "Head of Sales", "Have!")

    assert done.returncode == 0
    for part in ("similarity", "embedding", "functions", "wording", "level"):
        assert part in done.stdout.decode()
