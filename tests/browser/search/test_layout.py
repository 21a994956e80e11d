"""How much of the table of people is seen, with few columns and with many; measured in pixels."""

from uuid import uuid4

import pytest
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from leadqual.accounts.models import Member, User, Workspace
from leadqual.labeling.corrections.correction_input import CorrectionInput
from leadqual.labeling.corrections.services import record_correction
from leadqual.leads.models import Contact, PeopleColumns
from leadqual.search.lists.services import add_records, create_list
from leadqual.search.query.query import ContactQuery
from leadqual.search.saved_search_changes import save_search
from leadqual.taxonomy.models import Function
from tests.browser.loaded_pages import open_whole
from tests.leadqual.leads.people import make_company, make_contact, make_title

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.usefixtures("models")]
SIX = ["company", "functions", "level", "place", "mail", "lead_score"]
HEADER = 56  # pixels: one row of buttons with its margins
TABS = 40  # of views, above it


@pytest.fixture
def people(workspace: Workspace) -> list[Contact]:
    """Thirty people with long titles, companies and addresses."""
    title = make_title(
        workspace,
        "Senior Vice President of International Business Development",
        {"sales": 0.94, "business_development": 0.71},
    )
    company = make_company(
        workspace, "Kraftfahrzeughaftpflichtversicherung AG", industry="Insurance", size="51-200"
    )
    return Contact.objects.bulk_create(
        Contact(
            workspace=workspace,
            first_name="Maximiliane",
            last_name=f"Mustermann{n}",
            title=title.title,
            job_title=title,
            company=company,
            city="Frankfurt am Main",
            country="Germany",
            email=f"maximiliane.mustermann{n}@versicherung.example",
        )
        for n in range(30)
    )


def choose(manager: User, columns: list[str]) -> None:
    PeopleColumns.objects.update_or_create(
        member=Member.objects.get(user=manager), defaults={"columns": columns}
    )


def box(one: Locator) -> dict[str, float]:
    found = one.bounding_box()
    assert found is not None
    return {"x": found["x"], "y": found["y"], "width": found["width"], "height": found["height"]}


@pytest.mark.usefixtures("people")
def test_fifteen_people_are_seen_below_a_header_of_one_row(
    desk: Page, live_server: LiveServer
) -> None:
    open_whole(desk, f"{live_server.url}/people/")

    end = box(desk.locator("main > footer"))["y"]
    ends = [one["y"] + one["height"] for one in map(box, desk.locator("tbody tr").all())]

    assert box(desk.locator("main > header"))["height"] <= TABS + HEADER
    assert sum(y <= end for y in ends) >= 15
    open_whole(desk, f"{live_server.url}/people/?q=maximiliane")
    desk.locator("h1 .num").evaluate("number => { number.textContent = '5,000,000' }")
    expect(desk.get_by_label("Save as a view")).to_be_visible()
    assert box(desk.locator("main > header > .head"))["height"] <= HEADER


@pytest.mark.usefixtures("people")
def test_six_columns_stay_wide_and_only_the_table_scrolls(
    desk: Page, live_server: LiveServer, manager: User
) -> None:
    choose(manager, SIX)
    for width in (1440, 1024):
        desk.set_viewport_size({"width": width, "height": 900})
        open_whole(desk, f"{live_server.url}/people/")

        heads = [box(one)["width"] for one in desk.locator("thead th:not(.pick)").all()]

        assert len(heads) == 7
        assert min(heads) >= 130
        assert desk.evaluate("document.documentElement.scrollWidth") <= width
        numbers = desk.locator("tbody .label b").all()[:4]
        assert all(box(one)["height"] < 24 for one in numbers)  # A score in one line.

    main = desk.locator("main")
    desk.set_viewport_size({"width": 1440, "height": 900})
    main.evaluate("main => main.scrollTo(9999, 0)")
    expect(desk.locator("thead th.lead_score")).to_be_in_viewport(ratio=1)
    expect(desk.get_by_role("button", name="Export")).to_be_in_viewport(ratio=1)


def test_pane_has_room_only_while_somebody_is_open(
    desk: Page, live_server: LiveServer, workspace: Workspace, people: list[Contact]
) -> None:
    make_contact(workspace, "Nadia Abel", job_title=make_title(workspace, "المدير التجاري"))
    desk.goto(f"{live_server.url}/people/")
    right_to_left = desk.locator("[data-edit=title]", has_text="المدير")
    assert right_to_left.evaluate("title => getComputedStyle(title).textAlign") == "left"
    table = desk.locator("main table")
    whole = box(table)["width"]
    assert whole >= 1440 - 320

    desk.get_by_role("link", name=people[0].last_name, exact=False).first.click()
    expect(desk.locator("#person h2")).to_be_visible()
    assert box(table)["width"] < whole - 300

    desk.get_by_role("link", name="Close").click()
    expect(desk.locator("#person")).to_be_hidden()
    assert box(table)["width"] == whole


