"""A refusal by the rules of a subject says which value is wrong, and what would be right."""

import json
from typing import Any

import pytest
from django.http.response import HttpResponseBase
from django.test import Client

from leadqual.accounts.models import User, Workspace
from leadqual.leads.models import JobTitle
from leadqual.leads.records.custom_fields import create_field
from tests.leadqual.leads.people import make_contact, make_title

pytestmark = pytest.mark.django_db


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


@pytest.mark.parametrize(
    ("sent", "found"),
    [
        ({"functions": ["sale"], "level": "manager"}, ("#/functions/0", "sales", True)),
        ({"functions": ["sales"], "level": "manger"}, ("#/level", "manager", True)),
        (
            {"functions": ["sales"], "level": "manager", "industry": "helth_fitness"},
            ("#/industry", "health_fitness", True),
        ),
    ],
)
def test_label_that_the_taxonomy_does_not_have(
    api: Client, title: JobTitle, sent: dict[str, Any], found: tuple[str, str, bool]
) -> None:
    answer = send(api, "POST", f"titles/{title.pk}/corrections", sent)

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


def test_lead_score_rules(api: Client) -> None:
    rules = api.get("/api/v1/lead-score-rules").json()
    weights = rules["weights"] | {"titel": 3}

    wanted = {"weights": weights}
    answer = send(api, "PUT", "lead-score-rules", wanted)

    ((pointer, _nearest, has_allowed),) = errors(answer, "invalid_lead_score_rules")
    assert (pointer, has_allowed) == ("#/weights/titel", True)


def test_refusal_of_a_whole_body_points_at_it(api: Client) -> None:
    answer = send(api, "POST", "workspace/delete", {"name": "another"})

    assert [pointer for pointer, *_ in errors(answer, "no_export")] == ["#"]
