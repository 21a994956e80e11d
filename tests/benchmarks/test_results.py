"""Figures: results say what they were measured on, and documents when. Their age fails no test."""

import ast
import json
import re
from datetime import date
from pathlib import Path

import pytest

from benchmarks import readme
from benchmarks.machine import QUIET, measured_on
from benchmarks.readme import RESULTS, ROWS, outdated, read_result
from benchmarks.runs import BUSY, is_current, measure_each
from benchmarks.suites import SUITES, Suite
from classifiers.titles.model.network import load_model
from tests.documents.pages import ROOT, documents, text_of

NAMES = sorted(path.stem for path in RESULTS.iterdir())
QUOTED = re.compile(
    rf"leadqual evaluate |benchmarks (?:{'|'.join(SUITES)})\b|\b(?:{'|'.join(NAMES)})\.json\b"
)
FIGURE = re.compile(r"\d\.\d|\d (?:ms|s|MB|GB|%)(?!\w)")
DAY = re.compile(r"\b[A-Z][a-z]{2} \d{1,2}, \d{4}\b|\b\d{4}-\d{2}-\d{2}\b")


def test_results_name_commit_date_machine_and_models() -> None:
    for name in NAMES:
        result = read_result(name)

        assert {*result} - {"load"} == {"suite", "commit", "date", "machine", "models", "figures"}
        assert result["suite"] == name
        assert re.fullmatch(r"[0-9a-f]{7,40}\+?", result["commit"])
        assert date.fromisoformat(result["date"]).isoformat() == result["date"]
        assert len(result["machine"]) > 0
        assert all(result["models"].values()), name


def test_suites_take_what_they_are_called_with() -> None:
    for suite in SUITES.values():
        module = ROOT / "benchmarks" / f"{suite.module.replace('.', '/')}.py"
        start = next(
            node
            for node in ast.parse(module.read_text(encoding="utf-8")).body
            if isinstance(node, ast.FunctionDef) and node.name == suite.function
        )
        named = [one.arg for one in (*start.args.args, *start.args.kwonlyargs)]
        n_optional = len([one for one in (*start.args.defaults, *start.args.kw_defaults) if one])

        given = {*suite.arguments(), "say", *(named[:1] if suite.folder else ())}

        assert given <= set(named), suite
        assert len(set(named) - given) <= n_optional, suite


def test_result_of_another_model_is_outdated_and_left_by_a_stopped_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readme, "RESULTS", tmp_path)
    here = {**measured_on(["titles"]), "load": QUIET}

    def keep(**other: object) -> None:
        (tmp_path / "drafts.json").write_text(json.dumps(here | other))

    assert outdated("drafts") == "has no result"
    keep()
    assert outdated("drafts") is None
    assert is_current("drafts", busy=False) is not here["commit"].endswith("+")
    keep(load=0.9)
    assert not is_current("drafts", busy=False)
    keep(models={"titles": "titles-2026.11.3"})
    assert outdated("drafts") == f"measured with titles-2026.11.3; {load_model().version} ships"
    assert not is_current("drafts", busy=True)


def test_run_goes_on_after_a_failed_suite_and_ends_where_the_machine_stays_busy() -> None:
    script = f"case $0 in a) exit 3;; c) exit {BUSY};; esac"
    begun: list[str] = []

    failed = measure_each(["a", "b", "c", "d"], ["sh", "-c", script], say=begun.append)

    assert begun == ["a, 1 of 4", "b, 2 of 4", "c, 3 of 4"]
    busy = dict.fromkeys("cd", "the machine was busy")
    assert failed == {"a": "failed with exit code 3", **busy}


def test_suite_says_which_package_and_folder_it_lacks(tmp_path: Path) -> None:
    assert Suite("one", packages=("json", "no_such")).lacks(tmp_path) == "lacks the package no_such"
    assert "there" in str(Suite("one", folder="there").lacks(tmp_path))
    assert Suite("one", folder=".", packages=("json",)).lacks(tmp_path) is None


def test_readme_and_model_cards_have_the_figures_of_the_results() -> None:
    shown = [row for row in ROWS if f"| {row.what} |" in text_of(readme.README)]
    made = readme.documents(shown)

    assert {path: text_of(path) for path in made} == made, "run `python -m benchmarks.readme`"


def test_documents_say_when_the_figures_of_a_benchmark_were_measured() -> None:
    silent = [
        f"{path.relative_to(ROOT)}: {part[:80]}"
        for path in documents()
        if path.name != "CHANGELOG.md" and path.parent.name != "decisions"
        for part in re.split(r"\n\n(?!\|)", text_of(path))
        if QUOTED.search(part) and FIGURE.search(re.sub("`.*?`", "", part)) and not DAY.search(part)
    ]

    assert silent == []
