"""One spelling for each key, in Python."""

import pytest
from django.conf import LazySettings

from leadqual.leads.do_not_contact.contact_keys import (
    domain_key,
    domain_of,
    email_keys,
    linkedin_key,
    parent_domains,
    phone_key,
)


def test_all_forms_of_an_address_are_given_where_aliases_are_one_person(
    settings: LazySettings,
) -> None:
    settings.EMAIL_PLUS_ALIASES = "same"

    assert email_keys(" Anna+News@X.example ") == ("anna+news@x.example", "anna@x.example")
    assert email_keys("anna@x.example") == ("anna@x.example",)
    assert email_keys("+news@x.example") == ("+news@x.example",)
    assert email_keys("  ") == ()


def test_an_address_has_one_form_where_aliases_are_different_people(
    settings: LazySettings,
) -> None:
    settings.EMAIL_PLUS_ALIASES = "different"

    assert email_keys("Anna+News@x.example") == ("anna+news@x.example",)


@pytest.mark.parametrize(
    "phone",
    ["+49 (0)30 1234567", "0049 30 1234567", "030/123 45 67", "+49 30 1234567 ext. 12"],
)
def test_spellings_of_a_phone_number_share_a_key(phone: str) -> None:
    assert phone_key(phone) == "301234567"


def test_short_numbers_have_no_key() -> None:
    assert [phone_key(text) for text in ("", "12345", "ext. 1234567", "n/a")] == [""] * 4


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("Acme.com", "acme.com"),
        ("https://www.acme.com/about?x=1", "acme.com"),
        ("@mail.acme.co.uk", "mail.acme.co.uk"),
        ("co.uk", ""),
        ("gmail.com", ""),
        ("Acme GmbH", ""),
        ("anna@", ""),
    ],
)
def test_domains_are_read_from_what_people_write(text: str, domain: str) -> None:
    assert domain_key(text) == domain


def test_a_domain_is_covered_by_those_above_it() -> None:
    assert parent_domains("a.acme.com") == ("a.acme.com", "acme.com")
    assert parent_domains("") == ()
    assert domain_of("Anna@Acme.com") == "acme.com"


def test_linkedin_keys_are_of_people() -> None:
    assert linkedin_key("de.linkedin.com/in/Anna-Roth/?x=1") == (
        "https://www.linkedin.com/in/anna-roth"
    )
    assert linkedin_key("https://www.linkedin.com/company/acme") == ""
