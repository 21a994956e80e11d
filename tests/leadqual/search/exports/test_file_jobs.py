"""Exports that a job writes: started, asked for and fetched by API."""

from typing import Any, cast
from uuid import uuid4

import pytest
from django.http import FileResponse
from django.test import Client

from leadqual.accounts.models import User, Workspace
from leadqual.core import clock
from leadqual.leads.deletion import delete_record
from leadqual.leads.models import Export
from leadqual.search.exports.file_jobs import path_of, withdraw_files
from leadqual.search.lists.bulk_do_not_contact import set_do_not_contact_for_all
from leadqual.search.tasks import write_exports
from tests.leadqual.leads.exporting.files import read_file
from tests.leadqual.leads.people import make_contact

pytestmark = pytest.mark.django_db
JSON = "application/json"


def started(client: Client, **body: object) -> dict[str, Any]:
    """Start an export; no job has written its file yet."""
    answer = client.post("/api/v1/exports", body, content_type=JSON)
    assert answer.status_code == 202, answer.content
    found: dict[str, Any] = answer.json()
    assert found["file_state"] == "queued"
    return found


def file_of(client: Client, export_id: int) -> bytes:
    answer = client.get(f"/api/v1/exports/{export_id}/file")
    assert answer.status_code == 200
    return b"".join(cast("list[bytes]", cast("FileResponse", answer).streaming_content))


def test_a_file_is_written_and_fetched(api: Client, workspace: Workspace) -> None:
    kind = "parquet"
    make_contact(workspace, email="j@x.example", country="Germany")
    make_contact(workspace, country="Peru")
    export = started(api, query="country=Germany", format=kind, columns=["email"])

    write_exports()

    assert read_file(kind, file_of(api, export["id"])) == [{"email": "j@x.example"}]
    now = api.get(f"/api/v1/exports/{export['id']}").json()
    assert (now["file_state"], now["n_people"], now["n_sent"]) == ("done", 1, 1)
    assert now["n_bytes"] > 0
    assert now["finished_at"] < now["expires_at"]

    workspace.companies.create(name="Kelvia", domain="kelvia.example")
    export = started(api, records="companies", columns=["domain"], format="csv")

    write_exports()

    assert read_file("csv", file_of(api, export["id"])) == [{"domain": "kelvia.example"}]


def test_whoever_must_not_be_contacted_by_now_is_left_out(
    api: Client, workspace: Workspace, manager: User
) -> None:
    make_contact(workspace, email="j@x.example")
    stopped = make_contact(workspace, email="k@x.example")
    export = started(api, columns=["email"], format="csv")
    set_do_not_contact_for_all(
        workspace=workspace, ids=[stopped.pk], author=manager, request_id=uuid4()
    )

    write_exports()

    assert read_file("csv", file_of(api, export["id"])) == [{"email": "j@x.example"}]
    assert Export.objects.get().n_people == 1


