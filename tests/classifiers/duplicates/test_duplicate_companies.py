"""Companies that stand in a workspace twice."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifiers.duplicates.duplicate_companies import CompanyMatcher, ComparableCompany
from classifiers.duplicates.word_rarity import WordRarity

MERGED, REVIEWED = 0.95, 0.5
TEXT = "Pumps, valves and heat exchangers for breweries, dairies and makers of juice in Europe."


def score(one: ComparableCompany, other: ComparableCompany) -> float:
    return CompanyMatcher([one, other]).score(1, 2).score


def test_the_same_company_is_found_and_sure() -> None:
    for one, other in [
        (
            ComparableCompany(1, "Quandtmeier Söhne", city="Ulm"),
            ComparableCompany(2, "QUANDTMEIER SOEHNE GmbH", city="Ulm"),
        ),
        (
            ComparableCompany(1, "Smile Dental", city="New York", address="21 W. 52nd St."),
            ComparableCompany(
                2, "Smile Dental", city="New York City", address="21 W 52nd St, 10019"
            ),
        ),
        (
            ComparableCompany(
                1, "Smile Dental", city="Austin", address="12 Main Street, 78701 Austin"
            ),
            ComparableCompany(2, "Smile Dental", city="Austin", address="12 Main St"),
        ),
        (
            ComparableCompany(1, "Kelvingrove", city="Ulm", text=TEXT),
            ComparableCompany(
                2, "Kelvingrove", "kelvin.de", city="Ulm", text=f"{TEXT} Since 1950."
            ),
        ),
        (
            ComparableCompany(1, "Acme", linkedin_url="https://www.linkedin.com/company/acme-x"),
            ComparableCompany(2, "ACME", linkedin_url="https://de.linkedin.com/company/acme-x/"),
        ),
        (
            ComparableCompany(1, "Kelvingrove", "kelvingrove.de", city="Ulm"),
            ComparableCompany(2, "KELVINGROVE", city="Ulm"),
        ),
        (
            ComparableCompany(1, "Acme", "acme.de"),
            ComparableCompany(2, "Acme AG", "acme.de", city="Ulm"),
        ),
    ]:
        found = CompanyMatcher([one, other]).find(min_score=MERGED)

        assert [(match.first, match.second) for match in found] == [(1, 2)]


def test_two_companies_are_not_proposed() -> None:
    for one, other in [
        ("Sparkasse Köln", "Sparkasse Bonn"),
        ("Siemens AG", "Siemens Energy AG"),
        ("Stadtwerke Kiel", "Stadtwerke Köln"),
        ("Deutsche Bank", "Deutsche Bahn"),
        ("Hotel Müller", "Hotel Meier"),
        ("Group", "International Group"),
    ]:
        assert score(ComparableCompany(1, one), ComparableCompany(2, other)) < REVIEWED


def test_the_same_name_alone_is_reviewed_and_not_sure() -> None:
    assert (
        REVIEWED
        <= score(ComparableCompany(1, "Zalando SE"), ComparableCompany(2, "zalando"))
        < MERGED
    )


def test_other_domains_speak_against_one_name() -> None:
    one, other = (
        ComparableCompany(1, "Apollo", "apollo.io"),
        ComparableCompany(2, "Apollo", "apollomed.us"),
    )

    assert score(one, other) < REVIEWED


def test_what_two_firms_may_share_is_a_question() -> None:
    for one, other in [
        (ComparableCompany(1, "Smile Dental", city="Austin"), ComparableCompany(2, "Smile Dental")),
        (
            ComparableCompany(1, "Smile Dental", city="Austin"),
            ComparableCompany(2, "Smile Dental", city="Austin"),
        ),
        # Two domains, though their names are the same under two endings.
        (ComparableCompany(1, "Acme", "acme.de"), ComparableCompany(2, "Acme AG", "acme.com")),
        (
            ComparableCompany(1, "Kelvingrove", "kelvingrove.de", city="Ulm", founded=1990),
            ComparableCompany(2, "Kelvingrove", "kelvingrove.com", city="Ulm", founded=1990),
        ),
        (  # One postcode is no address.
            ComparableCompany(1, "Daikokuya", city="Zürich", address="8001 Zürich"),
            ComparableCompany(2, "Daikokuya", city="Zürich", address="8001 Zürich"),
        ),
        (  # Also where they say the same of themselves.
            ComparableCompany(1, "Kelvingrove", "kelvingrove.de", text=TEXT),
            ComparableCompany(2, "Kelvingrove AG", "kelvingrove.com", text=f"{TEXT} Since 1950."),
        ),
        (
            ComparableCompany(1, "Kelvingrove", "kelvingrove.de"),
            ComparableCompany(2, "KELVINGROVE Inc."),
        ),
        (  # A subsidiary has the page of its parent.
            ComparableCompany(1, "Acme", linkedin_url="https://www.linkedin.com/company/acme-x"),
            ComparableCompany(
                2, "Acme Europe", linkedin_url="https://de.linkedin.com/company/acme-x/"
            ),
        ),
        (  # Offices of one firm in two cities.
            ComparableCompany(1, "Kelvingrove", "kelvingrove.de", city="Ulm"),
            ComparableCompany(2, "Kelvingrove", "kelvingrove.de", city="Bonn"),
        ),
        (
            ComparableCompany(1, "Quandtmeier", city="Ulm", industry="Dairy"),
            ComparableCompany(2, "Quandtmeier GmbH", city="Ulm", industry="Software"),
        ),
        # Names of everyday words, in any language.
        (
            ComparableCompany(1, "Boulangerie du Soleil", city="Nantes"),
            ComparableCompany(2, "Boulangerie du Soleil SARL", city="Nantes"),
        ),
        (
            ComparableCompany(1, "Apteka pod Koroną", city="Radom"),
            ComparableCompany(2, "Apteka pod Koroną sp. z o.o.", city="Radom"),
        ),
        # Branches of a chain have one name and one city, however rare the name.
        (
            ComparableCompany(1, "Daikokuya", city="Los Angeles"),
            ComparableCompany(2, "Daikokuya", city="Los Angeles"),
        ),
    ]:
        assert REVIEWED <= score(one, other) < MERGED


SEAT = ComparableCompany(
    0, city="Ulm", country="Germany", founded=1990, address="Werkweg 9, 89073 Ulm"
)


def test_firms_of_a_group_at_one_address_are_a_question() -> None:
    for one, other in [
        ("Kelvingrove GmbH", "Kelvingrove AG"),
        ("Kelvingrove N.V.", "Kelvingrove B.V."),
        ("Kelvingrove Software Group Ltd.", "Kelvingrove Group Co., Ltd."),
        ("Kelvingrove Ltd", "Kelvingrove International Ltd"),
        ("Kelvingrove A/S", "Kelvingrove Fluid Systems A/S"),
    ]:
        first, second = replace(SEAT, key=1, name=one), replace(SEAT, key=2, name=other)

        assert REVIEWED <= score(first, second) < MERGED


def test_firms_of_a_group_with_one_domain_are_a_question() -> None:
    for one, other, country in [
        ("Kelvingrove Markets LLC", "Kelvingrove Markets Corp", "Germany"),
        ("Kelvingrove Markets", "Kelvingrove Markets SAS", "France"),
        ("Kelvingrove Securities LLC", "Kelvingrove Securities Europe", "Germany"),
        ("Kelvingrove Futures", "Kelvingrove OTF Futures", "Germany"),
    ]:
        first = ComparableCompany(1, one, "kelvingrove.com", country="Germany", founded=1990)
        second = ComparableCompany(2, other, "kelvingrove.com", country=country, founded=1990)
        page = "https://www.linkedin.com/company/kelvingrove"

        one_page = replace(first, linkedin_url=page), replace(second, linkedin_url=page)

        assert REVIEWED <= score(first, second) < MERGED
        assert REVIEWED <= score(*one_page) < MERGED


def test_vectors_of_descriptions_say_whether_two_are_one() -> None:
    for angle, is_merged in [(0.2, True), (0.9, False), (1.3, False)]:
        one = ComparableCompany(1, "Quandtmeier", city="Ulm", text="Pumps for dairies.")
        other = ComparableCompany(2, "Quandtmeier GmbH", city="Ulm", text="Dairy machines.")
        matcher = CompanyMatcher([one, other])

        matcher.use_vectors(
            {
                1: np.array([1, 0], dtype=np.float32),
                2: np.array([math.cos(angle), math.sin(angle)], dtype=np.float32),
            }
        )

        assert (matcher.score(1, 2).score >= MERGED) == is_merged


def test_one_postcode_is_not_one_address() -> None:
    for address, other in [
        ("16 Bumazhnaya st., 190020", "Liflandskaya st., 190020"),
        ("5 Floor, Xinghua Road, 518103", "3F, Building 5, Fuyuan Road, 518103"),
        ("6 Qingning Road, 518109, CN", "2F, Building 6, Mengxi Street, 518057, CN"),
        ("Unit 5, Ashwood Park, RG23 8BG", "5 Kingfisher Park, RG23 8BG"),
    ]:
        one, two = (
            ComparableCompany(1, "Orlo", address=address),
            ComparableCompany(2, "Orlo", address=other),
        )

        codes = {reason.code for reason in CompanyMatcher([one, two]).score(1, 2).reasons}

        assert "same_address" not in codes


def test_numbers_of_houses_and_streets_are_no_postcodes() -> None:
    for address, other in [
        ("11717 Exploration Lane, MD 20876", "11717 Exploration Ln, MD 20876"),
        ("198 5th Street, San Francisco", "198 5th St, San Francisco, CA 94103"),
        ("102 5th Ave, between 15th and 16th", "102 Fifth Ave"),
    ]:
        one, two = (
            ComparableCompany(1, "Orlo", address=address),
            ComparableCompany(2, "Orlo", address=other),
        )

        codes = {reason.code for reason in CompanyMatcher([one, two]).score(1, 2).reasons}

        assert "same_address" in codes


def test_states_are_compared_short_and_in_full() -> None:
    for one, other, is_other_state in [
        ("CA", "California", False),
        ("NRW", "Nordrhein-Westfalen", False),
        ("IL", "Massachusetts", True),
        ("ME", "MA", True),
        ("Oregon", "Maine", True),
    ]:
        records = [
            ComparableCompany(key, "Orlo", city="Springfield", state=state)
            for key, state in enumerate((one, other), 1)
        ]

        codes = {reason.code for reason in CompanyMatcher(records).score(1, 2).reasons}

        assert ("different_state" in codes) == is_other_state


def test_two_domains_and_unlike_texts_are_never_likely() -> None:
    page = "https://www.linkedin.com/company/kelvingrove"
    one = ComparableCompany(1, "Kelvingrove", "kelvingrove.de", page, city="Ulm", text=TEXT)
    other = ComparableCompany(2, "Kelvingrove", "kelvin.io", page, city="Ulm", text="A bank." * 9)

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
        ComparableCompany(n, "Daikokuya", city="Ulm", address="9 Ringstraße") for n in range(1, 6)
    ]

    assert {match.score >= MERGED for match in CompanyMatcher(records).find()} == {True}


def test_a_record_that_changed_is_scored_as_it_is_now() -> None:
    one, other = (
        ComparableCompany(1, "Kelvingrove", "kelvingrove.de"),
        ComparableCompany(2, "Kelvingrove"),
    )
    matcher = CompanyMatcher([one, other])

    matcher.update([ComparableCompany(2, "Orlo")])

    assert matcher.score(1, 2).score < REVIEWED


def test_a_domain_of_mailboxes_for_anybody_says_nothing() -> None:
    one = ComparableCompany(1, "Malerei Huber", "gmx.at")
    other = ComparableCompany(2, "Tischlerei Moser", "gmx.at")

    assert CompanyMatcher([one, other]).find(min_score=0.01) == []


def test_a_name_that_many_have_is_nobodys_own() -> None:
    pair = [ComparableCompany(1, "Adler", city="Ulm"), ComparableCompany(2, "Adler", city="Ulm")]
    crowd = [ComparableCompany(n, "Adler") for n in range(3, 20)]

    assert (
        CompanyMatcher([*pair, *crowd]).score(1, 2).score < CompanyMatcher(pair).score(1, 2).score
    )


TEXTS = st.text(alphabet="abäøЩ .-&12", max_size=12)
RECORDS = st.tuples(TEXTS, TEXTS, TEXTS)


@given(RECORDS, RECORDS)
def test_any_text_is_compared_and_both_ways_alike(
    one: tuple[str, str, str], other: tuple[str, str, str]
) -> None:
    left, right = ComparableCompany(1, *one), ComparableCompany(2, *other)
    there = CompanyMatcher([left, right]).score(1, 2).score

    assert 0 <= there <= 1
    assert there == pytest.approx(CompanyMatcher([right, left]).score(1, 2).score)
