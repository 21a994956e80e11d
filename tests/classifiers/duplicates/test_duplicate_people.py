"""People that stand in a workspace twice."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifiers.duplicates.duplicate_people import ComparablePerson, PeopleMatcher

ANNA = ComparablePerson(
    1,
    "Anna",
    "Quandt",
    email="anna.quandt@acme.example",
    linkedin_url="https://www.linkedin.com/in/annaquandt",
    phone="+49 30 8841207",
    title="Head of Sales",
    company="Acme GmbH",
    city="Berlin",
    country="Germany",
)
MERGED, REVIEWED = 0.95, 0.5
PROFILE = "https://www.linkedin.com/in/eva-quandtmeier"


def score(one: ComparablePerson, other: ComparablePerson) -> float:
    matcher = PeopleMatcher([replace(one, key=1), replace(other, key=2)])
    return matcher.score(1, 2).score


def test_the_same_person_is_found_and_sure() -> None:
    for other in [
        ComparablePerson(2, "Anna", "Quandt", company="ACME", title="Head of Sales"),
        ComparablePerson(2, "ANNA", "QUANDT", company="ACME", city="BERLIN"),
        ComparablePerson(2, email="anna.quandt+crm@acme.example"),
        ComparablePerson(2, email="Anna.Quandt@ACME.example"),
        ComparablePerson(2, "Anna", "Meier", linkedin_url="linkedin.com/in/annaquandt/?trk=x"),
        ComparablePerson(2, "A.", "Quandt", company="Acme", title="Head of sales", city="Berlin"),
        ComparablePerson(2, "Quandt", "Anna", company="Acme Inc.", title="Head of Sales"),
        ComparablePerson(2, "Anna", "Qaundt", company="Acme", title="Head of Sales", city="Berlin"),
        ComparablePerson(2, "Anna", "Quandt", "a_n.na@mail.example", company="Acme", city="Berlin"),
        ComparablePerson(2, "Anna", "Quandt", "annaquandt@acme.example", company="Acme"),
        ComparablePerson(2, "Anna", "Kwan", former_emails=("anna.quandt@acme.example",)),
    ]:
        matcher = PeopleMatcher([ANNA, other])

        assert [(match.first, match.second) for match in matcher.find()] == [(1, 2)]
        assert matcher.score(1, 2).score >= MERGED


def test_two_people_are_not_proposed() -> None:
    for one, other in [
        (  # A large company numbers the mailboxes of people with one name.
            ComparablePerson(1, "Anna", "Müller", "a.mueller@x.example", company="X"),
            ComparablePerson(2, "Anna", "Müller", "a.mueller2@x.example", company="X"),
        ),
        (  # Father and son.
            ComparablePerson(1, "John", "Smith Jr.", company="Smith"),
            ComparablePerson(2, "John", "Smith Sr.", company="Smith"),
        ),
        (  # A mailbox of the firm.
            ComparablePerson(1, "Anna", "Quandt", "info@x.example", company="X"),
            ComparablePerson(2, "Otto", "Ohlendorf", "info+a@x.example", company="X"),
        ),
        (  # A common mailbox provider is no company.
            ComparablePerson(1, "Anna", "Müller", "anna.m@gmail.com"),
            ComparablePerson(2, "Anna", "Müller", "mueller.anna@gmail.com", city="Rom"),
        ),
        (  # A couple with one phone.
            ComparablePerson(1, "Anna", "Kern", phone="06731 5512", company="Kern"),
            ComparablePerson(2, "Stefan", "Kern", phone="06731 5512", company="Kern"),
        ),
        (
            ComparablePerson(1, "Wei", "Zhang", company="Huawei", company_size=200_000, city="A"),
            ComparablePerson(2, "Wei", "Zhang", company="Huawei", company_size=200_000, city="B"),
        ),
    ]:
        assert score(one, other) < REVIEWED


def test_two_mailboxes_at_one_firm_or_two_profiles_are_a_question() -> None:
    for one, other in [
        (
            ComparablePerson(
                1, "John", "Quandt", "j.quandt@acme.example", company="Acme", city="Ulm"
            ),
            ComparablePerson(2, "John", "Quandt", "john.quandt@acme.example", company="Acme"),
        ),
        (
            ComparablePerson(
                1, "Susan", "Noranek", "susan4@acme.example", company="Acme", city="Ulm"
            ),
            ComparablePerson(
                2, "Susan", "Noraneki", "s.n@acme.example", company="Acme", city="Ulm"
            ),
        ),
        (
            ComparablePerson(1, "Eva", "Quandtmeier", phone="+49 30 8841207", linkedin_url=PROFILE),
            ComparablePerson(
                *(2, "Eva", "Quandtmeier"),
                phone="030 8841207",
                region="DE",
                linkedin_url=f"{PROFILE}-2",
            ),
        ),
    ]:
        assert REVIEWED <= score(one, other) < MERGED


def test_first_names_that_are_only_alike_are_a_question() -> None:
    for first, other in [("Keiichi", "Kenichi"), ("Wentao", "Wenhao"), ("Qi", "Qingguo")]:
        one = ComparablePerson(1, first, "Quandtmeier", company="Orlo Pumps", city="Ulm")
        two = replace(one, first_name=other)
        email = "k.quandtmeier@orlo.example"

        assert REVIEWED <= score(one, two) < MERGED
        assert score(replace(one, email=email), replace(two, email=email)) >= MERGED


def test_a_company_of_many_in_the_workspace_says_less() -> None:
    pair = [
        ComparablePerson(n, "Jian", "Quandt", company="Orlo Pumps", title=title)
        for n, title in enumerate(("Buyer", "buyer"), 1)
    ]
    colleagues = [
        ComparablePerson(n, f"F{n}", f"L{n}" if n % 50 else "Quandt", company="Orlo Pumps")
        for n in range(3, 5_000)
    ]

    assert PeopleMatcher(pair).score(1, 2).score >= MERGED
    assert PeopleMatcher([*pair, *colleagues]).score(1, 2).score < MERGED


def test_a_large_company_makes_one_name_say_less() -> None:
    one = ComparablePerson(1, "Anna", "Quandt", company="X", city="Ulm")

    scores = [score(replace(one, company_size=size), one) for size in (10, 1_000, 100_000)]

    assert scores == sorted(scores, reverse=True)
    assert scores[0] >= MERGED > scores[2]


def test_a_name_that_many_have_says_less_than_a_rare_one() -> None:
    crowd = [ComparablePerson(n, f"F{n}", "Berger") for n in range(3, 3_000)]
    pair = [
        ComparablePerson(1, "Eva", "Berger", city="A"),
        ComparablePerson(2, "Eva", "Berger", city="A"),
    ]

    assert PeopleMatcher([*pair, *crowd]).score(1, 2).score < PeopleMatcher(pair).score(1, 2).score


QUANDT = ComparablePerson(1, "Anna", "Quandtmeier", company="Orlo", title="Buyer", city="Ulm")


def test_who_may_be_two_is_never_likely() -> None:
    for one, other in [
        # Name and company alone, or name and phone number alone.
        (replace(QUANDT, title="", city=""), replace(QUANDT, phone="+49 731 884120")),
        (
            replace(QUANDT, company="", title="", city="", phone="+49 731 884120"),
            replace(QUANDT, company="", title="", city="", phone="+49 731 884120"),
        ),
        (  # Another firm behind one number.
            replace(QUANDT, phone="+49 731 884120"),
            replace(QUANDT, phone="+49 731 884120", company="Delta Works", title=""),
        ),
        # Something differs, or is only alike.
        (QUANDT, replace(QUANDT, title="Head of IT")),
        (QUANDT, replace(QUANDT, city="Bonn")),
        (QUANDT, replace(QUANDT, last_name="Quandtmeyer")),
        (QUANDT, replace(QUANDT, company="Orlo Group")),
        (replace(QUANDT, city=""), replace(QUANDT, city="", title="Senior Buyer")),
        # A name that everybody knows.
        (replace(QUANDT, last_name="Müller"), replace(QUANDT, last_name="Mueller")),
        (
            replace(QUANDT, first_name="Thomas", last_name="Martin"),
            replace(QUANDT, first_name="Martin", last_name="Thomas"),
        ),
    ]:
        assert score(one, other) < MERGED


def test_nicknames_of_many_languages_are_found() -> None:
    for one, other in [
        (replace(QUANDT, first_name="Małgorzata"), replace(QUANDT, first_name="Gosia")),
        (replace(QUANDT, first_name="Krzysztof"), replace(QUANDT, first_name="Krzysiek")),
        (replace(QUANDT, first_name="Anastasia"), replace(QUANDT, first_name="Настя")),
    ]:
        found = PeopleMatcher([one, replace(other, key=2)]).find(min_score=MERGED)

        assert [(match.first, match.second) for match in found] == [(1, 2)]


def test_a_new_last_name_is_asked_about() -> None:
    for other in [
        ComparablePerson(2, "Anna", "Noranek", company="Orlo GmbH", phone="+49 731 884120"),
        ComparablePerson(2, "Anna", "Noranek", "anna.quandtmeier@orlo.com", company="Orlo"),
    ]:
        one = replace(QUANDT, email="anna.quandtmeier@orlo.de", phone="+49 731 884120")

        matches = PeopleMatcher([one, other]).find()

        assert [REVIEWED <= match.score < MERGED for match in matches] == [True]


def test_first_names_that_differ_are_two_people_in_one_mailbox() -> None:
    one = replace(QUANDT, email="family.quandtmeier@orlo.de")

    assert score(one, replace(one, first_name="Stefan")) < MERGED


def test_dots_are_one_mailbox_at_a_firm_and_a_question_at_a_provider() -> None:
    scores = []
    for domain in ("orlo.example", "wp.pl"):
        one = ComparablePerson(1, "Anna", "Quandtmeier", f"anna.quandtmeier@{domain}")
        other = replace(one, key=2, email=f"annaquandtmeier@{domain}", company="Orlo")
        matches = PeopleMatcher([replace(one, company="Orlo"), other]).find()
        scores.append(matches[0].score)

    assert scores[0] >= MERGED > scores[1] >= REVIEWED


def test_a_phone_number_of_many_companies_is_no_key() -> None:
    people = [
        ComparablePerson(n, "Eva", "Quandtmeier", phone="030 555 0707", company=f"Firm {n}x")
        for n in range(1, 4)
    ]

    codes = {reason.code for reason in PeopleMatcher(people).score(1, 2).reasons}
    few = {reason.code for reason in PeopleMatcher(people[:2]).score(1, 2).reasons}

    assert ("same_phone" in codes, "same_phone" in few) == (False, True)


def test_a_phone_number_that_many_share_says_nothing() -> None:
    desk = [
        ComparablePerson(n, "Eva", name, phone="030 555 0707")
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
    ComparablePerson,
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
def test_any_text_is_compared_and_both_ways_alike(
    one: ComparablePerson, other: ComparablePerson
) -> None:
    assert 0 <= score(one, other) <= 1
    assert score(one, other) == pytest.approx(score(other, one))
