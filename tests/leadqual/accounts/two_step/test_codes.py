"""Two-step verification by codes: set up, asked for, not replayed, limited, recovered from."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from django.core.cache import cache
from django.test import Client
from pytest_django.fixtures import Settings

from leadqual.accounts.models import AuditRow, User
from tests.emails import sent_emails
from tests.product import PASSWORD, client_of

pytestmark = pytest.mark.django_db


def code_of(secret: str) -> str:
    """Return the code of this moment: the clock of the codes stands still in these tests."""
    return str(auth.format_hotp_value(auth.hotp_value(secret, int(auth.time.time()) // 30)))


def confirmed(user: User) -> Client:
    """Return a browser in which the user has just entered the password."""
    client = client_of(user)
    client.post("/account/confirm-access/?next=/account/two-step/", {"password": PASSWORD})
    return client


def set_up(user: User) -> str:
    """Add an authenticator app and return its secret."""
    client = confirmed(user)
    secret = client.get("/account/two-step/app/").context["form"].secret
    answer = client.post("/account/two-step/app/", {"code": code_of(secret)})
    assert answer.headers["Location"] == "/account/two-step/recovery-codes/"
    cache.clear()  # Limits, and the code that was used for the set-up.
    return str(secret)


def recovery_codes(user: User) -> list[str]:
    codes = Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()
    return list(codes)


def at_second_step(user: User) -> Client:
    client = Client()
    answer = client.post("/account/login/", {"login": user.email, "password": PASSWORD})
    assert answer.headers["Location"] == "/account/two-step/code/"
    return client


def verify(client: Client, code: str) -> bool:
    """Enter a code and say whether the person is signed in."""
    client.post("/account/two-step/code/", {"code": code})
    return client.get("/account/").status_code == 200


def test_setting_up_an_app_asks_for_the_password_first(manager: User) -> None:
    answer = client_of(manager).get("/account/two-step/app/")

    assert answer.headers["Location"].startswith("/account/confirm-access/")


def test_with_an_app_a_password_alone_signs_nobody_in(manager: User) -> None:
    secret = set_up(manager)

    client = at_second_step(manager)

    assert client.get("/account/").status_code == 302
    assert client.get("/people/").status_code == 302
    assert verify(client, code_of(secret))
    assert not verify(at_second_step(manager), code_of(secret))  # It was used.


def test_guessing_codes_is_limited_and_leaves_a_trace(manager: User) -> None:
    secret = set_up(manager)
    client = at_second_step(manager)

    for n in range(12):
        client.post("/account/two-step/code/", {"code": f"00000{n}"[-6:]})

    assert not verify(client, code_of(secret))
    assert AuditRow.objects.filter(action="sign_in.failed", name=manager.email).count() >= 9


def test_a_right_code_of_ones_own_lifts_no_limit_of_the_address(
    manager: User, settings: Settings
) -> None:
    limits = settings.ACCOUNT_RATE_LIMITS
    settings.ACCOUNT_RATE_LIMITS = {**limits, "login_failed_address": "3/15m/ip"}
    secret = set_up(manager)
    for n in range(2):
        Client().post("/account/login/", {"login": f"n{n}@people.example", "password": "x"})

    assert verify(at_second_step(manager), code_of(secret))

    again = [
        Client().post("/account/login/", {"login": f"m{n}@people.example", "password": "x"})
        for n in range(2)
    ]
    assert [one.status_code for one in again] == [200, 429]


def test_a_recovery_code_works_once(manager: User) -> None:
    set_up(manager)
    code = recovery_codes(manager)[0]

    assert verify(at_second_step(manager), code)
    assert not verify(at_second_step(manager), code)
    assert len(recovery_codes(manager)) == 9


def test_new_recovery_codes_replace_the_former_ones(manager: User) -> None:
    set_up(manager)
    former = recovery_codes(manager)
    client = confirmed(manager)

    client.post("/account/two-step/recovery-codes/new/")

    assert not set(former) & set(recovery_codes(manager))
    page = client.get("/account/two-step/recovery-codes/").content.decode()
    assert all(code in page for code in recovery_codes(manager))
    assert client.get("/account/two-step/recovery-codes/download/").status_code == 200


def test_the_secret_of_the_app_is_not_readable_in_the_tables(manager: User) -> None:
    secret = set_up(manager)

    assert secret not in str(list(Authenticator.objects.values_list("data", flat=True)))


@pytest.mark.django_db(transaction=True)
def test_adding_and_removing_an_app_is_told_by_email_and_in_the_audit_log(manager: User) -> None:
    set_up(manager)
    manager.refresh_from_db()
    confirmed(manager).post("/account/two-step/app/remove/")

    actions = AuditRow.objects.filter(actor=manager).values_list("action", flat=True)
    assert {"account.totp_activated", "account.totp_deactivated"} <= set(actions)
    assert [one.to for one in sent_emails()] == [[manager.email]] * len(sent_emails())
    assert len(sent_emails()) >= 2
    assert not Authenticator.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_setting_up_an_app_signs_out_all_other_browsers(manager: User) -> None:
    other, here = client_of(manager), confirmed(manager)
    assert other.get("/account/").status_code == 200
    secret = here.get("/account/two-step/app/").context["form"].secret

    here.post("/account/two-step/app/", {"code": code_of(secret)})

    assert here.get("/account/").status_code == 200
    assert other.get("/account/").status_code == 302
