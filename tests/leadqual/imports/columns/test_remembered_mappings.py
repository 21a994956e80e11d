"""Columns settled once are offered for the next file with such a header."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from leadqual.accounts.models import Workspace
from leadqual.imports.models import ImportBatch, SavedMapping
from tests.leadqual.imports.pages.test_imports import send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]

FIRST = b"Ref;Name;E-Mail;Notiz\n7;Ann Lee;ann@acme.example;x\n"
CHOICE = {
    "column-0": "external_id",
    "column-1": "full_name",
    "column-2": "email",
    "column-3": "job_title",
}
SETTLED = {"Ref": "external_id", "Name": "full_name", "E-Mail": "email", "Notiz": "job_title"}


@pytest.fixture
def settled(manager_client: Client, models: None) -> None:
    """One file whose columns a manager settled otherwise than they were guessed."""
    address = send(manager_client, FIRST, "fair.csv")
    assert ImportBatch.objects.get().mapping != SETTLED
    manager_client.post(f"{address}start/", CHOICE)


def newest() -> ImportBatch:
    return ImportBatch.objects.latest("pk")


def ways_of(batch: ImportBatch) -> tuple[str, str, str]:
    return batch.mode, batch.match_by, batch.duplicates


@pytest.mark.usefixtures("settled")
def test_next_file_with_this_header_stands_as_it_was_settled(manager_client: Client) -> None:
    address = send(manager_client, b"Notiz,E-mail,REF,Name\nx,b@acme.example,8,Bo\n")

    page = " ".join(manager_client.get(address).content.decode().split())
    assert newest().mapping == {
        "Notiz": "job_title",
        "E-mail": "email",
        "REF": "external_id",
        "Name": "full_name",
    }
    assert "for fair.csv on" in page

    manager_client.post(f"{address}guess/")
    page = manager_client.get(address).content.decode()
    assert newest().mapping == {"E-mail": "email", "Name": "full_name"}
    assert 'aria-label="Saved mapping"' not in page


@pytest.mark.slow
@pytest.mark.usefixtures("settled")
def test_nearly_the_same_header_takes_what_it_shares_and_guesses_the_rest(
    manager_client: Client,
) -> None:
    send(manager_client, b"Ref;Name;E-Mail;Notiz;Telefon\n9;Cy;c@acme.example;x;+49 89 1\n")

    assert newest().mapping == SETTLED | {"Telefon": "phone"}


@pytest.mark.usefixtures("settled")
@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"Ref;Name;Company;City\n9;Cy;Acme;Bonn\n", "contacts"),
        (b"Ref;Name;E-Mail;Notiz\n9;Cy;c@acme.example;x\n", "companies"),
    ],
)
def test_other_headers_and_kinds_are_guessed(
    manager_client: Client, content: bytes, kind: str
) -> None:
    send(manager_client, content, kind=kind)

    guessed = {one["name"]: one["guess"] for one in newest().columns if one["guess"]}
    assert newest().mapping == guessed


@pytest.mark.usefixtures("settled")
def test_what_is_settled_anew_takes_the_place_of_what_was(manager_client: Client) -> None:
    address = send(manager_client, FIRST, "later.csv")
    manager_client.post(f"{address}start/", CHOICE | {"column-3": ""})

    send(manager_client, FIRST)

    assert newest().mapping == {name: SETTLED[name] for name in ("Ref", "Name", "E-Mail")}
    row = SavedMapping.objects.get()
    assert (row.file_name, row.author.email) == ("later.csv", newest().author.email)


@pytest.mark.usefixtures("settled")
def test_what_one_workspace_settled_says_nothing_to_another(
    stranger_client: Client, other_workspace: Workspace
) -> None:
    other_workspace.members.update(role="manager")

    send(stranger_client, FIRST)

    assert newest().workspace == other_workspace
    assert newest().mapping != SETTLED


@pytest.mark.usefixtures("settled")
def test_started_import_keeps_its_columns(manager_client: Client) -> None:
    response = manager_client.post(f"/imports/{newest().pk}/guess/")

    assert response.status_code == 409
    assert newest().mapping == SETTLED


@pytest.mark.usefixtures("settled")
def test_how_rows_meet_what_is_here_is_remembered_with_the_columns(manager_client: Client) -> None:
    address = send(manager_client, FIRST, "later.csv")
    ways = {"mode": "update", "match_by": "external_id", "duplicates": "reject"}
    manager_client.post(f"{address}start/", CHOICE | ways)

    address = send(manager_client, FIRST)

    assert ways_of(newest()) == ("update", "external_id", "reject")
    page = " ".join(manager_client.get(address).content.decode().split())
    assert '<option value="external_id" selected>' in page
    assert "for later.csv on" in page
    manager_client.post(f"{address}guess/")
    assert ways_of(newest()) == ("both", "any", "last")


@pytest.mark.slow
@pytest.mark.usefixtures("settled")
def test_a_key_without_a_column_in_the_next_file_is_left_out(manager_client: Client) -> None:
    header = b"Ref;Name;E-Mail;Notiz;Telefon\n7;Ann Lee;ann@acme.example;x;\n"
    address = send(manager_client, header, "later.csv")
    ways = {"mode": "create", "match_by": "external_id"}
    manager_client.post(f"{address}start/", CHOICE | {"column-4": "phone"} | ways)

    send(manager_client, header.replace(b"Ref;", b"").replace(b"7;", b""))

    assert ways_of(newest()) == ("create", "any", "last")


@pytest.mark.usefixtures("settled")
def test_what_was_settled_can_be_forgotten(manager_client: Client) -> None:
    address = send(manager_client, FIRST, "later.csv")

    response = manager_client.post(f"{address}forget/", follow=True)

    assert "Forgot the mapping of fair.csv" in response.content.decode()
    assert newest().mapping == {"E-Mail": "email", "Name": "full_name"}
    send(manager_client, FIRST)
    assert newest().mapping == {"E-Mail": "email", "Name": "full_name"}
    response = manager_client.post(f"/imports/{newest().pk}/forget/", follow=True)
    assert "Forgot the mapping of" not in response.content.decode()


@pytest.mark.usefixtures("settled")
def test_nothing_is_forgotten_by_others_or_after_the_start(
    manager_client: Client, stranger_client: Client, other_workspace: Workspace
) -> None:
    other_workspace.members.update(role="manager")
    started = newest().pk
    address = send(manager_client, FIRST)

    assert manager_client.post(f"/imports/{started}/forget/").status_code == 409
    assert stranger_client.post(f"{address}forget/").status_code == 404
    stranger_client.post(f"{send(stranger_client, FIRST)}forget/")

    assert SavedMapping.objects.filter(file_name="fair.csv").exists()


@pytest.fixture
def ruled(manager_client: Client, models: None) -> None:
    """One file for which a manager settled columns and rules otherwise than they usually are."""
    address = send(manager_client, FIRST, "fair.csv")
    ways = {"mode": "create", "match_by": "external_id", "duplicates": "reject"}
    manager_client.post(f"{address}start/", CHOICE | ways)


def sent_by_api(api: Client, **more: str) -> tuple[int, dict[str, object]]:
    file = SimpleUploadedFile("next.csv", FIRST)
    response = api.post("/api/v1/imports", {"kind": "contacts", "file": file, **more})
    return response.status_code, response.json()


@pytest.mark.usefixtures("ruled")
def test_by_api_a_file_is_read_as_the_template_that_is_named(api: Client) -> None:
    status, state = sent_by_api(api, template="fair.csv", dry_run="true")

    assert (status, state["mapping"]) == (201, SETTLED)
    assert ways_of(newest()) == ("create", "external_id", "reject")


@pytest.mark.slow
@pytest.mark.usefixtures("ruled")
def test_what_is_given_beside_a_template_counts_before_it(api: Client) -> None:
    changes = json.dumps({"Notiz": "", "Ref": "phone", "Name": "last_name"})

    _, state = sent_by_api(api, template="fair.csv", mapping=changes, mode="both")

    assert state["mapping"] == {"Ref": "phone", "Name": "last_name", "E-Mail": "email"}
    assert ways_of(newest()) == ("both", "any", "reject")


@pytest.mark.slow
@pytest.mark.usefixtures("ruled")
def test_a_template_is_there_though_the_pages_keep_a_later_file_with_its_header(
    manager_client: Client, api: Client
) -> None:
    address = send(manager_client, FIRST, "later.csv")
    manager_client.post(f"{address}start/", CHOICE | {"column-3": "", "mode": "update"})

    _, state = sent_by_api(api, template="fair.csv", dry_run="true")

    assert state["mapping"] == SETTLED
    assert ways_of(newest()) == ("create", "external_id", "reject")


@pytest.mark.usefixtures("settled")
def test_a_file_by_api_is_a_template_and_one_that_was_thrown_away_stays_one(
    manager_client: Client, api: Client
) -> None:
    sent_by_api(api, mapping=json.dumps({"Ref": "external_id"}), duplicates="first")
    ImportBatch.objects.filter(file_name="fair.csv").delete()

    _, by_api = sent_by_api(api, template="next.csv", dry_run="true")
    _, kept = sent_by_api(api, template="fair.csv", dry_run="true")

    assert by_api["mapping"] == {"Ref": "external_id", "Name": "full_name", "E-Mail": "email"}
    assert by_api["duplicates"] == "first"
    assert kept["mapping"] == SETTLED


@pytest.mark.usefixtures("ruled")
def test_an_unknown_template_is_told_with_those_that_there_are(api: Client) -> None:
    n_before = ImportBatch.objects.count()

    status, problem = sent_by_api(api, template="fare.csv")

    assert (status, problem["code"]) == (422, "import_no_template")
    assert "Files: fair.csv." in str(problem["detail"])
    assert ImportBatch.objects.count() == n_before
