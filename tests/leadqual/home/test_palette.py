"""Ctrl-K finds records of every kind, and offers what can be done."""

import re
from html import unescape

import pytest
from django.test import Client

from leadqual.accounts.models import User, Workspace
from leadqual.home.navigation import ACTIONS
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


def test_odd_words_find_little_and_never_fail(viewer_client: Client) -> None:
    for typed in ("", "a", "%00", "%22", "-", "x" * 5_000):
        answer = viewer_client.get(f"/palette/?q={typed}", headers={"HX-Request": "true"})
        assert answer.status_code == 200


def palette_of(client: Client) -> dict[str, str]:
    """Words of what Ctrl-K offers on each page, with its address."""
    html = unescape(client.get("/account/").content.decode())
    options = html.partition('id="palette-list"')[2].partition("</dialog>")[0]
    return {
        words: url
        for url, words in re.findall(
            r'<a role="option"[^>]*href="([^"]+)".*?<span>([^<]+)', options
        )
    }


def test_every_action_is_offered_to_those_who_may_do_it(
    manager_client: Client, viewer_client: Client
) -> None:
    actions = {words for *_, words in ACTIONS}
    of_staff = {words for _, role, _, words in ACTIONS if role is None}

    assert actions & palette_of(manager_client).keys() == actions - of_staff
    User.objects.update(is_staff=True)
    assert actions <= palette_of(manager_client).keys()
    assert palette_of(manager_client)["New campaign"] == "/campaigns/?panel=new"
    assert actions & palette_of(viewer_client).keys() == {
        "Export people",
        "Export companies",
        *of_staff,
    }


@pytest.mark.slow
def test_every_action_opens_its_page(manager_client: Client) -> None:
    User.objects.update(is_staff=True)
    found = palette_of(manager_client)

    for *_, words in ACTIONS:
        assert manager_client.get(found[words]).status_code == 200, words
