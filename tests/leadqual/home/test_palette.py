"""Ctrl-K finds records of every kind."""

import pytest
from django.test import Client

from leadqual.accounts.models import User, Workspace
from leadqual.leads.models import ContactList
from tests.leadqual.leads.people import make_company, make_contact

pytestmark = pytest.mark.usefixtures("models")


def test_records_of_every_kind_are_found(
    workspace: Workspace, other_workspace: Workspace, manager: User, viewer_client: Client
) -> None:
    company = make_company(workspace, "Nakamura Tools")
    person = make_contact(workspace, "Ken Nakamura", title="Buyer", company=company)
    make_contact(other_workspace, "Mia Nakamura")
    ContactList.objects.create(workspace=workspace, name="Nakamura and friends", author=manager)

    page = viewer_client.get("/palette/?q=naka", headers={"HX-Request": "true"}).content.decode()

    assert f"person={person.pk}#person" in page
    assert f"/companies/{company.pk}/" in page
    assert "Nakamura and friends" in page
    assert "Mia" not in page
    procurement = viewer_client.get("/palette/?q=einkauf", headers={"HX-Request": "true"})
    assert "function=procurement" in procurement.content.decode()


@pytest.mark.parametrize("typed", ["", "a", "%00", "%22", "-", "x" * 5_000])
def test_odd_words_find_little_and_never_fail(viewer_client: Client, typed: str) -> None:
    answer = viewer_client.get(f"/palette/?q={typed}", headers={"HX-Request": "true"})
    assert answer.status_code == 200
