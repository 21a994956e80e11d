"""Lists by API."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from leadqual.accounts.keys.scopes import covered_scopes
from leadqual.accounts.keys.services import create_api_key
from leadqual.accounts.models import Role, User, Workspace
from leadqual.leads.models import Company, ContactList, ListEntry
from leadqual.leads.services import set_do_not_contact
from leadqual.search.lists.services import create_list
from leadqual.taxonomy.models import Level
from tests.leadqual.leads.people import make_company, make_contact, make_title
from tests.leadqual.search.api.test_contacts_and_companies import post
from tests.problems import wrong_values

pytestmark = pytest.mark.django_db


@pytest.fixture
def berlin(workspace: Workspace, manager: User) -> ContactList:
    """An empty list."""
    return create_list(workspace=workspace, name="Berlin", author=manager)


@pytest.fixture
def kelvia(workspace: Workspace) -> Company:
    """A company with an owner, a manager, and a director not to be contacted."""
    company = make_company(workspace, "Kelvia")
    for slug in ("owner", "manager", "director"):
        title = make_title(workspace, slug, level=Level.objects.get(slug=slug))
        make_contact(
            workspace,
            slug,
            email=f"{slug}@kelvia.example",
            company=company,
            job_title=title,
            do_not_contact=slug == "director",
        )
    return company


def entries(api: Client, row: ContactList) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = api.get(f"/api/v1/lists/{row.pk}/entries").json()["results"]
    return found


def test_list_is_created_renamed_listed_and_deleted(api: Client, workspace: Workspace) -> None:
    created = post(api, "lists", {"name": "Berlin"})
    body = created.json()
    address = f"/api/v1/lists/{body['id']}"
    renamed = api.patch(address, {"name": "Prague"}, content_type="application/json")
    listed = api.get("/api/v1/lists").json()["results"]

    assert created.status_code == 201
    assert (body["name"], body["n_people"], body["n_do_not_contact"]) == ("Berlin", 0, 0)
    assert renamed.json()["name"] == "Prague"
    take = post(api, "lists", {"name": "Prague"})
    assert (take.status_code, take.json()["code"]) == (409, "list_name_taken")
    assert listed == [api.get(address).json()]
    assert api.delete(address).status_code == 204
    assert (api.get(address).status_code, api.delete(address).status_code) == (404, 404)


def test_entries_are_added_once_and_removed(
    api: Client, workspace: Workspace, other_workspace: Workspace, berlin: ContactList
) -> None:
    ada, ben = make_contact(workspace, "Ada Abel"), make_contact(workspace, "Ben Öz")
    never = make_contact(workspace, "Never Write", do_not_contact=True)
    foreign = make_contact(other_workspace, "Far Away")
    body = {"ids": [ben.pk, ada.pk, never.pk, foreign.pk]}

    added = post(api, f"lists/{berlin.pk}/entries", body).json()
    again = post(api, f"lists/{berlin.pk}/entries", body).json()

    wanted = {"n_new": 2, "n_existing": 0, "n_do_not_contact": 1, "n_unknown": 1}
    assert {name: added[name] for name in wanted} == wanted
    assert (again["n_new"], again["n_existing"]) == (0, 2)
    rows = entries(api, berlin)
    assert [row["contact"]["first_name"] for row in rows] == ["Ben", "Ada"]
    assert rows[0]["request_id"] == added["request_id"]
    for _ in range(2):
        assert api.delete(f"/api/v1/lists/{berlin.pk}/entries/{ben.pk}").status_code == 204
    assert [row["contact"]["first_name"] for row in entries(api, berlin)] == ["Ada"]
    for _ in range(2):
        address = f"/api/v1/lists/{berlin.pk}/additions/{added['request_id']}"
        assert api.delete(address).status_code == 204
    assert entries(api, berlin) == []


def test_key_of_an_adding_counts_once(
    api: Client, workspace: Workspace, berlin: ContactList
) -> None:
    address, key = f"/api/v1/lists/{berlin.pk}/entries", str(uuid4())
    first, other = ({"ids": [make_contact(workspace, f"P {at}").pk]} for at in range(2))

    again, once, reused, wrong = (
        api.post(address, body, content_type="application/json", headers={"Idempotency-Key": sent})
        for body, sent in ((first, key), (first, key), (other, key), (first, "x"))
    )

    assert again.json() == once.json()
    assert (once.json()["n_new"], once.json()["request_id"]) == (1, key)
    assert (reused.status_code, reused.json()["code"]) == (422, "idempotency_key_reused")
    assert ListEntry.objects.count() == 1
    assert wrong.status_code == 422


def test_mail_of_who_must_not_be_contacted_by_now_is_left_out(
    api: Client, workspace: Workspace, berlin: ContactList, manager: User
) -> None:
    ada = make_contact(workspace, "Ada Abel", email="ada@x.example", phone="1")
    post(api, f"lists/{berlin.pk}/entries", {"ids": [ada.pk]})
    assert entries(api, berlin)[0]["contact"]["email"] == "ada@x.example"

    set_do_not_contact(
        workspace=workspace, email="ada@x.example", reason="manual", origin="", author=manager
    )

    (row,) = entries(api, berlin)
    contact = row["contact"]
    assert (contact["email"], contact["phone"], contact["do_not_contact"]) == (None, None, True)
    assert api.get(f"/api/v1/lists/{berlin.pk}").json()["n_do_not_contact"] == 1


def test_dry_run_writes_nothing_and_says_what_the_real_one_does(
    api: Client, kelvia: Company, berlin: ContactList, other_workspace: Workspace
) -> None:
    foreign = make_company(other_workspace, "Far")
    address = f"lists/{berlin.pk}/decision-makers"
    body = {"ids": [kelvia.pk, foreign.pk], "max_per_company": 5}

    dry = post(api, address, {**body, "dry_run": True}).json()
    assert entries(api, berlin) == []
    real = post(api, address, body).json()

    assert dry["added"] is None
    assert real["added"]["n_new"] == 1
    assert {**dry, "added": 0} == {**real, "added": 0}
    assert (dry["n_companies"], dry["n_with_people"], dry["n_do_not_contact"]) == (1, 1, 1)
    (row,) = entries(api, berlin)
    assert (row["contact"]["first_name"], row["company"]) == ("owner", kelvia.pk)


def test_what_is_not_understood_is_refused(
    api: Client, kelvia: Company, berlin: ContactList
) -> None:
    bodies: list[dict[str, Any]] = [
        {"level": ["emperor"]},
        {"function": ["alchemy"]},
        {"max_per_company": 0},
        {"ids": []},
        {"ids": list(range(1, 502))},
    ]
    for body in bodies:
        sent = {"ids": [kelvia.pk], **body}

        answer = post(api, f"lists/{berlin.pk}/decision-makers", sent)

        assert answer.status_code == 422
        assert {*body} <= {*wrong_values(answer)}
    assert not ListEntry.objects.exists()


def test_key_of_another_workspace_or_a_viewer_writes_nothing(
    api: Client,
    workspace: Workspace,
    other_workspace: Workspace,
    stranger: User,
    manager: User,
    berlin: ContactList,
) -> None:
    ada = make_contact(workspace, "Ada Abel")
    body = {"ids": [ada.pk]}
    _, foreign = create_api_key(
        workspace=other_workspace,
        name="theirs",
        scopes=covered_scopes(Role.MANAGER),
        author=stranger,
    )
    _, weak = create_api_key(
        workspace=workspace, name="weak", scopes=covered_scopes(Role.VIEWER), author=manager
    )

    for secret, status in ((foreign, 404), (weak, 403)):
        client = Client(headers={"Authorization": f"Bearer {secret}"})
        assert post(client, f"lists/{berlin.pk}/entries", body).status_code == status
        assert client.delete(f"/api/v1/lists/{berlin.pk}").status_code == status
    assert entries(api, berlin) == []
