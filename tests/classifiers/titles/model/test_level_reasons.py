"""Why a title has its level: the entry, the correction, the words, or that nothing names one."""

from dataclasses import replace

import pytest

from classifiers.core.types import Evidence, TitlePrediction
from classifiers.titles.cascade import TitleCascade
from classifiers.titles.dictionary import Dictionary, Entry
from classifiers.titles.phrase_rules import PhraseRules
from classifiers.titles.prediction_json import as_json


@pytest.fixture(scope="module")
def without_small_words(cascade: TitleCascade) -> TitleCascade:
    """The model with one phrase rule and two entries, one of which leaves the level open."""
    return TitleCascade(
        taxonomy=cascade.taxonomy,
        model=cascade.model,
        dictionary=Dictionary(
            {
                "Head of Dreams": Entry(("sales",), "vp", ""),
                "Marketing Director": Entry(("marketing",)),
            }
        ),
        phrases=PhraseRules({"sales engineer": ["sales_engineering"]}),
    )


def one(cascade: TitleCascade, title: str) -> TitlePrediction:
    (answer,) = cascade.predict([title])
    return answer


def words_of(answer: TitlePrediction) -> list[str]:
    reasons = [reason for reason in answer.level_why if reason.because == "words"]
    return " ".join(reason.text for reason in reasons).split()


def test_word_that_names_the_level_is_its_reason(without_small_words: TitleCascade) -> None:
    for title, level, word in [
        ("Director of Regional Facilities", "director", "director"),
        ("Vertriebsleiter Süd", "vp", "vertriebsleiter"),
        ("Team Lead Warehouse Night Shift", "lead", "lead"),
        ("Praktikantin Marktforschung", "entry", "praktikantin"),
        ("Quality Specialist", "specialist", "specialist"),
        ("Especialista em Faturamento", "specialist", "especialista"),
        ("Zollspezialistin Hafen", "specialist", "zollspezialistin"),
        ("Directrice régionale des achats", "director", "directrice"),
    ]:
        answer = one(without_small_words, title)

        assert answer.level.slug == level
        assert word in words_of(answer)
        assert {reason.label for reason in answer.level_why} == {level}
        assert all((reason.score or 0) > 0 for reason in answer.level_why)


def test_words_that_are_named_carry_the_level(without_small_words: TitleCascade) -> None:
    answer = one(without_small_words, "Senior Director Procurement Services")
    rest = " ".join(w for w in answer.normalised.split() if w not in words_of(answer))
    column = without_small_words.model.levels.index(answer.level.slug)

    with_words, without = without_small_words.model.predict([answer.normalised, rest]).levels[
        :, column
    ]

    assert without < with_words / 2


def test_title_that_names_no_level_says_so(without_small_words: TitleCascade) -> None:
    for title in [
        "Software Engineer",
        "Krankenpfleger",
        "Tax Accountant",
        "Machine Learning Engineer II",
    ]:
        answer = one(without_small_words, title)

        assert answer.level.slug == "specialist"
        assert answer.level_why == (Evidence("specialist", "no level named", answer.normalised),)


def test_words_are_the_reason_where_one_takes_another_level_away(
    without_small_words: TitleCascade,
) -> None:
    answer = one(without_small_words, "Product Owner")  # "Owner" alone is the level of owners.

    assert answer.level.slug == "specialist"
    assert "product" in words_of(answer)


def test_word_that_takes_the_level_of_a_job_away_is_the_reason(
    without_small_words: TitleCascade,
) -> None:
    answer = one(without_small_words, "Retired Teacher")

    assert answer.level.slug == "other"
    assert "retired" in words_of(answer)


def test_headline_without_any_level_says_so_of_the_whole(without_small_words: TitleCascade) -> None:
    answer = one(without_small_words, "PMP | Six Sigma")

    assert answer.level.slug == "other"
    assert [reason.because for reason in answer.level_why] == ["no level named"]


def test_entry_is_the_reason_where_it_says_the_level(without_small_words: TitleCascade) -> None:
    assert one(without_small_words, "Head of Dreams").level_why == (
        Evidence("vp", "dictionary", "Head of Dreams"),
    )


def test_words_are_the_reason_where_an_entry_or_a_rule_leaves_the_level_open(
    without_small_words: TitleCascade,
) -> None:
    entry, rule = without_small_words.predict(["Marketing Director", "Junior Sales Engineer"])

    assert (entry.source, entry.level.slug, words_of(entry)) == (
        "dictionary",
        "director",
        ["director"],
    )
    assert (rule.source, rule.level.slug) == ("rules", "entry")
    assert "junior" in words_of(rule)


