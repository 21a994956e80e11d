"""Companies that stand in a workspace twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifiers.duplicates.duplicate_companies import CompanyMatcher, CompanyRecord
from classifiers.duplicates.word_rarity import WordRarity

MERGED, REVIEWED = 0.95, 0.5
TEXT = "Pumps, valves and heat exchangers for breweries, dairies and makers of juice in Europe."


def score(one: CompanyRecord, other: CompanyRecord) -> float:
    return CompanyMatcher([one, other]).score(1, 2).score


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            CompanyRecord(1, "Quandtmeier Söhne", city="Ulm"),
            CompanyRecord(2, "QUANDTMEIER SOEHNE GmbH", city="Ulm"),
        ),
        (
            CompanyRecord(1, "Smile Dental", city="New York", address="21 W. 52nd St."),
            CompanyRecord(2, "Smile Dental", city="New York City", address="21 W 52nd St, 10019"),
        ),
        (
            CompanyRecord(1, "Smile Dental", city="Austin", address="12 Main Street, 78701 Austin"),
            CompanyRecord(2, "Smile Dental", city="Austin", address="12 Main St"),
        ),
        (
            CompanyRecord(1, "Kelvingrove", "kelvingrove.de", text=TEXT),
            CompanyRecord(2, "Kelvingrove AG", "kelvingrove.com", text=f"{TEXT} Since 1950."),
        ),
        (
            CompanyRecord(1, "Acme", linkedin_url="https://www.linkedin.com/company/acme-x"),
            CompanyRecord(2, "Acme Europe", linkedin_url="https://de.linkedin.com/company/acme-x/"),
        ),
        (CompanyRecord(1, "Kelvingrove", "kelvingrove.de"), CompanyRecord(2, "KELVINGROVE Inc.")),
    ],
)  # fmt: skip
def test_the_same_company_is_found_and_sure(one: CompanyRecord, other: CompanyRecord) -> None:
    found = CompanyMatcher([one, other]).find(min_score=MERGED)

    assert [(match.first, match.second) for match in found] == [(1, 2)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sparkasse Köln", "Sparkasse Bonn"),
        ("Siemens AG", "Siemens Energy AG"),
        ("Stadtwerke Kiel", "Stadtwerke Köln"),
        ("Deutsche Bank", "Deutsche Bahn"),
        ("Hotel Müller", "Hotel Meier"),
        ("Group", "International Group"),
    ],
)
def test_two_companies_are_not_proposed(one: str, other: str) -> None:
    assert score(CompanyRecord(1, one), CompanyRecord(2, other)) < REVIEWED


def test_the_same_name_alone_is_reviewed_and_not_sure() -> None:
    assert REVIEWED <= score(CompanyRecord(1, "Zalando SE"), CompanyRecord(2, "zalando")) < MERGED


def test_other_domains_speak_against_one_name() -> None:
    one, other = CompanyRecord(1, "Apollo", "apollo.io"), CompanyRecord(2, "Apollo", "apollomed.us")

    assert score(one, other) < REVIEWED


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (CompanyRecord(1, "Smile Dental", city="Austin"), CompanyRecord(2, "Smile Dental")),
        (
            CompanyRecord(1, "Smile Dental", city="Austin"),
            CompanyRecord(2, "Smile Dental", city="Austin"),
        ),
        # Two domains, though their names are the same under two endings.
        (CompanyRecord(1, "Acme", "acme.de"), CompanyRecord(2, "Acme AG", "acme.com")),
        (
            CompanyRecord(1, "Kelvingrove", "kelvingrove.de", city="Ulm", founded=1990),
            CompanyRecord(2, "Kelvingrove", "kelvingrove.com", city="Ulm", founded=1990),
        ),
        (  # One postcode is no address.
            CompanyRecord(1, "Daikokuya", city="Zürich", address="8001 Zürich"),
            CompanyRecord(2, "Daikokuya", city="Zürich", address="8001 Zürich"),
        ),
        # Branches of a chain have one name and one city, however rare the name.
        (
            CompanyRecord(1, "Daikokuya", city="Los Angeles"),
            CompanyRecord(2, "Daikokuya", city="Los Angeles"),
        ),
    ],
)
def test_what_two_firms_may_share_is_a_question(one: CompanyRecord, other: CompanyRecord) -> None:
    assert REVIEWED <= score(one, other) < MERGED


def test_two_domains_and_unlike_texts_are_never_likely() -> None:
    page = "https://www.linkedin.com/company/kelvingrove"
    one = CompanyRecord(1, "Kelvingrove", "kelvingrove.de", page, city="Ulm", text=TEXT)
    other = CompanyRecord(2, "Kelvingrove", "kelvin.io", page, city="Ulm", text="A bank." * 9)

    assert score(one, other) < MERGED


def test_a_rare_word_says_more_than_a_common_one() -> None:
    rarity = WordRarity([])

    bits = [rarity.bits(name.split()) for name in ("smile dental", "smile", "quandtmeier")]

    assert bits[1] < bits[0] < bits[2]


def test_a_word_of_the_workspace_says_less_the_more_names_have_it() -> None:
    often = WordRarity([("quandtmeier", str(n)) for n in range(500)])

    assert often.bits(["quandtmeier"]) < WordRarity([]).bits(["quandtmeier"]) - 8


def test_records_of_one_place_do_not_make_a_name_common() -> None:
    records = [
        CompanyRecord(n, "Daikokuya", city="Ulm", address="9 Ringstraße") for n in range(1, 6)
    ]

    assert {match.score >= MERGED for match in CompanyMatcher(records).find()} == {True}


def test_a_record_that_changed_is_scored_as_it_is_now() -> None:
    one, other = CompanyRecord(1, "Kelvingrove", "kelvingrove.de"), CompanyRecord(2, "Kelvingrove")
    matcher = CompanyMatcher([one, other])

    matcher.update([CompanyRecord(2, "Orlo")])

    assert matcher.score(1, 2).score < REVIEWED


def test_a_domain_of_mailboxes_for_anybody_says_nothing() -> None:
    one = CompanyRecord(1, "Malerei Huber", "gmx.at")
    other = CompanyRecord(2, "Tischlerei Moser", "gmx.at")

    assert CompanyMatcher([one, other]).find(min_score=0.01) == []


def test_a_name_that_many_have_is_nobodys_own() -> None:
    pair = [CompanyRecord(1, "Adler", city="Ulm"), CompanyRecord(2, "Adler", city="Ulm")]
    crowd = [CompanyRecord(n, "Adler") for n in range(3, 20)]

    assert (
        CompanyMatcher([*pair, *crowd]).score(1, 2).score < CompanyMatcher(pair).score(1, 2).score
    )


TEXTS = st.text(alphabet="abäøЩ .-&12", max_size=12)
RECORDS = st.tuples(TEXTS, TEXTS, TEXTS)


@given(RECORDS, RECORDS)
def test_any_text_is_compared_and_both_ways_alike(
    one: tuple[str, str, str], other: tuple[str, str, str]
) -> None:
    left, right = CompanyRecord(1, *one), CompanyRecord(2, *other)
    there = CompanyMatcher([left, right]).score(1, 2).score

    assert 0 <= there <= 1
    assert there == pytest.approx(CompanyMatcher([right, left]).score(1, 2).score)
