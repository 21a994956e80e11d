"""Titles, Look up and the bar as they stand on a phone and on a desk."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from leadqual.accounts.models import Workspace
from leadqual.leads.models import JobTitle

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PHONE = 390


def test_tab_that_is_open_is_seen_on_a_phone(desk: Page, live_server: LiveServer) -> None:
    desk.set_viewport_size({"width": PHONE, "height": 800})

    desk.goto(f"{live_server.url}/titles/done/?queue=propagated")

    expect(desk.locator(".tabs [aria-current]")).to_be_in_viewport(ratio=1)


def test_places_of_the_bar_keep_apart_on_a_phone(desk: Page, live_server: LiveServer) -> None:
    desk.set_viewport_size({"width": PHONE, "height": 800})
    desk.goto(f"{live_server.url}/titles/")

    gaps = desk.locator(".nav").evaluate(
        """nav => {
          const words = [...nav.querySelectorAll("a")].map((link) => {
            const range = document.createRange();
            range.selectNodeContents(link);
            return range.getBoundingClientRect();
          });
          return words.slice(1).map((word, at) => word.left - words[at].right);
        }"""
    )

    assert len(gaps) == 5
    assert min(gaps) >= 10


def test_a_title_is_named_once_and_its_fields_stay_narrow(
    desk: Page, live_server: LiveServer, workspace: Workspace, models: None
) -> None:
    title = JobTitle.objects.create(workspace=workspace, title="Buyer", normalised="buyer")

    desk.goto(f"{live_server.url}/titles/{title.pk}/")

    assert desk.get_by_role("heading", name="Buyer").count() == 1
    for name in ("Add a function", "Level"):
        box = desk.get_by_role("combobox", name=name, exact=True).bounding_box()
        assert box is not None
        assert box["width"] <= 640


def test_button_stays_beside_its_field_when_a_title_is_too_long(
    desk: Page, live_server: LiveServer, models: None
) -> None:
    desk.goto(f"{live_server.url}/look-up/")
    field = desk.get_by_label("Job title", exact=True)
    field.fill("x" * 5000)

    desk.get_by_role("button", name="Classify title").click()

    expect(desk.get_by_text("this one has 5000")).to_be_visible()
    box, button = (
        field.bounding_box(),
        desk.get_by_role("button", name="Classify title").bounding_box(),
    )
    assert box is not None
    assert button is not None
    assert abs(box["y"] + box["height"] - button["y"] - button["height"]) <= 1

    field.fill("Head of Sales")
    desk.get_by_role("button", name="Classify title").click()

    expect(desk).to_have_url(f"{live_server.url}/look-up/?title=Head+of+Sales")
