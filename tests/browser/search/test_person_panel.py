"""The panel of a person in Chromium: one screen, corrections, tasks and notes in place."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from leadqual.accounts.models import User, Workspace
from leadqual.leads.models import Contact, Note
from leadqual.leads.records.changes import change_record
from leadqual.replies.models import Task
from leadqual.taxonomy.models import Level
from tests.leadqual.leads.people import make_company, make_contact, make_title

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("models")]


@pytest.fixture
def jana(workspace: Workspace) -> Contact:
    """Somebody whose label is what the model reads in the title: undoing reads it again."""
    return make_contact(
        workspace,
        "Jana Brandt",
        email="j@kelvia.example",
        phone="+49 30 12345",
        linkedin_url="https://www.linkedin.com/in/jana",
        company=make_company(workspace, "Kelvia"),
        job_title=make_title(
            *(workspace, "Marketing Lead", {"marketing": 0.94}),
            level=Level.objects.get(slug="lead"),
            level_score=0.9,
        ),
    )


def labels(contact: Contact) -> set[str]:
    """The slugs of the functions of a person now."""
    assert contact.job_title is not None
    return set(contact.job_title.labels.values_list("function__slug", flat=True))


def test_one_screen_shows_a_person_and_two_clicks_correct_a_label(
    desk: Page, live_server: LiveServer, jana: Contact
) -> None:
    desk.goto(f"{live_server.url}/people/?person={jana.pk}#person")
    panel = desk.locator("#person")
    for name in ("Functions and level", "Next task", "Notes", "Timeline"):
        expect(panel.get_by_role("heading", name=name)).to_be_in_viewport()
    expect(panel.get_by_role("link", name="j@kelvia.example")).to_be_in_viewport()

    panel.get_by_text("Correct Marketing").click()
    field = panel.get_by_role("combobox", name="Replace “Marketing” with")
    expect(field).to_be_focused()
    field.press_sequentially("SDR")
    panel.locator(".offers").get_by_role("option").first.click()

    expect(desk.get_by_role("status", name="Messages")).to_contain_text("Corrected")
    assert labels(jana) != {"marketing"}
    assert len(labels(jana)) == 1
    desk.locator("h1").click()
    desk.keyboard.press("z")
    expect(panel.get_by_text("Correct Marketing")).to_be_attached()
    assert labels(jana) == {"marketing"}


def test_a_task_and_a_note_are_added_in_place(
    desk: Page, live_server: LiveServer, jana: Contact
) -> None:
    desk.set_viewport_size({"width": 390, "height": 844})
    desk.goto(f"{live_server.url}/people/?q=jana&person={jana.pk}#person")
    panel = desk.locator("#person")

    panel.get_by_label("New task").fill("Call back")
    panel.get_by_label("New task").press("Enter")
    expect(panel.locator(".tasks")).to_contain_text("Call back")
    panel.get_by_label("New note").fill("See https://kelvia.example/jobs")
    panel.get_by_role("button", name="Add note").click()
    expect(panel.get_by_role("link", name="https://kelvia.example/jobs")).to_be_visible()

    assert desk.url.endswith(f"/people/?q=jana&person={jana.pk}#person")
    assert (Task.objects.count(), Note.objects.count()) == (1, 1)
    assert desk.evaluate("document.documentElement.scrollWidth") <= 390
    panel.get_by_role("button", name="Mark done: Call back").click()
    expect(panel.locator(".tasks")).to_have_count(0)


@pytest.mark.slow
def test_key_undoes_what_this_tab_did_though_something_was_changed_elsewhere_since(
    desk: Page, live_server: LiveServer, workspace: Workspace, manager: User
) -> None:
    here, elsewhere = (make_contact(workspace, name) for name in ("Ada Abel", "Ben Brandt"))
    desk.goto(f"{live_server.url}/people/{here.pk}/")
    desk.get_by_label("New note").fill("Call in May")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator(".toast", has_text="Added the note.")).to_be_visible()
    desk.get_by_role("button", name="Dismiss").click()
    change_record(record=elsewhere, values={"first_name": "Eva"}, author=manager)

    desk.keyboard.press("z")

    expect(desk.locator(".toast", has_text="Deleted the note.")).to_be_visible()
    elsewhere.refresh_from_db()
    assert elsewhere.first_name == "Eva"
