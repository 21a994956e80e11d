from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifiers.companies.business_model.classifier import BusinessModelClassifier
from classifiers.companies.business_model.training import VERSION, train
from classifiers.companies.company_text import company_text
from classifiers.companies.datasets import LabeledCompany
from classifiers.companies.embeddings.encoder import CompanyEncoder
from classifiers.core import artifacts
from classifiers.core.errors import ArtifactError
from classifiers.core.types import BUSINESS_MODELS, CompanyRecord
from tests.examples import examples

ENCODER = CompanyEncoder()
EXAMPLES = {
    "b2b": ("Invoice software for firms", "Machine parts for factories", "Tools for sales teams"),
    "b2c": ("A game for your phone", "Meals for families at home", "Shoes you will love"),
    "public": ("The fire brigade of the town", "A charity for children", "The police of the city"),
}


@pytest.fixture(scope="module")
def shipped() -> BusinessModelClassifier:
    return BusinessModelClassifier.load()


@pytest.fixture(scope="module")
def small() -> BusinessModelClassifier:
    return train(
        [
            LabeledCompany(CompanyRecord(f"Firm {number}", overview=text), label)
            for label, texts in EXAMPLES.items()
            for number, text in enumerate(texts * 4)
        ],
        encoder=ENCODER,
    )


def test_shipped_model_knows_the_plain_cases(shipped: BusinessModelClassifier) -> None:
    for record, expected in [
        (CompanyRecord("Freiwillige Feuerwehr Neustadt"), "public"),
        (CompanyRecord("Springfield Police Department", domain="springfield.gov"), "public"),
        (CompanyRecord("UNICEF Malta"), "public"),
        (CompanyRecord("University of Southfield"), "public"),
        (CompanyRecord("Banque Populaire du Midi"), "both"),
        (
            CompanyRecord("Ledgerly", overview="Accounting software for finance teams of firms."),
            "b2b",
        ),
        (
            CompanyRecord("Puddle", overview="A mobile game that you play with friends at home."),
            "b2c",
        ),
    ]:
        (prediction,) = shipped.predict([record])

        assert prediction.business_model == expected
        assert prediction.why
        assert all(evidence.label == expected for evidence in prediction.why)


def test_what_a_company_says_of_itself_is_no_customer(shipped: BusinessModelClassifier) -> None:
    for text, expected in [
        ("Fashion retailer", "b2c"),
        ("Fashion retailer with shops in ninety countries.", "b2c"),
        ("Checkout software for fashion retailers", "b2b"),
        ("Chain of pharmacies", "b2c"),
        ("Supermarktkette", "b2c"),
        ("Kühlregale für Supermärkte", "b2b"),
        ("Malerarbeiten für Privathaushalte und Gewerbe", "both"),
        ("衣料品の小売チェーン", "b2c"),
        ("個人と法人向けの銀行", "both"),
        ("连锁药店", "b2c"),
        ("工业机器人制造商", "b2b"),
    ]:
        record = CompanyRecord("Nova", overview=text)

        assert shipped.read([record], encoder=ENCODER)[0].business_model == expected


def test_a_text_told_thousands_of_times_gets_the_same_answer(
    shipped: BusinessModelClassifier,
) -> None:
    for text in ["Fashion retailer", "Invoice software for firms. ", "连锁药店"]:
        told = [CompanyRecord("Nova", overview=text * times) for times in (1, 2, 4000)]

        once, twice, thousands = shipped.read(told, encoder=ENCODER)
        assert once == twice == thousands


def test_other_languages_are_read_by_their_vectors(shipped: BusinessModelClassifier) -> None:
    for text, expected in [
        ("Dostarczamy pieczywo do restauracji i hoteli.", "b2b"),
        ("ホテルとレストランにパンを卸しています。", "b2b"),
        ("Gry na telefon dla całej rodziny.", "b2c"),
        ("家族で遊べるスマホゲーム。", "b2c"),
        ("Wir verwenden Cookies. Alle akzeptieren", "unknown"),
        ("Bu web sitesi çerez kullanmaktadır.", "unknown"),
    ]:
        record = CompanyRecord("Nova", overview=text)

        assert shipped.read([record], encoder=ENCODER)[0].business_model == expected


