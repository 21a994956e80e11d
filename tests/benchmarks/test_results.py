"""Figures: each result says what it was measured on, and documents quote those that hold today."""

import ast
import re
from collections.abc import Iterator
from datetime import date

import pytest

from benchmarks import readme
from benchmarks.machine import measured_on, shipped
from benchmarks.readme import RESULTS, ROWS, outdated, read_result
from benchmarks.suites import SUITES
from classifiers.titles.model.network import load_model
from tests.documents.pages import ROOT, documents, text_of

NAMES = sorted(path.stem for path in RESULTS.iterdir())
MENTION = re.compile(r"(?<=benchmarks )\w+|\b\w+(?=\.json\b)")
FIGURE = re.compile(r"(?<![\w.,-])\d[\d,]*(?:\.\d+)?(?![\w.,]*\d)(?: ?%)?")


@pytest.mark.parametrize("name", NAMES)
def test_result_names_commit_date_machine_and_models(name: str) -> None:
    result = read_result(name)

    assert list(result) == ["suite", "commit", "date", "machine", "models", "figures"]
    assert result["suite"] == name
    assert re.fullmatch(r"[0-9a-f]{7,40}\+?", result["commit"])
    assert date.fromisoformat(result["date"]).isoformat() == result["date"]
    assert len(result["machine"]) > 0
    assert set(result["models"]) == set(SUITES[name].models)
    assert all(result["models"].values())


@pytest.mark.parametrize("name", sorted(SUITES))
def test_suite_takes_what_it_is_called_with(name: str) -> None:
    suite = SUITES[name]
    module = ROOT / "benchmarks" / f"{suite.module.replace('.', '/')}.py"
    start = next(
        node
        for node in ast.parse(module.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and node.name == suite.function
    )
    named = [one.arg for one in (*start.args.args, *start.args.kwonlyargs)]
    n_optional = len([one for one in (*start.args.defaults, *start.args.kw_defaults) if one])

    given = {*suite.arguments(), "say", *(named[:1] if suite.folder else ())}

    assert given <= set(named)
    assert len(set(named) - given) <= n_optional


def test_what_is_measured_now_is_named_by_the_models_that_ship() -> None:
    here = measured_on(SUITES["search"].models)

    assert here["models"]["titles"] == load_model().version
    assert outdated(here) == {}
    assert outdated({"models": {"titles": "titles-2026.11.3", "encoder": shipped("encoder")}}) == {
        "titles": "titles-2026.11.3"
    }
    assert measured_on(SUITES["exports"].models)["models"] == {}


def test_figures_of_the_readme_are_those_of_results_with_the_models_that_ship() -> None:
    text = text_of(ROOT / "README.md")
    again = [one for one in dict.fromkeys(row.suite for row in ROWS) if outdated(read_result(one))]

    assert text == readme.written(text, readme.section()), (
        "run `python -m benchmarks.readme`; it leaves out what another model than the shipped one"
        f" gave, until these have run again: {again}"
    )


def test_documents_name_the_model_of_figures_that_are_of_another_one() -> None:
    silent = [
        f"{where}: {name}.json is of {', '.join(former)}"
        for where, text, name in quoted()
        if (former := outdated(read_result(name)).values())
        and not any(version in text for version in former)
    ]

    assert silent == []


def test_tables_below_the_name_of_a_result_hold_its_figures() -> None:
    other = [
        f"{where}: {figure} is not in {name}.json"
        for where, text, name in quoted()
        for figure in figures_of_table(text)
        if not holds(read_result(name)["figures"], figure)
    ]

    assert other == []


def quoted() -> Iterator[tuple[str, str, str]]:
    """Yield document, paragraph with the table below it, and result that it names.

    Decisions and the changelog say what was so when they were written.
    """
    for path in documents():
        where = path.relative_to(ROOT)
        if path.name == "CHANGELOG.md" or "decisions" in where.parts or path.parent == ROOT:
            continue
        for part in re.split(r"\n\n(?!\|)", text_of(path)):
            for name in dict.fromkeys(MENTION.findall(part)):
                if name in NAMES:
                    yield str(where), part, name


def figures_of_table(text: str) -> Iterator[str]:
    """Yield the figures of a table but for its first column and what was aimed at."""
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in text.splitlines()
        if line.startswith("|")
    ]
    if not rows:
        return
    head, _, *body = rows
    for row in body:
        for name, cell in zip(head[1:], row[1:], strict=True):
            if not {name, row[0]} & {"asked", "aimed at"}:
                yield from FIGURE.findall(cell)


def holds(measured: object, figure: str) -> bool:
    """Return whether a figure is one of those measured, rounded as it is."""
    if isinstance(measured, dict):
        return any(holds(inner, figure) for inner in measured.values())
    number = figure.rstrip(" %")
    half = 0.5 / 10 ** len(number.partition(".")[2])
    scale = 100 if number != figure else 1
    shown = float(number.replace(",", ""))
    return isinstance(measured, int | float) and abs(scale * measured - shown) <= half * 1.001
