"""A workspace with hard data, and the addresses of all its pages."""

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from leadqual.accounts.models import User, Workspace
from tests.browser.conftest import DESK, sign_in
from tests.browser.every_page.addresses import page_addresses
from tests.browser.every_page.hard_rows import hard_rows
from tests.conftest import client_of


@pytest.fixture
def all_pages(
    page: Page, transactional_db: None, models: None, workspace: Workspace, live_server: LiveServer
) -> list[str]:
    """Sign a manager who is of the staff in, and return the address of each page to be seen."""
    author = User.objects.create_superuser("author@leadqual.example")
    keys = hard_rows(workspace, author)
    client = client_of(author)
    sign_in(page, client, live_server)
    page.set_viewport_size(DESK)
    return page_addresses(client, keys)
