"""People and companies in the order of a custom field of numbers or dates."""

import pytest
from django.test import Client

from leadqual.accounts.models import User, Workspace
from leadqual.leads.models import CustomField
from leadqual.search.query.query import CompanyQuery, ContactQuery
from leadqual.search.results import result_pages
from leadqual.search.results.result_pages import result_page
from tests.leadqual.leads.people import make_company, make_contact, make_field
from tests.leadqual.search.results.test_table_orders import walked

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]
SIZES = {"A": 2.5, "B": -10, "C": None, "D": 300, "E": None}
DAYS = {"A": "2026-02-01", "B": "2025-12-31", "C": None}


@pytest.fixture
def people(workspace: Workspace, manager: User) -> None:
    for label, kind in (("Size", CustomField.Kind.NUMBER), ("Since", CustomField.Kind.DATE)):
        make_field(workspace, label, kind, manager)
    for name, size in SIZES.items():
        values = {"size": size, "since": DAYS.get(name)}
        custom = {code: value for code, value in values.items() if value is not None}
        make_contact(workspace, f"Ada {name}", custom=custom)


@pytest.mark.parametrize("most", [result_pages.MAX_KEYS, 0])
@pytest.mark.usefixtures("people")
def test_pages_follow_the_field_and_records_without_a_value_come_last(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(result_pages, "MAX_KEYS", most)  # With 0 the table is read in its order.
    for sort, names in (
        ("custom.size", "BADCE"),
        ("-custom.size", "DABCE"),
        ("custom.since", "BACDE"),
        ("-custom.since", "ABCDE"),
        ("custom.gone", "ABCDE"),
    ):
        assert walked(workspace, ContactQuery(sort=sort), "last_name") == names, sort


def test_companies_are_sorted_too(workspace: Workspace) -> None:
    for name, size in (("A", 1), ("B", 3), ("C", 2)):
        make_company(workspace, name, custom={"size": size})

    page = result_page(workspace, CompanyQuery(sort="-custom.size"))

    assert [one.name for one in page.rows] == ["B", "C", "A"]


@pytest.mark.usefixtures("people")
def test_head_of_a_number_sorts_and_reverses_and_an_unknown_field_is_told(
    viewer_client: Client,
) -> None:
    viewer_client.post("/people/columns/", {"column": ["custom_size", "tags"]})

    page = viewer_client.get("/people/")
    size, tags = page.context["heads"][1:]
    assert (size.url, tags.url) == ("?sort=-custom.size", "")
    page = viewer_client.get("/people/?sort=-custom.size")
    size = page.context["heads"][1]
    assert (size.url, size.order) == ("?sort=custom.size", "descending")
    assert [row.name for row in page.context["rows"]][:2] == ["Ada D", "Ada A"]
    page = viewer_client.get("/people/?sort=custom.gone")
    assert page.context["query"].sort == "name"
    assert page.context["notes"]