names = st.text(max_size=30)
records = st.builds(
    CompanyRecord,
    name=names,
    overview=st.none() | st.text(max_size=100),
    industry=st.none() | names,
    domain=st.none() | names,
    website=st.none() | names,
    employees=st.none() | st.integers(0, 10**6),
    technologies=st.lists(names, max_size=3).map(tuple),
)


@given(st.lists(records, max_size=4))
@settings(max_examples=examples(40), deadline=None)
def test_any_company_gets_probabilities_that_add_up_in_the_order_given(
    shipped: BusinessModelClassifier, found: list[CompanyRecord]
) -> None:
    together = shipped.predict(found)

    assert together == [shipped.predict([record])[0] for record in found]
    for prediction in together:
        assert [label.slug for label in prediction.probabilities] == list(BUSINESS_MODELS)
        assert sum(label.score for label in prediction.probabilities) == pytest.approx(1)
        assert prediction.probability == max(label.score for label in prediction.probabilities)
        assert prediction.model == shipped.version
        assert prediction.model.startswith(VERSION)


def test_a_name_that_says_nothing_is_unknown(shipped: BusinessModelClassifier) -> None:
    for name in ["", "X", "Zyx", "Acme", "<b>x</b>"]:
        (prediction,) = shipped.predict([CompanyRecord(name)])

        assert (prediction.business_model, prediction.why) == ("unknown", ())
        assert prediction.probability == pytest.approx(0.2)


def test_words_that_spoke_are_named_strongest_first(small: BusinessModelClassifier) -> None:
    (prediction,) = small.predict([CompanyRecord("Nova", overview="A charity for children")])

    assert prediction.business_model == "public"
    scores = [evidence.score or 0 for evidence in prediction.why]
    assert scores == sorted(scores, reverse=True)
    assert {evidence.text for evidence in prediction.why} & {"charity", "children", "a charity"}
    assert {evidence.because for evidence in prediction.why} <= {
        *("overview", "name", "letters", "customers")
    }


def test_saved_and_loaded_gives_the_same(small: BusinessModelClassifier, tmp_path: Path) -> None:
    texts = [text for texts in EXAMPLES.values() for text in texts]
    found = [CompanyRecord("Firm 1", overview=text) for text in texts]

    checksum = small.save(tmp_path, report={"note": 1})
    loaded = BusinessModelClassifier.load(tmp_path)

    assert artifacts.load(tmp_path, kind="companies").checksum == checksum
    assert loaded.encoder == ENCODER.version
    for vectors in (None, ENCODER.encode([company_text(record) for record in found])):
        for before, after in zip(
            small.predict(found, vectors=vectors),
            loaded.predict(found, vectors=vectors),
            strict=True,
        ):
            assert after.business_model == before.business_model
            assert after.probability == pytest.approx(before.probability, abs=5e-3)


def test_training_again_gives_the_same_classifier(
    small: BusinessModelClassifier, tmp_path: Path
) -> None:
    companies = [
        LabeledCompany(CompanyRecord(f"Firm {number}", overview=text), label)
        for label, texts in EXAMPLES.items()
        for number, text in enumerate(texts * 4)
    ]

    again = train(companies, encoder=ENCODER)

    assert small.save(tmp_path / "a", report={}) == again.save(tmp_path / "b", report={})


def test_the_text_as_a_whole_speaks_where_no_word_is_known(
    shipped: BusinessModelClassifier,
) -> None:
    record = CompanyRecord("Nova", overview="เกมมือถือสำหรับทุกคนในครอบครัว")
    vectors = ENCODER.encode([company_text(record)])

    (by_words,) = shipped.predict([record])
    (with_vector,) = shipped.predict([record], vectors=vectors)
    (without,) = shipped.predict([record], vectors=np.zeros_like(vectors))

    assert without == by_words
    assert by_words.business_model != "b2c"
    assert with_vector.business_model == "b2c"
    assert "text as a whole" in {evidence.because for evidence in with_vector.why}


def test_vectors_of_another_encoder_are_not_read(small: BusinessModelClassifier) -> None:
    for encoder, is_read in [
        (ENCODER.version, True),
        ("all-MiniLM-L6-v2+0a7abc1b", False),
    ]:
        assert small.reads(encoder) is is_read


