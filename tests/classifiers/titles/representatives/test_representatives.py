"""Representative titles decide: a new function is found by them, and nothing else changes."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from classifiers.core.taxonomy import Function, Taxonomy, load_default
from classifiers.core.types import TitlePrediction
from classifiers.titles.cascade import TitleCascade, load_cascade
from classifiers.titles.dictionary import Dictionary, Entry, load_dictionary
from classifiers.titles.model.network import TitleModel, load_model
from classifiers.titles.phrase_rules import PhraseRules, load_phrases
from classifiers.titles.text.normalize import normalize
from classifiers.titles.training.dataset import read_frozen

SUSTAINABILITY = Function(
    "sustainability",
    "Sustainability",
    "operations",
    titles=(
        *("Sustainability Manager", "Chief Sustainability Officer", "ESG Analyst"),
        *("Head of ESG", "Climate Change Advisor", "Environmental Sustainability Lead"),
    ),
)
BEES = Function(
    "beekeeping",
    "Beekeeping",
    "operations",
    titles=("Beekeeper", "Apiary Manager", "Honey Producer", "Head Apiarist", "Bee Breeder"),
)
FROZEN = [one.title for one in read_frozen()[::3]]


@pytest.fixture(scope="module")
def model() -> TitleModel:
    return replace(load_model(), is_exact=True)


def made(
    model: TitleModel,
    *functions: Function,
    changed: Mapping[str, tuple[str, ...]] | None = None,
    dictionary: Mapping[str, Entry] | None = None,
    phrases: Mapping[str, Sequence[str]] | None = None,
    thresholds: Mapping[str, float] | None = None,
) -> TitleCascade:
    """Return the cascade of the product with more functions, or other representative titles."""
    return TitleCascade(
        taxonomy=grown(*functions, changed=changed),
        model=model,
        dictionary=Dictionary(load_dictionary() | dict(dictionary or {})),
        phrases=PhraseRules({**load_phrases(), **(phrases or {})}),
        thresholds=thresholds,
    )


def grown(*functions: Function, changed: Mapping[str, tuple[str, ...]] | None = None) -> Taxonomy:
    taxonomy = load_default()
    own = [
        replace(one, titles=(changed or {}).get(one.slug, one.titles)) for one in taxonomy.functions
    ]
    return replace(taxonomy, functions=(*own, *functions))


def slugs(answer: TitlePrediction) -> set[str]:
    return {label.slug for label in answer.functions}


@pytest.fixture(scope="module")
def green(model: TitleModel) -> TitleCascade:
    return made(model, SUSTAINABILITY, BEES)


def test_a_new_function_is_found_by_its_representative_titles(green: TitleCascade) -> None:
    for title, slug in [
        ("VP Sustainability", "sustainability"),
        ("Sustainability Director EMEA", "sustainability"),
        ("ESG Reporting Lead", "sustainability"),
        ("Head Beekeeper", "beekeeping"),
        ("Sustainability Manager | Climate Speaker", "sustainability"),
    ]:
        (answer,) = green.predict([title])

        assert slug in slugs(answer)
        (reason,) = [one for one in answer.why if one.because == "representative title"]
        assert reason.label == slug
        assert reason.text in {*SUSTAINABILITY.titles, *BEES.titles}
        assert reason.score is not None
        assert 0 < reason.score <= 1


def test_a_representative_title_itself_has_its_function_for_certain(green: TitleCascade) -> None:
    for function in (SUSTAINABILITY, BEES):
        for answer in green.predict(function.titles):
            assert {label.slug: label.score for label in answer.functions}[function.slug] == 1


def test_other_titles_do_not_have_the_new_function(green: TitleCascade) -> None:
    for title in [
        "Sales Manager",
        "Software Engineer",
        "Registered Nurse",
        "CFO",
        "Honesty",
        "",
        "😀",
    ]:
        assert not {"sustainability", "beekeeping"} & slugs(green.predict([title])[0])


def test_without_new_functions_nothing_changes_and_nothing_is_asked(model: TitleModel) -> None:
    assert made(model).similarity is None
    assert load_cascade().similarity is None


def test_a_new_function_takes_nothing_from_the_others(
    model: TitleModel, green: TitleCascade
) -> None:
    before = made(model).predict(FROZEN, explain=False)
    after = green.predict(FROZEN, explain=False)

    new = {"sustainability", "beekeeping"}
    assert [slugs(one) for one in before] == [slugs(one) - new for one in after]
    assert [one.level for one in before] == [one.level for one in after]
    assert sum(not new.isdisjoint(slugs(one)) for one in after) < len(FROZEN) / 100


def test_a_function_without_representative_titles_is_not_given(model: TitleModel) -> None:
    cascade = made(model, replace(SUSTAINABILITY, titles=()))

    assert cascade.similarity is None
    assert "sustainability" not in slugs(cascade.predict(["Sustainability Manager"])[0])


def test_a_threshold_that_staff_set_counts(model: TitleModel) -> None:
    strict = made(model, SUSTAINABILITY, thresholds={"sustainability": 0.999})

    assert strict.all_limits()["sustainability"] == 0.999
    assert "sustainability" not in strict.limits()  # Nothing of the model.
    first, second = strict.predict(["VP Sustainability", "ESG Analyst"])
    assert "sustainability" not in slugs(first)
    assert "sustainability" in slugs(second)  # One of its titles.


def test_entries_and_rules_of_staff_go_before_similarity(model: TitleModel) -> None:
    own = made(
        model,
        SUSTAINABILITY,
        dictionary={"VP Sustainability": Entry(("legal",), None, "")},
        phrases={"sustainability director": ["legal"]},
    )

    for title in ("VP Sustainability", "Sustainability Director"):
        assert slugs(own.predict([title])[0]) == {"legal"}


def test_shipped_entries_and_rules_leave_room_for_a_function_that_came_later(
    model: TitleModel,
) -> None:
    (title, entry), *_ = (
        (title, entry)
        for title, entry in load_dictionary().items()
        if entry.functions == ("accounting",)
    )
    ledgers = Function("ledgers", "Ledgers", "finance", titles=(title,))
    phrase, meant = next((one, slugs) for one, slugs in load_phrases().items() if len(slugs) == 1)
    phrases = Function("phrases", "Phrases", "finance", titles=(f"{phrase} wizard",))

    first, second = made(model, ledgers, phrases).predict([title, f"{phrase} wizard"])

    assert slugs(first) == {"ledgers", *entry.functions}
    assert first.source == "dictionary + model"
    assert slugs(second) == {"phrases", *meant}


def test_a_former_job_of_a_headline_does_not_give_the_function(green: TitleCascade) -> None:
    (answer,) = green.predict(["Registered Nurse | ex-Beekeeper"])

    assert "beekeeping" not in slugs(answer)


def test_a_title_added_to_a_known_function_takes_part(model: TitleModel) -> None:
    asked = ["Zorbing Instructor", "Senior Zorbing Instructor"]
    own = load_default().by_slug["event_marketing"].titles
    alone = made(model).predict(asked, explain=False)
    more = made(model, changed={"event_marketing": (*own, "Zorbing Instructor")}).predict(asked)

    assert not any("event_marketing" in slugs(one) for one in alone)
    assert "event_marketing" in slugs(more[0])


def test_taking_a_shipped_representative_title_away_changes_nothing(model: TitleModel) -> None:
    assert made(model, changed={"event_marketing": ()}).similarity is None


def test_a_correction_goes_before_similarity(green: TitleCascade) -> None:
    (answer,) = green.predict(
        ["VP Sustainability"], corrections={normalize("VP Sustainability"): Entry(("legal",))}
    )

    assert slugs(answer) == {"legal"}


def test_a_title_has_the_same_answer_alone_and_in_a_batch(green: TitleCascade) -> None:
    titles = [*FROZEN[:50], "VP Sustainability", "Head Beekeeper", "Nurse / Beekeeper"]

    together = green.predict(titles)

    assert together == [green.predict([title])[0] for title in titles]
