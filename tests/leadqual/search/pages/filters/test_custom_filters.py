"""Filters by custom fields on People and Companies: counts of choices, ranges of numbers, dates."""

import re

import pytest
from django.test import Client

from leadqual.accounts.models import User, Workspace
from leadqual.leads.models import CustomField
from leadqual.leads.records.custom_fields import fields_of
from leadqual.search.pages.custom_filters import custom_boxes, merge_ranges, unlisted_custom_values
from leadqual.search.query.query import CompanyQuery, ContactQuery
from leadqual.search.results.result_counts import (
    choice_counts,
)
from tests.leadqual.leads.people import make_company, make_contact, make_field
from tests.leadqual.search.pages.test_people_and_companies import HTMX, html_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]
VALUES = {
    "Ada": {"tier": "Gold", "deal_size": 5, "since": "2026-01-01"},
    "Ben": {"tier": "Gold", "deal_size": 50, "since": "2026-06-01", "stage": "New"},
    "Ute": {"tier": "Iron"},
    "Zoe": {},
}


@pytest.fixture
def fields(workspace: Workspace, manager: User) -> list[CustomField]:
    """The same four fields of people and of companies, with records that have values."""
    for record in ("contact", "company"):
        for label, kind, choices in (
            ("Tier", "choice", ["Gold", "Iron", "Lead"]),
            ("Deal size", "number", []),
            ("Since", "date", []),
            ("Stage", "choice", ["New"]),
        ):
            make_field(workspace, label, kind, manager, record=record, choices=choices)
    for name, custom in VALUES.items():
        city = "Kiel" if name in ("Ada", "Ute") else "Oslo"
        company = make_company(workspace, name, city=city, custom=custom)
        make_contact(workspace, name, city=city, custom=custom, company=company)
    return fields_of(workspace, "contact")


def test_form_fields_become_one_range(fields: list[CustomField]) -> None:
    sent = {
        "custom": ["tier:Gold"],
        "custom-min-deal_size": ["10"],
        "custom-max-deal_size": [" "],
        "custom-min-since": [""],
        "custom-max-since": ["2026-06-01"],
        "custom-min-tier": ["1"],
        "q": ["ada"],
    }

    found = merge_ranges(sent, fields)

    assert found["custom"] == ["tier:Gold", "deal_size:10..", "since:..2026-06-01"]
    assert found["q"] == ["ada"]


def test_range_stands_in_its_fields_and_other_values_are_kept(fields: list[CustomField]) -> None:
    query = ContactQuery(custom=("deal_size:10..", "deal_size:7", "since:..2026-06-01"))

    boxes = {box.name: box for box in custom_boxes(query, fields, {})}

    size, since = boxes["Deal size"].range, boxes["Since"].range
    assert size
    assert since
    assert (size.kind, size.least, size.most) == ("number", "10", "")
    assert (since.kind, since.least, since.most) == ("date", "", "2026-06-01")
    assert boxes["Tier"].range is None
    assert unlisted_custom_values(query, boxes.values()) == ["deal_size:7"]


@pytest.mark.parametrize("page", ["/people/", "/companies/"])
def test_pages_filter_by_ranges_and_keep_them(
    viewer_client: Client, fields: list[CustomField], page: str
) -> None:
    form = f"{page}?custom-min-deal_size=10&custom-max-deal_size=&custom-max-since=2026-12-31"
    form += "&facets=custom-tier"
    html = html_of(viewer_client.get(form))
    answer = viewer_client.get(form, headers={**HTMX, "HX-Trigger": "search"})
    nonsense = viewer_client.get(f"{page}?custom-min-deal_size=a&custom-max-since=%00")

    results = html.split('id="results"')[1]
    assert "Ben" in results
    assert "Ada" not in results
    assert re.search(r'type="number"[^>]*name="custom-min-deal_size" value="10"', html)
    assert re.search(r'type="date"[^>]*name="custom-max-since" value="2026-12-31"', html)
    box = html.split('value="tier:Gold"')[1].split("</label>")[0]
    assert re.search(r'class="count">1<', box)
    pushed = answer.headers["HX-Push-Url"]
    assert "custom=deal_size%3A10.." in pushed
    assert "custom-m" not in pushed
    assert nonsense.status_code == 200
    assert "No matches" in html_of(nonsense)


def test_choices_count_what_a_tick_would_find(
    workspace: Workspace, other_workspace: Workspace, fields: list[CustomField]
) -> None:
    make_contact(other_workspace, "Far", custom={"tier": "Gold"})
    of_companies = fields_of(workspace, "company")
    for asked, counted in (
        ({}, {"tier": {"Gold": 2, "Iron": 1}, "stage": {"New": 1}}),
        ({"city": ("Kiel",)}, {"tier": {"Gold": 1, "Iron": 1}, "stage": {}}),
        ({"custom": ("tier:Iron",)}, {"tier": {"Gold": 2, "Iron": 1}, "stage": {}}),
        ({"custom": ("deal_size:10..",)}, {"tier": {"Gold": 1}, "stage": {"New": 1}}),
    ):
        people, companies = ContactQuery(**asked), CompanyQuery(**asked)
        assert choice_counts(workspace, people, fields) == counted, asked
        assert choice_counts(workspace, companies, of_companies) == counted, asked


@pytest.mark.django_db(transaction=True)
def test_very_many_values_are_not_counted(
    workspace: Workspace,
    fields: list[CustomField],
    monkeypatch: pytest.MonkeyPatch,
    viewer_client: Client,
) -> None:
    monkeypatch.setattr("leadqual.search.results.result_counts.MAX_MEMBERS", 2)

    assert choice_counts(workspace, ContactQuery(), fields) == {}
    assert viewer_client.get("/people/").status_code == 200
