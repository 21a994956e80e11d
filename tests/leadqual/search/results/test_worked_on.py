"""Promises about searches by owner, status and tag, and about the order by last activity."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from leadqual.accounts.models import User, Workspace
from leadqual.leads.models import Company, Contact
from leadqual.search import cursors
from leadqual.search.query.query import CompanyQuery, ContactQuery
from leadqual.search.results import result_pages
from leadqual.search.results.result_counts import counts_of
from leadqual.search.results.result_pages import result_keys, result_page, result_queryset
from tests.leadqual.leads.people import make_company, make_contact

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]
SHOWN = {"tag": ["VIP", "fair"]}


@pytest.fixture
def people(workspace: Workspace, manager: User) -> list[Contact]:
    """Four people with owners, statuses and tags."""
    return [
        make_contact(workspace, "A A", tags=["VIP"], owner=manager, status="won"),
        make_contact(workspace, "B B", tags=["fair", "VIP"], status="won"),
        make_contact(workspace, "C C", tags=["fair"], owner=manager),
        make_contact(workspace, "D D"),
    ]


@pytest.mark.usefixtures("people")
def test_people_are_found_and_counted_by_owner_status_and_tag(
    workspace: Workspace, manager: User
) -> None:
    key = str(manager.pk)
    for query, found in {
        ContactQuery(tag=("VIP",)): "AB",
        ContactQuery(tag=("VIP", "fair")): "ABC",
        ContactQuery(exclude=("tag:VIP",)): "CD",
        ContactQuery(tag=("fair",), exclude=("tag:VIP",)): "C",
        ContactQuery(status=("won",)): "AB",
        ContactQuery(status=("won",), tag=("fair",)): "B",
        ContactQuery(tag=("gone",)): "",
        ContactQuery(owner=(key,)): "AC",
        ContactQuery(owner=("nobody",)): "",
        ContactQuery(exclude=(f"owner:{key}",)): "BD",
        ContactQuery(owner=("none",)): "BD",
        ContactQuery(owner=("none", key)): "ABCD",
        ContactQuery(exclude=("owner:none",)): "AC",
    }.items():
        counts = counts_of(workspace, query, shown=SHOWN)

        names = "".join(sorted(one.first_name for one in result_queryset(workspace, query)))
        rows = "".join(one.first_name for one in result_page(workspace, query).rows)
        assert (names, rows) == (found, found)
        assert counts.total == len(found)
        for facet in SHOWN | {"status": (), "owner": ()}:
            for value, n in counts.by_facet.get(facet, {}).items():
                if f"{facet}:{value}" not in query.exclude:
                    ticked = query.changed(**{facet: (value,)})
                    assert counts_of(workspace, ticked).total == n, (facet, value)


def test_a_changed_status_is_found_by_the_index_at_once(
    workspace: Workspace, people: list[Contact]
) -> None:
    assert counts_of(workspace, ContactQuery(status=("lost",))).total == 0
    Contact.objects.filter(first_name="D").update(status="lost")

    assert counts_of(workspace, ContactQuery(status=("lost",))).total == 1


@pytest.mark.parametrize("most", [50_000, 0])
def test_people_and_companies_are_ordered_by_their_last_activity(
    workspace: Workspace, people: list[Contact], monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(result_pages, "MAX_KEYS", most)
    monkeypatch.setattr(cursors, "_READ_AT_ONCE", 2)
    for day, name in enumerate("CADB", start=1):
        at = datetime(2090, 1, day, tzinfo=UTC)
        Contact.objects.filter(first_name=name).update(last_activity_at=at)
    for day, name in enumerate("YX", start=1):
        make_company(workspace, name, last_activity_at=datetime(2090, 1, day, tzinfo=UTC))

    first = result_page(workspace, ContactQuery(sort="activity"), size=3)
    second = result_page(workspace, ContactQuery(sort="activity", after=first.after), size=3)

    names = [one.first_name for one in (*first.rows, *second.rows)]
    assert names == ["B", "D", "A", "C"]
    some = ContactQuery(sort="activity", exclude=("status:won",))
    assert [one.first_name for one in result_page(workspace, some).rows] == ["D", "C"]
    keys = result_keys(workspace, some).tolist()
    by_key = Contact.objects.in_bulk(keys)
    assert [by_key[key].first_name for key in keys] == ["D", "C"]
    companies = result_page(workspace, CompanyQuery(sort="activity")).rows
    assert [one.name for one in companies] == ["X", "Y"]


def test_owners_are_named_on_the_page_and_meant_by_their_names(
    manager_client: Client, manager: User, people: list[Contact]
) -> None:
    nonsense = "owner=nobody&status=sold&exclude=owner:x&sort=activity&tag=" + "x" * 300
    assert manager_client.get(f"/people/?{nonsense}").status_code == 200
    page = manager_client.get(f"/people/?owner={manager}")

    assert page.context["counts"].total == 2
    assert page.context["query"].owner == (str(manager.pk),)
    assert [chip.words for chip in page.context["chips"]] == [str(manager)]


def test_companies_are_found_by_owner_and_tag(
    manager_client: Client, workspace: Workspace, manager: User
) -> None:
    make_company(workspace, "A", tags=["VIP"], owner=manager)
    make_company(workspace, "B", status="won")
    other = Company.objects.get(name="B")

    mine = manager_client.get(f"/companies/?owner={manager.pk}&tag=VIP")
    won = manager_client.get("/companies/?status=won")

    assert [row.name for row in mine.context["page"].rows] == ["A"]
    assert [row.pk for row in won.context["page"].rows] == [other.pk]
