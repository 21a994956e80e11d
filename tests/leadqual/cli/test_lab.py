"""`leadqual lab` on the command line: run, report, charts."""

import csv
import importlib.util
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from classifiers.core.errors import ClassifierError
from leadqual.cli import app
from leadqual.cli.files.input_files import FileError
from research.study import own_results, read_results
from tests.research.made import FACTS, results, subject, write_lines


def lab(*words: str) -> Result:
    return CliRunner().invoke(app, ["lab", *words])


@pytest.fixture(autouse=True)
def state(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("STATE_DIR", str(tmp_path / "state"))
    return tmp_path / "state"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder of labelled titles."""
    made = subject(60, has_many=True)
    with (tmp_path / "labelled.tsv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="\t")
        writer.writerow(["title", "functions", "level", "industry", "split", "open"])
        for split, side in (("train", made.learned), ("dev", made.tested)):
            for each in side:
                writer.writerow([each.text, "|".join(each.labels), "specialist", "", split, ""])
    return tmp_path


@pytest.mark.slow
def test_a_run_measures_reports_and_draws_and_the_next_one_goes_on(data: Path, state: Path) -> None:
    words = ("run", "titles", "--data", str(data), "--seeds", "2", "--tracking", "none")
    quick = ("--methods", "words-linear,words-boosted", "--sizes", "25,all")

    first = lab(*words, *quick, "--minutes", "0")
    second = lab(*words, *quick)
    third = lab(*words, *quick)

    assert first.exit_code == second.exit_code == third.exit_code == 0, second.output
    assert "0 measured, 0 of 7" in first.output
    assert "Run the same command to continue" in first.output
    assert "7 measured, 7 of 7" in second.output
    assert "0 measured, 7 of 7" in third.output
    assert len(read_results(own_results(state, "titles")).cells) == 7
    assert "# Learning curves: titles" in (state / "lab" / "titles.md").read_text("utf-8")
    assert (state / "lab" / "titles.png").exists()
    assert (state / "lab" / "titles.svg").exists()


def test_reports_and_charts_of_what_was_measured(state: Path, tmp_path: Path) -> None:
    own_results(state, "titles").parent.mkdir(parents=True)
    made = results({"tuned": {25: (0.4, 0.5), 50: (0.5, 0.6)}, "own": {25: (0.2, 0.2)}})
    write_lines(own_results(state, "titles"), [FACTS, *made])

    printed = lab("report", "titles", "--cpu-hour", "36")
    written = lab("report", "titles", "--out", str(tmp_path / "titles.md"))
    drawn = lab("charts", "titles", "--out", str(tmp_path / "charts"))
    shipped = lab("report", "replies", "--shipped")

    assert "| Tuned model | 50 | 1.0 | 1.0 | 2.00 | 0.0100 | 20.00 |" in printed.output
    assert written.exit_code == 0
    assert (tmp_path / "titles.md").read_text("utf-8").startswith("# Learning curves: titles")
    assert drawn.exit_code == 0
    assert {path.name for path in (tmp_path / "charts").iterdir()} == {"titles.png", "titles.svg"}
    assert "all replies of the writer w12" in shipped.output


@pytest.mark.slow
def test_mistakes_are_said() -> None:
    for words, said in [
        (("run", "poems"), "There is no subject poems"),
        (("run", "titles"), "Name the folder"),
        (("run", "replies", "--methods", "magic"), "There is no method magic"),
        (("run", "replies", "--sizes", "many"), "Invalid size 'many'"),
        (("run", "replies", "--sizes", "1"), "Invalid size '1'"),
        (("report", "companies"), "There are no results for companies yet"),
        (("charts", "nonsense"), "There are no results for nonsense yet"),
        (("report", "replies", "--shipped", "--out", "/nowhere/x.md"), "could not be written"),
    ]:
        found = lab(*words)

        assert isinstance(found.exception, FileError | ClassifierError)
        assert said in str(found.exception)


def test_without_the_extra_the_command_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known = importlib.util.find_spec
    monkeypatch.setattr(
        "leadqual.cli.learning.lab.find_spec",
        lambda name: None if name == "mlflow" else known(name),
    )

    found = lab("run", "replies")

    assert "not installed: mlflow. Run `make lab`" in str(found.exception)
