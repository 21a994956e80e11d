"""Companies that stand in a workspace twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifiers.duplicates.duplicate_companies import CompanyMatcher, CompanyRecord

MERGED, REVIEWED = 0.95, 0.5


def score(one: CompanyRecord, other: CompanyRecord) -> float:
    return CompanyMatcher([one, other]).score(1, 2).score


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (CompanyRecord(1, "Kröll & Co", city="Ulm"), CompanyRecord(2, "KROELL GmbH", city="Ulm")),
        (CompanyRecord(1, "Acme", "acme.de"), CompanyRecord(2, "Acme AG", "acme.com")),
        (
            CompanyRecord(1, "Acme", linkedin_url="https://www.linkedin.com/company/acme-x"),
            CompanyRecord(2, "Acme Europe", linkedin_url="https://de.linkedin.com/company/acme-x/"),
        ),
        (CompanyRecord(1, "Acme", "acme.de"), CompanyRecord(2, "ACME Inc.")),
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
