"""A real Chromium for the browser tests, and a page in which the manager is signed in."""

import os
import threading
from collections.abc import Callable, Iterator
from typing import Any, Literal
from wsgiref.types import WSGIApplication

import pytest
from django.conf import settings as django_settings
from django.core.cache import caches
from django.core.servers.basehttp import ServerHandler
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from leadqual.accounts.models import User, Workspace
from leadqual.campaigns.models import Campaign
from leadqual.campaigns.pool import company_pool
from leadqual.campaigns.setup.services import create_campaign
from tests.browser.loaded_pages import hands_wait_for_scripts
from tests.browser.page_time import HOLD_LONG_TIMERS
from tests.browser.patience import PATIENCE
from tests.browser.queueing import cards_kept_ahead
from tests.chromium import MISSING, find_chromium
from tests.leadqual.campaigns.conftest import CLUSTERS, make_companies
from tests.worker import worker

__all__ = ["worker"]

DESK = ViewportSize(width=1440, height=900)
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
    # The headless build draws letters as wide as whole pixels otherwise.
    arguments = ["--font-render-hinting=none", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    return {"executable_path": str(path), "args": arguments, "timeout": PATIENCE}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, object]) -> dict[str, object]:
    """Speak English: a browser without its files of languages speaks one that scripts refuse."""
    return browser_context_args | {"locale": "en-US"}


@pytest.fixture
def new_context(new_context: Callable[..., BrowserContext]) -> Callable[..., BrowserContext]:
    """Make contexts, that of the test among them, in which everything has the same patience."""

    def make(**options: Any) -> BrowserContext:
        context = new_context(**options)
        context.set_default_timeout(PATIENCE)
        context.add_init_script(HOLD_LONG_TIMERS)
        return context

    return make


@pytest.fixture
def new_page(new_context: Callable[..., BrowserContext]) -> Callable[..., Page]:
    """Make a page of another person, in a context of its own."""
    return lambda **options: new_context(**options).new_page()


@pytest.fixture(autouse=True)
def _scripts_first(context: BrowserContext) -> Iterator[None]:
    with hands_wait_for_scripts(context):
        yield


@pytest.fixture(autouse=True)
def _no_pools() -> Iterator[None]:
    """Keys of an emptied database come again: what a process remembers of them is wrong."""
    company_pool._cache.clear()  # see above
    yield
    company_pool._cache.clear()


@pytest.fixture(autouse=True)
def _everything_answered(
    browser: Browser, page: Page, transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """Wait for what pages still ask when a test ends: the rows of the next one are not theirs."""
    n_asked = 0
    ended = threading.Condition()
    answer = ServerHandler.run
    shared = caches["default"]

    def counted(handler: ServerHandler, application: WSGIApplication) -> None:
        nonlocal n_asked
        with ended:
            n_asked += 1
        try:
            caches["default"] = shared  # Else each thread opens a connection that nobody closes.
            answer(handler, application)
        finally:  # Also where the browser has hung up.
            with ended:
                n_asked -= 1
                ended.notify_all()

    monkeypatch.setattr(ServerHandler, "run", counted)
    yield
    for context in browser.contexts:
        for each in context.pages:
            each.close()
    with ended:
        assert ended.wait_for(lambda: not n_asked, PATIENCE / 1000), "a request was never answered"


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


def open_queue(page: Page, campaign: Campaign, live_server: LiveServer) -> Page:
    """Open the queue of a campaign, and wait until cards are kept ahead."""
    with cards_kept_ahead(page):
        page.goto(f"{live_server.url}/campaigns/{campaign.pk}/queue/")
    return page


@pytest.fixture
def queue(desk: Page, campaign: Campaign, live_server: LiveServer) -> Page:
    """The queue with cards that are kept ahead."""
    return open_queue(desk, campaign, live_server)