def test_correction_is_the_reason_of_a_corrected_level(without_small_words: TitleCascade) -> None:
    said = {"software engineer": Entry(("software_development",), "lead", "")}

    (answer,) = without_small_words.predict(["Software Engineer"], corrections=said)

    assert answer.level_why == (Evidence("lead", "correction", "software engineer"),)


def test_known_title_of_the_level_with_the_same_word_stands_beside_the_words(
    cascade: TitleCascade,
) -> None:
    for title, known in [
        ("Director of Regional Facilities", "Director of Facilities"),
        ("Vertriebsleiter Süd", "Vertriebsleiter"),
        ("Junior Snake Consultant", "Junior Consultant"),
        ("मानव संसाधन मैनेजर", "एचआर मैनेजर"),
    ]:
        answer = one(cascade, title)

        words, similar = answer.level_why
        assert (words.because, similar.because, similar.text) == ("words", "similar title", known)
        assert similar.label == answer.level.slug
        assert 0.5 <= (similar.score or 0) <= 1


def test_no_known_title_is_named_without_one_of_the_deciding_words(cascade: TitleCascade) -> None:
    named = {  # Their level and their job are known; their word is not.
        title: [reason.because for reason in one(cascade, title).level_why]
        for title in ("Especialista em Faturamento", "Software Engineer Platform Core")
    }

    assert named == {
        "Especialista em Faturamento": ["words"],
        "Software Engineer Platform Core": ["no level named"],
    }


def test_known_title_of_a_part_comes_behind_the_part(cascade: TitleCascade) -> None:
    answer = one(cascade, "Dog lover | Director of Dragon Procurement | Kaizen")

    kinds = [reason.because for reason in answer.level_why]
    assert kinds == ["words", "part", "similar title"]


def test_part_of_a_headline_that_decides_is_named(without_small_words: TitleCascade) -> None:
    answer = one(without_small_words, "Dog lover | Director of Procurement | Kaizen")

    (words, part) = answer.level_why
    assert answer.level.slug == "director"
    assert (words.because, words.text) == ("words", "director")
    assert part == Evidence("director", "part", "director of procurement")


def test_entry_of_a_part_is_named_with_its_part(without_small_words: TitleCascade) -> None:
    answer = one(without_small_words, "Dog lover | Head of Dreams | Kaizen")

    assert answer.level_why == (
        Evidence("vp", "dictionary", "Head of Dreams"),
        Evidence("vp", "part", "head of dreams"),
    )


def test_nothing_readable_has_no_level(without_small_words: TitleCascade) -> None:
    for title in ["", "10/6;", "🚀🚀"]:
        answer = one(without_small_words, title)

        assert answer.level.slug == "other"
        assert [(reason.label, reason.because) for reason in answer.level_why] == [
            ("other", "nothing known")
        ]


def test_every_level_has_a_reason_of_its_own(cascade: TitleCascade) -> None:
    titles = [
        *("CEO", "Queen of the World", "Sales", "HR", "VP of Op", "営業部長", "Retired"),
        *("Founder | Investor | Speaker", "Student / Barista", "Seeking new opportunities"),
        *("Board Member | Data Engineer", "Marketing Director, looking for a new role"),
        *("Machine learning", "Chief of Staff", "Kierownik sprzedaży", "Todd Boney"),
    ]

    for answer in cascade.predict(titles):
        assert answer.level_why, answer.title
        assert {reason.label for reason in answer.level_why} == {answer.level.slug}


def test_reasons_are_made_only_when_asked_for(without_small_words: TitleCascade) -> None:
    titles = ["Software Engineer", "Dog lover | Director of Procurement", "Head of Dreams", ""]

    quick, slow = (
        without_small_words.predict(titles, explain=False),
        without_small_words.predict(titles),
    )

    assert not any(answer.level_why for answer in quick)
    assert [answer.level for answer in quick] == [answer.level for answer in slow]


def test_answer_of_the_api_has_the_reasons_of_functions_and_level_in_one_shape(
    without_small_words: TitleCascade,
) -> None:
    answer = as_json(one(without_small_words, "Sales Director EMEA"), without_small_words.taxonomy)

    assert isinstance(answer["level_why"], list)
    (reason,) = answer["level_why"]
    assert (reason["label"], reason["because"], reason["text"]) == (
        "director",
        "words",
        "director",
    )
    assert reason["score"] > 0


def test_spelling_of_a_title_changes_nothing_about_its_reason(
    without_small_words: TitleCascade,
) -> None:
    plain, loud = without_small_words.predict(
        ["Director of Procurement", "DIRECTOR of  Procurement!"]
    )

    assert replace(loud, title=plain.title) == plain
