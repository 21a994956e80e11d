"""The heat map on the page of people, whose cells are filters."""

import re

import pytest
from django.test import Client

from leadqual.accounts.models import Workspace
from leadqual.taxonomy.models import Level
from tests.leadqual.leads.people import make_contact, make_title
from tests.leadqual.search.pages.test_people_and_companies import HTMX, html_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]


@pytest.fixture
def people(workspace: Workspace) -> None:
    """Three managers and a VP in Sales, in two countries."""
    for level, n in (("manager", 3), ("vp", 1)):
        title = make_title(
            workspace, f"Sales {level}", {"sales": 0.9}, level=Level.objects.get(slug=level)
        )
        for number in range(n):
            country = "Germany" if number else "France"
            make_contact(workspace, f"{level} {number}", job_title=title, country=country)


def cells(html: str) -> dict[str, str]:
    """What a tooltip says → the address behind it."""
    found = re.findall(r'<td class="heat-\d"> <a href="([^"]*)"[^>]*title="([^"]*)"', html)
    return {title: url.replace("&amp;", "&") for url, title in found}


@pytest.mark.usefixtures("people")
def test_cell_ticks_its_department_and_level_and_a_second_press_takes_them_away(
    viewer_client: Client,
) -> None:
    html = html_of(viewer_client.get("/people/?heat=1&function=marketing"))
    manager = next(title for title in cells(html) if title.endswith(": 3 people"))

    ticked = html_of(viewer_client.get(f"/people/{cells(html)[manager]}"))

    assert manager.startswith("Sales, ")
    assert "department=sales&level=manager" in cells(html)[manager]
    assert '<span class="num">3</span> people' in ticked
    assert cells(ticked).keys() == cells(html).keys()  # The numbers stay.
    assert 'aria-current="true" title="Sales' in ticked
    assert cells(ticked)[manager] == "?heat=1"


@pytest.mark.usefixtures("people")
def test_numbers_follow_the_other_filters_and_the_map_stays_while_they_change(
    viewer_client: Client,
) -> None:
    html = html_of(viewer_client.get("/people/?heat=1&country=Germany"))
    partial = viewer_client.get(
        "/people/?heat=1&country=France", headers=HTMX | {"HX-Trigger": "search"}
    )

    assert [title.rpartition(": ")[2] for title in cells(html)] == ["2 people"]
    assert len(cells(html_of(partial))) == 2
    assert partial.headers["HX-Push-Url"] == "/people/?country=France&heat=1"
    assert '<input type="hidden" name="heat" value="1">' in html
