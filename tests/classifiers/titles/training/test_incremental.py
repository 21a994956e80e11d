"""The live title model learns further from corrections."""

from pathlib import Path

import pytest

from classifiers.titles.model.network import TitleModel, load_model, save_model
from classifiers.titles.text.normalize import normalize
from classifiers.titles.training.dataset import LabeledTitle, read_written
from classifiers.titles.training.incremental import learn_further

SAID = [
    LabeledTitle(f"{place} harbour greenkeeper", ("legal",), "senior", None)
    for place in (
        *("Chief", "Night", "Port", "Old", "East", "Lead", "North", "City", "Head", "Island"),
        *("Royal", "Ocean", "Winter", "Summer", "Main", "First", "Second", "Lake", "River", "Bay"),
    )
]
STRANGE = LabeledTitle("Sales director", ("function-of-tomorrow",), None, None)


@pytest.fixture(scope="module")
def live() -> TitleModel:
    """The model that comes with the product."""
    return load_model()


@pytest.fixture(scope="module")
def further(live: TitleModel) -> TitleModel:
    """The same after some corrections."""
    kept, gone = live.functions[:2]
    said = [LabeledTitle(one.title, (kept,), one.level, None) for one in SAID]
    return learn_further(
        live,
        [*said, STRANGE],
        taught=read_written()[:800],
        now={gone: kept},
        version="titles-further",
    )


def given(model: TitleModel, title: str) -> set[str]:
    """Return what a model gives to a title."""
    (scores,) = model.predict([normalize(title)]).functions
    return {
        slug
        for slug, score, least in zip(model.functions, scores, model.thresholds, strict=True)
        if score >= least
    }


def test_it_says_what_people_said_also_of_a_like_title(
    live: TitleModel, further: TitleModel
) -> None:
    slug = live.functions[0]

    for title in (*(one.title for one in SAID), "West harbour greenkeeper"):
        assert slug not in given(live, title)
        assert slug in given(further, title)


def test_other_titles_stay_what_they_were(live: TitleModel, further: TitleModel) -> None:
    titles = [title.title for title in read_written()[800:1800:4]]

    same = sum(given(live, title) == given(further, title) for title in titles)

    assert same > 0.97 * len(titles)


def test_its_vectors_are_those_of_the_live_one_also_in_its_file(
    live: TitleModel, further: TitleModel, tmp_path: Path
) -> None:
    save_model(tmp_path, further, report={})

    loaded = load_model(tmp_path)

    assert (loaded.vectors == live.vectors).all()
    assert (loaded.scales == live.scales).all()
    assert loaded.version.startswith("titles-further-")


def test_a_merged_function_teaches_the_column_that_has_its_name(further: TitleModel) -> None:
    kept, gone = further.functions[:2]

    assert kept in given(further, SAID[0].title)
    assert gone not in given(further, SAID[0].title)


def test_a_function_that_the_model_does_not_know_is_passed_over(
    live: TitleModel, further: TitleModel
) -> None:
    assert further.functions == live.functions
    assert given(further, STRANGE.title) == given(live, STRANGE.title)
