"""Make the pictures of the README anew: `make screenshots`.

Starts an installation of its own with the demo workspace, looks at it in Chromium, and leaves
nothing of it behind. With `--url` and `--state` it looks at one that runs already.
"""

import http.client
import json
import os
import subprocess
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from tests.chromium import MISSING, find_chromium

IMAGES = Path(__file__).parents[2] / "docs" / "images"
MAX_BYTES = 300_000
PORT = 8471
SIZE = ViewportSize(width=1440, height=900)
STARTING = 600.0  # seconds; a first start on a busy machine
SEARCH = "/people/?function=revenue_operations&function=sales_operations"
DESCRIPTION = "Clinics and makers of medical devices"
SAME_LOOKS = 5
KEYS = "axaaxa"  # Like, dislike: so many verdicts stand behind the card on the picture.


@contextmanager
def installation() -> Iterator[tuple[str, Path]]:
    """Start LeadQual in a folder of its own; yields its address and that folder."""
    with TemporaryDirectory(prefix="leadqual-screenshots-") as folder:
        own = ("DATABASE_URL", "REDIS_URL")
        environment = {name: value for name, value in os.environ.items() if name not in own}
        process = subprocess.Popen(  # noqa: S603
            [Path(sys.executable).with_name("leadqual"), "up", f"--port={PORT}"],
            env=environment | {"STATE_DIR": folder},
            stdin=subprocess.DEVNULL,
        )
        address = f"http://localhost:{PORT}"
        try:
            _wait_until_ready(address, process)
            yield address, Path(folder)
        finally:
            process.terminate()
            process.wait()


def _wait_until_ready(address: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + STARTING
    while time.monotonic() < until and process.poll() is None:
        try:
            with urlopen(f"{address}/healthz", timeout=5) as answer:  # noqa: S310
                if not json.load(answer)["not_ready"]:
                    return
        except (URLError, http.client.HTTPException, OSError):
            pass  # Not up yet.
        time.sleep(1)
    raise SystemExit("LeadQual did not start.")


def sign_in(browser: Browser, address: str, state: Path) -> Page:
    """Open a page in which the account of the demo workspace is signed in."""
    login = json.loads((state / "demo.json").read_text(encoding="utf-8"))
    page = browser.new_page(viewport=SIZE, base_url=address, color_scheme="light")
    page.goto("/account/login/")
    page.fill("[name=login]", login["email"])
    page.fill("[name=password]", login["password"])
    with page.expect_navigation():
        page.keyboard.press("Enter")
    return page


def open_when_there(page: Page, path: str, selector: str) -> None:
    """Open a page again until its jobs have put something there."""
    until = time.monotonic() + STARTING
    page.goto(path)
    while page.locator(selector).count() == 0:
        if time.monotonic() > until:
            raise SystemExit(f"{path} never had {selector}.")
        page.wait_for_timeout(2_000)
        page.goto(path)


def show_search(page: Page) -> None:
    """Open the second person of a search, with the reasons for their labels."""
    open_when_there(page, SEARCH, "tbody tr + tr th a")
    with page.expect_response("**/people/*/?*"):
        page.locator("tbody th a").nth(1).click()
    page.wait_for_load_state("networkidle")


def wait_until_companies_are_read(page: Page) -> None:
    """Look at how many business models are unknown until the job has none left to predict."""
    looks: list[str] = []
    while len(looks) < SAME_LOOKS or len(set(looks[-SAME_LOOKS:])) > 1:
        page.goto("/companies/?business_model=unknown")
        looks.append(page.locator("h1").first.inner_text())
        page.wait_for_timeout(5_000)


def show_queue(page: Page) -> None:
    """Start a campaign and give a few verdicts, so that the next card has neighbors."""
    wait_until_companies_are_read(page)
    page.goto("/campaigns/new/")
    page.fill("[name=name]", "Health care")
    page.fill("[name=description]", DESCRIPTION)
    with page.expect_navigation():
        page.locator("main form .btn.primary").first.click()
    campaign = page.url.rstrip("/").split("/campaigns/")[1].split("/")[0]
    open_when_there(page, f"/campaigns/{campaign}/queue/", "#card-name")
    for key in KEYS:
        name = page.locator("#card-name").inner_text()
        page.wait_for_function("() => !document.querySelector('#main[aria-busy=true]')")
        page.wait_for_timeout(400)  # Presses are ignored until a card was on screen for a moment.
        page.keyboard.press(key)
        page.wait_for_function(
            "name => document.querySelector('#card-name')?.innerText !== name", arg=name
        )
    page.goto(f"/campaigns/{campaign}/queue/")
    page.wait_for_load_state("networkidle")


PICTURES = {"search": show_search, "queue": show_queue}


def take_pictures(address: str, state: Path) -> None:
    """Write each picture to `docs/images`."""
    path = find_chromium()
    if path is None:
        raise SystemExit(MISSING)
    IMAGES.mkdir(exist_ok=True)
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        page = sign_in(browser, address, state)
        for name, show in PICTURES.items():
            show(page)
            file = IMAGES / f"{name}.png"
            page.screenshot(path=file, animations="disabled")
            print(f"{file.relative_to(IMAGES.parents[1])}: {file.stat().st_size:,} bytes")  # noqa: T201
        browser.close()


def main() -> None:
    """Take the pictures of an installation of its own, or of the one that is named."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--url", help="address of an installation that runs already")
    parser.add_argument("--state", type=Path, default=Path(".leadqual"), help="its folder")
    options = parser.parse_args()
    if options.url:
        take_pictures(options.url, options.state)
        return
    with installation() as (address, state):
        take_pictures(address, state)


if __name__ == "__main__":
    main()
