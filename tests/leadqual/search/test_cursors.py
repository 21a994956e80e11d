"""Pages are complete, stable, and cannot be broken by what stands in an address."""

import base64
import json

import pytest

from leadqual.accounts.models import Workspace
from leadqual.leads.models import Contact
from leadqual.search.cursors import Page
from leadqual.search.query.query import CONTACT_SORTS, ContactQuery
from leadqual.search.results.result_pages import result_page
from tests.leadqual.leads.people import make_contact, make_people

pytestmark = pytest.mark.django_db


def walk(workspace: Workspace, query: ContactQuery, size: int = 7) -> list[Page[Contact]]:
    pages = [result_page(workspace, query, size=size)]
    while pages[-1].after:
        pages.append(result_page(workspace, query.changed(after=pages[-1].after), size=size))
    return pages


@pytest.mark.costs("turns the pages of every order")
def test_pages_show_every_row_once_and_number_them_on_the_way_there_and_back(
    workspace: Workspace,
) -> None:
    keys = sorted(person.pk for person in make_people(workspace, seed=1, n=18))
    for sort in CONTACT_SORTS:
        query = ContactQuery(sort=sort)

        pages = walk(workspace, query)
        back = [pages[-1]]
        while back[0].before:
            back.insert(0, result_page(workspace, query.changed(before=back[0].before), size=7))

        assert sorted(row.pk for page in pages for row in page.rows) == keys, sort
        numbers = [(page.first, page.last) for page in pages]
        assert numbers == [(1, 7), (8, 14), (15, 18)], sort
        assert [(page.first, page.last, page.rows) for page in back] == [
            (page.first, page.last, page.rows) for page in pages
        ], sort


def test_rows_that_arrive_shift_nothing(workspace: Workspace) -> None:
    for name in ("Ada Bauer", "Ben Costa", "Eve Diaz", "Ute Evans"):
        make_contact(workspace, name)
    first = result_page(workspace, ContactQuery(), size=2)

    make_contact(workspace, "New Abel")
    second = result_page(workspace, ContactQuery(after=first.after), size=2)

    assert [row.last_name for row in second.rows] == ["Diaz", "Evans"]


def forged(*values: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def test_cursor_that_means_nothing_starts_at_the_front(workspace: Workspace) -> None:
    make_contact(workspace, "Ada Abel")

    for cursor in (
        *("x", "ä", "====", "bm8", forged(), forged(1, "a", "b"), forged(1, "a", 2, 3)),
        *(forged(1, "a", "b", "c"), forged("1", "a", "b", 3), forged(1, "a\0", "b", 3)),
        *(forged(1, "a", "b", -1), forged(1, "a", "b", 2**70), forged(1, "\ud800", "b", 3)),
        *(
            forged(*json.loads('[true, "a", "b", 3]')),
            forged(1, None, "b", 3),
            forged([1], "a", "b", 3),
        ),
    ):
        for query in (ContactQuery(after=cursor), ContactQuery(before=cursor)):
            assert result_page(workspace, query).first == 1, cursor


def test_names_are_ordered_without_case(workspace: Workspace) -> None:
    for name in ("Ada Zorn", "Jan de Vries", "Ben Abel"):
        make_contact(workspace, name)

    rows = result_page(workspace, ContactQuery()).rows

    assert [row.last_name for row in rows] == ["Abel", "de Vries", "Zorn"]
