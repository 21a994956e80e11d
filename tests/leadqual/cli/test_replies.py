"""Replies on the command line: classify, train, evaluate."""

import csv
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from classifiers.core import artifacts
from classifiers.core.types import ReplyText
from classifiers.replies.cascade import load_cascade
from classifiers.replies.intents import INTENTS
from classifiers.replies.training.fitting import TEST_WRITER
from classifiers.replies.training.recipe import PRODUCT_DATA
from leadqual.cli import app
from leadqual.cli.files.input_files import FileError

ROWS = [
    {"id": "a", "subject": "Re: Offer", "text": "Please take me off your list."},
    {"id": "b", "subject": "Re: Offer", "text": "Too expensive,\nno budget; sorry"},
    {"id": "c", "subject": "Automatic reply: Offer", "text": "I am on holiday until 3 May."},
    {"id": "d", "subject": "", "text": ""},
]
ADDED = ["intent", "category", "score", "action"]


def classify(source: Path, out: Path) -> None:
    result = CliRunner().invoke(app, ["replies", "classify", str(source), "--out", str(out)])
    assert result.exit_code == 0, result.output


def test_jsonl_in_and_out_keeps_rows_and_adds_four_columns(tmp_path: Path) -> None:
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text("".join(json.dumps(row) + "\n" for row in ROWS), encoding="utf-8")

    classify(source, out)

    found = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [list(row) for row in found] == [["id", "subject", "text", *ADDED]] * len(ROWS)
    assert [{name: row[name] for name in ("id", "subject", "text")} for row in found] == ROWS
    expected = load_cascade().predict([ReplyText(row["subject"], row["text"]) for row in ROWS])
    assert [(row["intent"], row["category"], row["score"], row["action"]) for row in found] == [
        (p.intent, p.category, p.score, p.action) for p in expected
    ]
    assert [row["intent"] for row in found] == [
        "unsubscribe",
        "objection_financial",
        "out_of_office",
        "empty_body",
    ]
    assert found[0]["action"] == "do_not_contact"


def test_unsupported_language_gets_no_intent(tmp_path: Path) -> None:
    for suffix in ["csv", "jsonl"]:
        source, out = tmp_path / "in.jsonl", tmp_path / f"out.{suffix}"
        source.write_text(json.dumps({"text": "今後メールを送らないでください"}), encoding="utf-8")

        classify(source, out)

        text = out.read_text(encoding="utf-8")
        (row,) = csv.DictReader(text.splitlines()) if suffix == "csv" else [json.loads(text)]
        assert [row[name] or None for name in ADDED] == [None, None, None, "review"]


def test_csv_and_parquet_give_the_same_answers(tmp_path: Path) -> None:
    with (tmp_path / "in.csv").open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, fieldnames=["id", "subject", "text"])
        writer.writeheader()
        writer.writerows(ROWS)
    pq.write_table(pa.Table.from_pylist(ROWS), tmp_path / "in.parquet")

    classify(tmp_path / "in.csv", tmp_path / "out.csv")
    classify(tmp_path / "in.parquet", tmp_path / "out.parquet")

    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as rows:
        from_csv = list(csv.DictReader(rows))
    from_parquet = pq.read_table(tmp_path / "out.parquet").to_pylist()
    assert [row["intent"] for row in from_csv] == [row["intent"] for row in from_parquet]
    assert [float(row["score"]) for row in from_csv] == [row["score"] for row in from_parquet]


