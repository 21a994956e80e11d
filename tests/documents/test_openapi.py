"""The committed description of the API is that of the code, and its page opens."""

import io
import re

import pytest
from django.core.management import call_command
from django.test import Client

from tests.described_answers import DOCUMENT, description


@pytest.mark.django_db
def test_description_and_page_of_the_api_open_without_login() -> None:
    page = Client().get("/api/docs/")
    told = Client().get("/api/v1/openapi.json")

    assert (page.status_code, told.status_code) == (200, 200)
    assert told.json() == description(), "run `make openapi`"
    assert re.findall(rb'\b(?:href|src)="https?://[^"]*"', page.content) == []
    icon = b"/static/drf_spectacular_sidecar/swagger-ui-dist/favicon-32x32.png"
    assert b'href="' + icon + b'"' in page.content


@pytest.mark.slow
def test_committed_description_is_that_of_the_code() -> None:
    now = io.StringIO()
    call_command("spectacular", stdout=now, validate=True, fail_on_warn=True)

    assert DOCUMENT.read_text(encoding="utf-8") == now.getvalue(), "run `make openapi`"


_ATTRIBUTES = {("CampaignInput", "company_ids"), ("SeedsInput", "company_ids")}
"""Companies as one of several ways to say what something is made of."""


def test_operations_on_many_records_take_their_ids_under_one_name() -> None:
    schemas = description()["components"]["schemas"]
    named = {
        (name, field)
        for name, schema in schemas.items()
        for field, values in schema.get("properties", {}).items()
        if name.endswith("Input") and values.get("items", {}).get("type") == "integer"
        if field not in {"ids", "reasons", "unknown_ids", "deleted_ids"}
    }

    assert named == _ATTRIBUTES


def test_whoever_shows_a_company_shows_its_external_id() -> None:
    schemas = description()["components"]["schemas"]
    listed = {
        name: schema["properties"].keys()
        for name, schema in schemas.items()
        if name.endswith("Output") and {"company", "name"} <= schema.get("properties", {}).keys()
    }
    brief = [name for name in schemas if name.startswith("Company") and name.endswith("Brief")]

    assert {name for name, fields in listed.items() if "company_external_id" not in fields} == {
        "NeighborOutput"
    }
    assert all("external_id" in schemas[name]["properties"] for name in [*brief, "CompanyOutput"])
