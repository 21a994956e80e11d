"""The tree of the taxonomy by keys, and a change from its draft to the history and back."""

from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from leadqual.accounts.models import User, Workspace
from leadqual.labeling.corrections.services import classify_batch
from leadqual.leads.models import JobTitle
from leadqual.taxonomy.document import edits as editing
from leadqual.taxonomy.document.document import Meaning
from leadqual.taxonomy.drafts.services import edit_draft, start_draft
from leadqual.taxonomy.models import Function, TaxonomyDraft, TaxonomyVersion
from tests.browser.accessibility import violations
from tests.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("models")]


@pytest.fixture
def staff(desk: Page, manager: User) -> Page:
    """A wide page in which a manager who is staff is signed in."""
    manager.is_staff = True
    manager.save()
    return desk


@pytest.mark.slow
def test_pages_are_open_to_all_fit_a_phone_and_break_no_policy(
    staff: Page, manager: User, live_server: LiveServer
) -> None:
    said: list[str] = []
    staff.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    draft = start_draft(name="Owls", author=manager)
    edits = (
        partial(editing.merge_function, slug="sales_enablement", into="sales"),
        partial(editing.set_entry, title="owl keeper", meaning=Meaning(frozenset({"sales"}))),
    )
    for edit in edits:
        edit_draft(draft_id=draft.pk, edit=edit)
    live, drafted = f"{live_server.url}/taxonomy", f"{live_server.url}/taxonomy/drafts/{draft.pk}"
    for address in (
        f"{live}/",
        f"{live}/functions/sales_engineering/",
        f"{live}/history/",
        f"{live}/history/{draft.base_id}/",
        f"{live}/drafts/",
        f"{live}/drafts/import/",
        f"{drafted}/",
        f"{drafted}/functions/sales/",
        f"{drafted}/departments/sales/",
        f"{drafted}/new/",
        f"{drafted}/dictionary/?q=sales",
        f"{drafted}/entry/?text=owl+keeper",
    ):
        staff.goto(address)
        staff.evaluate(
            "for (const one of document.querySelectorAll('main details')) one.open = true"
        )
        for width, theme in ((1440, "light"), (390, "dark")):
            staff.set_viewport_size(ViewportSize(width=width, height=900))
            staff.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
            found = violations(staff)
            assert found == [], address
            wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
            assert not staff.evaluate(wide), (address, width)
    assert [line for line in said if line.startswith(("error", "warning"))] == []


def test_tree_is_searched_and_walked_by_keys(staff: Page, live_server: LiveServer) -> None:
    staff.goto(f"{live_server.url}/taxonomy/")

    staff.keyboard.press("/")
    staff.keyboard.type("enablement")
    expect(staff.locator("#taxo-tree details")).to_have_count(1)
    staff.keyboard.press("ArrowDown")
    expect(staff.locator("#taxo-tree summary")).to_be_focused()
    staff.keyboard.press("ArrowLeft")
    expect(staff.locator("#taxo-tree li").first).to_be_hidden()
    staff.keyboard.press("ArrowRight")
    staff.keyboard.press("End")
    expect(staff.get_by_role("link", name="Sales Enablement")).to_be_focused()
    staff.keyboard.press("Enter")

    expect(staff.get_by_role("heading", name="Sales Enablement")).to_be_visible()
    staff.goto(f"{live_server.url}/taxonomy/functions/sales_training/")
    expect(staff.locator("#taxo-tree [aria-current]")).to_be_in_viewport(ratio=1)
    assert staff.evaluate("scrollY") == 0


