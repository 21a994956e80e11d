"""The form of a correction shows what would follow before anything is stored."""

import re

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from leadqual.accounts.models import Workspace
from leadqual.labelling.models import Correction
from leadqual.labelling.services import classify_batch
from tests.leadqual.labelling.conftest import labels_of, make_title

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_reach_is_seen_before_and_one_press_takes_all_back(
    desk: Page, live_server: LiveServer, workspace: Workspace, models: None
) -> None:
    title = make_title(workspace, "Customer Bliss Ranger", people=3)
    like = [
        make_title(workspace, text, people=2)
        for text in ("Senior Customer Bliss Ranger", "Ranger, Customer Bliss, Junior")
    ]
    classify_batch()
    before = [labels_of(each) for each in like]
    desk.goto(f"{live_server.url}/titles/{title.pk}/")

    desk.get_by_label("Add a function").select_option("nursing")
    expect(desk.get_by_text("would follow, each with its own level")).to_be_visible()
    expect(desk.get_by_role("link", name=like[0].title)).to_be_visible()
    assert not Correction.objects.exists()
    desk.get_by_role("button", name="Save correction").click()
    expect(desk.get_by_text(re.compile("2 like titles of 4 people follow"))).to_be_visible()
    after = [labels_of(each) for each in like]
    desk.get_by_role("button", name="Undo").first.click()
    expect(desk.get_by_text("is as it was before")).to_be_visible()

    assert all("nursing" in labels for labels in after)
    assert [labels_of(each) for each in like] == before
