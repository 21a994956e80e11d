from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from classifiers.core import artifacts
from classifiers.core.errors import ArtifactError
from classifiers.core.taxonomy import Taxonomy
from classifiers.core.types import Evidence, TitlePrediction
from classifiers.titles.cascade import TitleCascade, load_cascade
from classifiers.titles.dictionary import Dictionary, Entry
from classifiers.titles.model.network import load_model, save_model
from classifiers.titles.phrase_rules import PhraseRules
from classifiers.titles.prediction_json import as_json
from classifiers.titles.text.normalize import normalize
from classifiers.titles.training.dataset import read_written

TITLES = [
    "Sales Engineer",
    "Vertriebsleiter/in",
    "",
    "营销总监",
    "Have!",
    "VP Mktg & Ops",
    "Recriuter",
]


def functions(prediction: TitlePrediction) -> set[str]:
    return {label.slug for label in prediction.functions}


@pytest.fixture(scope="module")
def without_small_words(cascade: TitleCascade) -> TitleCascade:
    """The model alone, without dictionary and rules."""
    return TitleCascade(
        taxonomy=cascade.taxonomy,
        model=cascade.model,
        dictionary=Dictionary({}),
        phrases=PhraseRules({}),
    )


def test_order_is_kept_and_an_empty_batch_is_empty(cascade: TitleCascade) -> None:
    assert [prediction.title for prediction in cascade.predict(TITLES)] == TITLES
    assert cascade.predict([]) == []


def test_a_title_gets_the_same_answer_in_any_batch(cascade: TitleCascade) -> None:
    together = cascade.predict(TITLES * 2)

    assert together[: len(TITLES)] == together[len(TITLES) :]
    for title, joint in zip(TITLES, together, strict=False):
        alone = cascade.predict([title])[0]
        assert functions(alone) == functions(joint)
        assert alone.level.score == pytest.approx(joint.level.score, abs=1e-3)


def test_exact_scores_are_the_same_to_the_last_bit_in_any_batch(
    without_small_words: TitleCascade,
) -> None:
    model = replace(without_small_words.model, is_exact=True)
    keys = [normalize(title.title) for title in read_written()[:300]]
    drawn = np.random.default_rng(1)
    together = model.predict(keys)

    for count in (1, 2, 3, 17, 64, 100, 233) * 2:
        places = drawn.permutation(len(keys))[:count]
        some = model.predict([keys[place] for place in places])
        assert np.array_equal(some.functions, together.functions[places])
        assert np.array_equal(some.levels, together.levels[places])
        assert np.array_equal(some.industries, together.industries[places])


def test_exact_answers_with_reasons_are_the_same_in_any_batch_and_order(
    cascade: TitleCascade,
) -> None:
    exact = TitleCascade(
        taxonomy=cascade.taxonomy,
        model=replace(cascade.model, is_exact=True),
        dictionary=Dictionary(dict(cascade.reader.entries.values())),
        phrases=cascade.rules,
    )
    headlines = [
        "CEO at Acme | Speaker | Data Engineer",
        "Head of Tax, Nurse / Sales",
        "Data Engineer",
    ]
    titles = [*TITLES, *headlines]

    together = exact.predict(titles)

    assert list(reversed(exact.predict(titles[::-1]))) == together
    assert [exact.predict([title])[0] for title in titles] == together


def test_saved_and_loaded_gives_the_same(without_small_words: TitleCascade, tmp_path: Path) -> None:
    checksum = save_model(tmp_path, without_small_words.model, report={})
    again = TitleCascade(
        taxonomy=without_small_words.taxonomy,
        model=load_model(tmp_path),
        dictionary=Dictionary({}),
        phrases=PhraseRules({}),
    )

    assert artifacts.load(tmp_path, kind="titles").checksum == checksum
    assert again.version.startswith(without_small_words.version.rsplit("-", 1)[0])
    assert again.predict(TITLES) == [
        replace(answer, model=again.version) for answer in without_small_words.predict(TITLES)
    ]


def test_damaged_artifact_is_refused(cascade: TitleCascade, tmp_path: Path) -> None:
    save_model(tmp_path, cascade.model, report={})
    (tmp_path / "config.json").write_text("{}")

    with pytest.raises(ArtifactError, match="config"):
        load_cascade(tmp_path)


def test_shipped_artifact_is_small() -> None:
    sizes = [file.stat().st_size for file in artifacts.pretrained("titles").iterdir()]

    assert sum(sizes) < 30 * 10**6


def test_traps_and_examples(cascade: TitleCascade) -> None:
    for title, expected in [
        ("Sales Engineer", {"sales_engineering"}),
        ("Programmer, Marketing Team", {"software_development"}),
        ("Chief Police Officer", {"physical_security"}),
        ("Queen of the World", set()),
        ("Have!", set()),
        ("10/6;", set()),
        ("Recriuter", {"recruiting"}),
        ("Talent acq. manager", {"recruiting"}),
        ("DHR", {"human_resources"}),
        ("Vertriebsleiter/in", {"sales"}),
        ("CTO | dad | ex-Google", {"it_executive", "engineering"}),
        ("Head of Sales & Office Manager", {"sales", "office_operations"}),
        ("Account Executive and Marketing Specialist", {"sales", "marketing"}),
        ("CFO / COO", {"finance_executive", "finance", "operations_executive"}),
        ("Professor of Marketing", {"professor"}),
        ("Snr Mgr Bus Dev", {"business_development"}),
    ]:
        assert functions(cascade.predict([title])[0]) == expected


