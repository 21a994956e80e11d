"""Where the browser of the browser tests is."""

import os
import shutil
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = (
    "No Chromium was found, so the browser tests are skipped. "
    "Install it with `apt-get install -y chromium` or `.venv/bin/playwright install chromium`."
)


def find_chromium() -> Path | None:
    """Look for Chromium in `CHROMIUM_PATH`, on the path, then among Playwright's own."""
    given = os.environ.get("CHROMIUM_PATH")
    if given:
        return Path(given) if os.access(given, os.X_OK) else None
    found = next(filter(None, map(shutil.which, NAMES)), None)
    return Path(found) if found else _of_playwright()


def _of_playwright() -> Path | None:
    """Find the newest Chromium that `playwright install` has put away."""
    home = Path.home() / ".cache" / "ms-playwright"
    folder = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or home)
    found = sorted(folder.glob("chromium-*/chrome-*/chrome"))
    return found[-1] if found else None


if __name__ == "__main__":
    if find_chromium() is None:
        sys.stdout.write(MISSING + "\n")
        sys.exit(1 if os.environ.get("CI") else 0)
