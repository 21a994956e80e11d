"""What tests of the queue in a browser do: press keys, and read what waits and what was given."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Locator, Page, expect

from leadqual.campaigns.models import Verdict
from tests.browser.patience import comes_true

# Counts the answers that the page has read to their end and acted on: an answer that has begun to
# arrive is still lost when the line goes in the next moment.
_COUNT_READ = """
window.nRead = 0;
const read = Response.prototype.json;
Response.prototype.json = async function () {
  const found = await read.call(this);
  setTimeout(() => { window.nRead += 1; });
  return found;
};
"""

NOTHING_WAITS = """
() => Object.keys(localStorage).every((key) => !key.startsWith("leadqual.waiting."))
"""
"""True in a page once the server has taken every verdict and undo of its browser."""


@contextmanager
def cards_kept_ahead(page: Page) -> Iterator[None]:
    """Wait, once the queue was opened, until its next cards are kept in the page."""
    page.add_init_script(_COUNT_READ)
    with page.expect_response("**/queue/sync/"):
        yield
    page.wait_for_function("() => window.nRead > 0")


def ready_card(page: Page) -> str:
    """Wait until the card on screen can be judged and return its name."""
    # In one look: a card that comes is not ready before it is painted.
    name = page.locator("#main:not([aria-busy=true]) #card-name")
    expect(name).to_have_count(1)
    return name.inner_text()


def press(page: Page, keys: str) -> list[str]:
    """Press keys one after the other and return the cards that they were for."""
    seen = []
    for key in keys:
        before = ready_card(page)
        seen.append(before)
        page.keyboard.press(key)
        expect(page.locator("#card-name")).not_to_have_text(before)
    return seen


def given() -> list[tuple[str, str]]:
    verdicts = Verdict.objects.order_by("pk").select_related("company")
    return [(one.company.name, one.value) for one in verdicts]


def stored(page: Page, n: int) -> list[tuple[str, str]]:
    """Wait until so many verdicts are stored; they are sent behind the hand."""
    comes_true(page, lambda: len(given()) >= n)
    return given()


def number(page: Page, name: str) -> Locator:
    """Return a number of the queue: `left`, `likely`, `like`, `dislike`, `skip` or `pace`."""
    return page.locator(f'#progress [data-number="{name}"]')


def reach_server_again(page: Page) -> None:
    """Let requests reach the server again, and the page try at once and every few seconds.

    Each try that fails makes the pause before the next longer, and long pauses do not end by
    themselves in tests (`page_time`); a browser that comes back online starts with short ones.
    """
    page.unroute_all()
    page.evaluate("() => dispatchEvent(new Event('online'))")


def waits(page: Page) -> Locator:
    return page.get_by_role("status", name="Verdicts not synced yet")