def test_languages_are_not_separate_products(cascade: TitleCascade) -> None:
    for title, expected in [
        ("Kierownik ds. sprzedaży", "sales"),
        ("Directrice des ressources humaines", "human_resources"),
        ("Ingeniero de software sénior", "software_development"),
        ("Desenvolvedor Java", "software_development"),
        ("Responsabile acquisti", "procurement"),
        ("Inkoper", "procurement"),
        ("Redovisningsekonom", "accounting"),
        ("Sygeplejerske", "nursing"),
        ("Muhasebe Müdürü", "accounting"),
        ("Zdravotní sestra", "nursing"),
        ("Главный бухгалтер", "accounting"),
        ("人事マネージャー", "human_resources"),
        ("销售经理", "sales"),
        ("Leiter Einkauf und Logistik", "logistics"),
    ]:
        assert expected in functions(cascade.predict([title])[0])


def test_most_senior_level_of_several_roles(cascade: TitleCascade) -> None:
    found = cascade.predict(["Founder & CTO", "Account Manager", "Chief Police Officer", ""])

    assert [prediction.level.slug for prediction in found] == [
        "owner",
        "manager",
        "manager",
        "other",
    ]


def test_answer_has_the_shape_of_the_api(cascade: TitleCascade, taxonomy: Taxonomy) -> None:
    answer = as_json(cascade.predict(["Head of Sales & Office Manager"])[0], taxonomy)

    assert list(answer) == [
        *("title", "labels", "level", "industry", "source", "model", "why", "level_why"),
    ]
    labels = answer["labels"]
    assert isinstance(labels, dict)
    assert labels["sales"] == {"category": "master_sales", "score": pytest.approx(1, abs=0.2)}
    assert labels["office_operations"]["category"] == "master_operations"
    assert answer["level"] == {"label": "vp", "score": pytest.approx(1, abs=0.2)}
    assert answer["industry"] is None
    assert answer["model"] == cascade.version


def test_sources_of_several_roles_are_joined(taxonomy: Taxonomy, cascade: TitleCascade) -> None:
    mixed = TitleCascade(
        taxonomy=taxonomy,
        model=cascade.model,
        dictionary=Dictionary({"Head of Sales": Entry(("sales",), "vp", "")}),
        phrases=PhraseRules({"scrum master": ["agile_coaching"]}),
    )

    sources = [
        prediction.source
        for prediction in mixed.predict(
            ["Head of Sales & Office Manager", "Scrum Master / Head of Sales", "Head of Sales"]
        )
    ]

    assert sources == ["dictionary + model", "dictionary + rules", "dictionary"]


def test_correction_wins_over_everything(cascade: TitleCascade) -> None:
    corrections = {normalize("Sales Engineer"): Entry(("tax",), "entry", "manufacturing")}

    found = cascade.predict(["sales  ENGINEER (m/w/d)", "Sales"], corrections=corrections)

    assert functions(found[0]) == {"tax"}
    assert (found[0].level.slug, found[0].source) == ("entry", "correction")
    assert found[0].industry is not None
    assert found[0].industry.slug == "manufacturing"
    assert functions(found[1]) == {"sales"}
    nurse = "Registered Nurse"
    for industry, said in ((None, "health_fitness"), ("", None)):  # "" is a word, too.
        word = {normalize(nurse): Entry(("nursing",), None, industry)}
        answer = cascade.predict([nurse], corrections=word)[0].industry
        assert (answer and answer.slug) == said


def test_correction_to_other_gives_no_function(cascade: TitleCascade) -> None:
    found = cascade.predict(["Tax Manager"], corrections={"tax manager": Entry(())})[0]

    assert (found.functions, found.source) == ((), "correction")
    assert found.level.slug == "manager"  # Nobody said; the model knows.


def test_nothing_above_its_threshold_is_other(cascade: TitleCascade, taxonomy: Taxonomy) -> None:
    strict = TitleCascade(
        taxonomy=taxonomy,
        model=cascade.model,
        dictionary=Dictionary({}),
        phrases=PhraseRules({}),
        thresholds={"nursing": 1.01},
    )

    assert strict.predict(["Krankenpfleger"])[0].functions == ()
    assert strict.limits()["nursing"] == pytest.approx(1.01)


def test_function_that_the_taxonomy_lost_is_never_given(cascade: TitleCascade) -> None:
    taxonomy = cascade.taxonomy
    smaller = Taxonomy(
        taxonomy.departments,
        tuple(f for f in taxonomy.functions if f.slug not in {"sales", "sales_engineering"}),
        taxonomy.levels,
        taxonomy.industries,
    )
    changed = TitleCascade(
        taxonomy=smaller,
        model=cascade.model,
        dictionary=Dictionary({"Head of Sales": Entry(("sales",), "vp", "")}),
        phrases=PhraseRules({"sales engineer": ["sales_engineering"]}),
    )

    found = changed.predict(["Head of Sales", "Sales Engineer", "Vertriebsleiter"])

    assert not {"sales", "sales_engineering"} & set().union(*map(functions, found))


