import gzip
from pathlib import Path

import numpy as np
import pytest

from classifiers.taxonomy import Taxonomy
from classifiers.titles.cascade import load_cascade
from classifiers.titles.dataset import (
    LabelledTitle,
    MissingTitlesError,
    read_labelled,
    read_written,
    sample_occupations,
)
from classifiers.titles.fitting import Settings
from classifiers.titles.recipe import STEPS, evaluate_titles, train_product_model
from classifiers.titles.training import Step, train

SMALL = Settings(dimensions=16, epochs=200, pair_dropout=0.5, least_count=1)
FIELDS = {"sales": "sales", "tax": "tax", "nursing": "nursing", "payroll": "compensation_benefits"}
RANKS = {"director of": "director", "manager": "manager", "trainee": "entry", "head of": "vp"}
TITLES = [
    LabelledTitle(f"{rank} {word} {place}".strip(), (function,), level, None)
    for word, function in FIELDS.items()
    for rank, level in RANKS.items()
    for place in ("", "europe", "asia", "berlin")
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder as `leadqual train titles` expects it, filled with invented titles."""
    lines = ["title\tfunctions\tlevel\tindustry\tsplit\topen"]
    for number, title in enumerate(TITLES):
        split = "dev" if number % 4 == 0 else "train"
        is_open = "1" if number % 8 == 0 else ""
        lines.append(f"{title.title}\t{title.functions[0]}\t{title.level}\t\t{split}\t{is_open}")
    (tmp_path / "labelled.tsv").write_text("\n".join(lines) + "\n")
    weak = "language\ttitle\toccupation\tfunctions\tindustry\nen\tnurse aide\tx:1\tnursing\t\n"
    (tmp_path / "occupations.tsv.gz").write_bytes(gzip.compress(weak.encode()))
    return tmp_path


def test_model_learns_what_it_is_shown_and_names_of_steps_come_in_order(taxonomy: Taxonomy) -> None:
    steps: list[Step] = []
    model = train(TITLES, taxonomy=taxonomy, version="v", settings=SMALL, progress=steps.append)

    scores = model.predict(["manager tax vienna", "trainee nursing"])

    assert model.functions[scores.functions[0].argmax()] == "tax"
    assert model.functions[scores.functions[1].argmax()] == "nursing"
    assert [model.levels[n] for n in scores.levels.argmax(axis=1)] == ["manager", "entry"]
    assert model.industries
    assert scores.industries.argmax(axis=1).tolist() == [0, 0]
    places = [step.number + step.done for step in steps]
    assert places == sorted(places)
    assert places[-1] == 4


def test_same_seed_gives_the_same_model(taxonomy: Taxonomy) -> None:
    first, second = (
        train(TITLES, taxonomy=taxonomy, version="v", settings=SMALL) for _ in range(2)
    )

    assert np.array_equal(first.vectors, second.vectors)
    assert np.array_equal(first.thresholds, second.thresholds)
    assert first.calibration == second.calibration


def test_training_writes_an_artifact_with_its_figures(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "model"
    seen: list[tuple[float, str]] = []

    reports = train_product_model(
        folder, out, epochs=1, progress=lambda done, name: seen.append((done, name))
    )

    cascade = load_cascade(out)
    assert [report.name for report in reports] == [
        "whole cascade",
        "without open cases",
        "model alone",
    ]
    assert reports[0].n_examples == 16
    assert max(done for done, _ in seen) <= STEPS
    assert cascade.version.startswith("titles-")
    assert [r.as_json() for r in evaluate_titles(out, folder)] == [r.as_json() for r in reports]


def test_missing_data_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(MissingTitlesError, match=r"labelled\.tsv is missing"):
        train_product_model(tmp_path, tmp_path / "model")

    assert not (tmp_path / "model").exists()


def test_splits_and_weights_are_read(folder: Path) -> None:
    dev = read_labelled(folder, split="dev")
    weak = sample_occupations(folder, count=5, weight=0.3, languages=("en",), seed=1)

    assert len(dev) == 16
    assert sum(title.is_open for title in dev) == 8
    assert weak == [LabelledTitle("nurse aide", ("nursing",), None, None, weight=0.3)]


def test_written_titles_follow_the_taxonomy(taxonomy: Taxonomy) -> None:
    for title in read_written():
        assert set(title.functions) <= set(taxonomy.by_slug)
        assert title.level in taxonomy.level_ranks
        assert title.industry is None or title.industry in taxonomy.industries
