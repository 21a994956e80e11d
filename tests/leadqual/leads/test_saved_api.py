"""Saved searches by API."""

import pytest
from django.test import Client

from leadqual.accounts.keys.scopes import covered_scopes
from leadqual.accounts.keys.services import create_api_key
from leadqual.accounts.models import Role, User, Workspace
from leadqual.leads.models import SavedSearch, SearchVisit
from tests.leadqual.leads.people import make_company, make_contact
from tests.leadqual.search.api.test_contacts_and_companies import post

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]


def test_search_is_saved_listed_changed_and_deleted(api: Client, workspace: Workspace) -> None:
    created = post(api, "searches", {"name": "Sales", "query": "function=sales&sort=name"})
    body = created.json()
    address = f"/api/v1/searches/{body['id']}"
    make_contact(workspace, "Ada Abel", country="Germany")

    changed = api.patch(address, {"query": "country=Germany"}, content_type="application/json")

    assert created.status_code == 201
    assert (body["name"], body["query"], body["n_new"]) == ("Sales", "function=sales", 0)
    assert (changed.json()["query"], changed.json()["n_new"]) == ("country=Germany", 1)
    assert api.get("/api/v1/searches").json()["results"] == [api.get(address).json()]
    assert SearchVisit.objects.count() == 1  # Reading is no visit.
    assert api.delete(address).status_code == 204
    assert api.get(address).status_code == 404


def test_search_that_would_be_wider_than_meant_and_a_name_that_is_taken_are_refused(
    api: Client,
) -> None:
    for query, said in (
        ("function=alchemy", "There is no function “alchemy”."),
        ("color=red", "Unknown parameter “color”."),
        ("since=x", "“x” is not a contact ID."),
    ):
        response = post(api, "searches", {"name": "Odd", "query": query})

        assert response.status_code == 422
        assert said in response.content.decode()
    assert SavedSearch.objects.count() == 0
    for status in (201, 409):
        response = post(api, "searches", {"name": "All", "query": ""})
        assert response.status_code == status
    assert response.json()["code"] == "search_name_taken"


def test_viewers_key_saves_nothing(workspace: Workspace, manager: User) -> None:
    _, secret = create_api_key(
        workspace=workspace, name="v", scopes=covered_scopes(Role.VIEWER), author=manager
    )
    viewer = Client(headers={"Authorization": f"Bearer {secret}"})

    assert post(viewer, "searches", {"name": "All", "query": ""}).status_code == 403
    assert SavedSearch.objects.count() == 0


def test_contacts_that_came_after_a_key(api: Client, workspace: Workspace) -> None:
    first = make_contact(workspace, "Ada Abel")
    second = make_contact(workspace, "Ben Neu")

    found = api.get(f"/api/v1/contacts?since={first.pk}").json()["results"]

    assert [row["id"] for row in found] == [second.pk]


def test_searches_for_companies_are_saved_listed_changed_and_deleted(
    api: Client, workspace: Workspace
) -> None:
    make_company(workspace, country="Peru")
    post(api, "searches", {"name": "Sales", "query": "function=sales"})
    body = {"name": "Andes", "query": "country=Peru&sort=people", "records": "companies"}

    created = post(api, "searches", body).json()
    address = f"/api/v1/searches/{created['id']}"
    every = api.get("/api/v1/searches").json()["results"]
    only = api.get("/api/v1/searches?records=companies").json()["results"]
    changed = api.patch(address, {"query": "country=Peru"}, content_type="application/json")
    refused = api.patch(address, {"query": "function=sales"}, content_type="application/json")

    assert (created["records"], created["query"]) == ("companies", "country=Peru&sort=people")
    assert created["n_new"] is None
    assert {row["name"]: row["records"] for row in every} == {
        "Andes": "companies",
        "Sales": "people",
    }
    assert [row["id"] for row in only] == [created["id"]]
    assert changed.json()["query"] == "country=Peru"
    assert refused.status_code == 422
    assert api.get("/api/v1/searches?records=pets").status_code == 422
    assert api.delete(address).status_code == 204
    assert api.get(address).status_code == 404


def test_unclear_search_for_companies_is_refused(api: Client, workspace: Workspace) -> None:
    make_company(workspace, country="Peru")
    for query in ("country=Atlantis", "level=vp", "region=Mars"):
        body = {"name": "Odd", "query": query, "records": "companies"}
        assert post(api, "searches", body).status_code == 422

    assert post(api, "searches", {"name": "Odd", "query": "", "records": "x"}).status_code == 422
    assert SavedSearch.objects.count() == 0
