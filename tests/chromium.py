"""Where the browser of the browser tests is."""

import os
from pathlib import Path

from tests.programs import which

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = (
    "Chromium is missing: `apt-get install -y chromium`, or `.venv/bin/playwright install chromium`"
)


def find_chromium() -> Path | None:
    """Look for Chromium in `CHROMIUM_PATH`, on the path, then among Playwright's own."""
    given = os.environ.get("CHROMIUM_PATH")
    if given:
        return Path(given) if os.access(given, os.X_OK) else None
    return next(filter(None, map(which, NAMES)), None) or _of_playwright()


def is_chosen() -> bool:
    """Return whether somebody has chosen a Chromium for the tests."""
    return bool(os.environ.get("CHROMIUM_PATH") or _of_playwright())


def _of_playwright() -> Path | None:
    """Find the newest Chromium that `playwright install` has put away."""
    home = Path.home() / ".cache" / "ms-playwright"
    folder = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or home)
    found = sorted(folder.glob("chromium-*/chrome-*/chrome"))
    return found[-1] if found else None
