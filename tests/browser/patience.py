"""How long tests wait for what a browser and the server behind it bring about."""

import time
from collections.abc import Callable

from playwright.sync_api import Page

PATIENCE = 300_000
"""Milliseconds until a test gives up; a busy machine takes long, and that is no fault."""

PAUSE = 50
"""Milliseconds between two looks at what no event tells of."""


def comes_true(page: Page, holds: Callable[[], bool]) -> bool:
    """Look until something holds; routes of the page are answered meanwhile."""
    until = time.monotonic() + PATIENCE / 1000
    while not (is_true := holds()) and time.monotonic() < until:
        page.wait_for_timeout(PAUSE)
    return is_true
