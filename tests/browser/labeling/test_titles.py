"""The page of titles with long titles, on a phone, and while titles are read again."""

import re
from collections.abc import Callable
from datetime import timedelta
from itertools import product

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from leadqual.accounts.models import User, Workspace
from leadqual.labeling.corrections.services import classify_batch
from leadqual.labeling.models.corrections import Correction
from leadqual.labeling.models.queues import TitleLease
from leadqual.leads.models import JobTitle
from tests.browser.conftest import DESK, sign_in
from tests.browser.functions import add_function
from tests.browser.page_time import pass_time
from tests.leadqual.labeling.conftest import labels_of, make_title

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDTHS = (1440, 390)
LONG = "x" * 1000
FIRST_ROW = 300  # Pixels from the top of a phone of 844.
WHO = ("Snake", "Newt", "Toad", "Wyvern", "Gecko", "Adder")


def top_of(place: Locator) -> float:
    box = place.bounding_box()
    assert box is not None
    return box["y"]


@pytest.mark.slow
def test_a_title_of_one_long_word_never_scrolls_sideways(
    desk: Page, live_server: LiveServer, workspace: Workspace, models: None
) -> None:
    long = make_title(workspace, LONG, people=9)
    for text in ("CTO", "Sales Engineer", "Head of Marketing, Sales and Operations"):
        make_title(workspace, text, people=2)
    classify_batch()

    paths = ("/titles/", f"/titles/?title={long.pk}", f"/titles/{long.pk}/")
    for width, path in product(WIDTHS, paths):
        desk.set_viewport_size({"width": width, "height": 900})
        desk.goto(live_server.url + path)
        scrolled = desk.evaluate(
            "[...document.querySelectorAll('html, .scroll')]"
            ".filter(e => e.scrollWidth > e.clientWidth + 1).length"
        )
        assert scrolled == 0, (width, path)
    expect(desk.locator("h1")).to_have_attribute("title", LONG)


@pytest.mark.slow
def test_on_a_phone_the_open_title_is_on_top_and_leads_back(
    desk: Page, live_server: LiveServer, workspace: Workspace, models: None
) -> None:
    for n in range(12):
        make_title(workspace, f"Sales Engineer {'I' * n}", people=20 - n)
    classify_batch()
    desk.set_viewport_size({"width": 390, "height": 844})
    desk.goto(f"{live_server.url}/titles/done/")
    expect(desk.locator("#title")).to_be_hidden()
    assert top_of(desk.locator("#list tbody tr").first) <= FIRST_ROW
    assert top_of(desk.locator("#list")) < top_of(desk.locator("#coverage"))

    desk.get_by_role("link", name="Sales Engineer III", exact=True).click()

    expect(desk.get_by_role("heading", name="Sales Engineer III", exact=True)).to_be_in_viewport()
    expect(desk.locator("#save-title")).to_be_in_viewport(ratio=1)  # The bar stays in view.
    assert top_of(desk.locator("#title")) < top_of(desk.locator("#list"))
    desk.get_by_role("link", name="Back to the list").click()
    expect(desk.locator("#title")).to_be_hidden()
    expect(desk.get_by_role("link", name="Sales Engineer", exact=True)).to_be_in_viewport()


@pytest.mark.slow
def test_the_page_says_that_titles_are_read_again_and_when_they_are(
    desk: Page, live_server: LiveServer, workspace: Workspace, models: None
) -> None:
    make_title(workspace, "CTO", people=2)
    classify_batch()
    JobTitle.objects.update(classified_at=None)  # As a change of a threshold does.
    desk.goto(f"{live_server.url}/titles/done/")
    expect(desk.get_by_text("Classifying titles")).to_be_visible()
    expect(desk.get_by_role("link", name="CTO", exact=True)).to_be_visible()

    classify_batch()
    pass_time(desk, 4)

    expect(desk.get_by_text("Classifying titles")).to_have_count(0)


@pytest.mark.slow
def test_a_row_opens_beside_the_list_and_enter_saves_and_s_skips(
    desk: Page, live_server: LiveServer, workspace: Workspace, models: None
) -> None:
    known = make_title(workspace, "Wizard of Oz", people=50)
    rows = [make_title(workspace, f"Wizard {'I' * n}", people=40 - n) for n in range(1, 30)]
    classify_batch()
    desk.goto(f"{live_server.url}/titles/")
    opened = desk.locator("#list tr.on th a")
    expect(opened).to_have_text(known.title)

    for button in ("Save correction", "Save this title only", "Skip"):
        place = desk.locator(".actions-bar").get_by_text(button)
        expect(place).to_be_in_viewport(ratio=1)
    desk.keyboard.press("Enter")  # What it is now is right.
    expect(desk.locator(".toast")).to_contain_text("Confirmed “Wizard of Oz”")
    toast, save = (desk.locator(each).bounding_box() for each in (".toast", ".actions-bar"))
    assert toast is not None
    assert save is not None
    assert toast["x"] + toast["width"] <= save["x"]  # Nothing lies on Save.
    assert set(labels_of(known).values()) <= {"correction"}
    expect(desk.locator(".actions-bar").get_by_text("Repeat")).to_be_in_viewport(ratio=1)
    expect(opened).to_have_text(rows[0].title)
    desk.get_by_role("link", name=rows[3].title, exact=True).click()
    expect(opened).to_have_text(rows[3].title)
    for place in (desk.get_by_role("search"), desk.locator(".tabs"), desk.locator("#coverage")):
        expect(place).to_be_in_viewport()
    add_function(desk, "Nursing")
    desk.locator("#title h2").click()
    desk.keyboard.press("Enter")
    expect(desk.locator(".toast")).to_contain_text(f"Corrected “{rows[3].title}”")
    expect(opened).to_have_text(rows[4].title)
    expect(desk.get_by_role("link", name=rows[3].title, exact=True)).to_have_count(0)
    desk.keyboard.press("s")
    expect(opened).to_have_text(rows[5].title)
    expect(desk).to_have_url(re.compile(rf"title={rows[5].pk}"))
    desk.keyboard.press("?")
    expect(desk.locator("dialog.keylist")).to_contain_text("Save correction")
    expect(desk.locator("dialog.keylist")).to_contain_text("Skip")
    desk.keyboard.press("Escape")

    far = desk.get_by_role("link", name=rows[24].title, exact=True)
    far.scroll_into_view_if_needed()
    far.click()
    expect(opened).to_have_text(rows[24].title)
    expect(desk.get_by_role("heading", name=rows[24].title, exact=True)).to_be_in_viewport()
    expect(far).to_be_in_viewport()
    desk.reload()
    expect(opened).to_have_text(rows[24].title)
    desk.go_back()
    expect(opened).to_have_text(rows[5].title)


