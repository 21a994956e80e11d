"""Steps of an import by API."""

from typing import cast

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import StreamingHttpResponse
from django.test import Client

from leadqual.accounts.keys.scopes import covered_scopes
from leadqual.accounts.keys.services import create_api_key
from leadqual.accounts.models import Role, User, Workspace
from leadqual.imports.models import ImportBatch
from leadqual.leads.models import Contact

PEOPLE = b"name,email,phone\nAnn Lee,ann@acme.example,ask her\nBo Roe,bo(at)acme.example,\n"


def sent(api: Client, **more: str) -> int:
    body = {"kind": "contacts", "file": SimpleUploadedFile("list.csv", PEOPLE), **more}
    response = api.post("/api/v1/imports", body)
    assert response.status_code == 201, response.content
    return int(response.json()["id"])


@pytest.mark.django_db(transaction=True)
def test_a_dry_run_is_started_and_undone(api: Client, models: None) -> None:
    number = sent(api, dry_run="true", match_by="email", mode="create")

    state = api.get(f"/api/v1/imports/{number}").json()
    assert (state["status"], state["plan"]["n_created"], state["n_created"]) == ("checked", 1, 0)
    assert not Contact.objects.exists()
    cells = api.get(f"/api/v1/imports/{number}/cells").json()["results"]
    assert [(cell["number"], cell["column"], cell["value"]) for cell in cells] == [
        (2, "phone", "ask her")
    ]

    assert api.post(f"/api/v1/imports/{number}/start").status_code == 200
    assert api.get(f"/api/v1/imports/{number}").json()["status"] == "done"
    assert Contact.objects.count() == 1

    assert api.post(f"/api/v1/imports/{number}/undo").status_code == 200
    state = api.get(f"/api/v1/imports/{number}").json()
    assert (state["status"], state["undo"]["n_deleted"]) == ("undone", 1)
    assert not Contact.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_step_at_the_wrong_place_is_a_conflict(api: Client, models: None) -> None:
    number = sent(api)

    for step in ["start", "pause", "resume", "stop"]:
        response = api.post(f"/api/v1/imports/{number}/{step}")

        assert (response.status_code, response.json()["code"]) == (409, "import_wrong_step")


@pytest.mark.django_db
def test_bad_choices_are_told(api: Client) -> None:
    for more in [{"mode": "nix"}, {"match_by": "external_id"}, {"dry_run": "?"}]:
        body = {"kind": "contacts", "file": SimpleUploadedFile("list.csv", PEOPLE), **more}

        assert api.post("/api/v1/imports", body).status_code == 422
        assert not ImportBatch.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_what_stayed_out_comes_as_a_file_for_those_who_may_import(
    api: Client, models: None, workspace: Workspace, manager: User
) -> None:
    number = sent(api)

    file = api.get(f"/api/v1/imports/{number}/rejected-rows", headers={"Accept": "text/csv"})

    content = b"".join(cast("list[bytes]", cast("StreamingHttpResponse", file).streaming_content))
    rows = content.decode("utf-8-sig").splitlines()
    assert [row.partition(",")[0] for row in rows] == ["LeadQual: line", "2", "3"]
    assert rows[2].endswith("Bo Roe,bo(at)acme.example,")
    key = create_api_key(
        workspace=workspace, name="q", scopes=covered_scopes(Role.QUALIFIER), author=manager
    )
    other = Client(headers={"authorization": f"Bearer {key[1]}"})
    assert other.get(f"/api/v1/imports/{number}/rejected-rows").status_code == 403


@pytest.mark.django_db(transaction=True)
def test_a_dry_run_is_thrown_away_and_an_import_is_not(api: Client, models: None) -> None:
    dry, real = sent(api, dry_run="true"), sent(api)

    assert api.delete(f"/api/v1/imports/{dry}").status_code == 204
    rejected = api.delete(f"/api/v1/imports/{real}")

    assert (rejected.status_code, rejected.json()["code"]) == (409, "import_wrong_step")
    assert [batch.pk for batch in ImportBatch.objects.all()] == [real]
