"""Imports by API."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from leadqual.accounts.keys.scopes import covered_scopes
from leadqual.accounts.keys.services import create_api_key
from leadqual.accounts.models import Role, User, Workspace
from leadqual.imports.models import ImportBatch
from leadqual.leads.models import Contact
from tests.leadqual.imports.conftest import Import

pytestmark = pytest.mark.django_db

PEOPLE = b"name,email,ref\nAnn Lee,ann@acme.example,7\n,bo(at)acme.example,\n"


def form(content: bytes = PEOPLE, **more: str) -> dict[str, object]:
    return {"kind": "contacts", "file": SimpleUploadedFile("list.csv", content), **more}


@pytest.mark.django_db(transaction=True)
def test_a_file_goes_in_and_its_rows_are_told(api: Client, models: None) -> None:
    response = api.post(
        "/api/v1/imports", form(mapping=json.dumps({"ref": "external_id"}), tags="Fair")
    )

    assert response.status_code == 201, response.content
    number = response.json()["id"]
    state = api.get(f"/api/v1/imports/{number}").json()
    assert (state["status"], state["percent"], state["n_rows"]) == ("done", 100, 2)
    assert (state["n_created"], state["n_rejected"]) == (1, 1)
    assert state["mapping"] == {"name": "full_name", "email": "email", "ref": "external_id"}
    rows = api.get(f"/api/v1/imports/{number}/rows?outcome=rejected").json()["results"]
    assert [(row["number"], row["column"], row["value"]) for row in rows] == [
        (3, "email", "bo(at)acme.example")
    ]
    assert rows[0]["reason"]
    assert len(api.get(f"/api/v1/imports/{number}/rows").json()["results"]) == 2
    assert api.get(f"/api/v1/imports/{number}/rows?outcome=lost").status_code == 422
    assert state["tags"] == Contact.objects.get().tags == ["Fair"]
    assert Contact.objects.get().external_id == "7"
    assert [one["id"] for one in api.get("/api/v1/imports").json()["results"]] == [number]


def test_a_bad_file_is_a_problem_document_and_leaves_nothing(api: Client) -> None:
    for content, status, code in [
        (b"", 422, "import_empty"),
        (b"%PDF-1.7", 422, "import_not_text"),
        (b"ann@acme.example,Ann\n", 422, "import_no_header"),
        (b"title,city\nCEO,Oslo\n", 422, "import_mapping"),
    ]:
        response = api.post("/api/v1/imports", form(content))

        assert (response.status_code, response.json()["code"]) == (status, code)
        assert response["Content-Type"] == "application/problem+json"
        assert not ImportBatch.objects.exists()


def test_a_mapping_of_another_shape_is_refused(api: Client) -> None:
    for mapping in ['["email"]', '{"email": 3}', "no json"]:
        response = api.post("/api/v1/imports", form(mapping=mapping))

        assert (response.status_code, response.json()["code"]) == (422, "invalid")


def test_a_key_that_may_only_read_cannot_import(
    workspace: Workspace, manager: User, bring: Import
) -> None:
    _, secret = create_api_key(
        workspace=workspace, name="q", scopes=covered_scopes(Role.QUALIFIER), author=manager
    )
    client = Client(headers={"Authorization": f"Bearer {secret}"})

    assert client.post("/api/v1/imports", form()).status_code == 403
    assert client.get(f"/api/v1/imports/{bring(PEOPLE).pk}").status_code == 200


def test_imports_of_another_workspace_do_not_exist(
    api: Client, bring: Import, other_workspace: Workspace
) -> None:
    batch = bring(PEOPLE, into=other_workspace)

    assert api.get(f"/api/v1/imports/{batch.pk}").status_code == 404
    assert api.get(f"/api/v1/imports/{batch.pk}/rows").status_code == 404
    assert api.get("/api/v1/imports").json()["results"] == []
