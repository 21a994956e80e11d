"""Promises about sales statuses by API."""

import pytest
from django.test import Client

from leadqual.accounts.models import Member, Role, User, Workspace
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

    first = {"code": "new", "label": "New", "color": "gray", "kind": "open"}
    assert {name: rows[0][name] for name in first} == first
    assert rows[-1]["code"] == "meeting_set"


def test_programs_add_change_order_archive_and_restore_statuses(
    api: Client, workspace: Workspace
) -> None:
    def codes() -> list[str]:
        return [row["code"] for row in api.get("/api/v1/statuses").json()["results"]]

    made = api.post("/api/v1/statuses", {"label": "Demo held"}, content_type=JSON)
    own = f"/api/v1/statuses/{made.json()['id']}"
    contact = make_contact(workspace, status="demo_held")

    assert made.status_code == 201
    changed = api.patch(own, {"label": "Demo", "position": 2}, content_type=JSON).json()
    assert (changed["code"], changed["label"], changed["kind"]) == ("demo_held", "Demo", "open")
    assert codes().index("demo_held") == 1
    take = api.patch(own, {"label": "won"}, content_type=JSON)
    assert (take.status_code, take.json()["errors"][0]["pointer"]) == (422, "#/label")

    api.post(f"{own}/archive", {"successor": "contacted"}, content_type=JSON)
    contact.refresh_from_db()
    assert (contact.status, "demo_held" in codes()) == ("contacted", False)
    assert api.patch(own, {"label": "Gone"}, content_type=JSON).status_code == 404
    api.post(f"{own}/restore")
    contact.refresh_from_db()
    assert (contact.status, codes().index("demo_held")) == ("demo_held", 1)


def test_only_managers_change_statuses(api: Client, manager: User) -> None:
    Member.objects.filter(user=manager).update(role=Role.QUALIFIER)

    answer = api.post("/api/v1/statuses", {"label": "Demo held"}, content_type=JSON)

    assert answer.status_code == 403


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