@pytest.mark.parametrize("is_deleted", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_whoever_is_stopped_after_the_file_was_written_is_not_handed_out(
    api: Client, workspace: Workspace, manager: User, *, is_deleted: bool
) -> None:
    make_contact(workspace, email="j@x.example")
    stopped = make_contact(workspace, email="k@x.example")
    export = started(api, columns=["email"], format="csv")
    write_exports()
    path = path_of(Export.objects.get())
    assert path.exists()
    set_do_not_contact_for_all(
        workspace=workspace, ids=[stopped.pk], author=manager, request_id=uuid4()
    )
    if is_deleted:
        delete_record(record=stopped, workspace=workspace, kind="contact", author=manager)

    refused = api.get(f"/api/v1/exports/{export['id']}/file")

    assert (refused.status_code, refused.json()["code"]) == (409, "export_not_ready")
    assert not path.exists()
    write_exports()
    assert read_file("csv", file_of(api, export["id"])) == [{"email": "j@x.example"}]
    now = api.get(f"/api/v1/exports/{export['id']}").json()
    assert (now["file_state"], now["n_people"], now["n_sent"]) == ("done", 1, 1)


def test_who_asked_for_everybody_gets_everybody(
    api: Client, workspace: Workspace, manager: User
) -> None:
    stopped = make_contact(workspace, email="k@x.example")
    export = started(api, columns=["email"], format="csv", include_do_not_contact=True)
    write_exports()
    set_do_not_contact_for_all(
        workspace=workspace, ids=[stopped.pk], author=manager, request_id=uuid4()
    )

    assert b"k@x.example" in file_of(api, export["id"])


def test_before_it_is_written_and_after_its_time_there_is_no_file(
    api: Client, workspace: Workspace
) -> None:
    make_contact(workspace)
    export = started(api)
    address = f"/api/v1/exports/{export['id']}/file"

    early = api.get(address)
    write_exports()
    path = path_of(Export.objects.get())
    assert path.stat().st_mode & 0o077 == 0
    Export.objects.update(expires_at=clock.now())
    write_exports()
    late = api.get(address)

    assert (early.status_code, early.json()["code"]) == (409, "export_not_ready")
    assert (late.status_code, late.json()["code"]) == (410, "export_file_gone")
    assert not path.exists()
    assert api.get(f"/api/v1/exports/{export['id']}").json()["file_state"] == "expired"


def test_one_whose_job_was_killed_is_written_anew(api: Client, workspace: Workspace) -> None:
    make_contact(workspace, email="j@x.example")
    export = started(api, columns=["email"], format="csv")
    write_exports()
    Export.objects.update(file_state="running", finished_at=None)  # As a killed job leaves it.
    path_of(Export.objects.get()).unlink()

    write_exports()

    assert read_file("csv", file_of(api, export["id"])) == [{"email": "j@x.example"}]
    withdraw_files(workspace.pk)  # As an erasure does.
    answer = api.get(f"/api/v1/exports/{export['id']}/file")
    assert (answer.status_code, answer.json()["code"]) == (410, "export_file_gone")


def test_a_file_is_for_who_started_it_and_for_managers(
    workspace: Workspace, manager_client: Client, qualifier_client: Client
) -> None:
    make_contact(workspace, email="j@x.example")
    of_manager = started(manager_client)["id"]
    of_qualifier = started(qualifier_client)["id"]
    write_exports()

    assert qualifier_client.get(f"/api/v1/exports/{of_manager}/file").status_code == 404
    assert file_of(qualifier_client, of_qualifier)
    assert file_of(manager_client, of_qualifier)


def test_what_is_not_understood_is_refused(api: Client, workspace: Workspace) -> None:
    make_contact(workspace)
    bodies: list[tuple[dict[str, object], str]] = [
        ({"query": "contry=Peru"}, "invalid"),
        ({"query": "level=boss"}, "invalid"),
        ({"columns": ["password"]}, "unknown_column"),
        ({"format": "pdf"}, "invalid"),
        ({"records": "companies", "include_do_not_contact": True}, "invalid"),
    ]

    for body, code in bodies:
        response = api.post("/api/v1/exports", body, content_type=JSON)

        assert (response.status_code, response.json()["code"]) == (422, code)
    assert not Export.objects.exists()


def test_one_that_fails_says_why_and_others_are_written(api: Client, workspace: Workspace) -> None:
    make_contact(workspace, email="j@x.example")
    broken, right = started(api, format="csv"), started(api, columns=["email"], format="csv")
    Export.objects.filter(pk=broken["id"]).update(columns=["gone"])

    write_exports()

    failed = api.get(f"/api/v1/exports/{broken['id']}").json()
    assert failed["file_state"] == "failed"
    assert "gone" in failed["problem"]
    assert read_file("csv", file_of(api, right["id"])) == [{"email": "j@x.example"}]


def test_page_leads_its_author_and_managers_to_the_file(
    api: Client, workspace: Workspace, manager_client: Client, qualifier_client: Client
) -> None:
    make_contact(workspace, email="j@x.example")
    export = started(api, columns=["email"], format="csv")
    address = f"/api/v1/exports/{export['id']}/file"
    waiting = manager_client.get("/people/exports/", follow=True).content.decode()

    write_exports()

    mine, other = (
        client.get("/people/exports/", follow=True).content.decode()
        for client in (manager_client, qualifier_client)
    )
    assert "File waiting" in waiting
    assert address not in waiting + other
    assert address in mine
    assert b"j@x.example" in file_of(manager_client, export["id"])
    assert qualifier_client.get(address).status_code == 404
