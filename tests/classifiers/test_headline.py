"""One figure for each model: the same in the README, on its card and in the quality gate."""

import re

import pytest

from benchmarks.machine import ROOT
from classifiers.core import artifacts
from classifiers.evaluation.comparison import EvaluationExample, ModelOutput, figures_of
from classifiers.evaluation.headline import KINDS, NAME, REPORT, cases, headline, shipped
from classifiers.evaluation.release_gates import gates


@pytest.mark.parametrize("kind", KINDS)
def test_readme_and_model_card_have_the_figure_of_the_model_that_ships(kind: str) -> None:
    found = shipped()[kind]
    card = (ROOT / f"docs/models/{kind}.md").read_text(encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    assert found.version == artifacts.read_manifest(artifacts.pretrained(kind))["version"]
    assert f"**{NAME}: {found.shown}** ({cases(kind, found.n_examples)})" in card
    assert re.search(rf"m{NAME[1:]} \\| {found.shown} \\|", readme)


def test_what_was_measured_here_goes_before_what_ships_and_the_unmeasured_has_none() -> None:
    version = shipped()["titles"].version
    here = {REPORT: {"figures": {"examples": 3208, "macro-F1": 0.95}}}

    assert headline("titles", version, {}) == shipped()["titles"]
    measured = headline("titles", version, here)
    assert measured is not None
    assert measured.shown == "0.950"
    assert headline("titles", "titles-own", {}) is None
    assert headline("encoder", "minilm", {}) is None


def test_first_gate_judges_the_headline_figure() -> None:
    example = EvaluationExample("head of sales", frozenset({"sales"}))
    said = [ModelOutput(frozenset({"sales"}), ())]
    figures = figures_of([example], said, milliseconds=1, megabytes=1)

    assert gates(figures, figures)[0].name == NAME
