"""Promises about searches by owner, status and tag, and about the order by last activity."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from leadqual.accounts.models import User, Workspace
from leadqual.leads.models import Company, Contact
from leadqual.search import cursors
from leadqual.search.query.query import CompanyQuery, ContactQuery
from leadqual.search.results import selectors
from leadqual.search.results.result_counts import counts_of
from leadqual.search.results.selectors import (
    found_keys,
    found_rows,
    result_page,
)
from tests.leadqual.leads.people import make_company, make_contact

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("taxonomy")]
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


@pytest.mark.parametrize(
    ("ticks", "found"),
    [
        ({"tag": ("VIP",)}, "AB"),
        ({"tag": ("VIP", "fair")}, "ABC"),
        ({"exclude": ("tag:VIP",)}, "CD"),
        ({"tag": ("fair",), "exclude": ("tag:VIP",)}, "C"),
        ({"status": ("won",)}, "AB"),
        ({"status": ("won",), "tag": ("fair",)}, "B"),
        ({"tag": ("gone",)}, ""),
        ({"owner": ("MANAGER",)}, "AC"),
        ({"owner": ("nobody",)}, ""),
        ({"exclude": ("owner:MANAGER",)}, "BD"),
        ({"owner": ("none",)}, "BD"),
        ({"owner": ("none", "MANAGER")}, "ABCD"),
        ({"exclude": ("owner:none",)}, "AC"),
    ],
)
def test_people_are_found_and_counted_by_owner_status_and_tag(
    workspace: Workspace,
    manager: User,
    people: list[Contact],
    ticks: dict[str, tuple[str, ...]],
    found: str,
) -> None:
    key = str(manager.pk)
    values = {
        name: tuple(one.replace("MANAGER", key) for one in given) for name, given in ticks.items()
    }
    query = ContactQuery(**values)

    counts = counts_of(workspace, query, shown=SHOWN)

    names = "".join(sorted(one.first_name for one in found_rows(workspace, query)))
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
    monkeypatch.setattr(selectors, "MAX_KEYS", most)
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
    keys = found_keys(workspace, some).tolist()
    by_key = Contact.objects.in_bulk(keys)
    assert [by_key[key].first_name for key in keys] == ["D", "C"]
    companies = result_page(workspace, CompanyQuery(sort="activity")).rows
    assert [one.name for one in companies] == ["X", "Y"]


@pytest.mark.parametrize(
    "address",
    [
        "/people/?tag=VIP&owner=nobody&status=sold&sort=activity",
        "/people/?exclude=owner:x&exclude=tag:y",
        "/companies/?tag=VIP&owner=nobody&status=sold&sort=activity",
        "/people/?tag=" + "x" * 300,
    ],
)
def test_nonsense_finds_nobody_and_breaks_nothing(
    manager_client: Client, people: list[Contact], address: str
) -> None:
    assert manager_client.get(address).status_code == 200


def test_owners_are_named_on_the_page_and_meant_by_their_names(
    manager_client: Client, manager: User, people: list[Contact]
) -> None:
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
