"""Searches by API: whom the filter of owners names, and what is said of unknown values."""

from typing import Any

import pytest
from django.test import Client

from leadqual.accounts.models import User, Workspace
from tests.leadqual.leads.people import make_company, make_contact, make_field
from tests.leadqual.search.api.test_contacts_and_companies import post

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]


def errors_at(api: Client, address: str) -> list[dict[str, Any]]:
    """Return the errors of a search that is refused."""
    response = api.get(f"/api/v1/{address}")
    assert response.status_code == 422
    return list(response.json()["errors"])


def error_at(api: Client, address: str) -> dict[str, Any]:
    """Return the one error of a search that is refused."""
    (error,) = errors_at(api, address)
    return error


@pytest.mark.parametrize("records", ["contacts", "companies"])
def test_owner_is_named_by_email_by_id_or_as_none(
    api: Client, workspace: Workspace, manager: User, records: str
) -> None:
    make = make_contact if records == "contacts" else make_company
    mine, free = make(workspace, "Mine", owner=manager), make(workspace, "Free")

    def found(owner: str | int) -> list[int]:
        body = api.get(f"/api/v1/{records}", {"owner": owner}).json()
        return [row["id"] for row in body["results"]]

    assert found(manager.email) == found(manager.email.upper()) == found(manager.pk) == [mine.pk]
    assert found("none") == [free.pk]
    without = api.get(f"/api/v1/{records}?exclude=owner:none").json()["results"]
    assert [row["id"] for row in without] == [mine.pk]


def test_saved_search_and_export_take_the_email_of_an_owner(
    api: Client, workspace: Workspace, manager: User
) -> None:
    query = {"query": f"owner={manager.email}&owner=none"}

    saved = post(api, "searches", {"name": "Mine", **query})
    exported = post(api, "exports", query)

    assert saved.json()["query"] == f"owner={manager.pk}&owner=none"
    assert exported.status_code in {200, 201, 202}


def test_unknown_owner_is_refused_with_the_members(api: Client, manager: User) -> None:
    error = error_at(api, f"companies?owner=x{manager.email}")

    assert (error["parameter"], error["nearest"]) == ("owner", manager.email)
    assert {"none", manager.email} <= set(error["allowed"])
    assert f"Did you mean “{manager.email}”" in error["detail"]


def test_unknown_values_come_with_what_is_allowed_and_nearest(
    api: Client, workspace: Workspace
) -> None:
    make_contact(workspace, country="Germany", company=make_company(workspace, size="51-200"))

    function = error_at(api, "contacts?function=salez")
    country, other = errors_at(api, "contacts?country=Germny&country=Nowhere")
    excluded = error_at(api, "contacts?exclude=country:Germny")
    size = error_at(api, "companies?size=big")

    assert function["nearest"] == "sales"
    assert 1 < len(function["allowed"]) <= 100
    assert "sales" in function["allowed"]
    assert (country["allowed"], country["nearest"]) == (["Germany"], "Germany")
    assert (other["allowed"], "nearest" in other) == (["Germany"], False)
    assert (excluded["parameter"], excluded["nearest"]) == ("exclude", "country:Germany")
    assert size["allowed"] == ["51-200"]


def test_query_of_a_saved_search_says_the_same_of_each_value(
    api: Client, workspace: Workspace
) -> None:
    make_contact(workspace, country="Germany")

    answer = post(api, "searches", {"name": "Odd", "query": "function=salez&country=Germny&colr=1"})

    colour, *values = answer.json()["errors"]
    assert [error["nearest"] for error in values] == ["sales", "Germany"]
    assert {error["pointer"] for error in [colour, *values]} == {"#/query"}
    assert "country" in colour["allowed"]


def test_unknown_custom_field_is_refused_with_those_there_are(
    api: Client, workspace: Workspace, manager: User
) -> None:
    make_field(workspace, "Deal size", "number", manager)

    unknown = error_at(api, "contacts?custom=foo")
    misspelled = error_at(api, "contacts?custom=deal_siz:1..")
    bare = error_at(api, "contacts?custom=deal_size")

    assert "custom field “foo”" in unknown["detail"]
    assert unknown["allowed"] == ["deal_size"]
    assert misspelled["nearest"] == "deal_size:1.."
    assert "deal_size:" in bare["detail"]


def test_near_name_of_a_list_is_offered_by_its_id_and_no_id_by_its_digits(
    api: Client, workspace: Workspace
) -> None:
    made = post(api, "lists", {"name": "Berlin"}).json()

    named = error_at(api, "contacts?list=Berln")
    numbered = error_at(api, f"contacts?list={made['id']}0")

    assert named["nearest"] == str(made["id"])
    assert not {"nearest", "allowed"} & numbered.keys()
    assert "an import" in error_at(api, "contacts?import=x")["detail"]
