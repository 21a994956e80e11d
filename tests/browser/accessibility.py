"""What a page does wrong for people who read it by ear, by keyboard or with weak eyes."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

OPTIONS = {
    "resultTypes": ["violations"],
    # axe would read imported styles again as inline ones, which the policy of pages refuses.
    "preload": False,
}
OF_COLORS = OPTIONS | {
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
}


def violations(page: Page) -> list[dict[str, Any]]:
    """Return the rules of axe that a page breaks, with the places."""
    return _found(page, OPTIONS)


def violations_in_both_themes(page: Page) -> list[str]:
    """Return what axe finds on the open page; in the dark theme only what colors can change."""
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    found = [_words("light", one) for one in _found(page, OPTIONS)]
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    return found + [_words("dark", one) for one in _found(page, OF_COLORS)]


def _found(page: Page, options: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = Axe().run(page, options=options).response["violations"]
    return found


def _words(theme: str, violation: dict[str, Any]) -> str:
    places = [one["html"][:160] for one in violation["nodes"][:3]]
    return f"{theme}: {violation['id']}: {' '.join(places)}"
