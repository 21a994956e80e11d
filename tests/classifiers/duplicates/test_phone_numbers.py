"""Two phone numbers are one where country, area code and number are."""

from classifiers.duplicates.contact_addresses import are_same_number, parse_phone
from classifiers.duplicates.duplicate_people import ComparablePerson, PeopleMatcher
from classifiers.duplicates.match_evidence import MAX_QUESTION


def same(one: str, other: str, *regions: str) -> bool:
    first, second = (
        parse_phone(phone, region)
        for phone, region in zip((one, other), regions or ("", ""), strict=True)
    )
    return bool(first and second and are_same_number(first, second))


def test_spellings_of_one_number() -> None:
    for one, other, region in [
        ("+49 (0)2261 884120", "02261 / 884120", "DE"),
        ("0049 30 8841207", "+49 30 8841207", ""),
        ("+47 912 44 803", "912 44 803", "NO"),
        ("+1 212 555 0123", "(212) 555-0123", "US"),
        ("+49 30 8841207", "4930 8841207", ""),
        ("+39 06 8841 2079", "06 8841 2079", "IT"),
        ("(212) 555-0123", "212.555.0123", ""),
    ]:
        assert same(one, other, "", region)


def test_the_same_digits_without_a_country_say_nothing() -> None:
    for other in ["+1 212 555 0199", "+49 212 5550199"]:
        records = (
            ComparablePerson(key, "Anna", "Keller", phone=phone, email=f"anna{key}@x{key}.example")
            for key, phone in enumerate(("(212) 555-0199", other), 1)
        )
        match = PeopleMatcher(records).score(1, 2)

        assert not {reason.code for reason in match.reasons} & {"same_phone", "different_phone"}
        assert match.score < MAX_QUESTION


def test_numbers_of_two_areas_or_countries() -> None:
    for one, other, regions in [
        ("+1 212 555 0123", "+1 312 555 0123", ()),
        ("+49 30 8841207", "+43 30 8841207", ()),
        ("030 8841207", "030 8841207", ("DE", "AT")),
        ("0212 5550123", "0312 5550123", ()),
        ("555-0123", "555-0123", ()),
        ("555-0123", "+1 212 555 0123", ("US", "")),
    ]:
        assert not same(one, other, *regions)


def test_the_country_of_a_person_completes_the_number() -> None:
    found = []
    for country, region in (("Germany", "DE"), ("Austria", "AT")):
        one = ComparablePerson(1, "Eva", "Quandt", phone="+49 30 8841207")
        other = ComparablePerson(
            2, "E.", "Quandt", phone="030 8841207", country=country, region=region
        )
        match = PeopleMatcher([one, other]).score(1, 2)
        found.append({reason.code for reason in match.reasons} & {"same_phone", "different_phone"})

    assert found == [{"same_phone"}, {"different_phone"}]


def test_numbers_of_nobody_are_none() -> None:
    for phone, region in [
        ("1234567", "DE"),
        ("+49 30 1234567", ""),
        ("+48 999 999 999", ""),
        ("0000000", ""),
        ("030 7654321", "DE"),
        ("110", "DE"),
        ("555 1234", "US"),
        ("0800 733 1234", "DE"),
        ("0180 5 123999", "DE"),
        ("8 800 555 35 35", "RU"),
        ("0800 733 12 34", ""),
        ("1-800-555-1212", "US"),
    ]:
        assert parse_phone(phone, region) is None


def test_mobile_numbers_are_known() -> None:
    numbers = [parse_phone(phone) for phone in ("+49 171 5533128", "+49 30 8841207")]

    assert [number is not None and number.is_mobile for number in numbers] == [True, False]
