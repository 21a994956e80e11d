"""Promises about the settings page for sales statuses."""

import pytest
from django.test import Client

from leadqual.accounts.models import Workspace
from leadqual.leads.models import Contact, SalesStatus
from leadqual.leads.records.statuses import statuses_of
from tests.leadqual.leads.people import make_contact

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]
PAGE = "/settings/statuses/"


def key_of(workspace: Workspace, code: str) -> int:
    return SalesStatus.objects.get(workspace=workspace, code=code).pk


def test_a_status_is_added_changed_moved_and_shown_everywhere(
    manager_client: Client, workspace: Workspace
) -> None:
    fields = {"label": "Demo booked", "color": "cyan", "kind": "open"}
    manager_client.post(PAGE, fields)
    address = f"{PAGE}{key_of(workspace, 'demo_booked')}/"
    manager_client.post(address, {**fields, "label": "Demo", "color": "red"})
    manager_client.post(f"{address}move/", {"to": "up"})
    contact = make_contact(workspace, "Ada Abel", status="demo_booked")

    row = statuses_of(workspace).active[-2]
    assert (row.code, row.label, row.color) == ("demo_booked", "Demo", "red")
    chip = '<span class="tag status" data-color="red">Demo</span>'
    assert chip in manager_client.get(f"/people/?person={contact.pk}").content.decode()
    assert "Demo" in manager_client.get(f"/people/{contact.pk}/edit/").content.decode()
    options = manager_client.get("/people/facet/?facet=status").content.decode()
    assert 'value="demo_booked"' in options


def test_a_bad_name_is_told_beside_its_field(manager_client: Client, workspace: Workspace) -> None:
    answer = manager_client.post(PAGE, {"label": "won", "color": "red", "kind": "won"})

    assert answer.status_code == 422
    assert "label" in answer.context["form"].errors


def test_an_archived_status_leaves_the_filters_and_can_be_restored(
    manager_client: Client, workspace: Workspace
) -> None:
    make_contact(workspace, "Ada Abel", status="lost")
    address = f"{PAGE}{key_of(workspace, 'lost')}/"
    assert manager_client.get(f"{address}archive/").context["n_people"] == 1

    manager_client.post(f"{address}archive/", {"successor": "won"})

    assert Contact.objects.get().status == "won"
    options = manager_client.get("/people/facet/?facet=status").content.decode()
    assert 'value="lost"' not in options
    restore = manager_client.get(PAGE, follow=True).content.decode()
    assert f"{address}restore/" in restore

    manager_client.post(f"{address}restore/")

    assert Contact.objects.get().status == "lost"


def test_an_unknown_successor_is_told(manager_client: Client, workspace: Workspace) -> None:
    address = f"{PAGE}{key_of(workspace, 'lost')}/archive/"

    answer = manager_client.post(address, {"successor": "nowhere"})

    assert answer.status_code == 422
    assert SalesStatus.objects.get(workspace=workspace, code="lost").archived_at is None


def test_qualifiers_see_statuses_and_change_none(
    qualifier_client: Client, workspace: Workspace
) -> None:
    assert qualifier_client.get(PAGE, follow=True).status_code == 200
    fields = {"label": "Demo", "color": "red", "kind": "open"}
    assert qualifier_client.post(PAGE, fields).status_code == 403
    assert len(statuses_of(workspace).active) == 7
