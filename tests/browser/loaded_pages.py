"""Keys and clicks of browser tests come after the scripts of a page have run.

A page is on screen before its scripts have run. A key that comes between is lost, on a slow machine
more often than on a quick one.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import wraps
from typing import ParamSpec, TypeVar
from unittest.mock import patch

from playwright.sync_api import BrowserContext, Keyboard, Locator, Page, expect

P = ParamSpec("P")
R = TypeVar("R")

_HANDS = (
    (Keyboard, ("press", "down", "type")),
    (Locator, ("click", "press", "check", "uncheck", "fill", "select_option")),
)


@contextmanager
def hands_wait_for_scripts(context: BrowserContext) -> Iterator[None]:
    """Let keys and clicks wait for the pages of a browser, in each of its contexts."""
    browser = context.browser
    assert browser is not None

    def wait() -> None:
        for one in browser.contexts:
            for page in one.pages:
                page.wait_for_load_state("domcontentloaded")  # Scripts of pages are deferred.

    with ExitStack() as stack:
        for kind, names in _HANDS:
            for name in names:
                stack.enter_context(patch.object(kind, name, _after(wait, getattr(kind, name))))
        yield


def _after(wait: Callable[[], None], act: Callable[P, R]) -> Callable[P, R]:
    @wraps(act)
    def patiently(*args: P.args, **values: P.kwargs) -> R:
        wait()
        return act(*args, **values)

    return patiently


def open_whole(page: Page, address: str) -> None:
    """Open a page, and wait until its parts that load later and its letters are there."""
    page.goto(address)
    expect(page.locator(".skeleton:visible, .htmx-request")).to_have_count(0)
    page.evaluate("document.fonts.ready.then(() => null)")
