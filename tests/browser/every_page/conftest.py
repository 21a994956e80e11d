"""A workspace with hard data, written once in a process, and the addresses of its pages."""

import pytest
from django.db import connection
from django.test import TestCase
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from leadqual.accounts.models import User
from tests.browser.conftest import DESK, sign_in
from tests.browser.every_page.addresses import whole_pages
from tests.browser.every_page.hard_rows import ARABIC, HEBREW, LONG, hard_rows
from tests.leadqual.labeling.conftest import once
from tests.product import client_of, make_workspace

AUTHOR = "author@leadqual.example"
_keys: dict[str, object] = {}
_addresses: list[str] = []


def _write() -> None:
    author = User.objects.create_superuser(AUTHOR)
    with TestCase.captureOnCommitCallbacks(execute=True):  # What jobs write belongs to the rows.
        _keys.update(hard_rows(make_workspace(), author))
    connection.run_on_commit.clear()


@pytest.fixture
def author(page: Page, transactional_db: None, models: None, live_server: LiveServer) -> User:
    """A manager who is of the staff, signed in to a workspace whose names are hard to lay out."""
    once("hard rows", _write)
    found = User.objects.get(email=AUTHOR)
    sign_in(page, client_of(found), live_server)
    page.set_viewport_size(DESK)
    return found


@pytest.fixture
def all_pages(author: User) -> list[str]:
    """The address of each page to be seen; the hard names stand on several of them."""
    if not _addresses:
        pages = whole_pages(client_of(author), _keys)
        for name in (ARABIC, HEBREW, LONG[:100]):
            assert sum(name in page for page in pages.values()) > 5
        _addresses.extend(pages)
    assert len(_addresses) > 100  # All were found.
    return _addresses


@pytest.fixture
def main_pages(author: User) -> list[str]:
    """The addresses of pages that scripts do much on."""
    return ["/people/", "/titles/", "/replies/", f"/campaigns/{_keys['campaign_id']}/queue/"]
