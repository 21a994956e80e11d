"""Sessions: listed, ended one by one and all at once, over when idle or old."""

import time

import pytest
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.test import Client
from pytest_django.fixtures import Settings

from leadqual.accounts.models import AuditRow, User
from tests.product import PASSWORD

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0"


def signed_in(user: User, *, agent: str = FIREFOX) -> Client:
    client = Client(headers={"User-Agent": agent})
    answer = client.post("/account/login/", {"login": user.email, "password": PASSWORD})
    assert answer.status_code == 302
    return client


def is_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def at(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """Let so many seconds pass since the test began."""
    monkeypatch.undo()
    now = time.time() + seconds
    monkeypatch.setattr("leadqual.accounts.sessions.time.time", lambda: now)


def test_the_list_names_device_and_address(manager: User) -> None:
    client = signed_in(manager)

    rows = client.get("/account/sessions/").context["rows"]

    assert [(row["device"], row["session"].ip, row["is_here"]) for row in rows] == [
        ("Firefox on Windows", "127.0.0.1", True)
    ]


def test_one_session_is_ended_and_the_others_go_on(manager: User) -> None:
    here, there, third = (signed_in(manager) for _ in range(3))
    session = UserSession.objects.get(session_key=there.session.session_key)
    assert is_in(there)

    here.post(f"/account/sessions/{session.pk}/end/")

    assert (is_in(here), is_in(there), is_in(third)) == (True, False, True)


def test_an_ended_session_stays_ended_though_the_cache_still_holds_it(manager: User) -> None:
    here, there = signed_in(manager), signed_in(manager)
    session = UserSession.objects.get(session_key=there.session.session_key)
    name = f"django.contrib.sessions.cached_db{session.session_key}"
    held = cache.get(name)

    here.post(f"/account/sessions/{session.pk}/end/")
    cache.set(name, held, 3600)  # A request that read the tables just before writes it back.

    assert not is_in(there)


def test_sessions_of_others_cannot_be_ended(manager: User, viewer: User) -> None:
    theirs = signed_in(viewer)
    session = UserSession.objects.get(user=viewer)

    answer = signed_in(manager).post(f"/account/sessions/{session.pk}/end/")

    assert (answer.status_code, is_in(theirs)) == (404, True)


def test_signing_out_everywhere_ends_every_session_at_once(manager: User) -> None:
    clients = [signed_in(manager) for _ in range(3)]
    UserSession.objects.filter(session_key=clients[2].session.session_key).delete()

    clients[0].post("/account/sessions/end-all/")

    assert not any(is_in(client) for client in clients)
    assert AuditRow.objects.filter(action="account.sessions_ended", actor=manager).exists()
    assert is_in(signed_in(manager))


def test_a_session_that_nobody_uses_ends(
    manager: User, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    settings.SESSION_IDLE_MINUTES = 30
    client = signed_in(manager)
    assert is_in(client)

    at(monkeypatch, 29 * 60)
    assert is_in(client)
    at(monkeypatch, 58 * 60)
    assert is_in(client)
    at(monkeypatch, 89 * 60)
    assert not is_in(client)


def test_a_session_ends_at_its_age_however_much_it_is_used(
    manager: User, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    settings.SESSION_IDLE_MINUTES = 0
    client = signed_in(manager)
    assert is_in(client)

    at(monkeypatch, settings.SESSION_COOKIE_AGE - 60)
    assert is_in(client)
    at(monkeypatch, settings.SESSION_COOKIE_AGE + 60)
    assert not is_in(client)
