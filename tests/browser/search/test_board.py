"""The board by status in a browser: cards dragged, moved by keys and by their menu."""

import pytest
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from leadqual.accounts.models import User, Workspace
from leadqual.leads.models import Contact
from leadqual.taxonomy.models import Function
from tests.browser.loaded_pages import open_whole
from tests.leadqual.leads.people import make_contact, make_title

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("models")]


def column(page: Page, status: str) -> Locator:
    return page.get_by_role("region", name=status, exact=True)


@pytest.mark.slow
def test_cards_are_moved_by_drag_by_keys_and_by_their_menu(
    desk: Page, live_server: LiveServer, workspace: Workspace
) -> None:
    contact = make_contact(workspace, "Ada Abel", title="Head of Sales")
    make_contact(workspace, "Ben Roe", status="lost")
    open_whole(desk, f"{live_server.url}/people/?layout=board")
    card = desk.get_by_role("listitem").filter(has=desk.get_by_role("link", name="Ada Abel"))

    card.drag_to(column(desk, "Contacted"))

    expect(column(desk, "Contacted").get_by_role("link", name="Ada Abel")).to_be_visible()
    expect(desk.locator("#column-count-contacted")).to_have_text("1")
    expect(desk.locator("#column-count-new")).to_have_text("0")

    card.get_by_role("link", name="Ada Abel").press("Shift+ArrowRight")

    expect(column(desk, "Replied").get_by_role("link", name="Ada Abel")).to_be_focused()
    expect(desk.locator("#column-count-replied")).to_have_text("1")

    card.get_by_label("Status of Ada Abel").select_option("Won")

    expect(column(desk, "Won").get_by_role("link", name="Ada Abel")).to_be_visible()
    expect(desk.locator("#column-count-won")).to_have_text("1")
    contact.refresh_from_db()
    assert contact.status == "won"

    desk.get_by_role("button", name="Undo").click()

    expect(column(desk, "Replied").get_by_role("link", name="Ada Abel")).to_be_visible()
    assert Contact.objects.get(pk=contact.pk).status == "replied"


@pytest.mark.slow
def test_the_board_fits_a_phone(
    desk: Page, live_server: LiveServer, workspace: Workspace, manager: User
) -> None:
    for n in range(3):
        make_contact(workspace, f"Maximiliane Donaudampfschifffahrt {n}", title="Head of " * 12)
    make_contact(workspace, "Ada Abel", status="lost", owner=manager)
    desk.set_viewport_size({"width": 390, "height": 844})

    open_whole(desk, f"{live_server.url}/people/?layout=board")

    assert desk.evaluate("document.documentElement.scrollWidth") <= 390
    expect(desk.get_by_label("Status of Maximiliane Donaudampfschifffahrt 0")).to_be_visible()


@pytest.mark.slow
def test_a_long_label_ends_in_dots(
    desk: Page, live_server: LiveServer, workspace: Workspace, taxonomy: None
) -> None:
    longest = max(Function.objects.filter(retired_at=None), key=lambda one: len(one.name))
    title = make_title(workspace, "Anything", {longest.slug: 1.0})
    make_contact(workspace, "Ada Abel", job_title=title)
    open_whole(desk, f"{live_server.url}/people/?layout=board")

    label = desk.locator(".board-card .label").first

    expect(label).to_have_css("text-overflow", "ellipsis")
    expect(label).to_have_css("display", "block")  # In flex boxes it has no effect.
    assert label.evaluate("one => one.scrollWidth > one.clientWidth")
    expect(label).to_have_attribute("title", longest.name)
