"""Steps of one import on its pages: dry run, pause, undo, and the lines of each outcome."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from leadqual.imports.models import ImportBatch
from leadqual.leads.models import Contact
from tests.leadqual.imports.conftest import Import

pytestmark = pytest.mark.django_db

PEOPLE = (
    "Name;E-Mail;Position;Phone\nAnn Lee;ann@acme.example;CEO;none at all\nBo Roe;bo(at)acme;CFO;\n"
)
BOXES = {
    "column-0": "full_name",
    "column-1": "email",
    "column-2": "job_title",
    "column-3": "phone",
    "mode": "both",
    "match_by": "email",
    "duplicates": "first",
}


def sent(client: Client) -> str:
    file = SimpleUploadedFile("list.csv", PEOPLE.encode())
    return str(client.post(reverse("imports:send"), {"kind": "contacts", "file": file})["Location"])


@pytest.mark.django_db(transaction=True)
def test_a_file_is_checked_started_and_undone(manager_client: Client, models: None) -> None:
    address = sent(manager_client)

    page = manager_client.post(f"{address}start/", {**BOXES, "dry": "1"}, follow=True)

    words = " ".join(page.content.decode().split())
    assert "Nothing is imported yet" in words
    assert "1 cell" in words
    assert not Contact.objects.exists()
    batch = ImportBatch.objects.get()
    assert (batch.match_by, batch.duplicates, batch.plan["n_created"]) == ("email", "first", 1)
    lines = manager_client.get(f"{address}lines/", {"outcome": "cells"}).content.decode()
    assert "none at all" in lines
    assert "Line 3" in manager_client.get(f"{address}lines/?outcome=rejected").content.decode()

    page = manager_client.post(f"{address}begin/", follow=True)

    assert "All rows processed" in page.content.decode()
    assert Contact.objects.get().phone == ""
    undo = manager_client.get(f"{address}undo/").content.decode()
    assert "Undo this import?" in undo
    page = manager_client.post(f"{address}undo/start/", follow=True)
    assert "Undone" in page.content.decode()
    assert not Contact.objects.exists()


def test_a_changed_line_shows_what_changes(manager_client: Client, bring: Import) -> None:
    bring("email,city\nann@acme.example,Oslo\n")
    batch = bring("email,city\nann@acme.example,Rome\n", is_dry=True)

    page = manager_client.get(
        reverse("imports:lines", args=[batch.pk]), {"outcome": "updated"}
    ).content.decode()

    assert "<s>Oslo</s> Rome" in page
    assert f'href="{reverse("search:person", args=[Contact.objects.get().pk])}"' in page


def test_new_lines_lead_to_who_they_made_and_say_no_why(
    manager_client: Client, bring: Import
) -> None:
    batch = bring("email,first_name\nann@acme.example,Ann\n")
    lines = reverse("imports:lines", args=[batch.pk])
    contact = Contact.objects.get()

    page = manager_client.get(lines, {"outcome": "created"}).content.decode()

    assert f'href="{reverse("search:person", args=[contact.pk])}">Ann</a>' in page
    assert ">Why<" not in page
    contact.delete()
    page = manager_client.get(lines, {"outcome": "created"}).content.decode()
    assert 'Ann <span class="muted">deleted' in page


def test_a_paused_import_offers_to_go_on(manager_client: Client) -> None:
    address = sent(manager_client)
    ImportBatch.objects.update(status="running", n_rows=1, n_bytes_read=20)

    page = manager_client.post(f"{address}pause/", follow=True).content.decode()

    assert "Paused at" in page
    assert ">Resume<" in page
    assert ImportBatch.objects.get().status == "paused"


def test_a_step_at_the_wrong_place_is_told(manager_client: Client) -> None:
    address = sent(manager_client)

    for step in ["begin", "columns", "pause", "resume", "undo/start"]:
        response = manager_client.post(f"{address}{step}/")

        assert response.status_code == 409


def test_lines_of_no_outcome_are_not_there(manager_client: Client, bring: Import) -> None:
    batch = bring("email\nann@acme.example\n")

    for outcome in ["", "nix"]:
        response = manager_client.get(
            reverse("imports:lines", args=[batch.pk]), {"outcome": outcome}
        )

        assert response.status_code == 404


def test_rules_stay_as_they_were_chosen_where_a_start_is_refused(manager_client: Client) -> None:
    ways = {"mode": "create", "match_by": "external_id", "duplicates": "reject"}

    response = manager_client.post(f"{sent(manager_client)}start/", {**BOXES, **ways})

    assert response.status_code == 422
    for way in ways.values():
        assert f'<option value="{way}" selected>' in " ".join(response.content.decode().split())
