"""Refusals by the rules of a subject say which value is wrong, and what would be right."""

from typing import Any

import pytest
from django.test import Client, RequestFactory
from rest_framework.parsers import JSONParser
from rest_framework.request import Request

from leadqual.core.api.wrong_values import errors_of
from leadqual.core.errors import LeadqualError, WrongValue

pytestmark = pytest.mark.django_db
JSON = "application/json"
BODY = {"name": "A", "parts": [{"tags": ["x", "y"]}, {"tags": ["z"], "fits": {"a": 1}}]}


def pointers(*wrong: WrongValue) -> list[object]:
    """Return where the values stand in the body."""
    request = RequestFactory().post("/", BODY, content_type=JSON)
    errors = errors_of(LeadqualError("No.", *wrong), Request(request, [JSONParser()]))
    return [one["pointer"] for one in errors or []]


def refused(client: Client, address: str, body: object, *, method: str = "post") -> Any:  # noqa: ANN401  # JSON
    """Send a body and return the errors of the problem."""
    answer = getattr(client, method)(f"/api/v1/{address}", body, content_type=JSON)
    assert answer.status_code in {400, 422}, answer.json()
    return answer.json()["errors"]


def test_pointer_leads_to_what_was_sent_wherever_it_stands() -> None:
    assert pointers(
        WrongValue("name"),
        WrongValue("tags", "y"),
        WrongValue("tags", "z"),
        WrongValue("fits", "a"),
        WrongValue(("fits", "a"), 1),
        WrongValue("missing"),
        WrongValue(""),
    ) == [
        "#/name",
        "#/parts/0/tags/1",
        "#/parts/1/tags/0",
        "#/parts/1/fits/a",
        "#/parts/1/fits/a",
        "#/missing",
        "#",
    ]


def test_parameter_of_a_read_is_named() -> None:
    error = LeadqualError("No.", WrongValue("column", "nam", ["name"]))

    assert errors_of(error, Request(RequestFactory().get("/"))) == [
        {
            "code": "error",
            "detail": "No.",
            "parameter": "column",
            "allowed": ["name"],
            "nearest": "name",
        }
    ]


def test_error_without_values_lists_none() -> None:
    assert errors_of(LeadqualError("No."), Request(RequestFactory().get("/"))) is None


def test_unknown_column_of_an_export_names_the_nearest(manager_client: Client) -> None:
    answer = manager_client.get("/api/v1/contacts/export?column=emial")

    (error,) = answer.json()["errors"]
    assert (answer.status_code, answer.json()["code"]) == (422, "unknown_column")
    assert (error["parameter"], error["nearest"]) == ("column", "email")


def test_unknown_custom_field_names_the_nearest(manager_client: Client) -> None:
    field = {"record": "contact", "label": "Tier", "kind": "choice", "choices": ["Gold", "Silver"]}
    manager_client.post("/api/v1/custom-fields", field, content_type=JSON)
    person = {"email": "anna@example.com"}

    (unknown,) = refused(manager_client, "contacts", person | {"custom": {"teir": "Gold"}})
    (value,) = refused(manager_client, "contacts", person | {"custom": {"tier": "Glod"}})

    assert (unknown["pointer"], unknown["nearest"]) == ("#/custom/teir", "tier")
    assert (value["pointer"], value["allowed"]) == ("#/custom/tier", ["Gold", "Silver"])


@pytest.mark.usefixtures("models")
def test_unknown_department_of_a_rule_names_the_nearest(manager_client: Client) -> None:
    owner = manager_client.get("/api/v1/members").json()["results"][0]["email"]
    rule = {"name": "All", "owner": owner}

    (error,) = refused(manager_client, "inbound-rules", rule | {"departments": ["salse"]})
    (stranger,) = refused(manager_client, "inbound-rules", rule | {"owner": "x@example.com"})

    assert (error["pointer"], error["nearest"]) == ("#/departments/0", "sales")
    assert (stranger["pointer"], owner in stranger["allowed"]) == ("#/owner", True)


def test_url_of_a_webhook_is_pointed_at(manager_client: Client) -> None:
    body = {"url": "http://example.com", "event_types": ["export.finished"]}

    (error,) = refused(manager_client, "webhooks", body)

    assert (error["pointer"], error["code"]) == ("#/url", "invalid_webhook_url")


def test_unknown_factor_of_the_lead_score_names_the_nearest(manager_client: Client) -> None:
    (factor,) = refused(manager_client, "lead-score-rules", {"weights": {"levle": 3}}, method="put")
    (tier,) = refused(manager_client, "lead-score-rules", {"tier_b": 100}, method="put")

    assert factor["pointer"] == "#/weights/levle"
    assert factor["nearest"] in factor["allowed"]
    assert tier["pointer"] == "#/tier_b"


def test_body_without_an_identifier_lists_those_there_are(manager_client: Client) -> None:
    (error,) = refused(manager_client, "persons/find", {})

    assert error["pointer"] == "#"
    assert "email" in error["allowed"]
