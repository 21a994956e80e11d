from hypothesis import given
from hypothesis import strategies as st

from classifiers.companies.business_model.customers import (
    customer_relations,
    customer_words,
)
from classifiers.core.text import without_accents


def relations(text: str) -> set[str]:
    return set(customer_relations(without_accents(text)))


def test_says_how_customers_stand_to_each_other() -> None:
    for text, relation in [
        ("Renovation made easy for homeowners and contractors.", "people and organisations"),
        ("Renovation made easy for homeowners and contractors.", "for people"),
        ("We help clinics follow up with their patients.", "organisations their people"),
        ("We help clinics follow up with their patients.", "helps organisations"),
        ("Connects families with babysitting agencies.", "connects people"),
        ("Connects families with babysitting agencies.", "people with organisations"),
        ("An adviser for individuals rather than businesses.", "people rather than organisations"),
        ("Assurances pour les particuliers et les entreprises", "people and organisations"),
        ("Strom für Privatkunden und Unternehmen", "people and organisations"),
        ("Book a table, a marketplace of parents", "marketplace with people"),
    ]:
        assert relation in relations(text)


def test_mentions_of_two_sentences_are_not_joined() -> None:
    found = relations("Made for families. Businesses are growing.")

    assert "people then organisations" not in found
    assert "organisations beside people" in found


def test_a_text_that_names_nobody_says_so() -> None:
    assert relations("Zero emissions") == {"nobody"}


def test_the_longest_known_phrase_counts() -> None:
    assert "for parents" not in relations("for pet parents")
    assert "for leisure" in relations("for pet parents")


def test_relations_are_told_in_the_words_of_the_text() -> None:
    words = customer_words("we help small businesses and start-ups. an app for their parents")

    assert words["organisations and organisations"] == "small businesses and start-ups"
    assert words["helps firms"] == "help small businesses"
    assert words["for parents"] == "for their parents"
    assert words["first organisations"] == "small businesses"
    assert words["app with organisations beside people"] == "app, small businesses, parents"
    assert customer_words("delivery of pizza")["shop with nobody"] == (
        "delivery, nobody named as customer"
    )
    assert customer_words("zero emissions") == {"nobody": "nobody named as customer"}


def test_a_company_that_speaks_of_itself_names_no_customer() -> None:
    for text in [
        "Fashion retailer",
        "Spanish fashion retailer with stores in ninety countries.",
        "Chain of pharmacies",
        "Jewellery manufacturer and retailer",
        "Video game company that makes consoles.",
        "Sold under its own brands and in our restaurants.",
    ]:
        found = relations(text)

        assert "nobody" in found
        assert not any("organisations" in relation for relation in found)


def test_others_that_are_named_are_customers() -> None:
    for text in [
        "Software for a fashion retailer",
        "Bank software",
        "Restaurant and hotel software",
        "We help brands grow",
        "Robots in hospitals and pharmacies",
    ]:
        assert "organisations" in relations(text)


def test_customers_are_read_in_other_languages() -> None:
    for text, relation in [
        ("Glas für Privathaushalte und Gewerbe", "people and organisations"),
        ("Banka pro občany, firmy i instituce", "for people"),
        ("Банк для частных лиц и бизнеса", "people then organisations"),
    ]:
        assert relation in relations(text)


@given(st.text(max_size=200))
def test_every_relation_has_words(text: str) -> None:
    assert list(customer_words(text)) == list(dict.fromkeys(customer_relations(text)))
    assert all(customer_words(text).values())


@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    assert list(customer_relations(without_accents(text))) == list(
        customer_relations(without_accents(text))
    )
