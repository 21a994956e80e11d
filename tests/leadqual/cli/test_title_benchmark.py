"""`leadqual evaluate titles --benchmark`: titles, lines of others, and the line in the document."""

import csv
import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from benchmarks.machine import ROOT
from classifiers.core.errors import ClassifierError
from classifiers.evaluation.headline import shipped
from classifiers.titles.training.dataset import LabeledTitle
from leadqual.cli import app
from leadqual.cli.files.input_files import FileError
from research import title_benchmark
from research.title_benchmark import FIGURES


def evaluate(*words: str | Path) -> Result:
    return CliRunner().invoke(app, ["evaluate", "titles", *map(str, words)])


@pytest.fixture
def few_learned(monkeypatch: pytest.MonkeyPatch) -> None:
    """Titles to learn from that are read at once."""
    learned = [LabeledTitle("Krankenschwester", ("nursing",), "specialist", None)]
    monkeypatch.setattr(title_benchmark, "training_titles", lambda _data: (learned, []))


@pytest.mark.slow
@pytest.mark.usefixtures("few_learned")
def test_what_leadqual_makes_of_the_written_titles_is_a_line_like_its_own(tmp_path: Path) -> None:
    titles, mine = tmp_path / "titles.csv", tmp_path / "mine.csv"

    written = evaluate("--benchmark", "--titles-out", titles)
    CliRunner().invoke(app, ["titles", "classify", str(titles), "--out", str(mine)])
    options = ("--benchmark", "--methods", "leadqual", "--predictions", mine)
    as_json = evaluate(*options, "--json")
    as_table = evaluate(*options)

    assert "Wrote 4,421 titles" in written.stderr
    own, other = json.loads(as_json.stdout)
    assert own["name"] == f"LeadQual {shipped()['titles'].version}"
    assert other["name"] == "mine.csv"
    assert own["figures"] == other["figures"]
    assert own["figures"][FIGURES[0]] == pytest.approx(shipped()["titles"].macro_f1, abs=1e-4)
    assert len(own["figures"]) == len(FIGURES) + 14
    assert "mine.csv" in as_table.stdout
    assert "de F1" not in " ".join(as_table.stdout.split())


def test_wrong_options_are_told_before_anything_is_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for words, said in [
        (("--methods", "leadqual"), "need --benchmark"),
        (("--predictions", "mine.csv"), "need --benchmark"),
        (("--titles-out", "titles.csv"), "need --benchmark"),
        (("--benchmark", "--data", "."), "Omit --data"),
        (("--benchmark", "--methods", "bert"), "There is no method bert"),
        (("--benchmark", "--predictions", "nowhere.csv"), "nowhere.csv does not exist"),
        (("--benchmark", "--titles-out", "nowhere/titles.csv"), "the folder does not exist"),
    ]:
        monkeypatch.chdir(tmp_path)

        done = evaluate(*words)

        assert isinstance(done.exception, FileError | ClassifierError)
        assert said in str(done.exception)
        assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("few_learned")
def test_files_without_a_column_or_a_title_are_rejected(tmp_path: Path) -> None:
    short, few = tmp_path / "short.csv", tmp_path / "few.csv"
    short.write_text("title,functions\nNurse,nursing\n", encoding="utf-8")
    few.write_text("title,functions,level\nNurse,nursing,specialist\n", encoding="utf-8")

    assert "level" in str(evaluate("--benchmark", "--predictions", short).exception)
    assert "few.csv lacks 4,421 of" in str(evaluate("--benchmark", "--predictions", few).exception)


def test_document_names_all_columns_and_an_example_that_is_read(tmp_path: Path) -> None:
    text = (ROOT / "docs/benchmark.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```csv\n(.*?)```", text, re.DOTALL)
    rows = list(csv.DictReader(line.strip() for line in example.splitlines()))
    labels = {each.title: each for each in title_benchmark.read_benchmark().headlines}

    assert all(f"| {name} |" in text for name in FIGURES)
    assert len(rows) == 3
    for row in rows[1:]:
        assert row["functions"].split(";") == list(labels[row["title"]].functions or ("",))
        assert row["level"] == labels[row["title"]].level
