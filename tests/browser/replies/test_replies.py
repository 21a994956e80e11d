"""The inbox in a browser: upload, correct by key, undo, thread."""

import re
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from leadqual.accounts.models import Workspace
from leadqual.leads.models import Company, Contact
from leadqual.replies.models import Reply
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
    return [one["id"] for one in accessibility.violations(page)]


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

    desk.keyboard.press("z")
    expect(desk.locator("#toasts")).to_contain_text("Undone. The reply")
    first.refresh_from_db()
    assert first.corrected_at is None

    desk.keyboard.press("t")
    expect(desk.locator(".thread li")).to_have_count(2)
    expect(desk.locator(".thread li").nth(1)).to_contain_text("take me off")
    expect(desk.locator(".head")).to_contain_text("Henrik Sand, Nordkran")
    assert violations(desk) == []
    contact.refresh_from_db()
    assert contact.do_not_contact


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


def test_days_of_the_filter_stay_within_it_at_each_width(
    desk: Page, contact: Contact, live_server: LiveServer
) -> None:
    Reply.objects.create(
        workspace=contact.workspace, message_id="<1@nordkran.example>", received_at=timezone.now()
    )
    for width in (1440, 390, 320):
        desk.set_viewport_size({"width": width, "height": 800})
        desk.goto(f"{live_server.url}/replies/?state=pending")

        state, until = (
            desk.locator(f"#narrow-{name}").bounding_box() for name in ("state", "until")
        )

        assert state is not None
        assert until is not None
        assert until["x"] + until["width"] <= state["x"] + state["width"] + 1
