"""People and companies in the orders that the facet index does not have."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from leadqual.accounts.models import User, Workspace
from leadqual.leads.models import Company, Contact
from leadqual.search.index.index_queries import AnyQuery
from leadqual.search.query.query import CompanyQuery, ContactQuery
from leadqual.search.results import result_pages
from leadqual.search.results.result_pages import result_keys, result_page
from tests.leadqual.leads.people import make_company, make_contact

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]
DAY = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
def people(workspace: Workspace, manager: User, qualifier: User) -> None:
    for user, name in ((manager, "zoe"), (qualifier, "Ben")):
        user.first_name, user.last_name = name, ""
        user.save()
    for n, (name, owner, status, title, email) in enumerate(
        (
            ("A", None, "won", "chef", "d@x.example"),
            ("B", manager, "new", "", None),
            ("C", qualifier, "lost", "Baker", "a@x.example"),
            ("D", manager, "contacted", "Actor", None),
            ("E", None, "new", "", "b@x.example"),
        )
    ):
        row = make_contact(
            workspace, f"Ada {name}", owner=owner, status=status, title=title, email=email
        )
        Contact.objects.filter(pk=row.pk).update(created_at=DAY + timedelta(days=n % 3))


def walked(workspace: Workspace, query: AnyQuery, field: str) -> str:
    """Return a letter of each record, page by page, which all of them together are, too."""
    page = result_page(workspace, query, size=2)
    names = "".join(getattr(one, field) for one in page.rows)
    while page.after:
        page = result_page(workspace, query.changed(after=page.after), size=2)
        names += "".join(getattr(one, field) for one in page.rows)
    model = Company if isinstance(query, CompanyQuery) else Contact
    of_key = dict(model._default_manager.values_list("pk", field))
    assert names == "".join(of_key[key] for key in result_keys(workspace, query).tolist())
    return names


@pytest.mark.parametrize("most", [result_pages.MAX_KEYS, 0])
@pytest.mark.usefixtures("people")
def test_people_are_in_order_and_those_without_a_value_come_last(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(result_pages, "MAX_KEYS", most)  # With 0 the table is read in its order.
    for sort, names in (
        ("owner", "CBDAE"),
        ("status", "BEDAC"),
        ("title", "DCABE"),
        ("email", "CEABD"),
        ("added", "CBEAD"),
    ):
        assert walked(workspace, ContactQuery(sort=sort), "last_name") == names, sort


def test_companies_are_in_order(workspace: Workspace) -> None:
    for name, country, domain, founded, status in (
        ("A", "Spain", "m.example", 1990, "won"),
        ("B", "", "b.example", 2001, "new"),
        ("C", "France", None, None, "new"),
        ("D", "", "z.example", 2020, "contacted"),
    ):
        make_company(
            workspace, name, country=country, domain=domain, founded=founded, status=status
        )

    for sort, names in (
        ("country", "CABD"),
        ("domain", "BADC"),
        ("founded", "DBAC"),
        ("status", "BCDA"),
    ):
        assert walked(workspace, CompanyQuery(sort=sort), "name") == names, sort


@pytest.mark.usefixtures("people")
def test_head_of_a_column_sorts_by_it(viewer_client: Client, manager: User) -> None:
    page = viewer_client.get("/people/?sort=owner")

    assert [row.name for row in page.context["rows"]][:2] == ["Ada C", "Ada B"]
