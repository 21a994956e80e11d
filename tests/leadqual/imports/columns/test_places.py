"""A column of whole places is a place, whatever its name; what was written stays to be seen."""

import pytest
from django.test import Client
from django.urls import reverse

from leadqual.imports.columns.guessing import guess_mapping
from leadqual.leads.models import Contact
from tests.leadqual.imports.conftest import Import
from tests.leadqual.imports.pages.test_imports import send

WHOLE = [["Paris, France"], ["Berlin, Germany"], ["San Francisco, CA"], ["Köln"]]


def test_whole_places_are_a_place() -> None:
    for kind, field in [("contacts", "location"), ("companies", "headquarters")]:
        for name in ["Ort", "City", "Ville"]:
            assert [one.field for one in guess_mapping(kind, [name], WHOLE)] == [field]


def test_cities_alone_are_cities() -> None:
    found = guess_mapping("contacts", ["Ort"], [["Köln"], ["Paris"], ["Halle (Saale), Mitte"]])

    assert [one.field for one in found] == ["city"]


def test_a_city_beside_a_place_stays_a_city() -> None:
    header, rows = ["City", "Location"], [["Paris, France", "Paris, France"]]

    fields = {one.field for one in guess_mapping("contacts", header, rows)}

    assert fields == {"city", "location"}


@pytest.mark.django_db
def test_the_mapping_page_says_place(manager_client: Client) -> None:
    content = 'email,Ort\na@x.example,"Paris, France"\nb@x.example,"Rome, Italy"\n'

    page = manager_client.get(send(manager_client, content.encode())).content.decode()

    chosen = [line for line in page.splitlines() if "selected" in line]
    assert any("Place (city, state, country)" in line for line in chosen)


@pytest.mark.django_db
def test_the_mapping_page_says_which_columns_to_check(manager_client: Client) -> None:
    content = "email,Compnay Name,Phone\na@x.example,Acme,yes\nb@x.example,Bolt,no\n"

    page = manager_client.get(send(manager_client, content.encode())).content.decode()

    assert page.count("Uncertain: check the values") == 1
    assert page.count("Skipped: the values do not match the column name") == 1


@pytest.mark.slow
@pytest.mark.django_db
def test_the_place_as_written_is_on_the_page_in_the_api_and_in_exports(
    bring: Import, manager_client: Client, api: Client, models: None
) -> None:
    bring('email,Ort\nann@x.example,"Großraum München, Bavaria, Germany"\n')
    ann = Contact.objects.get()
    assert ann.place

    address = reverse("search:person", args=[ann.pk])
    page = manager_client.get(address, follow=True).content.decode()
    shown = api.get(f"/api/v1/contacts/{ann.pk}").json()
    response = api.get("/api/v1/contacts/export?format=csv&column=email&column=place_as_written")

    assert ann.place in page
    assert shown["place"] == ann.place
    assert ann.place in b"".join(response).decode()