def test_a_file_without_subject_is_classified(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text('{"text": "unsubscribe"}\n', encoding="utf-8")

    classify(tmp_path / "in.jsonl", tmp_path / "out.jsonl")

    assert json.loads((tmp_path / "out.jsonl").read_text())["intent"] == "unsubscribe"


def test_a_file_without_text_is_refused_by_name(tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text("subject,body\nRe: x,no\n", encoding="utf-8")

    command = ["replies", "classify", str(source), "--out", str(tmp_path / "out.csv")]
    result = CliRunner().invoke(app, command)

    assert isinstance(result.exception, FileError)
    assert "no column 'text'" in str(result.exception)
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.slow
def test_classifying_imports_neither_django_nor_torch(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text('{"subject": "", "text": "no"}\n', encoding="utf-8")
    program = (
        "import sys; from leadqual.cli import app\n"
        f"app(['replies', 'classify', {str(tmp_path / 'in.jsonl')!r}, '--out', "
        f"{str(tmp_path / 'out.jsonl')!r}], standalone_mode=False)\n"
        "print([name for name in ('django', 'torch', 'sklearn') if name in sys.modules])"
    )

    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert result.stdout.strip() == "[]"


@pytest.mark.slow
def test_evaluate_prints_the_figures_that_the_shipped_artifact_keeps() -> None:
    result = CliRunner().invoke(app, ["evaluate", "replies", "--json"])

    assert result.exit_code == 0, result.output
    report = json.loads(result.stdout)
    stored = artifacts.load(artifacts.pretrained("replies"), kind="replies").report
    others = {"learned_from", "held_out"}  # Of other replies than those of the test writer.
    expected = figures({name: value for name, value in stored.items() if name not in others})
    assert figures(report) == pytest.approx(expected, rel=0.05, abs=0.01)
    assert report["test_writer"] == TEST_WRITER
    assert set(report["intents"]) == set(INTENTS)
    assert {"precision", "recall"} <= set(report["unsubscribe"])
    assert 0 < report["english"]["macro_f1_intents"] < 1
    assert 0 < report["others"]["macro_f1_intents"] < 1


def figures(report: Mapping[str, object], before: str = "") -> dict[str, float]:
    """Every number of a report by its path; processors round the last digits differently."""
    found: dict[str, float] = {}
    for name, value in report.items():
        if isinstance(value, Mapping):
            found |= figures(value, f"{before}{name}.")
        elif isinstance(value, int | float):
            found[f"{before}{name}"] = value
    return found


def few_replies(folder: Path, *writers: str) -> Path:
    """Write two replies by each writer for each of some intents: as labelled data, it is enough."""
    intents = {"unsubscribe", "out_of_office", "objection_financial", "positive_need_information"}
    seen: Counter[tuple[str, str]] = Counter()
    lines = []
    for line in PRODUCT_DATA.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        seen[row["label"], row["writer"]] += 1
        is_kept = row["label"] in intents and row["writer"] in writers
        if is_kept and seen[row["label"], row["writer"]] <= 2:
            lines.append(line)
    folder.mkdir()
    (folder / "written.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return folder


def test_evaluate_prints_a_table_for_people(tmp_path: Path) -> None:
    data = few_replies(tmp_path / "data", TEST_WRITER)

    result = CliRunner().invoke(app, ["evaluate", "replies", "--data", str(data)])

    assert result.exit_code == 0, result.output
    assert "macro f1 intents" in result.stdout
    assert "unsubscribe: recall" in result.stdout


@pytest.mark.slow
def test_train_writes_an_artifact_that_classify_takes(tmp_path: Path) -> None:
    data, out = few_replies(tmp_path / "data", "w1", "w2", TEST_WRITER), tmp_path / "model"

    trained = CliRunner().invoke(app, ["train", "replies", "--data", str(data), "--out", str(out)])

    assert trained.exit_code == 0, trained.output
    assert "learned from" in trained.stdout
    (tmp_path / "in.jsonl").write_text('{"subject": "", "text": "unsubscribe"}\n', encoding="utf-8")
    result = CliRunner().invoke(
        app,
        [
            *("replies", "classify", str(tmp_path / "in.jsonl")),
            *("--model", str(out), "--out", str(tmp_path / "out.jsonl")),
        ],
    )
    assert result.exit_code == 0, result.output
    assert json.loads((tmp_path / "out.jsonl").read_text())["intent"] == "unsubscribe"


def test_help_names_the_contract() -> None:
    for command in [["replies"], ["replies", "classify"]]:
        result = CliRunner().invoke(app, [*command, "--help"])

        assert result.exit_code == 0
        assert "classify" in result.stdout