def test_named_words_carry_the_score(without_small_words: TitleCascade) -> None:
    for title in ["Senior Recruiter EMEA", "Java Entwickler Team Blau", "iOS developer Berlin"]:
        prediction = without_small_words.predict([title])[0]
        best = prediction.functions[0].slug
        named = next(e for e in prediction.why if (e.label, e.because) == (best, "words"))
        rest = " ".join(w for w in prediction.normalised.split() if w not in named.text.split())
        column = without_small_words.model.functions.index(best)

        with_words, without = without_small_words.model.predict(
            [prediction.normalised, rest]
        ).functions[:, column]

        assert named.score is not None
        assert named.score > 0
        assert without < with_words


def test_nearest_representative_title_is_named(without_small_words: TitleCascade) -> None:
    why = without_small_words.predict(["Office Managerin"])[0].why
    similar = [evidence for evidence in why if evidence.because == "similar title"]

    assert similar[0].text == "Office Manager"
    assert similar[0].score is not None
    assert 0.5 <= similar[0].score <= 1


def test_other_says_who_or_what_decided_it(cascade: TitleCascade) -> None:
    own = TitleCascade(
        taxonomy=cascade.taxonomy,
        model=cascade.model,
        dictionary=Dictionary({"Ninja": Entry((), "other", "")}),
        phrases=PhraseRules({"java ninja": []}),
    )
    asked = {"dreamer": Entry(())}

    found = own.predict(["Ninja!", "Java Ninja", "Dreamer", "10/6;", ""], corrections=asked)

    assert [answer.functions for answer in found] == [()] * 5
    assert [reason for answer in found for reason in answer.why] == [
        Evidence("other", "dictionary", "Ninja"),
        Evidence("other", "rule", "java ninja"),
        Evidence("other", "correction", "dreamer"),
        Evidence("other", "nothing known", "10 / 6"),
        Evidence("other", "nothing known", ""),
    ]


def test_other_names_the_likeliest_function_and_the_threshold_it_missed(
    cascade: TitleCascade,
) -> None:
    functions = cascade.model.functions
    own = TitleCascade(
        taxonomy=cascade.taxonomy,
        model=cascade.model,
        dictionary=Dictionary({}),
        phrases=PhraseRules({}),
        thresholds=dict.fromkeys(functions, 1.01),
    )

    for title in ["Krankenpfleger", "Tax Manager / Recruiter"]:
        answer = own.predict([title])[0]
        (reason,) = answer.why

        assert (reason.because, reason.text) == ("below threshold", "1.01")
        assert reason.score is not None
        assert reason.score > 0.5
        assert reason.label in {"nursing", "tax", "recruiting"}


def test_near_miss_of_one_role_is_no_reason_for_the_label_of_another(
    cascade: TitleCascade,
) -> None:
    found = cascade.predict(["Recruiter / Queen of the World", "Head of Sales & Dreamer"])

    assert all(answer.functions for answer in found)
    assert not {"below threshold", "nothing known"} & {
        reason.because for answer in found for reason in answer.why
    }


def test_without_explaining_the_labels_are_the_same(cascade: TitleCascade) -> None:
    quick = cascade.predict(TITLES, explain=False)

    assert [replace(p, why=(), level_why=()) for p in cascade.predict(TITLES)] == [
        replace(p, why=()) for p in quick
    ]
    assert all(not p.why for p in quick if p.source == "model")


def test_without_words_the_labels_and_all_other_reasons_are_the_same(
    cascade: TitleCascade,
) -> None:
    of_model = {"words", "similar title"}

    quick = cascade.predict(TITLES, words=False)

    for brief, told in zip(quick, cascade.predict(TITLES), strict=True):
        assert replace(brief, why=()) == replace(told, why=(), level_why=())
        assert brief.why == tuple(one for one in told.why if one.because not in of_model)


def test_board_seats_former_jobs_and_certificates_count_for_nothing_beside_a_job(
    cascade: TitleCascade,
) -> None:
    for part in [
        " | Member of the Advisory Board",
        " | Non-Executive Director at a charity",
        " | Yönetim Kurulu Üyesi",
        " | 社外取締役",
        ", previously CFO at a unicorn",
        " | Lean Six Sigma Black Belt",
        " | Angel Investor",
    ]:
        alone, beside = cascade.predict(["Tax Manager", f"Tax Manager{part}"])

        assert [label.slug for label in beside.functions] == ["tax"]
        assert beside.level.slug == alone.level.slug == "manager"


def test_board_seats_are_all_that_there_is_where_no_job_stands_beside_them(
    cascade: TitleCascade,
) -> None:
    for title in ["Board Member", "Board Member | Acme Holdings", "NED, Trustee"]:
        (answer,) = cascade.predict([title])

        assert "executive" in {label.slug for label in answer.functions}