@pytest.mark.slow
def test_labels_are_repeated_undone_redone_and_saved_for_one_title_by_keys(
    desk: Page, live_server: LiveServer, workspace: Workspace, models: None
) -> None:
    rows = [make_title(workspace, f"{who} charmer", people=9 - n) for n, who in enumerate(WHO)]
    classify_batch()
    desk.goto(f"{live_server.url}/titles/")
    opened = desk.locator("#list tr.on th a")
    add_function(desk, "Nursing")
    desk.locator("#title h2").click()
    desk.keyboard.press("Enter")
    expect(opened).to_have_text(rows[1].title)

    desk.keyboard.press(".")  # The same labels again.
    expect(desk.locator(".toast")).to_contain_text(f"Corrected “{rows[1].title}”")
    assert labels_of(rows[1]) == {"nursing": "correction"}
    desk.keyboard.press("z")
    expect(desk.get_by_text("has its previous labels again")).to_be_visible()
    desk.keyboard.press("y")
    expect(desk.locator(".toast")).to_contain_text(f"Corrected “{rows[1].title}”")
    desk.goto(f"{live_server.url}/titles/?title={rows[2].pk}")
    add_function(desk, "Nursing")
    desk.keyboard.press("Shift+Enter")  # Also out of the field.
    expect(desk.locator(".toast")).to_contain_text(f"Corrected “{rows[2].title}”")
    assert Correction.objects.get(job_title=rows[2]).signature == ""
    expect(opened).to_have_text(rows[3].title)
    desk.locator("#title h2").click()
    desk.keyboard.press("j")
    desk.keyboard.press("Enter")
    expect(opened).to_have_text(rows[4].title)


def test_a_key_counts_in_the_moment_in_which_a_title_has_come(
    desk: Page, live_server: LiveServer, workspace: Workspace, models: None
) -> None:
    rows = [make_title(workspace, f"{who} charmer", people=9 - n) for n, who in enumerate(WHO)]
    classify_batch()
    desk.goto(f"{live_server.url}/titles/")
    desk.evaluate("() => { window.htmx.config.defaultSettleDelay = 120000; }")  # Milliseconds.
    opened = desk.locator("#list tr.on th a")
    add_function(desk, "Nursing")
    desk.locator("#title h2").click()
    desk.keyboard.press("Enter")
    expect(opened).to_have_text(rows[1].title)

    desk.keyboard.press(".")

    expect(desk.locator(".toast").last).to_contain_text(f"Corrected “{rows[1].title}”")
    assert labels_of(rows[1]) == {"nursing": "correction"}


@pytest.mark.slow
def test_without_script_a_row_opens_below_the_tabs_and_save_opens_the_next(
    manager_client: Client,
    new_page: Callable[..., Page],
    live_server: LiveServer,
    workspace: Workspace,
    models: None,
) -> None:
    rows = [make_title(workspace, f"{who} charmer", people=9 - n) for n, who in enumerate(WHO)]
    classify_batch()
    page = new_page(java_script_enabled=False, viewport=DESK)
    sign_in(page, manager_client, live_server)
    page.goto(f"{live_server.url}/titles/")
    opened = page.locator("#list tr.on th a")

    page.get_by_role("link", name=rows[1].title, exact=True).click()
    expect(opened).to_have_text(rows[1].title)
    expect(page.get_by_role("search")).to_be_in_viewport()
    page.get_by_role("button", name="Save correction").click()

    expect(opened).to_have_text(rows[2].title)
    page.get_by_role("link", name="Skip", exact=True).click()
    expect(opened).to_have_text(rows[3].title)


@pytest.mark.slow
def test_an_open_title_hears_who_took_it_and_when_it_is_free_again(
    desk: Page,
    live_server: LiveServer,
    workspace: Workspace,
    qualifier: User,
    manager: User,
    models: None,
) -> None:
    title = make_title(workspace, "Wizard of Oz", people=2)
    classify_batch()
    desk.goto(f"{live_server.url}/titles/")
    card = desk.locator("#title")
    expect(card.get_by_text("Assigned to you")).to_be_visible()

    for holder, words in ((qualifier, f"{qualifier} has this open"), (manager, "Assigned to you")):
        until = timezone.now() + timedelta(days=1)
        TitleLease.objects.filter(pk=title.pk).update(holder=holder, expires_at=until)
        desk.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        expect(card.get_by_text(words)).to_be_visible()
    expect(card.get_by_text("has this open")).to_have_count(0)
