"""Journeys that no mouse takes part in: import and export, correct titles, answer replies."""

import csv
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from leadqual.accounts.models import User, Workspace
from leadqual.labeling.corrections.correction_input import CorrectionInput
from leadqual.labeling.corrections.services import classify_batch, record_correction
from leadqual.labeling.models.corrections import Correction
from leadqual.leads.models import Contact, JobTitle, SavedSearch
from leadqual.replies.models import Reply
from tests.browser.keyboard import press_on, tab_to
from tests.leadqual.labeling.conftest import (
    CORRECTED,
    NEW,
    UNSEEN,
    labels_of,
    make_function,
    make_title,
)

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("transactional_db", "models")]
PEOPLE = (
    "Name,E-Mail,Position\n"
    "Ann Lee,ann@acme.example,CEO\n"
    "Bo Roe,bo@acme.example,CFO\n"
    "Cy Poe,cy@acme.example,Head of Sales\n"
)
WHO = ("Snake", "Newt", "Toad", "Wyvern", "Gecko", "Adder")


@pytest.mark.slow
def test_a_file_is_imported_searched_saved_and_exported(
    desk: Page, live_server: LiveServer, workspace: Workspace, tmp_path: Path
) -> None:
    path = tmp_path / "people.csv"
    path.write_text(PEOPLE, encoding="utf-8")
    desk.goto(f"{live_server.url}/imports/")
    field = desk.get_by_label("Choose or drop a CSV or Excel file")
    tab_to(desk, field)
    field.set_input_files(path)
    expect(desk.get_by_role("heading", name="people.csv")).to_be_visible()
    press_on(desk, "button", "^Import 3 people")
    expect(desk.get_by_role("heading", name="All rows processed")).to_be_visible()
    press_on(desk, "link", "^View people")
    expect(desk.get_by_role("heading", level=1)).to_have_text("3 people")

    tab_to(desk, desk.get_by_label("Search name, title, company, email, phone or city"))
    desk.keyboard.type("Cy Poe")
    expect(desk.get_by_role("heading", level=1)).to_have_text("1 person")
    tab_to(desk, desk.get_by_role("link", name="Cy Poe", exact=True))
    desk.keyboard.press("Enter")
    expect(desk.locator("#person h2")).to_have_text("Cy Poe")
    desk.keyboard.press("Escape")
    expect(desk.get_by_role("link", name="Cy Poe", exact=True)).to_be_focused()
    tab_to(desk, desk.get_by_label("Save as a view"), keys="Shift+Tab")
    desk.keyboard.press("Enter")
    expect(desk.get_by_label("Name", exact=True)).to_be_focused()
    desk.keyboard.type("Sales heads")
    desk.keyboard.press("Enter")
    expect(desk.locator("#toasts")).to_contain_text("Sales heads")
    assert SavedSearch.objects.get().name == "Sales heads"

    desk.goto(f"{live_server.url}/people/")
    views = desk.get_by_role("navigation", name="Views")
    tab_to(desk, views.get_by_role("link", name="Sales heads"))
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", level=1)).to_have_text("1 person")
    press_on(desk, "button", "^Export$")
    expect(desk.get_by_role("heading", name="Export 1 person")).to_be_visible()
    with desk.expect_download() as download:
        press_on(desk, "button", "^Download")
    with download.value.path().open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.DictReader(file))) == 1


def opened(page: Page) -> Locator:
    return page.locator("#list tr.on th a")


@pytest.mark.slow
def test_titles_are_corrected_undone_redone_and_skipped(
    desk: Page, live_server: LiveServer, workspace: Workspace
) -> None:
    rows = [make_title(workspace, f"{who} charmer", people=9 - n) for n, who in enumerate(WHO)]
    classify_batch()
    desk.goto(f"{live_server.url}/titles/")
    expect(opened(desk)).to_have_text(rows[0].title)

    desk.keyboard.press("e")
    desk.keyboard.type("Nursing")
    expect(desk.locator(".offers [aria-selected=true]")).to_contain_text("Nursing")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("checkbox", name="Nursing", exact=True)).to_be_checked()
    desk.keyboard.press("Escape")  # Out of the field: keys are those of the page.
    desk.keyboard.press("l")
    level = desk.get_by_label("Level")
    expect(level).to_be_focused()
    before = level.input_value()
    desk.keyboard.press("ArrowDown")
    chosen = level.input_value()
    assert chosen != before
    desk.keyboard.press("Escape")
    expect(level).not_to_be_focused()
    desk.keyboard.press("Enter")
    expect(desk.locator(".toast")).to_contain_text(f"Corrected “{rows[0].title}”")
    assert labels_of(rows[0]) == {"nursing": "correction"}
    assert JobTitle.objects.filter(pk=rows[0].pk, level__slug=chosen).exists()
    expect(opened(desk)).to_have_text(rows[1].title)

    desk.keyboard.press("z")
    expect(desk.get_by_text("has its previous labels again")).to_be_visible()
    assert labels_of(rows[0]) == {}
    desk.keyboard.press("y")
    expect(desk.locator(".toast")).to_contain_text(f"Corrected “{rows[0].title}”")
    assert labels_of(rows[0]) == {"nursing": "correction"}

    desk.goto(f"{live_server.url}/titles/")
    expect(opened(desk)).to_have_text(rows[1].title)
    desk.keyboard.press("e")
    desk.keyboard.type("Nursing")
    expect(desk.locator(".offers [aria-selected=true]")).to_contain_text("Nursing")
    desk.keyboard.press("Enter")
    press_on(desk, "button", "^Save this title only")
    expect(desk.locator(".toast")).to_contain_text(f"Corrected “{rows[1].title}”")
    assert Correction.objects.get(job_title=rows[1]).signature == ""
    expect(opened(desk)).to_have_text(rows[2].title)
    desk.keyboard.press("s")
    expect(opened(desk)).to_have_text(rows[3].title)
    desk.keyboard.press("j")
    desk.keyboard.press("Enter")
    expect(opened(desk)).to_have_text(rows[4].title)