def test_label_of_a_correction_stays_in_its_cell(
    desk: Page, live_server: LiveServer, manager: User, people: list[Contact]
) -> None:
    longest = max(Function.objects.filter(retired_at=None), key=lambda one: len(one.name))
    title = people[0].job_title
    assert title is not None
    word = CorrectionInput((longest.slug,), "vp", note="x" * 200)
    record_correction(job_title=title, correction_input=word, author=manager)
    for width, columns in ((1440, SIX), (1440, SIX[:3]), (390, SIX)):
        choose(manager, columns)
        desk.set_viewport_size({"width": width, "height": 900})
        open_whole(desk, f"{live_server.url}/people/?person={people[0].pk}")

        outside = desk.evaluate(
            """() => [...document.querySelectorAll("main .label, #person .label, #person .sub")]
              .filter((one) => one.checkVisibility()).filter((one) => {
                const own = one.getBoundingClientRect();
                const room = one.closest("td, section, header").getBoundingClientRect();
                return own.right > room.right + 1 || one.scrollWidth > one.clientWidth + 1;
              }).map((one) => one.textContent)"""
        )

        assert outside == []


LONG = "Maximiliane Theodora " + "Wolkenstein " * 9  # About 120 letters.
BROKEN_WORDS = """() => [...document.querySelectorAll("#results tbody :is(th, td)")]
  .filter((one) => one.checkVisibility())
  .filter((one) => one.getBoundingClientRect().height > 48).map((one) => one.textContent.trim())"""
"""Rows are two lines high: a word or a number that breaks makes them higher."""


def test_long_names_end_in_dots_and_nothing_breaks_or_moves_with_every_column_on(
    desk: Page, live_server: LiveServer, workspace: Workspace, manager: User
) -> None:
    title = make_title(workspace, LONG, {"sales": 1.0, "business_development": 0.71})
    company = make_company(workspace, LONG, industry=LONG, size="51-200")
    for n in range(20):
        make_contact(
            workspace,
            f"{n} {LONG}"[:120],
            job_title=title,
            company=company,
            city="Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch",
            country="Germany",
            email=f"{n}.{'maximiliane' * 9}@versicherung.example",
            do_not_contact=n == 1,
        )
    query = ContactQuery(country=("Germany",))
    saved = save_search(workspace=workspace, name=LONG[:100], query=query, author=manager)
    for columns in ([], SIX):
        if columns:
            choose(manager, columns)
        open_whole(desk, f"{live_server.url}/people/?country=Germany&city=Berlin&saved={saved.pk}")
        open_whole(desk, f"{live_server.url}/people/saved/{saved.pk}/")

        assert desk.evaluate(BROKEN_WORDS) == []
        assert desk.evaluate("document.documentElement.scrollWidth") <= 1440
        for name in ("Export", "Add to list"):
            expect(desk.get_by_role("button", name=name)).to_be_in_viewport(ratio=1)
        link = desk.locator("#results tbody th a").first
        assert link.evaluate("one => one.scrollWidth > one.clientWidth")  # It ends in dots.
        assert link.get_attribute("title")


@pytest.mark.usefixtures("people")
def test_first_result_on_a_phone_stands_above_300_pixels_with_filters_and_a_saved_search(
    desk: Page, live_server: LiveServer, workspace: Workspace, manager: User
) -> None:
    query = ContactQuery(country=("Germany",))
    saved = save_search(workspace=workspace, name=LONG[:100], query=query, author=manager)
    asked = query.changed(city=("Frankfurt am Main",)).to_query()
    desk.set_viewport_size({"width": 390, "height": 844})

    open_whole(desk, f"{live_server.url}/people/?{asked}&saved={saved.pk}")

    expect(desk.get_by_text("Edited", exact=True)).to_be_visible()
    assert box(desk.locator("#results tbody tr").first)["y"] < 300
    for name in ("All people", "Board"):
        expect(desk.get_by_role("link", name=name, exact=True)).to_be_in_viewport()
    assert desk.evaluate("document.documentElement.scrollWidth") <= 390
    header = desk.locator("main > header")
    for button in header.locator(".head .btn:visible, .opened .btn:visible").all():
        assert 0 <= box(button)["x"] <= 390 - box(button)["width"]


def test_head_of_a_table_stays_while_the_rows_scroll(
    desk: Page, live_server: LiveServer, workspace: Workspace, manager: User, people: list[Contact]
) -> None:
    row = create_list(workspace=workspace, name="Fair", author=manager)
    add_records(
        contact_list=row,
        keys=[one.pk for one in people],
        author=manager,
        request_id=uuid4(),
    )
    for path, scroller in (
        ("/people/", "document.querySelector('#main')"),
        (f"/people/lists/{row.pk}/", "document.scrollingElement"),
    ):
        open_whole(desk, f"{live_server.url}{path}")

        desk.evaluate(f"{scroller}.scrollTop = 500")

        head = desk.locator("main thead th.pick").first
        expect(head).to_be_in_viewport(ratio=1)
        assert desk.evaluate(f"{scroller}.scrollTop") > 100
        assert head.evaluate(
            """one => { const { x, y, width, height } = one.getBoundingClientRect();
              return one.contains(document.elementFromPoint(x + width / 2, y + height / 2)); }"""
        )  # Nothing covers it.
