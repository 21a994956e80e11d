"""One figure for each model, as the quality gate measures it."""

from classifiers.core import artifacts
from classifiers.evaluation.comparison import EvaluationExample, ModelOutput, figures_of
from classifiers.evaluation.headline import KINDS, NAME, REPORT, headline, shipped
from classifiers.evaluation.release_gates import gates


def test_each_model_that_ships_has_its_headline_figure() -> None:
    ships = {kind: artifacts.read_manifest(artifacts.pretrained(kind))["version"] for kind in KINDS}

    assert {kind: found.version for kind, found in shipped().items()} == ships


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
