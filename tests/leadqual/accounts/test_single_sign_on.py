"""Single sign-on at a real OpenID provider: a process of its own on the loopback address."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.test import Client
from pytest_django.fixtures import Settings

from leadqual.accounts.email_addresses import confirm_address
from leadqual.accounts.models import AuditRow, User
from tests.emails import sent_emails
from tests.leadqual.accounts.invitations.conftest import LinkTo, form_of, invite
from tests.leadqual.accounts.two_step.test_codes import set_up
from tests.processes import ending, wait_for_start
from tests.product import PASSWORD, client_of
from tests.waiting import PATIENCE

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """Start the provider and return its issuer."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "oidc_provider_mock", "--port", str(port)],
        env={**os.environ, "NO_COLOR": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    issuer = f"http://127.0.0.1:{port}"

    def answers() -> bool:
        try:
            return requests.get(f"{issuer}/.well-known/openid-configuration", timeout=PATIENCE).ok
        except requests.RequestException:
            return False

    with ending(process):
        wait_for_start(answers, process)
        yield issuer


@pytest.fixture(autouse=True)
def _sso(provider: str, settings: Settings) -> None:
    cache.clear()
    settings.OIDC_ISSUER, settings.OIDC_NAME = provider, "Example ID"
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "APPS": [
                {
                    "provider_id": "sso",
                    "name": "Example ID",
                    "client_id": "leadqual",
                    "secret": "not-secret",
                    "settings": {"server_url": provider, "oauth_pkce_enabled": True},
                }
            ]
        }
    }


def person_there(provider: str, sub: str, email: str, *, verified: object) -> None:
    """Make a person known to the provider, with what it says of the email."""
    claims: dict[str, Any] = {"email": email, "email_verified": verified}
    answer = requests.put(f"{provider}/users/{sub}", json=claims, timeout=PATIENCE)
    answer.raise_for_status()


def come_back(client: Client, start: str, sub: str) -> str:
    """Walk to the provider, say there who one is, and return where the way back led."""
    there = client.get(start).headers["Location"]
    assert parse_qs(urlsplit(there).query)["code_challenge_method"] == ["S256"]
    back = requests.post(there, data={"sub": sub}, allow_redirects=False, timeout=PATIENCE)
    parts = urlsplit(back.headers["Location"])
    answer = client.get(f"{parts.path}?{parts.query}")
    return answer.headers.get("Location", f"page {answer.status_code}")


def sign_in(sub: str, client: Client | None = None) -> Client:
    client = client or Client()
    come_back(client, "/account/sso/sso/", sub)
    return client


def is_in_as(client: Client, user: User) -> bool:
    page = client.get("/account/")
    return page.status_code == 200 and page.context["user"].pk == user.pk


def test_the_sign_in_page_offers_it(db: None) -> None:
    assert "Continue with Example ID" in Client().get("/account/login/").content.decode()


def test_who_has_no_account_gets_none(provider: str) -> None:
    person_there(provider, "new", "new@people.example", verified=True)

    client = sign_in("new")

    assert client.get("/account/").status_code == 302
    assert not User.objects.exists()


def test_a_verified_email_opens_no_account_unless_that_is_allowed(
    provider: str, manager: User
) -> None:
    person_there(provider, "m1", manager.email, verified=True)

    assert not is_in_as(sign_in("m1"), manager)
    assert not SocialAccount.objects.exists()


def test_a_verified_email_opens_the_account_where_that_is_allowed(
    provider: str, manager: User, settings: Settings
) -> None:
    settings.OIDC_LINK_BY_EMAIL = True
    confirm_address(manager)
    person_there(provider, "m2", manager.email, verified=True)

    assert is_in_as(sign_in("m2"), manager)

    account = SocialAccount.objects.get()
    assert (account.user, account.uid) == (manager, "m2")
    assert sent_emails()[-1].to == [manager.email]  # The person is told.
    assert AuditRow.objects.filter(action="account.account_connected", actor=manager).exists()
    manager.refresh_from_db()
    assert manager.has_usable_password()


def test_a_verified_address_that_only_looks_the_same_opens_nothing(
    provider: str, settings: Settings
) -> None:
    settings.OIDC_LINK_BY_EMAIL = True
    staff = User.objects.create_superuser("kim.stone@a.example", PASSWORD)
    person_there(provider, "lookalike", "kim.\u017ftone@people.example", verified=True)

    assert not is_in_as(sign_in("lookalike"), staff)
    assert not SocialAccount.objects.exists()


@pytest.mark.quick_cases(1)
@pytest.mark.parametrize("verified", [False, "true", 1])
def test_an_email_that_the_provider_has_not_verified_opens_nothing(
    provider: str, manager: User, settings: Settings, verified: object
) -> None:
    settings.OIDC_LINK_BY_EMAIL = True
    person_there(provider, "evil", manager.email, verified=verified)

    assert not is_in_as(sign_in("evil"), manager)
    assert not SocialAccount.objects.exists()


