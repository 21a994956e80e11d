"""A real Chromium for the browser tests, and a page in which the manager is signed in."""

import os
import threading
import time
from collections.abc import Iterator
from typing import Literal

import pytest
from django.conf import settings as django_settings
from django.core.signals import request_finished, request_started
from django.test import Client
from playwright.sync_api import BrowserContext, Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from leadqual.accounts.models import User, Workspace
from leadqual.campaigns.models import Campaign
from leadqual.campaigns.pool import company_pool
from leadqual.campaigns.setup.services import create_campaign
from tests.browser.loaded_pages import hands_wait_for_scripts
from tests.browser.queueing import cards_kept_ahead
from tests.chromium import MISSING, find_chromium
from tests.leadqual.campaigns.conftest import CLUSTERS, make_companies
from tests.worker import worker

__all__ = ["worker"]

LAST_ANSWER = 60.0
"""Seconds."""

DESK = ViewportSize(width=1440, height=900)
PATIENCE = 60_000
"""Milliseconds until a test gives up; a busy machine takes long, and that is no fault."""

expect.set_options(timeout=PATIENCE)
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


@pytest.fixture(scope="session")
def base_url() -> None:
    """Stand in for the fixture of pytest-base-url, which warns on this pytest."""


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    """Start the Chromium of this machine; as root it has no sandbox."""
    path = find_chromium()
    if path is None:
        pytest.skip(MISSING)
    return {"executable_path": str(path), "args": ["--no-sandbox"] if os.geteuid() == 0 else []}


@pytest.fixture(autouse=True)
def _database_in_this_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Allow the ORM beside Playwright, whose loop runs in the thread of the test."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


@pytest.fixture(autouse=True)
def _patience(context: BrowserContext) -> Iterator[None]:
    context.set_default_timeout(PATIENCE)
    with hands_wait_for_scripts(context):
        yield


@pytest.fixture(autouse=True)
def _no_pools() -> Iterator[None]:
    """Keys of an emptied database come again: what a process remembers of them is wrong."""
    company_pool._held.clear()  # see above
    yield
    company_pool._held.clear()


@pytest.fixture(autouse=True)
def _everything_answered(page: Page, transactional_db: None) -> Iterator[None]:
    """Wait for what pages still ask when a test ends: the rows of the next one are not theirs.

    Only threads of the server count: a test that asks for a stream itself may never read it.
    """
    asked: list[object] = []
    answered: list[object] = []
    test = threading.get_ident()

    def begun(**_: object) -> None:
        if threading.get_ident() != test:
            asked.append(None)

    def ended(**_: object) -> None:
        if threading.get_ident() != test:
            answered.append(None)

    request_started.connect(begun)
    request_finished.connect(ended)
    yield
    for each in list(page.context.pages):
        each.close()
    until = time.monotonic() + LAST_ANSWER
    while len(answered) < len(asked) and time.monotonic() < until:
        time.sleep(0.02)
    request_started.disconnect(begun)
    request_finished.disconnect(ended)


def sign_in(page: Page, client: Client, live_server: LiveServer) -> None:
    """Give the page the session of a logged-in client."""
    cookie = client.cookies[django_settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])


@pytest.fixture
def desk(
    page: Page, transactional_db: None, manager_client: Client, live_server: LiveServer
) -> Page:
    """A wide page in which the manager is signed in."""
    page.set_viewport_size(DESK)
    sign_in(page, manager_client, live_server)
    return page


@pytest.fixture
def campaign(transactional_db: None, workspace: Workspace, manager: User) -> Campaign:
    """A campaign over so many companies that some cards are kept ahead."""
    for name in CLUSTERS:
        make_companies(workspace, name, 20, overview="Plans berths.")
    return create_campaign(workspace=workspace, name="Clinics", author=manager)


@pytest.fixture
def queue(desk: Page, campaign: Campaign, live_server: LiveServer) -> Page:
    """The queue with cards that are kept ahead."""
    with cards_kept_ahead(desk):
        desk.goto(f"{live_server.url}/campaigns/{campaign.pk}/queue/")
    return desk
