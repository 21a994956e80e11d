"""The form of a correction shows what would follow before anything is stored."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from leadqual.accounts.models import User, Workspace
from leadqual.labeling.corrections.correction_input import CorrectionInput
from leadqual.labeling.corrections.services import classify_batch, record_correction
from leadqual.labeling.models.corrections import Correction
from leadqual.taxonomy.models import Function
from tests.browser.functions import add_function
from tests.leadqual.labeling.conftest import (
    CORRECTED,
    NEW,
    labels_of,
    make_function,
    make_title,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def function(models: None) -> Function:
    """A function that staff made a minute ago; no model has seen it."""
    return make_function()


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

    add_function(desk, "Nursing")
    expect(desk.get_by_text("would get the same labels, each keeping its level")).to_be_visible()
    form = desk.locator(f"#correct-{title.pk}")
    expect(form.get_by_role("link", name=like[0].title)).to_be_visible()
    assert not Correction.objects.exists()
    desk.get_by_role("button", name="Save correction").click()
    expect(desk.get_by_role("link", name="close variants got the same labels")).to_be_visible()
    link = desk.locator(".toast").get_by_role("link").first
    expect(link).to_be_visible()
    colors = "e => [e, e.closest('.toast')].map((one) => getComputedStyle(one).color)"
    assert len(set(link.evaluate(colors))) == 1  # It can be read.
    after = [labels_of(each) for each in like]
    desk.get_by_role("button", name="Undo").first.click()
    expect(desk.get_by_text("has its previous labels again")).to_be_visible()

    assert all("nursing" in labels for labels in after)
    assert [labels_of(each) for each in like] == before


@pytest.mark.slow
def test_titles_of_a_function_that_would_be_learned_are_seen_before(
    desk: Page, live_server: LiveServer, workspace: Workspace, manager: User, function: Function
) -> None:
    make_title(workspace, "Mountain dragon tamer", people=2)
    titles = [make_title(workspace, text) for text in CORRECTED[:5]]
    classify_batch()
    for title in titles[:-1]:
        record_correction(
            job_title=title, correction_input=CorrectionInput((NEW,), "specialist"), author=manager
        )
    desk.goto(f"{live_server.url}/titles/{titles[-1].pk}/")

    add_function(desk, "Dragon Care")

    expect(desk.get_by_text("1 more title of 2 people")).to_be_visible()
    expect(desk.get_by_role("link", name="Mountain dragon tamer")).to_be_visible()
    assert Correction.objects.count() == 4
