"""Passwords: their rules, changing one, and resetting a forgotten one by email."""

import hashlib
import re
from pathlib import Path

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from pytest_django.fixtures import Settings

from leadqual import settings as PRODUCT  # noqa: N812  # as it is, not as the tests have it
from leadqual.accounts.models import AuditRow, User
from tests.emails import sent_emails
from tests.product import PASSWORD, client_of

pytestmark = pytest.mark.django_db
NEW = "correct horse battery staple"


def reset_link(email: str) -> str:
    """Ask for a reset and return the path of the link that was sent."""
    Client().post("/account/password/reset/", {"email": email})
    found = re.search(
        r"http://testserver(/account/password/reset/\S+)", str(sent_emails()[-1].body)
    )
    assert found is not None
    return found[1]


def set_by_link(client: Client, link: str, password: str) -> int:
    page = client.get(link, follow=True)
    form = {"password1": password, "password2": password}
    return client.post(page.redirect_chain[-1][0], form).status_code


def test_weak_passwords_are_refused() -> None:
    user = User(email="mira.okafor@people.example", first_name="Mira", last_name="Okafor")

    for password in (
        *("short-one-1", "passwordpassword", "aaaaaaaaaaaaaaaa", "abcabcabcabcabc"),
        *("LeadQual-2026!", user.email, "x" * 1001),
    ):
        with pytest.raises(ValidationError):
            validate_password(password, user)


def test_long_passwords_of_any_script_are_accepted() -> None:
    for password in (
        NEW,
        "пароль длинный",
        "日本語のながいパスワードです",
        "q" + "wz8 " * 30,
    ):
        validate_password(password, User(email="a@people.example"))


def test_passwords_are_stored_with_argon2(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = PRODUCT.PASSWORD_HASHERS
    user = User.objects.create_user("a@people.example", NEW)
    assert user.password.startswith("argon2$")

    answer = Client().post("/account/login/", {"login": user.email, "password": NEW})

    assert answer.status_code == 302


def test_a_changed_password_signs_out_all_other_sessions(
    manager: User, manager_client: Client
) -> None:
    other = client_of(manager)
    form = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}

    answer = manager_client.post("/account/password/", form)

    assert answer.status_code == 302
    assert manager_client.get("/account/").status_code == 200
    assert other.get("/account/").status_code == 302
    assert AuditRow.objects.filter(action="account.password_changed", actor=manager).exists()
    assert [(one.to, "password" in one.subject) for one in sent_emails()] == [
        ([manager.email], True)
    ]


def test_a_wrong_current_password_changes_nothing(manager: User, manager_client: Client) -> None:
    form = {"oldpassword": "wrong", "password1": NEW, "password2": NEW}

    manager_client.post("/account/password/", form)

    manager.refresh_from_db()
    assert manager.check_password(PASSWORD)


def test_a_forgotten_password_is_reset_by_a_link_that_works_once(manager: User) -> None:
    session = client_of(manager)
    link = reset_link(manager.email)

    assert set_by_link(Client(), link, NEW) == 302

    manager.refresh_from_db()
    assert manager.check_password(NEW)
    assert session.get("/account/").status_code == 302
    again = Client().get(link)
    assert again.context["token_fail"] is True
    assert manager.emailaddress_set.get().verified  # type: ignore[attr-defined]  # of allauth


def test_a_weak_password_is_refused_by_the_reset_form(manager: User) -> None:
    assert set_by_link(Client(), reset_link(manager.email), "tooshort") == 200

    manager.refresh_from_db()
    assert manager.check_password(PASSWORD)


def test_asking_for_a_reset_does_not_say_whether_the_account_exists(manager: User) -> None:
    known, unknown = (
        Client().post("/account/password/reset/", {"email": email}, follow=True)
        for email in (manager.email, "nobody@people.example")
    )

    assert known.redirect_chain == unknown.redirect_chain
    tokens = (
        rb'"X-CSRFToken": "\w+"|name="csrfmiddlewaretoken" value="\w+"|name="email" value="[^"]+"'
    )
    bodies = [re.sub(tokens, b"", one.content) for one in (known, unknown)]
    assert bodies[0] == bodies[1]


def test_asking_for_resets_is_limited(manager: User) -> None:
    answers = [
        Client().post("/account/password/reset/", {"email": manager.email}).status_code
        for _ in range(6)
    ]

    assert answers[-1] == 429
    assert len(sent_emails()) < 6


def test_a_forged_link_is_refused(manager: User) -> None:
    for path in ("1/x", "zzz/abc-def", "²/1", f"{manager.pk}/set-password"):
        answer = Client().get(f"/account/password/reset/{path}/")
        assert answer.status_code == 200
        assert answer.context["token_fail"] is True


@pytest.fixture
def breached(tmp_path: Path, settings: Settings) -> list[str]:
    """Passwords of a file as the downloader of Have I Been Pwned writes it."""
    passwords = [f"once my own secret {n}" for n in range(50)]
    digests = [hashlib.sha1(one.encode(), usedforsecurity=False).hexdigest() for one in passwords]
    file = tmp_path / "breached.txt"
    file.write_text("".join(f"{one.upper()}:{n}\r\n" for n, one in enumerate(sorted(digests), 1)))
    settings.BREACHED_PASSWORDS_FILE = str(file)
    settings.AUTH_PASSWORD_VALIDATORS = PRODUCT.AUTH_PASSWORD_VALIDATORS
    return passwords


def test_breached_passwords_are_refused_and_others_are_not(breached: list[str]) -> None:
    for one in breached:
        with pytest.raises(ValidationError, match="breach"):
            validate_password(one)
    for n in range(50):
        validate_password(f"never seen elsewhere {n}")


def test_a_breached_password_is_refused_where_a_new_one_is_chosen(
    manager: User, breached: list[str]
) -> None:
    client = client_of(manager)
    form = {"oldpassword": PASSWORD, "password1": breached[7], "password2": breached[7]}

    page = client.post("/account/password/", form)

    assert b"breach" in page.content
    manager.refresh_from_db()
    assert manager.check_password(PASSWORD)
