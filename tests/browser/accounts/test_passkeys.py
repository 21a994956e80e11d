"""Passkeys in a real Chromium with a virtual authenticator: alone, and as the second step."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from leadqual.accounts.models import User
from tests.browser.conftest import DESK
from tests.product import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def host(live_server: LiveServer) -> str:
    """The address by name: browsers make no passkey for a number."""
    return str(live_server.url).replace("127.0.0.1", "localhost")


@pytest.fixture(autouse=True)
def _authenticator(page: Page) -> Iterator[None]:
    page.set_viewport_size(DESK)
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    yield
    session.detach()


def enter_password(page: Page, host: str, user: User) -> None:
    page.goto(f"{host}/account/login/?next=/account/")
    page.get_by_label("Email").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def add_passkey(page: Page, host: str, name: str) -> None:
    page.goto(f"{host}/account/passkeys/add/")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Add passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()


def sign_out(page: Page) -> None:
    page.context.clear_cookies()


def test_a_passkey_is_added_and_signs_in_without_a_password(
    page: Page, host: str, manager: User
) -> None:
    errors: list[str] = []
    page.on("console", lambda one: errors.append(one.text) if one.type == "error" else None)
    enter_password(page, host, manager)
    add_passkey(page, host, "Laptop")
    page.goto(f"{host}/account/passkeys/")
    expect(page.get_by_role("rowheader", name="Laptop")).to_be_visible()
    sign_out(page)

    page.goto(f"{host}/account/login/")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", name="Home")).to_be_visible()

    page.goto(f"{host}/account/")
    expect(page.get_by_role("heading", name="Your account")).to_be_visible()
    assert errors == []  # Nothing broke the content security policy.


@pytest.mark.slow
def test_a_passkey_is_the_second_step_after_a_password_until_it_is_removed(
    page: Page, host: str, manager: User
) -> None:
    enter_password(page, host, manager)
    add_passkey(page, host, "Laptop")
    sign_out(page)

    enter_password(page, host, manager)
    expect(page.get_by_role("heading", name="Two-step verification")).to_be_visible()
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", name="Your account")).to_be_visible()

    page.goto(f"{host}/account/passkeys/")
    page.get_by_role("link", name="Remove Laptop").click()
    page.get_by_role("button", name="Remove passkey").click()
    expect(page.get_by_text("No passkeys yet")).to_be_visible()
    sign_out(page)
    page.goto(f"{host}/account/login/")
    page.get_by_role("button", name="Use a passkey").click()

    expect(page.get_by_role("alert").or_(page.locator(".toast")).first).to_be_visible()
    page.goto(f"{host}/account/")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