@pytest.mark.slow
def test_change_goes_from_the_draft_to_the_history_and_back(
    staff: Page, live_server: LiveServer
) -> None:
    staff.goto(f"{live_server.url}/taxonomy/functions/sales_enablement/")
    staff.keyboard.press("e")
    staff.get_by_label("Name", exact=True).fill("Enablement")
    staff.get_by_role("button", name="Save fields").click()
    expect(staff.locator(".toast")).to_contain_text("Renamed “Sales Enablement”")
    staff.wait_for_load_state()  # Keys work when the scripts of the page have run.
    staff.keyboard.press("z")
    expect(staff.locator(".toast")).to_contain_text("Undid")
    staff.wait_for_load_state()
    staff.keyboard.press("z")
    expect(staff.get_by_label("Name", exact=True)).to_have_value("Enablement")

    staff.wait_for_load_state()
    staff.keyboard.press("p")
    staff.get_by_label("Reason").fill("shorter")
    staff.get_by_label("people, in all workspaces").check()
    staff.get_by_role("button", name="Publish for all workspaces").click()
    expect(staff.locator(".toast")).to_contain_text("Published as version")
    assert Function.objects.get(slug="sales_enablement").name == "Enablement"
    assert TaxonomyDraft.objects.get().published_as == TaxonomyVersion.objects.latest("pk")
    staff.wait_for_load_state()
    staff.keyboard.press("z")

    expect(staff.locator(".toast")).to_contain_text("Reverted to version")
    assert Function.objects.get(slug="sales_enablement").name == "Sales Enablement"


@pytest.mark.slow
def test_draft_shows_what_it_would_change_is_published_and_taken_back(
    staff: Page, workspace: Workspace, live_server: LiveServer
) -> None:
    title = JobTitle.objects.create(
        workspace=workspace, title="Zorbing Lead", normalised="zorbing lead", n_contacts=7
    )
    while classify_batch():
        pass
    staff.goto(f"{live_server.url}/taxonomy/functions/sales_enablement/")
    staff.keyboard.press("e")
    staff.get_by_role("link", name="Dictionary").click()
    staff.get_by_role("link", name="New entry").click()
    staff.get_by_label("Title").fill("Zorbing lead")
    staff.get_by_label("Add a function").select_option("sales_enablement")
    staff.get_by_role("button", name="Save entry").click()
    expect(staff.locator(".toast")).to_contain_text("“zorbing lead” is Sales Enablement")

    staff.keyboard.press("p")  # Nobody presses anything more: it is worked out at once.
    effect = staff.locator("#effect")
    expect(effect).to_contain_text("would relabel 1 title")
    expect(effect.get_by_role("row", name="Zorbing Lead")).to_contain_text("Sales Enablement")
    expect(effect).to_contain_text("On the frozen test set")
    staff.get_by_label("Reason").fill("zorbing")
    staff.keyboard.press("Enter")
    expect(staff.locator(".toast")).to_have_count(0)
    staff.get_by_label("Relabel 1 title of 7 people").check()
    staff.get_by_role("button", name="Publish for all workspaces").click()
    expect(staff.locator(".toast")).to_contain_text("Published as version")
    until(lambda: [row.function.slug for row in title.labels.all()] == ["sales_enablement"])
    staff.keyboard.press("z")

    expect(staff.locator(".toast")).to_contain_text("Reverted to version")
    assert "sales_enablement" not in [label.function.slug for label in title.labels.all()]


@pytest.mark.slow
def test_exported_file_is_changed_and_imported_as_a_draft_with_its_diff(
    staff: Page, live_server: LiveServer, tmp_path: Path
) -> None:
    staff.goto(f"{live_server.url}/taxonomy/")
    with staff.expect_download() as download:
        staff.get_by_role("link", name="Export as YAML").click()
    file = tmp_path / "mine.yaml"
    text = Path(download.value.path()).read_text(encoding="utf-8")
    file.write_text("departments: [", encoding="utf-8")

    staff.get_by_role("link", name="Import a file").click()
    staff.get_by_label("File").set_input_files(file)
    staff.get_by_role("button", name="Preview changes").click()
    expect(staff.get_by_role("alert")).to_contain_text("not valid YAML")
    file.write_text(text.replace("name: Sales Enablement", "name: Enablement"), encoding="utf-8")
    staff.get_by_label("File").set_input_files(file)
    staff.get_by_role("button", name="Preview changes").click()

    expect(staff.get_by_role("heading", name="From mine.yaml")).to_be_visible()
    expect(staff.get_by_role("listitem").filter(has_text="Renamed")).to_contain_text(
        "Renamed “Sales Enablement” to “Enablement”."
    )
    expect(staff.locator("#effect")).to_contain_text("No stored title")
    assert Function.objects.get(slug="sales_enablement").name == "Sales Enablement"
