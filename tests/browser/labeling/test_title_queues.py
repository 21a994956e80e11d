"""Title queues by keyboard: a group of Others is typed its functions, saved and taken back."""

import re

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from leadqual.accounts.models import Workspace
from leadqual.core.jobs import Job
from leadqual.labeling.corrections.services import classify_batch
from leadqual.labeling.models.queues import LabelConflict, QueueRun
from leadqual.labeling.requested_runs import request_run
from leadqual.labeling.tasks import make_queues
from tests.leadqual.labeling.conftest import DRAGONS, labels_of, make_title

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

OTHERS = ("Snake charmer", "Sand snake charmer", "Mentor", "Lead mentor", "Board advisor")


@pytest.mark.slow
def test_a_group_is_corrected_and_taken_back_by_keys_alone(
    desk: Page, live_server: LiveServer, workspace: Workspace, models: None
) -> None:
    titles = [make_title(workspace, text, people=9 - n) for n, text in enumerate(DRAGONS)]
    for text in OTHERS:
        make_title(workspace, text, people=2)
    classify_batch()
    request_run(QueueRun, Job.MAKE_QUEUES, workspace=workspace)
    make_queues(workspace_id=workspace.pk)
    desk.goto(f"{live_server.url}/titles/?queue=groups")
    opened = desk.locator("#list tr.on th a")
    expect(opened).to_have_text("Dragon Tamer")
    desk.set_viewport_size({"width": 390, "height": 900})
    expect(desk.locator("#group")).to_be_hidden()
    opened.click()
    expect(desk.get_by_role("heading", name="Dragon Tamer", exact=True)).to_be_in_viewport()
    desk.set_viewport_size({"width": 1440, "height": 900})
    expect(desk.locator("#group")).to_be_focused()  # Once it is, nothing takes the focus away.

    desk.keyboard.press("e")
    for typed, name in (("nurs", "Nursing"), ("recruter", "Recruiting & Talent Acquisition")):
        desk.keyboard.type(typed)
        expect(desk.locator(".offers [aria-selected=true]")).to_contain_text(name)
        desk.keyboard.press("Enter")
        expect(desk.get_by_role("checkbox", name=name, exact=True)).to_be_checked()
    expect(desk.get_by_role("checkbox", name="None fits (unclassified)")).not_to_be_checked()
    expect(desk.get_by_text(re.compile("This will change 3 titles and 24 people"))).to_be_visible()
    desk.keyboard.press("Enter")

    expect(desk.locator(".toast")).to_contain_text("3 titles are corrected")
    expect(opened).not_to_have_text("Dragon Tamer")
    assert [set(labels_of(row)) for row in titles] == [{"nursing", "recruiting"}] * 3
    desk.keyboard.press("s")
    expect(desk).to_have_url(re.compile("group="))
    desk.keyboard.press("?")
    expect(desk.locator("dialog.keylist")).to_contain_text("Add a function")
    expect(desk.locator("dialog.keylist")).to_contain_text("Save corrections")
    desk.keyboard.press("Escape")
    desk.keyboard.press("z")
    expect(desk.get_by_text("3 titles have their previous labels")).to_be_visible()
    assert not any(labels_of(row) for row in titles)


@pytest.mark.slow
def test_titles_that_disagree_are_answered_with_one_key(
    desk: Page, live_server: LiveServer, workspace: Workspace, models: None
) -> None:
    rows = [make_title(workspace, text, people=9 - n) for n, text in enumerate(DRAGONS)]
    classify_batch()
    for row, near in ((rows[0], rows[2]), (rows[1], rows[2])):
        LabelConflict.objects.create(
            workspace=workspace,
            job_title=row,
            kind=LabelConflict.Kind.SIMILAR,
            functions=["nursing"],
            beside=near,
            score=0.91,
            newest=0,
        )
    desk.goto(f"{live_server.url}/titles/?queue=conflicts")
    opened = desk.locator("#list tr.on th a")
    expect(opened).to_have_text(DRAGONS[0])

    desk.keyboard.press("2")
    expect(opened).to_have_text(DRAGONS[1])
    desk.keyboard.press("1")
    expect(desk.get_by_text("Not checked yet")).to_be_visible()

    assert [set(labels_of(row)) for row in rows] == [{"nursing"}, set(), set()]
