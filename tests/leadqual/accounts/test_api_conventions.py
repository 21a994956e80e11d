"""Conventions of the whole API: tags, keys apart from sessions, JSON, headers, compression."""

import gzip
from datetime import date

import pytest
from django.test import Client
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory

from leadqual.accounts.api.view_sets import WorkspaceViewSet
from leadqual.accounts.models import Workspace
from leadqual.core.api import operations as op
from leadqual.leads.models import Contact

pytestmark = pytest.mark.django_db
JSON = "application/json"
DEPRECATION = op.Deprecation(date(2026, 1, 1), date(2026, 7, 1), instead="/api/v1/lists")


@pytest.fixture
def address(workspace: Workspace) -> str:
    """The address of a contact."""
    contact = Contact.objects.create(workspace=workspace, email="anna@port.example")
    return f"/api/v1/contacts/{contact.pk}"


def test_record_that_is_unchanged_is_not_sent_again(api: Client, address: str) -> None:
    tag = api.get(address).headers["ETag"]

    again = api.get(address, headers={"If-None-Match": tag})
    weak = api.get(address, headers={"If-None-Match": f"W/{tag}"})

    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
    assert weak.status_code == 304


def test_change_is_saved_where_the_record_is_as_it_was_read(api: Client, address: str) -> None:
    tag = api.get(address).headers["ETag"]

    answer = api.patch(address, {"city": "Oslo"}, content_type=JSON, headers={"If-Match": tag})

    assert (answer.status_code, answer.json()["city"]) == (200, "Oslo")
    assert answer.headers["ETag"] == api.get(address).headers["ETag"] != tag


@pytest.mark.parametrize(
    ("records", "sent"),
    [
        ("contacts", {"email": "new@example.com", "title": "CFO", "company": {"name": "Port"}}),
        ("companies", {"name": "Port", "domain": "port.example", "employees": 60}),
    ],
)
def test_saved_record_comes_with_the_tag_of_its_address(
    api: Client, records: str, sent: dict[str, object]
) -> None:
    for status, change in ((201, {}), (200, {"city": "Oslo"})):
        answer = api.post(f"/api/v1/{records}", sent | change, content_type=JSON)
        read = api.get(f"/api/v1/{records}/{answer.json()['id']}")

        assert answer.status_code == status
        assert answer.headers["ETag"] == read.headers["ETag"]


def test_change_is_refused_where_the_record_was_changed_since(api: Client, address: str) -> None:
    tag = {"If-Match": api.get(address).headers["ETag"]}
    api.patch(address, {"city": "Oslo"}, content_type=JSON)

    answers = [
        api.patch(address, {"city": "Rome"}, content_type=JSON, headers=tag),
        api.delete(address, headers=tag),
    ]

    for answer in answers:
        assert (answer.status_code, answer.json()["code"]) == (412, "changed_since_read")
    assert api.get(address).json()["city"] == "Oslo"


@pytest.mark.parametrize("tag", ["", "abc", '"abc', "W/abc", '"a" "b"', "*, *"])
def test_if_match_that_cannot_be_read_changes_nothing(api: Client, address: str, tag: str) -> None:
    answer = api.patch(address, {"city": "Rome"}, content_type=JSON, headers={"If-Match": tag})

    assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")
    assert api.get(address).json()["city"] != "Rome"


@pytest.mark.parametrize("number", [2**63, 2**64, 10**30, 10**400])
def test_an_id_larger_than_any_is_of_no_record(
    api: Client, manager_client: Client, number: int
) -> None:
    for path in ("contacts", "companies", "do-not-contact"):
        assert api.get(f"/api/v1/{path}/{number}").status_code == 404
    assert manager_client.get(f"/people/{number}/").status_code == 404


