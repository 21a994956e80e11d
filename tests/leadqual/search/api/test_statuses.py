"""Promises about sales statuses by API."""

import pytest
from django.test import Client

from leadqual.accounts.models import User, Workspace
from leadqual.leads.records.status_changes import create_status
from tests.leadqual.leads.people import make_contact

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]
JSON = "application/json"


def test_statuses_are_listed_in_their_order(
    api: Client, workspace: Workspace, manager: User
) -> None:
    create_status(
        workspace=workspace, label="Meeting set", color="purple", kind="open", author=manager
    )

    rows = api.get("/api/v1/statuses").json()["results"]

    assert rows[0] == {"code": "new", "label": "New", "color": "gray", "kind": "open"}
    assert rows[-1]["code"] == "meeting_set"


def test_an_unknown_status_is_told_with_those_that_are_allowed(
    api: Client, workspace: Workspace
) -> None:
    contact = make_contact(workspace)

    answer = api.patch(f"/api/v1/contacts/{contact.pk}", {"status": "qualifed"}, content_type=JSON)

    assert answer.status_code == 422
    (wrong,) = answer.json()["errors"]
    assert wrong["pointer"] == "#/status"
    assert wrong["nearest"] == "qualified"
    assert "unqualified" in wrong["allowed"]


def test_an_unknown_status_of_a_search_is_told(api: Client, workspace: Workspace) -> None:
    answer = api.get("/api/v1/contacts?status=qualifed")

    assert answer.status_code == 422
    (wrong,) = answer.json()["errors"]
    assert (wrong["parameter"], wrong["nearest"]) == ("status", "qualified")
