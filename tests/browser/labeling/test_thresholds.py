"""The threshold of a function in a browser: a slider that answers at once, its way to a draft."""

import re

import pytest
from django.db import transaction
from playwright.sync_api import Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from leadqual.accounts.models import User, Workspace
from leadqual.core.jobs import Job
from leadqual.labeling.corrections.correction_input import CorrectionInput
from leadqual.labeling.corrections.services import classify_batch, record_correction
from leadqual.labeling.models.scores import ChanceRun
from leadqual.labeling.requested_runs import request_run
from leadqual.labeling.tasks import count_probabilities
from leadqual.taxonomy.models import Function
from tests.browser.accessibility import violations
from tests.leadqual.labeling.conftest import make_title

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LOOKS = (("light", 1440), ("dark", 1440), ("light", 390), ("dark", 390))
WHAT = ("Revenue", "Growth", "Deal", "Account", "Pipeline", "Channel", "Territory")
WHO = ("wizard", "rainmaker", "closer", "evangelist")


@pytest.fixture
def counted(workspace: Workspace, manager: User, models: None) -> None:
    """Titles that the model reads, some of them corrected, counted."""
    manager.is_staff = True
    manager.save()
    titles = [
        make_title(workspace, f"Chief {what} {who}", people=n + 1)
        for n, what in enumerate(WHAT)
        for who in WHO
    ]
    classify_batch()
    with transaction.atomic():  # The jobs run when all is said.
        for place, title in enumerate(titles[:18]):
            title.refresh_from_db()
            functions = () if place % 5 == 4 else ("sales",)
            word = CorrectionInput(functions, "lead", propagate=False)
            record_correction(job_title=title, correction_input=word, author=manager)
    request_run(ChanceRun, Job.COUNT_CHANCES, workspace=workspace)
    count_probabilities(workspace_id=workspace.pk)


@pytest.mark.slow
@pytest.mark.usefixtures("counted")
def test_the_slider_answers_at_once_and_its_threshold_goes_into_a_draft(
    desk: Page, live_server: LiveServer
) -> None:
    address = f"{live_server.url}/taxonomy/functions/sales/threshold/"
    desk.goto(address)
    before = desk.locator("#at").inner_text()

    slider = desk.get_by_role("slider", name="Threshold")
    slider.fill("0.02")

    expect(desk.get_by_role("heading", name="At 0.02")).to_be_visible()
    assert desk.locator("#at").inner_text() != before
    expect(desk.get_by_role("heading", name=re.compile("would get it"))).to_be_visible()
    expect(desk.get_by_role("spinbutton", name="Threshold")).to_have_value("0.02")
    slider.press("ArrowRight")
    expect(desk.get_by_role("heading", name="At 0.03")).to_be_visible()
    assert violations(desk) == []
    desk.get_by_role("button", name="Save to a draft").click()
    expect(desk.get_by_text("Changed in the draft: Threshold of “Sales”")).to_be_visible()
    assert Function.objects.get(slug="sales").threshold is None


@pytest.mark.slow
@pytest.mark.usefixtures("counted")
def test_it_looks_well_on_wide_and_narrow_screens_in_light_and_dark(
    desk: Page, live_server: LiveServer
) -> None:
    for theme, width in LOOKS:
        desk.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
        desk.set_viewport_size(ViewportSize(width=width, height=900))
        desk.goto(f"{live_server.url}/taxonomy/functions/sales/threshold/?at=0.10")
        assert desk.evaluate("document.documentElement.scrollWidth") <= width
        assert violations(desk) == []


@pytest.mark.slow
def test_near_titles_are_labelled_in_one_step_with_its_reach_before_and_its_undo_behind(
    desk: Page, live_server: LiveServer, workspace: Workspace, models: None
) -> None:
    texts = ("Heath dragon tamer", "Cave dragon tamer", "Forest dragon tamer", "Nurse")
    first, *_ = [make_title(workspace, text, people=5 - n) for n, text in enumerate(texts)]
    classify_batch()
    desk.goto(f"{live_server.url}/titles/{first.pk}/")
    desk.get_by_role("link", name="Similar titles").click()
    desk.get_by_label("Select all titles").check()
    desk.get_by_label("None fits (unclassified)").uncheck()
    desk.get_by_label("Add a function").fill("Nursing")
    desk.get_by_role("option", name=re.compile("^Nursing")).first.click()
    expect(desk.get_by_text("This will change")).to_be_visible()
    expect(desk.get_by_text("3 titles").first).to_be_visible()
    assert violations(desk) == []
    for theme, width in LOOKS:
        desk.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
        desk.set_viewport_size(ViewportSize(width=width, height=900))
        assert desk.evaluate("document.documentElement.scrollWidth") <= width
    desk.set_viewport_size(ViewportSize(width=1440, height=900))

    desk.get_by_role("button", name=re.compile("Save corrections")).last.click()

    expect(desk.get_by_text("3 titles are corrected.")).to_be_visible()
    expect(desk.get_by_role("heading", name="No similar titles left")).to_be_visible()
    desk.get_by_role("button", name=re.compile("Undo")).first.click()
    expect(desk.get_by_text("3 titles have their previous labels")).to_be_visible()