def test_values_that_cannot_be_stored_are_named(api: Client) -> None:
    body = (
        '{"name": "A\\ud83d", "employees": 1e400, "founded": 9223372036854775808,'
        ' "technologies": ["a", "b\\u0000"], "custom": {"\\ud83d": 1}}'
    )

    answer = api.post("/api/v1/companies", body, content_type=JSON)

    assert answer.status_code == 422
    assert {(one["pointer"], one["code"]) for one in answer.json()["errors"]} == {
        ("#/name", "surrogate_characters_not_allowed"),
        ("#/employees", "max_value"),
        ("#/founded", "max_value"),
        ("#/technologies/1", "null_characters_not_allowed"),
        ("#/custom", "surrogate_characters_not_allowed"),
    }


@pytest.mark.parametrize("body", ["[" * 10_000, '{"a":' * 200 + "1" + "}" * 200, "NaN", "\ufeff{"])
def test_what_is_no_json_or_nested_too_deep_is_400(api: Client, body: str) -> None:
    answer = api.post("/api/v1/companies", body, content_type=JSON)

    assert (answer.status_code, answer.json()["code"]) == (400, "parse_error")


def test_null_characters_in_an_address_name_nothing(manager_client: Client) -> None:
    assert manager_client.get("/settings/api-docs/a%00b/").status_code == 404


def test_request_with_authorization_is_never_one_of_the_session(manager_client: Client) -> None:
    for sent in ("Bearer lq_nobody", "Basic bWU6c2VjcmV0", "lq_nobody"):
        answer = manager_client.get("/api/v1/workspace", headers={"Authorization": sent})

        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_request_has_an_id_on_the_answer_and_in_the_problem(api: Client) -> None:
    given = "order-4711-sync"

    answer = api.get("/api/v1/nothing", headers={"X-Request-Id": given})
    others = {api.get("/api/v1/workspace").headers["X-Request-Id"] for _ in range(2)}

    assert answer.headers["X-Request-Id"] == given
    assert answer.json()["instance"].endswith(given)
    assert len(others) == 2


def test_id_that_could_forge_a_line_of_the_log_is_replaced(api: Client) -> None:
    for given in ("short", "with space and more", "a\\nb-c-d-e-f", "x" * 65):
        answer = api.get("/api/v1/workspace", headers={"X-Request-Id": given})

        assert answer.headers["X-Request-Id"] != given


def test_rate_limit_is_on_every_answer(api: Client) -> None:
    headers = api.get("/api/v1/workspace").headers

    assert ";w=" in headers["RateLimit-Policy"]
    assert f";r={headers['RateLimit-Remaining']};" in headers["RateLimit"]


def test_large_answer_is_compressed_and_a_page_is_not(manager_client: Client) -> None:
    headers = {"Accept-Encoding": "gzip"}

    answer = manager_client.get("/api/v1/taxonomy", headers=headers)
    small = manager_client.get("/api/v1/lists", headers=headers)
    page = manager_client.get("/", headers=headers)

    assert answer.headers["Content-Encoding"] == "gzip"
    assert "functions" in gzip.decompress(answer.content).decode()
    assert not small.has_header("Content-Encoding")
    assert not page.has_header("Content-Encoding")


def test_options_of_an_address_are_told(api: Client) -> None:
    answer = api.options("/api/v1/keys")

    assert (answer.status_code, "GET" in answer.headers["Allow"]) == (200, True)


def test_deprecated_operation_says_until_when_it_works() -> None:
    class Old(WorkspaceViewSet[Contact]):
        authentication_classes = ()
        permission_classes = ()
        throttle_classes = ()

        @op.get("old", deprecated=DEPRECATION)
        def get_old(self) -> Response:
            return Response({})

    view = Old.as_view({"get": "get_old"})

    answer = view(APIRequestFactory().get("/"))

    assert answer.headers["Deprecation"] == "@1767225600"
    assert answer.headers["Sunset"] == "Wed, 01 Jul 2026 00:00:00 GMT"
    assert answer.headers["Link"] == '</api/v1/lists>; rel="successor-version"'
