"""Programs that keep a copy read what was changed since they last asked."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from leadqual.accounts.models import Workspace
from leadqual.leads.models import Company, Contact
from tests.problems import wrong_values

pytestmark = pytest.mark.django_db


def changed(workspace: Workspace, days: int) -> Contact:
    """A contact that was last changed so many days ago."""
    contact = Contact.objects.create(workspace=workspace, email=f"a{days}@port.example")
    moment = timezone.now() - timedelta(days=days)
    Contact.objects.filter(pk=contact.pk).update(updated_at=moment)
    return contact


def test_changed_contacts_come_page_by_page_in_the_order_of_change(
    api: Client, workspace: Workspace, other_workspace: Workspace
) -> None:
    changed(other_workspace, 2)
    _old, first, second, third = (changed(workspace, days) for days in (9, 3, 2, 1))
    since = (timezone.now() - timedelta(days=4)).isoformat()

    page = api.get("/api/v1/contacts", {"updated_since": since, "page_size": "2"}).json()
    rest = api.get(page["next"]).json()

    assert [row["id"] for row in page["results"]] == [first.pk, second.pk]
    assert [row["id"] for row in rest["results"]] == [third.pk]
    assert rest["next"] is None


def test_changed_companies_are_listed(api: Client, workspace: Workspace) -> None:
    company = Company.objects.create(workspace=workspace, name="Port", name_key="port")
    since = (timezone.now() - timedelta(days=1)).isoformat()

    page = api.get("/api/v1/companies", {"updated_since": since}).json()

    assert [row["id"] for row in page["results"]] == [company.pk]


@pytest.mark.parametrize(
    ("asked", "wrong"),
    [
        ({"updated_since": "yesterday"}, "updated_since"),
        ({"updated_since": "2026-01-01T00:00:00Z", "country": "Norway"}, "country"),
        ({"updated_since": "2026-01-01T00:00:00Z", "cursor": "lost"}, "cursor"),
    ],
)
def test_what_is_no_moment_or_comes_with_a_search_is_refused(
    api: Client, workspace: Workspace, asked: dict[str, str], wrong: str
) -> None:
    answer = api.get("/api/v1/contacts", asked)

    assert answer.status_code == 422
    assert wrong_values(answer) == [wrong]


def read_ids(api: Client, address: str) -> list[int]:
    """The IDs of all pages, at most a hundred of them."""
    ids: list[int] = []
    for _ in range(100):
        page = api.get(address).json()
        ids += [row["id"] for row in page["results"]]
        if page["next"] is None:
            return ids
        address = page["next"]
    raise AssertionError("These pages never end.")


def test_a_record_that_changes_between_two_pages_hides_no_other(
    api: Client, workspace: Workspace
) -> None:
    moment = timezone.now()
    made = [changed(workspace, days) for days in (5, 4, 3, 2)]
    Contact.objects.update(updated_at=moment)
    query = {"updated_since": moment.isoformat(), "page_size": "2"}
    page = api.get("/api/v1/contacts", query).json()

    Contact.objects.filter(pk=made[0].pk).update(updated_at=moment + timedelta(seconds=1))

    assert read_ids(api, page["next"]) == [made[2].pk, made[3].pk, made[0].pk]


def test_previous_leads_back_to_the_rows_before(api: Client, workspace: Workspace) -> None:
    made = [changed(workspace, days) for days in (5, 4, 3, 2, 1)]
    since = (timezone.now() - timedelta(days=9)).isoformat()
    first = api.get("/api/v1/contacts", {"updated_since": since, "page_size": "2"}).json()
    second = api.get(first["next"]).json()
    third = api.get(second["next"]).json()

    back = api.get(third["previous"]).json()

    assert [row["id"] for row in back["results"]] == [made[2].pk, made[3].pk]
    assert read_ids(api, back["next"]) == [made[4].pk]
    assert read_ids(api, back["previous"]) == [contact.pk for contact in made]
    assert first["previous"] is None
