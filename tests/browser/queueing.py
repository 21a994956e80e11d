"""What tests of the queue in a browser do: press keys, and read what waits and what was given."""

from playwright.sync_api import Locator, Page, expect

from leadqual.matching.models import Verdict


def press(page: Page, keys: str) -> list[str]:
    """Press keys one after the other and return the cards that they were for."""
    seen = []
    for key in keys:
        before = page.locator("#card-name").inner_text()
        seen.append(before)
        page.keyboard.press(key)
        expect(page.locator("#card-name")).not_to_have_text(before)
    return seen


def given() -> list[tuple[str, str]]:
    verdicts = Verdict.objects.order_by("pk").select_related("company")
    return [(one.company.name, one.value) for one in verdicts]


def waits(page: Page) -> Locator:
    return page.get_by_role("status", name="Verdicts that wait")
