"""Failed sign-ins: limits by user, by address and by both, and the trace that they leave."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django.fixtures import Settings

from leadqual.accounts.models import AuditRow, User
from tests.product import PASSWORD

pytestmark = pytest.mark.django_db
WRONG = "not-the-password"
HERE, THERE = "192.0.2.1", "198.51.100.2"


@pytest.fixture(autouse=True)
def _no_counts() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def sign_in(
    client: Client,
    email: str,
    secret: str = WRONG,
    *,
    address: str = HERE,
    forwarded: str | None = None,
) -> int:
    form = {"login": email, "password": secret}
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    answer = client.post("/account/login/", form, headers=headers, REMOTE_ADDR=address)
    return answer.status_code


def test_the_right_password_signs_in_and_a_wrong_one_does_not(manager: User) -> None:
    client = Client()

    wrong, right = sign_in(client, manager.email), sign_in(client, manager.email, PASSWORD)

    assert (wrong, right) == (200, 302)
    assert client.get("/account/").status_code == 200


def test_one_user_name_from_many_addresses_ends_at_the_limit_of_the_user(
    manager: User, viewer: User
) -> None:
    """But in a browser that this user, and no other, has used before."""
    known, of_viewer = Client(), Client()
    for client, user in ((known, manager), (of_viewer, viewer)):
        sign_in(client, user.email, PASSWORD, address=THERE)
        client.post("/account/logout/")

    answers = [sign_in(Client(), manager.email, address=f"203.0.113.{n}") for n in range(21)]

    assert answers == [200] * 20 + [429]
    for client in (Client(), of_viewer):
        assert sign_in(client, manager.email, PASSWORD, address=THERE) == 429
    assert sign_in(known, manager.email, PASSWORD, address=THERE) == 302


def test_many_user_names_from_one_address_lock_out_nobody_else_behind_the_same_proxy(
    viewer: User, settings: Settings
) -> None:
    settings.TRUSTED_PROXY_HOPS = 1

    answers = [
        sign_in(Client(), f"n{n}@people.example", forwarded="203.0.113.9") for n in range(31)
    ]
    blocked = sign_in(Client(), viewer.email, PASSWORD, forwarded="203.0.113.9")
    other = sign_in(Client(), viewer.email, PASSWORD, forwarded="203.0.113.10")

    assert answers == [200] * 30 + [429]
    assert (blocked, other) == (429, 302)


@pytest.mark.slow
def test_successes_are_not_counted(manager: User) -> None:
    for _ in range(12):
        client = Client()
        assert sign_in(client, manager.email, PASSWORD) == 302


def test_a_failed_attempt_leaves_a_trace_for_the_managers_of_the_user(manager: User) -> None:
    sign_in(Client(), manager.email, address=THERE)

    row = AuditRow.objects.get(action="sign_in.failed")
    assert (row.workspace, row.name) == (manager.memberships.get().workspace, manager.email)
    assert (row.ip_address, row.actor) == (THERE, None)


def test_what_was_typed_for_an_unknown_user_is_not_kept(db: None) -> None:
    for _ in range(2):
        sign_in(Client(), "hunter2-my-password@people.example")

    rows = AuditRow.objects.filter(action="sign_in.failed")
    assert len({row.details["typed"] for row in rows}) == 1
    assert all(row.workspace is None for row in rows)
    assert "hunter2" not in str([vars(row) for row in rows])


def test_a_forged_header_escapes_no_limit_and_a_limit_leaves_one_row(manager: User) -> None:
    answers = [sign_in(Client(), manager.email, forwarded=f"203.0.113.{n}") for n in range(13)]

    assert answers == [200] * 10 + [429] * 3
    assert AuditRow.objects.filter(action="sign_in.failed").count() == 10
    row = AuditRow.objects.get(action="sign_in.blocked")
    assert row.details == {"limit": "user_and_address"}


def test_signing_in_leaves_a_trace(manager: User) -> None:
    sign_in(Client(), manager.email, PASSWORD, address=THERE)

    row = AuditRow.objects.get(action="account.signed_in")
    assert (row.actor, row.ip_address) == (manager, THERE)


def test_a_deactivated_user_is_signed_out_at_the_next_request(
    manager: User, manager_client: Client
) -> None:
    assert manager_client.get("/settings/").status_code == 200

    manager.is_active = False
    manager.save(update_fields=["is_active"])

    assert manager_client.get("/settings/").headers["Location"].startswith("/account/login/")
    assert sign_in(Client(), manager.email, PASSWORD) == 200


def test_nobody_signs_up(db: None) -> None:
    assert Client().get("/account/signup/").status_code in {302, 404}
    assert not User.objects.exists()
