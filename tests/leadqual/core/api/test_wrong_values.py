"""Refusals by the rules of a subject say which value is wrong, and what would be right."""

import json
from typing import Any

import pytest
from django.http.response import HttpResponseBase
from django.test import Client, RequestFactory
from rest_framework.parsers import JSONParser
from rest_framework.request import Request

from leadqual.accounts.models import User, Workspace
from leadqual.core.api.field_errors import errors_of
from leadqual.core.errors import LeadqualError, WrongValue
from leadqual.leads.models import JobTitle
from leadqual.leads.records.custom_fields import create_field
from tests.leadqual.leads.people import make_contact, make_title

pytestmark = pytest.mark.django_db
JSON = "application/json"
BODY = {"name": "A", "parts": [{"tags": ["x", "y"]}, {"tags": ["z"], "fits": {"a": 1}}]}


def pointers(*wrong: WrongValue) -> list[object]:
    """Return where the values stand in the body."""
    request = RequestFactory().post("/", BODY, content_type=JSON)
    errors = errors_of(LeadqualError("No.", *wrong), Request(request, [JSONParser()]))
    return [one["pointer"] for one in errors or []]


def refused(client: Client, address: str, body: object, *, method: str = "post") -> Any:
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


def errors(answer: HttpResponseBase, code: str) -> list[tuple[str, str, bool]]:
    """Pointer, nearest value, and whether values are allowed; of each error."""
    content = getattr(answer, "content", b"")
    assert answer.status_code == 422, content
    body = json.loads(content)
    assert body["code"] == code
    return [
        (one.get("pointer") or one["parameter"], one.get("nearest", ""), bool(one.get("allowed")))
        for one in body["errors"]
    ]


@pytest.fixture
def title(workspace: Workspace) -> JobTitle:
    return make_title(workspace, "Sales lead", {"sales": 0.9})


def send(api: Client, method: str, address: str, body: object) -> HttpResponseBase:
    return api.generic(method, f"/api/v1/{address}", json.dumps(body), "application/json")


def test_label_that_the_taxonomy_does_not_have(api: Client, title: JobTitle) -> None:
    right = {"functions": ["sales"], "level": "manager"}
    wrong: tuple[tuple[dict[str, object], tuple[str, str, bool]], ...] = (
        ({"functions": ["sale"]}, ("#/functions/0", "sales", True)),
        ({"level": "manger"}, ("#/level", "manager", True)),
        ({"industry": "helth_fitness"}, ("#/industry", "health_fitness", True)),
    )

    for sent, found in wrong:
        answer = send(api, "POST", f"titles/{title.pk}/corrections", right | sent)
        assert errors(answer, "unknown_label") == [found]


def test_more_functions_than_a_title_can_have(api: Client, title: JobTitle) -> None:
    body = {"functions": ["sales", "nursing", "teaching", "accounting"], "level": "manager"}

    answer = send(api, "POST", f"titles/{title.pk}/corrections", body)

    assert errors(answer, "too_many_functions") == [("#/functions", "", False)]


def test_custom_fields(api: Client, workspace: Workspace, manager: User) -> None:
    make: dict[str, Any] = {"workspace": workspace, "record": "contact", "author": manager}
    create_field(label="Fax", kind="number", choices=[], **make)
    create_field(label="Tier", kind="choice", choices=["gold", "silver"], **make)
    contact = make_contact(workspace, "Ada Lin", email="ada@port.example")

    def refused(custom: dict[str, object]) -> list[tuple[str, str, bool]]:
        answer = send(api, "PATCH", f"contacts/{contact.pk}", {"custom": custom})
        return errors(answer, "custom_field")

    assert refused({"fox": 1}) == [("#/custom/fox", "fax", True)]
    assert refused({"fax": "many"}) == [("#/custom/fax", "", False)]
    assert refused({"tier": "gould"}) == [("#/custom/tier", "gold", True)]


def test_column_of_an_export(api: Client, workspace: Workspace) -> None:
    answer = api.get("/api/v1/contacts/export?column=email&column=titel")

    assert errors(answer, "unknown_column") == [("column", "title", True)]


def test_refusal_of_a_whole_body_points_at_it(api: Client) -> None:
    answer = send(api, "POST", "workspace/delete", {"name": "another"})

    assert [pointer for pointer, *_ in errors(answer, "no_export")] == ["#"]
