"""What a page does wrong for people who read it by ear, by keyboard or with weak eyes."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

OPTIONS = {
    "resultTypes": ["violations"],
    # axe would read imported styles again as inline ones, which the policy of pages refuses.
    "preload": False,
}


def violations(page: Page) -> list[dict[str, Any]]:
    """Return the rules of axe that a page breaks, with the places."""
    found: list[dict[str, Any]] = Axe().run(page, options=OPTIONS).response["violations"]
    return found
