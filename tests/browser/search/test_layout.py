"""How much of the table of people is seen, with few columns and with many; measured in pixels."""

import pytest
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from leadqual.accounts.models import Member, User, Workspace
from leadqual.labeling.corrections.correction_input import CorrectionInput
from leadqual.labeling.corrections.services import record_correction
from leadqual.leads.models import Contact, PeopleColumns
from leadqual.taxonomy.models import Function
from tests.leadqual.leads.people import make_company, make_contact, make_title

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("models")]
SIX = ["company", "functions", "level", "place", "mail", "lead_score"]
HEADER = 56  # pixels: one row of buttons with its margins


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
    return [
        make_contact(
            workspace,
            f"Maximiliane Mustermann{n}",
            job_title=title,
            company=company,
            city="Frankfurt am Main",
            country="Germany",
            email=f"maximiliane.mustermann{n}@versicherung.example",
        )
        for n in range(30)
    ]


def choose(manager: User, columns: list[str]) -> None:
    PeopleColumns.objects.create(member=Member.objects.get(user=manager), columns=columns)


def box(one: Locator) -> dict[str, float]:
    found = one.bounding_box()
    assert found is not None
    return {"x": found["x"], "y": found["y"], "width": found["width"], "height": found["height"]}


@pytest.mark.usefixtures("people")
def test_fifteen_people_are_seen_below_a_header_of_one_row(
    desk: Page, live_server: LiveServer
) -> None:
    desk.goto(f"{live_server.url}/people/", wait_until="networkidle")

    end = box(desk.locator("main > footer"))["y"]
    ends = [one["y"] + one["height"] for one in map(box, desk.locator("tbody tr").all())]

    assert box(desk.locator("main > header"))["height"] <= HEADER
    assert sum(y <= end for y in ends) >= 15


def test_the_header_of_a_search_is_one_row_with_large_numbers(
    desk: Page, live_server: LiveServer, people: list[Contact]
) -> None:
    desk.goto(f"{live_server.url}/people/?q=maximiliane", wait_until="networkidle")
    desk.locator("h1 .num").evaluate("number => { number.textContent = '5,000,000' }")

    expect(desk.get_by_text("Save search", exact=True)).to_be_visible()
    assert len(people) == 30
    assert box(desk.locator("main > header > .head"))["height"] <= HEADER


def test_fifteen_companies_are_seen_below_a_header_of_one_row(
    desk: Page, live_server: LiveServer, workspace: Workspace
) -> None:
    for n in range(20):
        make_company(
            workspace,
            f"Kraftfahrzeughaftpflichtversicherung {n} AG",
            overview="Insures lorries, vans and cars of companies against all that happens. " * 3,
            industry="Insurance",
            city="Frankfurt am Main",
            country="Germany",
        )
    desk.goto(f"{live_server.url}/companies/", wait_until="networkidle")

    end = box(desk.locator("main > footer"))["y"]
    ends = [one["y"] + one["height"] for one in map(box, desk.locator("#results tbody tr").all())]

    assert box(desk.locator("main > header"))["height"] <= HEADER
    assert sum(y <= end for y in ends) >= 15


@pytest.mark.usefixtures("people")
def test_six_columns_stay_wide_and_only_the_table_scrolls(
    desk: Page, live_server: LiveServer, manager: User
) -> None:
    choose(manager, SIX)
    for width in (1440, 1024):
        desk.set_viewport_size({"width": width, "height": 900})
        desk.goto(f"{live_server.url}/people/", wait_until="networkidle")

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
    desk: Page, live_server: LiveServer, people: list[Contact]
) -> None:
    desk.goto(f"{live_server.url}/people/")
    table = desk.locator("main table")
    whole = box(table)["width"]
    assert whole >= 1440 - 320

    desk.get_by_role("link", name=people[0].last_name, exact=False).first.click()
    expect(desk.locator("#person h2")).to_be_visible()
    assert box(table)["width"] < whole - 300

    desk.get_by_role("link", name="Close").click()
    expect(desk.locator("#person")).to_be_hidden()
    assert box(table)["width"] == whole


@pytest.mark.parametrize("columns", [SIX[:3], SIX])
def test_label_of_a_correction_stays_in_its_cell(
    desk: Page,
    live_server: LiveServer,
    manager: User,
    people: list[Contact],
    columns: list[str],
) -> None:
    longest = max(Function.objects.filter(retired_at=None), key=lambda one: len(one.name))
    title = people[0].job_title
    assert title is not None
    word = CorrectionInput((longest.slug,), "vp", note="x" * 200)
    record_correction(job_title=title, word=word, author=manager)
    choose(manager, columns)
    for width in (1440, 390):
        desk.set_viewport_size({"width": width, "height": 900})
        desk.goto(f"{live_server.url}/people/?person={people[0].pk}", wait_until="networkidle")

        outside = desk.evaluate(
            """() => [...document.querySelectorAll("main .label, #person .label, #person .sub")]
              .filter((one) => one.checkVisibility()).filter((one) => {
                const own = one.getBoundingClientRect();
                const room = one.closest("td, section, header").getBoundingClientRect();
                return own.right > room.right + 1 || one.scrollWidth > one.clientWidth + 1;
              }).map((one) => one.textContent)"""
        )

        assert outside == []
