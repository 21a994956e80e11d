"""Addresses of forms that are opened by hand."""

import pytest
from django.test import Client

from leadqual.accounts.models import User, Workspace
from leadqual.search.lists.services import create_list

pytestmark = pytest.mark.django_db
WORDS = "only accepts forms"


def test_address_of_a_form_leads_to_the_page_above_it(manager_client: Client) -> None:
    for address, page in (
        ("/people/columns/", "/people/"),
        ("/people/saved/7/delete/", "/people/saved/7/"),
        ("/titles/learned-functions/7/activate/undo/", "/titles/learned-functions/7/activate/"),
    ):
        answer = manager_client.get(address)
        assert (answer.status_code, answer.headers["Location"]) == (302, page)


def test_looking_at_the_head_of_a_page_leads_nowhere_and_says_nothing(
    manager_client: Client,
) -> None:
    assert manager_client.head("/").status_code == 405
    assert WORDS not in manager_client.get("/").content.decode()


def test_page_says_once_why_it_is_shown(
    manager_client: Client, manager: User, workspace: Workspace
) -> None:
    row = create_list(workspace=workspace, name="Berlin", author=manager)
    address = f"/people/lists/{row.pk}/people/"
    manager_client.get(address)

    page = manager_client.get(address, follow=True)

    assert page.redirect_chain[-1][0] == f"/people/lists/{row.pk}/"
    assert page.content.decode().count(WORDS) == 1


def test_pages_and_their_parts_are_kept_apart(manager_client: Client, api: Client) -> None:
    part = manager_client.get("/companies/costs/", headers={"hx-request": "true"})
    page = manager_client.get("/companies/costs/")

    assert "HX-Request" in part.headers["Vary"]
    assert "HX-Request" in page.headers["Vary"]
    assert "HX-Request" not in api.get("/api/v1/models").headers.get("Vary", "")


def test_other_methods_and_programs_are_refused_as_before(
    manager_client: Client, api: Client
) -> None:
    assert manager_client.put("/people/columns/").status_code == 405
    assert api.get("/api/v1/titles/classify").status_code == 405


def test_a_form_that_leads_to_no_address_leads_to_its_own_page(manager_client: Client) -> None:
    form = "application/x-www-form-urlencoded"
    for following in ("%ED%A0%BD", "%00", "//elsewhere.example/", "javascript:alert(1)"):
        answer = manager_client.post("/titles/queues/rebuild/", f"next={following}", form)
        assert (answer.status_code, answer.headers["Location"][:8]) == (302, "/titles/"), following
