"""Parameters that an operation does not take are refused, on every operation alike."""

import json

import pytest
import yaml
from django.test import Client

from leadqual.accounts.models import Workspace
from tests.documents.pages import ROOT

pytestmark = pytest.mark.django_db


def test_every_parameter_says_what_it_is() -> None:
    text = (ROOT / "docs" / "api" / "openapi.yaml").read_text("utf-8")
    described = yaml.load(text, Loader=yaml.CSafeLoader)  # a safe one
    silent = {
        f"{operation['operationId']}: {one['name']}"
        for operations in described["paths"].values()
        for operation in operations.values()
        for one in operation.get("parameters", ())
        if not one.get("description")
    }

    assert not silent


def test_an_unknown_parameter_is_named(api: Client, workspace: Workspace) -> None:
    for operation, nearest in (("members", "page_size"), ("taxonomy", None)):
        answer = api.get(f"/api/v1/{operation}?page_sise=2")

        (error,) = answer.json()["errors"]
        assert (answer.status_code, error["parameter"]) == (422, "page_sise")
        assert error.get("nearest") == nearest


def test_an_unknown_value_is_told_with_those_allowed(api: Client, workspace: Workspace) -> None:
    answer = api.get("/api/v1/suggestions?kind=titel")

    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["parameter"], error["nearest"]) == (422, "kind", "title")
    assert "title" in error["allowed"]


def test_each_of_repeated_values_counts_and_an_empty_one_is_left_out(
    api: Client, workspace: Workspace
) -> None:
    one = api.get("/api/v1/contacts?lead_tier=A&lead_tier=D")
    empty = api.get("/api/v1/contacts?lead_tier=&sort=")

    assert [error["parameter"] for error in json.loads(one.content)["errors"]] == ["lead_tier"]
    assert empty.status_code == 200


def test_a_plus_that_is_not_escaped_is_told(api: Client, workspace: Workspace) -> None:
    for address in ("contacts?updated_since=", "titles/predictions?title=CEO&at="):
        refused = api.get(f"/api/v1/{address}2026-01-01T00:00:00+01:00")
        escaped = api.get(f"/api/v1/{address}2026-01-01T00:00:00%2B01:00")
        wrong = api.get(f"/api/v1/{address}2026-01-01T00:00:00 soon")

        assert (refused.status_code, escaped.status_code, wrong.status_code) == (422, 200, 422)
        assert "%2B" in refused.json()["errors"][0]["detail"]
        assert "%2B" not in wrong.json()["errors"][0]["detail"]