def test_whoever_knew_the_password_of_an_unproven_account_loses_it_when_its_person_comes(
    provider: str, manager: User, settings: Settings
) -> None:
    settings.OIDC_LINK_BY_EMAIL = True
    former = client_of(manager)
    assert is_in_as(former, manager)
    person_there(provider, "real", manager.email, verified=True)

    assert is_in_as(sign_in("real"), manager)

    manager.refresh_from_db()
    assert not manager.has_usable_password()
    assert not is_in_as(former, manager)


def test_an_address_claimed_on_another_account_leads_nobody_there(
    provider: str, manager: User, viewer: User, settings: Settings
) -> None:
    settings.OIDC_LINK_BY_EMAIL = True
    EmailAddress.objects.create(user=viewer, email="victim@people.example", verified=False)
    person_there(provider, "victim", "victim@people.example", verified=True)

    assert sign_in("victim").get("/account/").status_code == 302
    assert not SocialAccount.objects.exists()


def test_a_person_connects_it_and_then_signs_in_with_it(provider: str, manager: User) -> None:
    person_there(provider, "own", "other@home.example", verified=False)
    client = client_of(manager)
    client.post("/account/confirm-access/?next=/account/", {"password": PASSWORD})

    come_back(client, "/account/sso/sso/?process=connect", "own")

    assert is_in_as(sign_in("own"), manager)


def test_who_set_up_a_second_step_is_asked_for_it_after_signing_in_at_the_provider(
    provider: str, manager: User
) -> None:
    person_there(provider, "own", "other@home.example", verified=False)
    SocialAccount.objects.create(user=manager, provider="sso", uid="own")
    set_up(manager)
    client = Client()

    led_to = come_back(client, "/account/sso/sso/", "own")

    assert led_to.startswith("/account/two-step/code/")
    assert not is_in_as(client, manager)


def test_connecting_asks_for_the_password(provider: str, manager: User) -> None:
    person_there(provider, "own", "other@home.example", verified=True)

    led_to = come_back(client_of(manager), "/account/sso/sso/?process=connect", "own")

    assert led_to.startswith("/account/confirm-access/")
    assert not SocialAccount.objects.exists()


def test_what_is_connected_to_one_account_is_not_connected_to_another(
    provider: str, manager: User, viewer: User
) -> None:
    SocialAccount.objects.create(user=viewer, provider="sso", uid="theirs")
    person_there(provider, "theirs", "x@people.example", verified=True)
    client = client_of(manager)
    client.post("/account/confirm-access/?next=/account/", {"password": PASSWORD})

    come_back(client, "/account/sso/sso/?process=connect", "theirs")

    assert SocialAccount.objects.get().user == viewer


def test_an_answer_that_was_not_asked_for_is_refused(provider: str, manager: User) -> None:
    there = Client().get("/account/sso/sso/").headers["Location"]
    person_there(provider, "m3", manager.email, verified=True)
    back = requests.post(there, data={"sub": "m3"}, allow_redirects=False, timeout=PATIENCE)
    parts = urlsplit(back.headers["Location"])

    other = Client()
    other.get(f"{parts.path}?{parts.query}")

    assert other.get("/account/").status_code == 302


def test_passwords_are_refused_where_single_sign_on_is_the_only_way(
    provider: str, manager: User, settings: Settings
) -> None:
    settings.OIDC_ONLY = True
    SocialAccount.objects.create(user=manager, provider="sso", uid="m4")
    person_there(provider, "m4", manager.email, verified=True)
    client = Client()

    client.post("/account/login/", {"login": manager.email, "password": PASSWORD})

    assert client.get("/account/").status_code == 302
    assert 'name="password"' not in Client().get("/account/login/").content.decode()
    assert is_in_as(sign_in("m4"), manager)


def test_a_deactivated_account_stays_closed(provider: str, manager: User) -> None:
    SocialAccount.objects.create(user=manager, provider="sso", uid="m5")
    User.objects.filter(pk=manager.pk).update(is_active=False)
    person_there(provider, "m5", manager.email, verified=True)

    assert sign_in("m5").get("/account/").status_code == 302


def test_a_provider_that_is_away_is_no_error_of_ours(settings: Settings) -> None:
    apps = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    apps[0]["settings"]["server_url"] = "http://127.0.0.1:9"

    assert Client().get("/account/sso/sso/").status_code < 500


def test_who_accepts_an_invitation_enters_by_the_provider_where_it_is_the_only_way(
    provider: str, manager_client: Client, link_to: LinkTo, settings: Settings
) -> None:
    settings.OIDC_ONLY = True
    invite(manager_client, "anna@people.example")
    person_there(provider, "anna", "anna@people.example", verified=False)
    client = Client()

    form = form_of(client, link_to("anna@people.example"))
    answer = client.post("/account/invitations/", form | {"password": PASSWORD})

    anna = User.objects.get(email="anna@people.example")
    assert not anna.has_usable_password()
    assert client.get("/account/").status_code == 302  # Not in yet.
    come_back(client, answer.headers["Location"], "anna")
    assert is_in_as(client, anna)
    assert is_in_as(sign_in("anna"), anna)
