"""What every page offers: palette, keys, theme, account menu, and access for all."""

import re

import pytest
from playwright.sync_api import ConsoleMessage, Locator, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from leadqual.accounts.models import Workspace
from leadqual.leads.company_identity import name_key
from leadqual.leads.models import Company, Contact
from tests.browser.accessibility import violations_in_both_themes

pytestmark = pytest.mark.browser
PHONE = 390


@pytest.fixture
def settings_page(desk: Page, live_server: LiveServer) -> Page:
    desk.goto(f"{live_server.url}/settings/")
    return desk


def theme_of(page: Page) -> str | None:
    return page.locator("html").get_attribute("data-theme")


def test_palette_searches_for_what_was_typed_closes_and_goes_to_a_place(
    settings_page: Page,
) -> None:
    palette = settings_page.locator("dialog.palette")
    settings_page.keyboard.press("Control+k")
    settings_page.keyboard.type("Kelvia & Co")
    link = settings_page.locator("#search-companies")
    expect(link).to_contain_text("Kelvia & Co")
    assert (link.get_attribute("href") or "").endswith("?q=Kelvia+%26+Co")
    settings_page.keyboard.press("Escape")
    expect(palette).to_be_hidden()

    settings_page.keyboard.press("Control+k")
    settings_page.keyboard.type("titles")
    settings_page.keyboard.press("Enter")
    expect(settings_page).to_have_url(re.compile("/titles/$"))


@pytest.fixture
def kelvia(workspace: Workspace) -> Company:
    name = "Kelvia Titles GmbH"
    return Company.objects.create(workspace=workspace, name=name, name_key=name_key(name))


def selected(page: Page) -> Locator:
    return page.locator('.palette [role=option][aria-selected="true"]:not([hidden])')


def test_palette_opens_a_command_before_records_are_found(settings_page: Page) -> None:
    settings_page.route(re.compile(r"/palette/\?q="), lambda _: None)  # Never answered.
    settings_page.keyboard.press("Control+k")
    settings_page.keyboard.type("new campaign")
    settings_page.keyboard.press("Enter")

    expect(settings_page).to_have_url(re.compile(r"/campaigns/\?panel=new$"))


def test_enter_before_records_are_found_opens_the_first_of_them(
    settings_page: Page, kelvia: Company
) -> None:
    with settings_page.expect_request(re.compile(r"/palette/\?q=kelvia$")):
        settings_page.keyboard.press("Control+k")
        settings_page.keyboard.type("kelvia")
        settings_page.keyboard.press("Enter")

    expect(settings_page).to_have_url(re.compile(f"/companies/{kelvia.pk}/$"))


def test_late_records_move_no_row_and_go_with_their_query(
    settings_page: Page, kelvia: Company
) -> None:
    asked = re.compile(r"/palette/\?q=")
    settings_page.keyboard.press("Control+k")
    expect(settings_page.locator("#go-saved")).to_be_visible()
    held: list[Route] = []
    settings_page.route(asked, lambda route: held.append(route))  # noqa: PLW0108  # no built-in
    with settings_page.expect_request(asked):
        settings_page.keyboard.type("titles")
    expect(selected(settings_page)).to_have_text("Titles")
    before = selected(settings_page).bounding_box()

    held.pop().continue_()
    company = settings_page.get_by_role("option", name=kelvia.name)
    expect(company).to_be_visible()

    expect(selected(settings_page)).to_have_text("Titles")
    assert selected(settings_page).bounding_box() == before

    with settings_page.expect_request(asked):
        settings_page.keyboard.type(" kelvia")
    expect(company).to_have_count(0)
    expect(selected(settings_page)).to_have_count(0)
    held.pop().continue_()
    expect(selected(settings_page)).to_contain_text(kelvia.name)


def test_theme_and_motion_are_kept_and_set_before_the_first_paint(settings_page: Page) -> None:
    moving = """() => [...document.querySelectorAll("*")].filter((one) => {
      const { transitionDuration, animationName } = getComputedStyle(one);
      return animationName !== "none" || /[1-9]/.test(transitionDuration);
    }).length"""
    assert settings_page.evaluate(moving) > 0

    settings_page.get_by_label("Account of Mira Okafor").click()
    settings_page.get_by_label("Dark").check()
    settings_page.locator("#motion-off").check()
    settings_page.reload()
    assert theme_of(settings_page) == "dark"
    assert settings_page.locator("html").get_attribute("data-motion") == "off"
    assert settings_page.evaluate(moving) == 0

    settings_page.get_by_label("Account of Mira Okafor").click()
    settings_page.get_by_label("System").check()
    settings_page.reload()
    assert theme_of(settings_page) is None


def test_question_mark_lists_the_keys_but_where_someone_types(settings_page: Page) -> None:
    dialog = settings_page.get_by_role("dialog", name="Keyboard shortcuts")
    field = settings_page.get_by_label("Name", exact=True)
    field.fill("")
    field.press_sequentially("why?")
    expect(field).to_have_value("why?")
    expect(dialog).to_be_hidden()

    button = settings_page.get_by_role("button", name="Save name")
    button.focus()
    settings_page.keyboard.press("?")
    expect(dialog).to_contain_text("Search or do anything")
    settings_page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(button).to_be_focused()


def test_a_message_goes_by_itself_or_is_put_away(settings_page: Page) -> None:
    settings_page.clock.install()
    settings_page.get_by_role("button", name="Save name").click()
    toast = settings_page.locator("#toasts .toast")
    expect(toast).to_be_visible()

    settings_page.clock.run_for(9_000)

    expect(toast).to_have_count(0)


def test_account_menu_closes_by_escape_and_signs_out(settings_page: Page) -> None:
    menu = settings_page.locator("details.menu")
    settings_page.get_by_label("Account of Mira Okafor").click()
    settings_page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")

    settings_page.get_by_label("Account of Mira Okafor").click()
    settings_page.get_by_role("button", name="Sign out").click()

    expect(settings_page.get_by_role("heading", name="Sign in")).to_be_visible()


@pytest.mark.slow
def test_pages_fit_a_phone_pass_axe_and_break_no_policy(
    desk: Page, live_server: LiveServer
) -> None:
    said: list[str] = []

    def keep(message: ConsoleMessage) -> None:
        if message.type == "error" and "404" not in message.text:
            said.append(message.text)

    desk.on("console", keep)
    desk.set_viewport_size({"width": PHONE, "height": 844})
    for path in ("/settings/", "/nowhere/", "/lab/comparison/", "/account/login/"):
        if "login" in path:
            desk.context.clear_cookies()
        desk.goto(live_server.url + path)
        assert violations_in_both_themes(desk) == []
        assert desk.evaluate("document.documentElement.scrollWidth") <= PHONE

    assert said == []


@pytest.mark.slow
def test_people_can_be_exported_on_a_phone(desk: Page, live_server: LiveServer) -> None:
    workspace = Workspace.objects.get()
    Contact.objects.create(workspace=workspace, first_name="Jana", last_name="Brandt")
    desk.set_viewport_size({"width": PHONE, "height": 844})
    desk.goto(f"{live_server.url}/people/")

    desk.locator("summary", has_text="More").click()
    desk.get_by_role("button", name="Export").click()
    with desk.expect_download() as download:
        desk.get_by_role("button", name="Download").click()

    assert download.value.suggested_filename.startswith("people-")
    assert desk.evaluate("document.documentElement.scrollWidth") <= PHONE
