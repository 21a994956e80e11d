"""Columns of the table of people: chosen, in order, for each member alone."""

import re

import pytest
from django.test import Client

from leadqual.accounts.models import Member, User, Workspace
from leadqual.leads.models import PeopleColumns
from leadqual.search.pages.table import (
    COLUMNS,
    MAX_COLUMNS,
    USUAL,
    choose_columns,
    columns_of,
)
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


def test_every_column_has_cells_and_no_more_than_there_is_room_for_are_kept(
    viewer_client: Client, viewer: User, workspace: Workspace
) -> None:
    make_contact(workspace, "Ada Abel")
    member = Member.objects.get(user=viewer)
    codes = list(COLUMNS)
    for start in range(0, len(codes), MAX_COLUMNS):
        some = codes[start : start + MAX_COLUMNS]
        choose_columns(member=member, columns=some)
        assert heads(viewer_client) == ["Person", *(COLUMNS[code] for code in some)]

    assert choose_columns(member=member, columns=codes) == tuple(codes[:MAX_COLUMNS])
    assert choose_columns(member=member, columns=[]) == USUAL == columns_of(member)


def test_columns_that_are_no_more_are_passed_over(viewer: User) -> None:
    member = Member.objects.get(user=viewer)
    PeopleColumns.objects.create(member=member, columns=["shoe_size"])

    assert columns_of(member) == USUAL


def test_place_stands_below_the_level_until_it_has_a_column(
    viewer_client: Client, viewer: User, workspace: Workspace
) -> None:
    make_contact(workspace, "Ada Abel", city="Munich", country="Germany")
    below = '<span class="sub">Munich, Germany</span>'

    assert below in html_of(viewer_client.get("/people/"))
    choose_columns(member=Member.objects.get(user=viewer), columns=["level", "place"])
    html = html_of(viewer_client.get("/people/"))

    assert below not in html
    assert 'data-label="Location"> Munich, Germany' in html
