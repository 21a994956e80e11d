"""Where the browser of the browser tests is."""

import os
from pathlib import Path

from tests.programs import which

# The build without windows opens a page in half the processor time of the whole browser.
NAMES = (
    *("chromium-headless-shell", "chrome-headless-shell"),
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"),
)
OF_PLAYWRIGHT = ("chromium_headless_shell-*/chrome-*/*headless*shell", "chromium-*/chrome-*/chrome")
MISSING = (
    "Chromium is missing: `apt-get install -y chromium-headless-shell`, or"
    " `.venv/bin/playwright install chromium`"
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
    found = (sorted(folder.glob(pattern))[-1:] for pattern in OF_PLAYWRIGHT)
    return next((paths[0] for paths in found if paths), None)
