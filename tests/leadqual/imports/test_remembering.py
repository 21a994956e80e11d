"""Columns settled once are offered for the next file with such a header."""

import pytest
from django.test import Client

from leadqual.accounts.models import Workspace
from leadqual.imports.models import ImportBatch
from leadqual.imports.settled import SettledColumns
from tests.leadqual.imports.test_views import send

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("taxonomy")]

FIRST = b"Ref;Name;E-Mail;Notiz\n7;Ann Lee;ann@acme.example;x\n"
CHOICE = {
    "column-0": "external_id",
    "column-1": "full_name",
    "column-2": "email",
    "column-3": "job_title",
}
SETTLED = {
    "Ref": "external_id",
    "Name": "full_name",
    "E-Mail": "email",
    "Notiz": "job_title",
}


@pytest.fixture
def settled(manager_client: Client, models: None) -> None:
    """One file whose columns a manager settled otherwise than they were guessed."""
    address = send(manager_client, FIRST, "fair.csv")
    assert ImportBatch.objects.get().mapping != SETTLED
    manager_client.post(f"{address}start/", CHOICE)


def newest() -> ImportBatch:
    return ImportBatch.objects.latest("pk")


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
    assert "settled them for fair.csv" in page

    manager_client.post(f"{address}guess/")
    page = manager_client.get(address).content.decode()
    assert newest().mapping == {"E-mail": "email", "Name": "full_name"}
    assert "settled them for" not in page


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
    row = SettledColumns.objects.get()
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
