"""The inbox in a browser: upload, correct by key, undo, thread."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from leadqual.accounts.models import Workspace
from leadqual.leads.models import Company, Contact
from leadqual.replies.models import Reply, ReplyCorrection
from tests.browser import accessibility

pytestmark = pytest.mark.browser
MBOX = """From henrik@nordkran.example Fri Nov 20 09:41:00 2026
From: Henrik Sand <henrik@nordkran.example>
Message-ID: <1@nordkran.example>
In-Reply-To: <offer@ours.example>
Subject: Re: Offer
Date: Fri, 20 Nov 2026 09:41:00 +0000

Perhaps, or perhaps not. Ask the cat.

> Shall we talk?

From henrik@home.example Fri Nov 20 10:41:00 2026
From: henrik@home.example
Message-ID: <2@home.example>
References: <offer@ours.example> <1@nordkran.example>
Subject: Re: Offer
Date: Fri, 20 Nov 2026 10:41:00 +0000

Please take me off your list.
"""


@pytest.fixture
def contact(transactional_db: None, workspace: Workspace, models: None) -> Contact:
    """Somebody who was written to."""
    company = Company.objects.create(workspace=workspace, name="Nordkran", name_key="nordkran")
    return Contact.objects.create(
        workspace=workspace,
        company=company,
        first_name="Henrik",
        last_name="Sand",
        email="henrik@nordkran.example",
    )


def violations(page: Page) -> list[str]:
    found = accessibility.violations(page)
    return [f"{one['id']}: {node['target']}" for one in found for node in one["nodes"]]


@pytest.mark.slow
def test_mails_are_uploaded_corrected_by_key_taken_back_and_read_as_a_thread(
    desk: Page, contact: Contact, live_server: LiveServer, tmp_path: Path
) -> None:
    box = tmp_path / "inbox.mbox"
    box.write_text(MBOX)
    desk.goto(f"{live_server.url}/replies/")
    desk.get_by_role("link", name="Upload emails").click()
    desk.locator("#id_mails").set_input_files([box, box])
    assert violations(desk) == []
    desk.get_by_role("button", name="Upload emails").click()

    expect(desk.get_by_role("link", name=re.compile("Added ?2"))).to_be_visible()
    expect(desk.get_by_role("link", name=re.compile("Already known ?2"))).to_be_visible()
    assert violations(desk) == []
    desk.get_by_role("link", name="Open inbox").click()
    desk.locator("#marking li").nth(1).get_by_role("link").click()
    expect(desk.locator("#letter .body")).to_contain_text("Ask the cat")
    assert violations(desk) == []

    desk.keyboard.press("?")
    expect(desk.locator("dialog.keylist")).to_contain_text("Bad timing")
    desk.keyboard.press("Escape")
    desk.keyboard.press("5")
    expect(desk.locator("#toasts")).to_contain_text("Corrected: Bad timing.")
    first = Reply.objects.get(message_id="<1@nordkran.example>")
    assert (first.intent, first.contact) == ("objection_bad_timing", contact)
    desk.wait_for_load_state()

    desk.keyboard.press("z")
    expect(desk.locator("#toasts")).to_contain_text("Undone. The reply")
    first.refresh_from_db()
    assert first.corrected_at is None
    desk.wait_for_load_state()

    desk.keyboard.press("t")
    expect(desk.locator(".thread li")).to_have_count(2)
    expect(desk.locator(".thread li").nth(1)).to_contain_text("take me off")
    expect(desk.locator(".head")).to_contain_text("Henrik Sand, Nordkran")
    assert violations(desk) == []
    contact.refresh_from_db()
    assert contact.do_not_contact


@pytest.mark.slow
def test_ticked_mails_are_marked_at_once_and_pages_fit_a_phone(
    desk: Page, contact: Contact, live_server: LiveServer, tmp_path: Path
) -> None:
    box = tmp_path / "inbox.mbox"
    box.write_text(MBOX)
    desk.goto(f"{live_server.url}/replies/uploads/")
    desk.locator("#id_mails").set_input_files(box)
    desk.get_by_role("button", name="Upload emails").click()
    desk.get_by_role("link", name="Open inbox").click()

    desk.get_by_label("Select all on this page").check()
    desk.get_by_label("Intent of the selected replies").select_option("Other")
    desk.get_by_role("button", name="Apply to selected").click()
    expect(desk.locator("#toasts")).to_contain_text("2 replies")
    assert set(Reply.objects.values_list("intent", flat=True)) == {"other_intents"}
    desk.keyboard.press("z")
    expect(desk.locator("#toasts")).to_contain_text("Undone for 2.")

    desk.set_viewport_size({"width": 390, "height": 844})
    reply = Reply.objects.order_by("pk")[0]
    for path in ("", "?text=cat&state=review", "uploads/", f"{reply.pk}/thread/"):
        desk.goto(f"{live_server.url}/replies/{path}")
        assert desk.evaluate("document.documentElement.scrollWidth") <= 390, path
        assert violations(desk) == [], path


@pytest.fixture
def many(contact: Contact) -> list[Reply]:
    """Forty replies that need review, the newest first, as the inbox lists them."""
    now = timezone.now()
    Reply.objects.bulk_create(
        Reply(
            workspace=contact.workspace,
            contact=contact,
            message_id=f"<{number}@nordkran.example>",
            sender="henrik@nordkran.example",
            subject=f"Offer {number}",
            text=f"Perhaps {number}.",
            written=f"Perhaps {number}. " + "Ask the cat. " * 200,
            intent="objection_bad_timing",
            category="objection",
            score=0.4,
            source="model",
            action="review",
            state="review",
            received_at=now - timedelta(minutes=number),
        )
        for number in range(40)
    )
    return list(Reply.objects.order_by("-received_at"))


@pytest.mark.slow
def test_opening_a_low_row_leaves_the_list_where_it_is_and_shows_the_text_first(
    desk: Page, many: list[Reply], live_server: LiveServer
) -> None:
    desk.goto(f"{live_server.url}/replies/?show=waiting")
    mails, row = desk.locator("#mails"), desk.locator(f"#reply-{many[30].pk}")
    row.evaluate("it => it.scrollIntoView({ block: 'center' })")
    top = mails.evaluate("it => it.scrollTop")
    assert top > 1000

    row.get_by_role("link").click()

    expect(desk.locator("#letter")).to_have_attribute("data-reply", str(many[30].pk))
    assert mails.evaluate("it => it.scrollTop") == top
    assert desk.evaluate("scrollY") == 0
    expect(row.locator("a[data-open]")).to_have_attribute("aria-current", "true")
    text, confirm = (
        desk.locator(one).bounding_box() for one in ("#letter .body", "#letter [data-confirm]")
    )
    assert text is not None
    assert confirm is not None
    assert text["y"] < confirm["y"] < 900 - confirm["height"]  # Text first; the button in reach.
    first = desk.locator("#letter :is(button, summary):visible").first
    assert first.evaluate(
        "it => it.compareDocumentPosition(document.querySelector('#letter .body'))"
        " & Node.DOCUMENT_POSITION_PRECEDING"
    )
    assert violations(desk) == []

    desk.reload()
    expect(row).to_be_in_viewport()
    expect(desk.locator("#letter")).to_have_attribute("data-reply", str(many[30].pk))


def test_fast_presses_confirm_as_many_replies_each_once(
    desk: Page, many: list[Reply], live_server: LiveServer
) -> None:
    n_presses = 8
    desk.goto(f"{live_server.url}/replies/?show=waiting")
    expect(desk.locator("#letter")).to_have_attribute("data-reply", str(many[0].pk))
    desk.context.new_cdp_session(desk).send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 200, "downloadThroughput": -1, "uploadThroughput": -1},
    )  # Milliseconds: most presses come before the letter that they are about.

    for _ in range(n_presses):
        desk.keyboard.press("Enter")

    expect(desk.locator("#letter")).to_have_attribute("data-reply", str(many[n_presses].pk))
    expect(desk.locator("#mails .tag.done")).to_have_count(n_presses)
    words = ReplyCorrection.objects.values_list("reply", flat=True)
    assert list(words.order_by("pk")) == [reply.pk for reply in many[:n_presses]]


def test_press_that_could_not_be_saved_is_marked_in_the_list_and_changes_nothing(
    desk: Page, many: list[Reply], live_server: LiveServer
) -> None:
    desk.goto(f"{live_server.url}/replies/?show=waiting")
    expect(desk.locator("#letter")).to_have_attribute("data-reply", str(many[0].pk))
    desk.route("**/correct/", lambda route: route.abort())

    desk.keyboard.press("Enter")

    expect(desk.locator("#toasts")).to_contain_text("Not saved.")
    expect(desk.locator(f"#reply-{many[0].pk}")).to_have_attribute("data-unsaved", "")
    assert not ReplyCorrection.objects.exists()
    desk.unroute("**/correct/")
    with desk.expect_response(lambda answer: "/replies/" in answer.url):
        desk.locator(f"#reply-{many[0].pk}").get_by_role("link").click()
    expect(desk.locator("#letter")).to_have_attribute("data-reply", str(many[0].pk))
    expect(desk.locator("#letter")).to_be_focused()  # Enter on the link would open the reply again.
    desk.keyboard.press("Enter")
    expect(desk.locator("#mails .tag.done")).to_have_count(1)
    expect(desk.locator("[data-unsaved]")).to_have_count(0)
    assert ReplyCorrection.objects.get().reply == many[0]


@pytest.mark.slow
def test_last_action_is_repeated_undone_and_done_again_by_keys(
    desk: Page, many: list[Reply], live_server: LiveServer
) -> None:
    desk.goto(f"{live_server.url}/replies/?show=waiting")
    letter = desk.locator("#letter")

    desk.keyboard.press("6")
    expect(letter).to_have_attribute("data-reply", str(many[1].pk))
    desk.keyboard.press(".")
    expect(letter).to_have_attribute("data-reply", str(many[2].pk))
    expect(desk.locator("#mails .tag.done")).to_have_count(2)
    said = Reply.objects.filter(corrected_by__isnull=False).values_list("intent", flat=True)
    assert list(said) == ["objection_financial"] * 2

    desk.keyboard.press("z")
    expect(letter).to_have_attribute("data-reply", str(many[1].pk))
    expect(desk.locator("#mails .tag.done")).to_have_count(1)
    desk.keyboard.press("z")
    expect(letter).to_have_attribute("data-reply", str(many[0].pk))
    expect(desk.locator("#mails .tag.done")).to_have_count(0)
    assert not Reply.objects.filter(corrected_by__isnull=False).exists()

    desk.get_by_role("button", name="Redo", exact=True).click()
    expect(desk.locator("#mails .tag.done")).to_have_count(1)
    assert Reply.objects.get(corrected_by__isnull=False) == many[0]


@pytest.mark.slow
def test_snoozed_by_key_a_reply_is_gone_until_it_is_returned(
    desk: Page, many: list[Reply], live_server: LiveServer
) -> None:
    desk.goto(f"{live_server.url}/replies/")

    desk.keyboard.press("h")
    menu = desk.locator("#letter .menu-body:visible").bounding_box()
    assert menu is not None
    assert menu["x"] + menu["width"] <= 1440
    desk.keyboard.press("Enter")

    expect(desk.locator("#toasts")).to_contain_text("Snoozed 1 reply until")
    expect(desk.locator("#folders")).to_contain_text("Snoozed1")
    expect(desk.locator("#heading-count")).to_have_text("39, including confirmed")
    toast, acts = (desk.locator(one).bounding_box() for one in ("#toasts .toast", ".acts"))
    assert toast is not None
    assert acts is not None
    assert toast["y"] + toast["height"] <= acts["y"]
    expect(desk.locator("#letter")).to_have_attribute("data-reply", str(many[1].pk))
    desk.locator("#folders").get_by_role("link", name="Snoozed").click()
    expect(desk.locator("#letter")).to_contain_text("Snoozed by Mira Okafor until")
    assert violations(desk) == []
    desk.keyboard.press("h")
    expect(desk.locator("#toasts")).to_contain_text("Returned 1 reply")
    assert not Reply.objects.exclude(snoozed_until=None).exists()


@pytest.mark.slow
def test_letter_lies_over_its_list_on_a_phone_and_back_leads_to_the_same_place(
    desk: Page, many: list[Reply], live_server: LiveServer
) -> None:
    desk.set_viewport_size({"width": 390, "height": 844})
    desk.goto(f"{live_server.url}/replies/?show=waiting")
    expect(desk.locator("#letter")).to_be_hidden()
    row = desk.locator(f"#reply-{many[25].pk}")
    row.scroll_into_view_if_needed()
    top = desk.evaluate("scrollY")

    row.get_by_role("link").click()

    expect(desk.locator("#letter .body")).to_be_in_viewport()
    expect(desk.locator("#mails")).to_be_hidden()
    expect(desk.locator("[data-confirm]")).to_be_in_viewport()
    assert desk.evaluate("document.documentElement.scrollWidth") <= 390
    assert violations(desk) == []
    desk.get_by_role("link", name="Back to list").click()
    expect(row).to_be_in_viewport()
    assert abs(desk.evaluate("scrollY") - top) < 60

    row.get_by_role("link").click()
    expect(desk.locator("#mails")).to_be_hidden()
    desk.go_back()
    expect(row).to_be_in_viewport()


@pytest.mark.slow
def test_days_of_the_filter_stay_within_it_at_each_width(
    desk: Page, contact: Contact, live_server: LiveServer
) -> None:
    Reply.objects.create(
        workspace=contact.workspace, message_id="<1@nordkran.example>", received_at=timezone.now()
    )
    for width in (1440, 390, 320):
        desk.set_viewport_size({"width": width, "height": 800})
        desk.goto(f"{live_server.url}/replies/?state=pending")
        desk.locator(".filters summary").click()

        state, until = (
            desk.locator(f"#narrow-{name}").bounding_box() for name in ("state", "until")
        )

        assert state is not None
        assert until is not None
        assert until["x"] + until["width"] <= state["x"] + state["width"] + 1
