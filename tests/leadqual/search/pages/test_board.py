"""Promises about the board by status."""

import re

import pytest
from django.test import Client

from leadqual.accounts.models import User, Workspace
from leadqual.leads.models import Contact, RecordChange, SalesStatus
from leadqual.leads.records.status_changes import archive_status
from leadqual.search.pages.board import CARDS_SHOWN, BoardColumn
from tests.leadqual.leads.people import make_company, make_contact

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]
HTMX = {"HX-Request": "true"}


def cards(columns: list[BoardColumn]) -> dict[str, list[str]]:
    return {column.status.code: [card.name for card in column.cards] for column in columns}


def test_columns_have_the_results_of_the_search_and_their_numbers(
    qualifier_client: Client, workspace: Workspace
) -> None:
    make_contact(workspace, "Ada Abel", status="won", country="Germany")
    make_contact(workspace, "Ben Öz", country="Germany")
    make_contact(workspace, "Cy Poe", country="France")

    page = qualifier_client.get("/people/?country=Germany&layout=board")

    columns = page.context["board"]
    assert [column.status.code for column in columns][:2] == ["new", "qualified"]
    assert {column.status.code: column.n for column in columns if column.n} == {"new": 1, "won": 1}
    assert cards(columns)["new"] == ["Ben Öz"]
    assert cards(columns)["won"] == ["Ada Abel"]
    # Filters, links and records that open keep the board.
    content = page.content.decode()
    assert '<input type="hidden" name="layout" value="board">' in content
    assert re.search(
        r'href="/people/\?country=Germany&amp;layout=board&amp;person=\d+#person"', content
    )


def test_only_selected_statuses_are_columns_and_excluded_ones_are_none(
    qualifier_client: Client, workspace: Workspace
) -> None:
    make_contact(workspace, status="won")

    some = qualifier_client.get("/people/?status=won&status=new&layout=board").context["board"]
    others = qualifier_client.get("/people/?exclude=status:lost&layout=board").context["board"]

    assert [(column.status.code, column.n) for column in some] == [("new", 0), ("won", 1)]
    assert "lost" not in cards(others)
    assert len(others) == 6


def test_an_archived_status_is_a_column_while_records_have_it(
    qualifier_client: Client, workspace: Workspace, manager: User
) -> None:
    make_contact(workspace, "Ada Abel", status="new")
    for code in ("lost", "replied"):
        row = SalesStatus.objects.get(workspace=workspace, code=code)
        archive_status(status=row, successor="new", author=manager)
    Contact.objects.update(status="lost")

    shown = cards(qualifier_client.get("/people/?layout=board").context["board"])

    assert shown["lost"] == ["Ada Abel"]
    assert "replied" not in shown


def test_a_column_loads_more(qualifier_client: Client, workspace: Workspace) -> None:
    for n in range(CARDS_SHOWN + 3):
        make_contact(workspace, f"Ada A{n:02d}")
    (first,) = [
        one for one in qualifier_client.get("/people/?layout=board").context["board"] if one.n
    ]

    more = qualifier_client.get(first.more_url, headers=HTMX)

    assert len(first.cards) == CARDS_SHOWN
    assert [card.name for card in more.context["column"].cards] == ["Ada A20", "Ada A21", "Ada A22"]
    assert more.context["column"].more_url == ""
    assert "layout=board&amp;person=" in more.content.decode()
    assert "column=" not in more.content.decode()


def test_a_move_is_one_edit_with_undo_and_new_numbers(
    qualifier_client: Client, qualifier: User, workspace: Workspace
) -> None:
    contact = make_contact(workspace, "Ada Abel")
    board = "/people/?layout=board"
    fields = {"status": "won", "next": board}

    answer = qualifier_client.post(f"/people/{contact.pk}/status/", fields, headers=HTMX)

    contact.refresh_from_db()
    assert contact.status == "won"
    change = RecordChange.objects.get()
    assert (change.author, change.after) == (qualifier, {"status": "won"})
    content = answer.content.decode()
    assert f"/records/changes/{change.step}/undo/" in content
    assert re.search(r'id="column-count-won"[^>]*>1<', content)
    assert re.search(r'id="column-count-new"[^>]*>0<', content)


def test_a_move_without_script_leads_back(qualifier_client: Client, workspace: Workspace) -> None:
    company = make_company(workspace)
    board = "/companies/?layout=board"

    answer = qualifier_client.post(
        f"/companies/{company.pk}/status/", {"status": "lost", "next": board}
    )

    company.refresh_from_db()
    assert company.status == "lost"
    assert answer.headers["Location"] == board
    shown = cards(qualifier_client.get(board).context["board"])
    assert shown["lost"] == [company.name]


def test_a_move_to_nowhere_changes_nothing_and_says_so(
    qualifier_client: Client, viewer_client: Client, workspace: Workspace
) -> None:
    contact = make_contact(workspace)
    address = f"/people/{contact.pk}/status/"

    answer = qualifier_client.post(address, {"status": "sold"}, headers=HTMX)

    assert answer.headers["HX-Refresh"] == "true"
    assert "sold" in qualifier_client.get("/people/").content.decode()
    assert viewer_client.post(address, {"status": "won"}).status_code == 403
    contact.refresh_from_db()
    assert contact.status == "new"
