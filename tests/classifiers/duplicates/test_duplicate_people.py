"""People that stand in a workspace twice."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifiers.duplicates.duplicate_people import PeopleMatcher, PersonRecord

ANNA = PersonRecord(
    1,
    "Anna",
    "Quandt",
    email="anna.quandt@acme.example",
    linkedin_url="https://www.linkedin.com/in/annaquandt",
    phone="+49 30 1234567",
    title="Head of Sales",
    company="Acme GmbH",
    city="Berlin",
    country="Germany",
)
MERGED, REVIEWED = 0.95, 0.5
PROFILE = "https://www.linkedin.com/in/eva-quandtmeier"


def score(one: PersonRecord, other: PersonRecord) -> float:
    matcher = PeopleMatcher([replace(one, key=1), replace(other, key=2)])
    return matcher.score(1, 2).score


@pytest.mark.parametrize(
    "other",
    [
        PersonRecord(2, "Anna", "Quandt", company="ACME"),
        PersonRecord(2, email="anna.quandt+crm@acme.example"),
        PersonRecord(2, email="Anna.Quandt@ACME.example"),
        PersonRecord(2, "Anna", "Meier", linkedin_url="linkedin.com/in/annaquandt/?trk=x"),
        PersonRecord(2, "A.", "Quandt", company="Acme", phone="030 1234567"),
        PersonRecord(2, "Quandt", "Anna", company="Acme Inc."),
        PersonRecord(2, "Anna", "Kwan", former_emails=("anna.quandt@acme.example",)),
    ],
)
def test_the_same_person_is_found_and_sure(other: PersonRecord) -> None:
    matcher = PeopleMatcher([ANNA, other])

    assert [(match.first, match.second) for match in matcher.find()] == [(1, 2)]
    assert matcher.score(1, 2).score >= MERGED


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (  # A large company numbers the mailboxes of people with one name.
            PersonRecord(1, "Anna", "Müller", "a.mueller@x.example", company="X"),
            PersonRecord(2, "Anna", "Müller", "a.mueller2@x.example", company="X"),
        ),
        (  # Father and son.
            PersonRecord(1, "John", "Smith Jr.", company="Smith"),
            PersonRecord(2, "John", "Smith Sr.", company="Smith"),
        ),
        (  # A mailbox of the firm.
            PersonRecord(1, "Anna", "Quandt", "info@x.example", company="X"),
            PersonRecord(2, "Otto", "Ohlendorf", "info+a@x.example", company="X"),
        ),
        (  # A common mailbox provider is no company.
            PersonRecord(1, "Anna", "Müller", "anna.m@gmail.com"),
            PersonRecord(2, "Anna", "Müller", "mueller.anna@gmail.com", city="Rom"),
        ),
        (  # A couple with one phone.
            PersonRecord(1, "Anna", "Kern", phone="06731 5512", company="Kern"),
            PersonRecord(2, "Stefan", "Kern", phone="06731 5512", company="Kern"),
        ),
        (
            PersonRecord(1, "Wei", "Zhang", company="Huawei", company_size=200_000, city="A"),
            PersonRecord(2, "Wei", "Zhang", company="Huawei", company_size=200_000, city="B"),
        ),
    ],
)
def test_two_people_are_not_proposed(one: PersonRecord, other: PersonRecord) -> None:
    assert score(one, other) < REVIEWED


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            PersonRecord(1, "John", "Quandt", "j.quandt@acme.example", company="Acme", city="Ulm"),
            PersonRecord(2, "John", "Quandt", "john.quandt@acme.example", company="Acme"),
        ),
        (
            PersonRecord(1, "Susan", "Noranek", "susan4@acme.example", company="Acme", city="Ulm"),
            PersonRecord(2, "Susan", "Noraneki", "s.n@acme.example", company="Acme", city="Ulm"),
        ),
        (
            PersonRecord(1, "Eva", "Quandtmeier", phone="+49 30 1234567", linkedin_url=PROFILE),
            PersonRecord(
                *(2, "Eva", "Quandtmeier"),
                phone="030 1234567",
                region="DE",
                linkedin_url=f"{PROFILE}-2",
            ),
        ),
    ],
)
def test_two_mailboxes_at_one_firm_or_two_profiles_are_a_question(
    one: PersonRecord, other: PersonRecord
) -> None:
    assert REVIEWED <= score(one, other) < MERGED


@pytest.mark.parametrize(
    ("first", "other"), [("Keiichi", "Kenichi"), ("Wentao", "Wenhao"), ("Qi", "Qingguo")]
)
def test_first_names_that_are_only_alike_are_a_question(first: str, other: str) -> None:
    one = PersonRecord(1, first, "Quandtmeier", company="Orlo Pumps", city="Ulm")
    two = replace(one, first_name=other)
    email = "k.quandtmeier@orlo.example"

    assert REVIEWED <= score(one, two) < MERGED
    assert score(replace(one, email=email), replace(two, email=email)) >= MERGED


def test_a_company_of_many_in_the_workspace_says_less() -> None:
    pair = [
        PersonRecord(n, "Jian", "Chen", company="Orlo Pumps", city=city)
        for n, city in enumerate(("Nanjing", "Wuhan"), 1)
    ]
    namesakes = [PersonRecord(n, f"F{n}", "Chen", company=f"C{n}") for n in range(3, 203)]
    colleagues = [PersonRecord(n, f"F{n}", f"L{n}", company="Orlo Pumps") for n in range(203, 1203)]

    assert PeopleMatcher([*pair, *namesakes]).score(1, 2).score >= MERGED
    assert PeopleMatcher([*pair, *namesakes, *colleagues]).score(1, 2).score < MERGED


def test_a_large_company_makes_one_name_say_less() -> None:
    one = PersonRecord(1, "Anna", "Meier", company="X")
    other = PersonRecord(2, "Anna", "Meier", company="X")

    scores = [
        score(replace(one, company_size=size), replace(other, company_size=size))
        for size in (10, 1_000, 100_000)
    ]

    assert scores == sorted(scores, reverse=True)
    assert scores[0] >= MERGED > scores[2]


def test_a_name_that_many_have_says_less_than_a_rare_one() -> None:
    crowd = [PersonRecord(n, f"F{n}", "Berger") for n in range(3, 3_000)]
    pair = [PersonRecord(1, "Eva", "Berger", city="A"), PersonRecord(2, "Eva", "Berger", city="A")]

    assert PeopleMatcher([*pair, *crowd]).score(1, 2).score < PeopleMatcher(pair).score(1, 2).score


def test_a_phone_number_that_many_share_says_nothing() -> None:
    desk = [
        PersonRecord(n, "Eva", name, phone="030 555 0000")
        for n, name in enumerate(["Arndt", "Bolz", "Arndt", *(f"Name{n}x" for n in range(30))], 1)
    ]

    found = {reason.code for reason in PeopleMatcher(desk).score(1, 3).reasons}

    assert "same_phone" not in found


def test_reasons_stand_in_order_and_name_no_values() -> None:
    match = PeopleMatcher([ANNA, replace(ANNA, key=2)]).score(1, 2)

    assert [abs(one.bits) for one in match.reasons] == sorted(
        (abs(one.bits) for one in match.reasons), reverse=True
    )
    assert "quandt" not in " ".join(one.text for one in match.reasons).casefold()


TEXTS = st.text(alphabet="abäøЩ .-'@+12", max_size=12)
RECORDS = st.builds(
    PersonRecord,
    st.just(1),
    first_name=TEXTS,
    last_name=TEXTS,
    email=TEXTS,
    linkedin_url=TEXTS,
    phone=TEXTS,
    company=TEXTS,
    city=TEXTS,
)


@given(RECORDS, RECORDS)
def test_any_text_is_compared_and_both_ways_alike(one: PersonRecord, other: PersonRecord) -> None:
    assert 0 <= score(one, other) <= 1
    assert score(one, other) == pytest.approx(score(other, one))