def test_who_is_named_as_a_customer_speaks(shipped: BusinessModelClassifier) -> None:
    text = "Renovation made easy for homeowners and contractors, booked and paid in one place."
    (prediction,) = shipped.predict([CompanyRecord("Casarium", overview=text)])

    assert prediction.business_model == "both"
    said = [evidence.text for evidence in prediction.why if evidence.because == "customers"]
    assert "homeowners and contractors" in said
    assert len(set(said)) == len(said)  # Two readings of the same words are one reason.


def test_words_that_spoke_are_missed_when_they_are_taken_away(
    shipped: BusinessModelClassifier,
) -> None:
    text = "A mobile game about dragons that children play with friends at home."
    (before,) = shipped.predict([CompanyRecord("Puddle", overview=text)])
    word = next(e.text for e in before.why if e.because == "overview" and " " not in e.text)
    (after,) = shipped.predict([CompanyRecord("Puddle", overview=text.replace(word, ""))])

    assert before.business_model == "b2c"
    chance = {label.slug: label.score for label in after.probabilities}["b2c"]
    assert chance < before.probability


def test_of_a_text_of_a_hundred_thousand_characters_the_beginning_is_read(
    shipped: BusinessModelClassifier,
) -> None:
    beginning = "software for firms " * 700
    end = "A mobile game about dragons that children play with friends at home. " * 1_300

    alone, whole, other = (
        shipped.predict([CompanyRecord("Long", overview=text)])[0]
        for text in (beginning, beginning + end, end)
    )

    assert whole == alone
    assert whole.business_model == "b2b"
    assert other.business_model == "b2c"


def test_labels_without_examples_are_never_given(small: BusinessModelClassifier) -> None:
    (prediction,) = small.predict([CompanyRecord("Anything", overview="Anything at all")])

    chances = {label.slug: label.score for label in prediction.probabilities}
    assert chances["both"] < 0.01
    assert chances["unknown"] < 0.01


def test_artifact_of_other_labels_is_refused(
    small: BusinessModelClassifier, tmp_path: Path
) -> None:
    small.save(tmp_path, report={})
    artifact = artifacts.load(tmp_path, kind="companies")
    other = replace(artifact, config={**artifact.config, "labels": ["b2b"]})
    artifacts.save(
        tmp_path,
        kind="companies",
        version=other.version,
        config=other.config,
        arrays=other.arrays,
        report={},
    )

    with pytest.raises(ArtifactError, match="Train it again"):
        BusinessModelClassifier.load(tmp_path)


def test_answer_is_that_of_the_name_alone_when_a_website_is_not_there_yet(
    shipped: BusinessModelClassifier,
) -> None:
    for text in ["This domain is parked.", "Site en construction", "サイト準備中"]:
        records = [
            CompanyRecord("City of Springfield", overview=text),
            CompanyRecord("City of Springfield"),
        ]

        parked, bare = shipped.read(records, encoder=ENCODER)

        assert parked == bare
        assert bare.business_model == "public"


def test_business_model_is_unknown_when_there_is_nothing_to_go_by(
    shipped: BusinessModelClassifier,
) -> None:
    for record in [
        CompanyRecord("Veltrona"),
        CompanyRecord("Nordlys AB", domain="nordlys.se", employees=40),
        CompanyRecord("Brightwave Labs", domain="brightwave.com", overview="Coming soon"),
        CompanyRecord("Lumeria GmbH", overview="Diese Seite befindet sich im Aufbau."),
        CompanyRecord("Veltrona", overview="This domain is for sale. Buy it at GoDaddy."),
        CompanyRecord("Veltrona", overview="We use cookies to improve your experience."),
        CompanyRecord("Veltrona", overview="404 Not Found"),
        CompanyRecord("Veltrona", overview="サイト準備中"),
        CompanyRecord("Veltrona", overview="n/a"),
    ]:
        (prediction,) = shipped.read([record], encoder=ENCODER)

        assert prediction.business_model == "unknown"
        assert prediction.probability == pytest.approx(0.2)


def test_name_is_answered_when_it_tells_what_the_company_is(
    shipped: BusinessModelClassifier,
) -> None:
    for name, expected in [
        ("City of Springfield", "public"),
        ("Ministerstwo Zdrowia", "public"),
        ("First National Bank", "both"),
        ("Pizzeria Da Gino", "b2c"),
    ]:
        records = [CompanyRecord(name), CompanyRecord(name, overview="Website coming soon!")]

        for prediction in shipped.read(records, encoder=ENCODER):
            assert prediction.business_model == expected