@pytest.fixture
def learned(workspace: Workspace, manager: User) -> JobTitle:
    """A title that nobody corrected, beside a function that was learned from others like it."""
    make_function()
    make_title(workspace, UNSEEN, people=2)
    *known, last = [make_title(workspace, text) for text in CORRECTED]
    classify_batch()
    with transaction.atomic():  # What is learned is learned once, when all is said.
        for title in known:
            record_correction(
                job_title=title,
                correction_input=CorrectionInput((NEW,), "specialist"),
                author=manager,
            )
    return last


@pytest.mark.slow
def test_affected_titles_are_shown_by_their_key(
    desk: Page, live_server: LiveServer, learned: JobTitle
) -> None:
    desk.goto(f"{live_server.url}/titles/done/?title={learned.pk}")
    button = desk.get_by_role("button", name="Show affected titles")
    expect(button).to_be_visible()

    desk.keyboard.press("v")

    expect(desk.locator("#title")).to_contain_text("With this correction, Dragon Care")


@pytest.fixture
def replies(workspace: Workspace) -> list[Reply]:
    """Replies that need review, the newest first, as the inbox lists them."""
    now = timezone.now()
    contact = Contact.objects.create(
        workspace=workspace, first_name="Henrik", last_name="Sand", email="henrik@x.example"
    )
    for number in range(6):
        Reply.objects.create(
            workspace=workspace,
            contact=contact,
            message_id=f"<{number}@x.example>",
            sender="henrik@x.example",
            subject=f"Offer {number}",
            text=f"Perhaps {number}.",
            written=f"Perhaps {number}. Ask the cat.",
            intent="objection_bad_timing",
            category="objection",
            score=0.4,
            source="model",
            action="review",
            state="review",
            received_at=now - timedelta(minutes=number),
        )
    return list(Reply.objects.order_by("-received_at"))


PANES = (
    "#folders",
    "#mails",
    "#mails > header",
    "#marking ul",
    ".acts",
    ".acts [data-enter-menu]",
)


def panes(page: Page) -> list[object]:
    expect(page.locator("#letter:not([aria-busy])")).to_be_visible()
    return [page.locator(each).first.bounding_box() for each in PANES]


@pytest.mark.slow
def test_replies_are_opened_given_an_intent_and_undone(
    desk: Page, live_server: LiveServer, replies: list[Reply]
) -> None:
    desk.goto(f"{live_server.url}/replies/?show=waiting")
    letter = desk.locator("#letter")
    where = panes(desk)
    for key, at in (("j", 1), ("j", 2), ("k", 1)):
        desk.keyboard.press(key)
        expect(letter).to_have_attribute("data-reply", str(replies[at].pk))
    tab_to(desk, desk.locator(f"#reply-{replies[3].pk} [data-open]"), keys="Shift+Tab")
    desk.keyboard.press("Enter")
    expect(letter).to_have_attribute("data-reply", str(replies[3].pk))

    desk.keyboard.press("6")
    expect(letter).to_have_attribute("data-reply", str(replies[4].pk))
    expect(desk.locator("#toasts .toast")).to_be_visible()
    assert panes(desk) == where  # Nothing shifts under the hand.

    desk.keyboard.press("e")
    other = letter.get_by_role("button", name="Other", exact=True)
    tab_to(desk, other)
    desk.keyboard.press("Enter")
    expect(letter).to_have_attribute("data-reply", str(replies[5].pk))
    expect(desk.locator("#mails .tag.done")).to_have_count(2)
    assert Reply.objects.get(pk=replies[4].pk).intent == "other_intents"

    desk.keyboard.press("z")
    expect(letter).to_have_attribute("data-reply", str(replies[4].pk))
    expect(desk.locator("#mails .tag.done")).to_have_count(1)
    assert Reply.objects.get(pk=replies[4].pk).corrected_at is None
    desk.keyboard.press("y")
    expect(desk.locator("#mails .tag.done")).to_have_count(2)
