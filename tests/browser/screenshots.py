"""Make the pictures of the README and of `docs/design.md` anew: `make screenshots`.

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
from tests.processes import ending

IMAGES = Path(__file__).parents[2] / "docs" / "images"
PORT = 8471
SIZE = ViewportSize(width=1440, height=900)
STARTING = 600.0  # seconds; a first start on a busy machine
SEARCH = "/people/?function=revenue_operations&function=sales_operations"
SETTLING = 3_000  # milliseconds, in which the map is drawn


@contextmanager
def installation() -> Iterator[tuple[str, Path]]:
    """Start LeadQual in a folder of its own; yields its address and that folder."""
    with TemporaryDirectory(prefix="leadqual-screenshots-") as folder:
        own = ("DATABASE_URL", "REDIS_URL")
        environment = {name: value for name, value in os.environ.items() if name not in own}
        process = subprocess.Popen(
            [Path(sys.executable).with_name("leadqual"), "up", f"--port={PORT}"],
            env=environment | {"STATE_DIR": folder},
            stdin=subprocess.DEVNULL,
        )
        address = f"http://localhost:{PORT}"
        with ending(process):
            _wait_until_ready(address, process)
            yield address, Path(folder)


def _wait_until_ready(address: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + STARTING
    while time.monotonic() < until and process.poll() is None:
        try:
            with urlopen(f"{address}/healthz", timeout=5) as answer:
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


def show_home(page: Page) -> None:
    """Show the day of the demo workspace, with the last cards that its team judged."""
    open_when_there(page, f"{_campaign(page)}results/", "#hits-chart")
    page.goto("/")
    page.wait_for_load_state("networkidle")


def show_queue(page: Page) -> None:
    """Show the card of a campaign whose verdicts explain its score."""
    open_when_there(page, f"{_campaign(page)}queue/", "#card-name")
    page.wait_for_load_state("networkidle")


def show_map(page: Page) -> None:
    """Show the companies of a campaign, similar ones beside each other."""
    page.goto(f"{_campaign(page)}map/")
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(SETTLING)


def _campaign(page: Page) -> str:
    """Return the address of the first campaign of the demo, which has the most verdicts."""
    page.goto("/")
    links = page.locator("main a[href^='/campaigns/'][href$='/queue/']")
    found = {link.get_attribute("href") or "" for link in links.all()}
    return min(found, key=lambda address: int(address.split("/")[2])).removesuffix("queue/")


def show_table(page: Page) -> None:
    """Show selected people of a table, and a cell that is edited in place."""
    page.goto("/people/?function=sales&level=director")
    for box in page.locator("tbody .pick input").all()[:3]:
        box.check()
    page.get_by_role("button", name="Add to list").click()
    page.locator("dialog:popover-open, [popover]:popover-open").wait_for()


def show_board(page: Page) -> None:
    """Show the people of a search by status."""
    page.goto("/people/?function=sales&layout=board")
    page.wait_for_load_state("networkidle")


def show_company(page: Page) -> None:
    """Show a company beside its list: what it does, who is there."""
    page.goto("/companies/?country=Germany")
    page.locator("tbody [id^=open-]").nth(1).click()
    page.locator("#company h2").wait_for()
    page.wait_for_load_state("networkidle")


def show_inbox(page: Page) -> None:
    """Show a reply with its intent and the words that decided."""
    open_when_there(page, "/replies/", "#letter h2")
    page.wait_for_load_state("networkidle")


def show_titles(page: Page) -> None:
    """Show a title of the queue with the labels that a person may correct."""
    page.goto("/titles/")
    page.wait_for_load_state("networkidle")


def show_lab(page: Page) -> None:
    """Show what a team lead reads of the models."""
    page.goto("/lab/")
    page.wait_for_load_state("networkidle")


PICTURES = {
    "home": show_home,
    "search": show_search,
    "queue": show_queue,
    "map": show_map,
    "table": show_table,
    "board": show_board,
    "company": show_company,
    "inbox": show_inbox,
    "titles": show_titles,
    "lab": show_lab,
}


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
