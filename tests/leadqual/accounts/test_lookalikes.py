"""Addresses that only look like that of an account, or that it is only being changed to."""

import re
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from leadqual.accounts.email_addresses import confirm_address
from leadqual.accounts.models import User
from leadqual.accounts.services import account_with
from tests.emails import sent_emails

pytestmark = pytest.mark.django_db
OWN = "kim.stone@people.example"
LONG_S = "kim.\u017ftone@people.example"  # Its upper case is that of "s".
KELVIN = "\u212aim.stone@people.example"  # Its lower case is "k".
WIDE = "\uff4bim.stone@people.example"
DOTLESS = "k\u0131m.stone@people.example"


@pytest.fixture
def person(db: None) -> User:
    return User.objects.create_user(OWN, "correct horse battery staple")


def test_an_account_is_found_in_upper_and_lower_case_and_by_no_other_address(person: User) -> None:
    for email in (OWN, OWN.upper(), f" {OWN.title()} "):
        assert account_with(email) == person
    for email in (LONG_S, KELVIN, WIDE, DOTLESS):
        assert account_with(email) is None


def receivers_of_links() -> set[str]:
    found = (one for one in sent_emails() if re.search(r"/password/reset/\w+/", str(one.body)))
    return {address for one in found for address in one.to}


@pytest.mark.parametrize("email", [LONG_S, KELVIN])
def test_a_reset_for_a_lookalike_sends_it_no_link(person: User, email: str) -> None:
    Client().post("/account/password/reset/", {"email": email})

    assert receivers_of_links() <= {OWN}


def test_a_reset_for_an_address_that_is_not_confirmed_sends_no_link(person: User) -> None:
    confirm_address(person)
    EmailAddress.objects.create(user=person, email="new@evil.example", verified=False)

    Client().post("/account/password/reset/", {"email": "new@evil.example"})

    assert not receivers_of_links()


def test_no_code_compares_addresses_of_accounts_by_upper_case() -> None:
    code = Path("leadqual").rglob("*.py")

    assert not [file for file in code if "email__iexact" in file.read_text()]
