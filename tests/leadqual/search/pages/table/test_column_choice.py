"""Columns of the table of people: chosen, in order, for each member alone."""

import re

import pytest
from django.test import Client

from leadqual.accounts.models import Member, User, Workspace
from leadqual.leads.models import PeopleColumns
from leadqual.search.pages.column_choice import choose_columns, chosen_columns
from leadqual.search.results.kinds import PEOPLE
from tests.leadqual.leads.people import make_company, make_contact
from tests.leadqual.search.pages.test_people_and_companies import html_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]


def heads(client: Client) -> list[str]:
    table = html_of(client.get("/people/")).split("<thead>")[1].split("</thead>")[0]
    return [re.sub(r"<[^>]+>|↑", "", head).strip() for head in re.findall(r"<th.*?</th>", table)][
        1:
    ]


def test_columns_are_remembered_in_their_order_for_one_member_alone(
    viewer_client: Client, qualifier_client: Client, workspace: Workspace
) -> None:
    company = make_company(workspace, "Kelvia", size="51-200")
    make_contact(workspace, "Ada Abel", email="ada@x.example", company=company, city="Munich")
    assert heads(viewer_client) == ["Person", "Company", "Functions", "Level"]

    body = {"column": ["mail", "", "size", "mail", "nonsense"], "next": "/people/?q=ada"}
    answer = viewer_client.post("/people/columns/", body)

    assert answer.headers["Location"] == "/people/?q=ada"
    assert heads(viewer_client) == ["Person", "Email", "Company size"]
    html = html_of(viewer_client.get("/people/"))
    assert re.search(r'data-label="Email"> ada@x.example', html)
    assert re.search(r'data-label="Company size"> 51–200 employees', html)
    assert heads(qualifier_client) == ["Person", "Company", "Functions", "Level"]
    viewer_client.post("/people/columns/", {"usual": "1", "column": ["mail"]})
    assert heads(viewer_client) == ["Person", "Company", "Functions", "Level"]
    assert PeopleColumns.objects.count() == 0


def test_every_column_has_cells_and_all_are_shown_at_once(
    viewer_client: Client, viewer: User, workspace: Workspace
) -> None:
    make_contact(workspace, "Ada Abel")
    member = Member.objects.get(user=viewer)

    codes = tuple(column.code for column in PEOPLE.columns)

    assert choose_columns(member=member, columns=codes, kind=PEOPLE) == codes

    assert heads(viewer_client) == ["Person", *(column.label for column in PEOPLE.columns)]
    assert choose_columns(member=member, columns=[], kind=PEOPLE) == PEOPLE.default_columns
    assert chosen_columns(member, PEOPLE) == []


def test_column_is_moved_up_without_script(viewer_client: Client, viewer: User) -> None:
    body = {"column": ["mail", "phone", "tags"], "up": "tags"}

    viewer_client.post("/people/columns/", body)

    chosen = chosen_columns(Member.objects.get(user=viewer), PEOPLE)
    assert [column.code for column in chosen] == ["mail", "tags", "phone"]


def test_width_of_a_column_is_kept_for_one_member_whatever_columns_are_chosen(
    viewer_client: Client, qualifier_client: Client, workspace: Workspace
) -> None:
    make_contact(workspace, "Ada Abel")

    for column, width in (("company", "240"), ("name", "5"), ("shoe_size", "300")):
        answer = viewer_client.post("/people/columns/width/", {"column": column, "width": width})
        assert answer.status_code == 204
    viewer_client.post("/people/columns/", {"column": ["company", "tags"]})

    widths = re.findall(r'<col width="(\d+)">', html_of(viewer_client.get("/people/")))
    assert widths == ["60", "240"]
    assert '<col width="' not in html_of(qualifier_client.get("/people/"))
    wrong = viewer_client.post("/people/columns/width/", {"column": "company", "width": "wide"})
    assert wrong.status_code == 400


def test_columns_that_are_no_more_are_passed_over(viewer: User) -> None:
    member = Member.objects.get(user=viewer)
    PeopleColumns.objects.create(member=member, columns=["shoe_size"])

    assert chosen_columns(member, PEOPLE) == []


def test_place_stands_below_the_level_until_it_has_a_column(
    viewer_client: Client, viewer: User, workspace: Workspace
) -> None:
    make_contact(workspace, "Ada Abel", city="Munich", country="Germany")
    below = '<span class="sub">Munich, Germany</span>'

    assert below in html_of(viewer_client.get("/people/"))
    choose_columns(member=Member.objects.get(user=viewer), columns=["level", "place"], kind=PEOPLE)
    html = html_of(viewer_client.get("/people/"))

    assert below not in html
    assert 'data-label="Location"> Munich, Germany' in html
