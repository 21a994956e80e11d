"""Exports by API."""

from typing import cast

import pytest
from django.http import StreamingHttpResponse
from django.test import Client

from leadqual.accounts.keys.scopes import covered_scopes
from leadqual.accounts.keys.services import create_api_key
from leadqual.accounts.models import Role, User, Workspace
from leadqual.leads.models import ContactList, Export
from tests.leadqual.leads.exporting.files import read_file
from tests.leadqual.leads.people import make_contact

pytestmark = pytest.mark.django_db


def content_of(response: object) -> bytes:
    streamed = cast("StreamingHttpResponse", response).streaming_content
    return b"".join(cast("list[bytes]", streamed))


def client_with(workspace: Workspace, author: User, role: Role) -> Client:
    _, secret = create_api_key(
        workspace=workspace, name=role, scopes=covered_scopes(role), author=author
    )
    return Client(headers={"authorization": f"Bearer {secret}"})


def test_search_leaves_in_the_format_that_is_asked_for(api: Client, workspace: Workspace) -> None:
    kind = "jsonl"
    make_contact(workspace, email="j@x.example", country="Germany")
    make_contact(workspace, country="Peru")

    response = api.get(
        f"/api/v1/contacts/export?format={kind}&country=Germany&column=email&column=country",
        headers={"accept": "application/json"},
    )

    assert response.status_code == 200
    assert read_file(kind, content_of(response)) == [{"email": "j@x.example", "country": "Germany"}]
    assert Export.objects.get().way == "api"


def test_list_leaves_as_a_file(api: Client, berlin: ContactList) -> None:
    found = read_file("csv", content_of(api.get(f"/api/v1/lists/{berlin.pk}/export")))

    assert [row["first_name"] for row in found] == ["Ada", "Ben"]
    assert Export.objects.get().contact_list == berlin


def test_what_is_not_understood_is_refused(api: Client, workspace: Workspace) -> None:
    make_contact(workspace)

    for query, code in (
        ("format=pdf", "invalid"),
        ("column=password", "unknown_column"),
        ("contry=Peru", "invalid"),
        ("level=boss", "invalid"),
        ("include_do_not_contact=perhaps", "invalid"),
    ):
        response = api.get(f"/api/v1/contacts/export?{query}")

        assert (response.status_code, response.json()["code"]) == (422, code)
    assert Export.objects.count() == 0


def test_key_takes_what_its_role_allows(
    workspace: Workspace, manager: User, berlin: ContactList
) -> None:
    make_contact(workspace, "Never Write", email="n@x.example", do_not_contact=True)
    address = "/api/v1/contacts/export?include_do_not_contact=true"
    keys = {role: client_with(workspace, manager, role) for role in Role}

    assert keys[Role.VIEWER].get("/api/v1/contacts/export").status_code == 403
    assert keys[Role.QUALIFIER].get(address).status_code == 403
    take = read_file("csv", content_of(keys[Role.MANAGER].get(address)))

    assert [row["do_not_contact"] for row in take] == ["no", "yes", "no"]
    assert Export.objects.get().has_stopped is True


def test_exports_are_listed_the_newest_first(
    api: Client, workspace: Workspace, manager: User
) -> None:
    make_contact(workspace)
    for query in ("q=jana", "q=nobody"):
        content_of(api.get(f"/api/v1/contacts/export?{query}"))

    rows = api.get("/api/v1/exports").json()["results"]

    assert [(row["query"], row["n_sent"]) for row in rows] == [("q=nobody", 0), ("q=jana", 1)]
    assert rows[0]["author"] == manager.email
