"""Whoever accepts JSON gets JSON: answers, problems, unknown addresses and the description."""

import json

import pytest
from django.test import Client

from leadqual.accounts.models import Workspace
from tests.described_answers import description

pytestmark = [pytest.mark.django_db, pytest.mark.undescribed("asks what is not described too")]
ACCEPT = {"Accept": "application/json"}
METHODS = ("get", "post", "put", "patch", "delete")
_FILES = {"export_contacts", "export_companies", "export_list", "export_rejected_rows"}


def operations() -> list[tuple[str, str, str]]:
    """Return id, method and an address without a record of each operation."""
    return [
        (str(item[verb]["operationId"]), verb, path)
        for path, item in description()["paths"].items()
        for verb in METHODS
        if verb in item
    ]


def address_of(path: str) -> str:
    """Return an address of records that are not there."""
    filled = path.replace("{request_id}", "7d444840-9dc0-11d1-b245-5ffdce74fad2")
    for start in ("{", "}"):
        filled = filled.replace(start, "\0")
    return "".join("987654321" if n % 2 else part for n, part in enumerate(filled.split("\0")))


def test_every_operation_refuses_in_json(client: Client, db: None) -> None:
    for name, verb, path in operations():
        answer = getattr(client, verb)(address_of(path), headers=ACCEPT)

        assert answer.status_code in {401, 403}, name
        assert answer["Content-Type"] == "application/problem+json", name
        assert json.loads(answer.content)["status"] == answer.status_code, name


@pytest.mark.slow
def test_every_read_answers_in_json(api: Client, workspace: Workspace) -> None:
    for name, verb, path in operations():
        if verb != "get":
            continue
        answer = api.get(address_of(path), headers=ACCEPT)

        assert answer.status_code < 500, name
        is_file = name in _FILES and answer.status_code == 200
        assert is_file or answer["Content-Type"].partition(";")[0].endswith("json"), name


def test_what_is_not_there_is_a_problem_in_json(api: Client) -> None:
    for verb, address, status in (
        ("get", "/api/v1/nothing", 404),
        ("get", "/api/nothing", 404),
        ("post", "/api/v1/contacts/-1", 404),
        ("get", "/api/v1/contacts/word", 404),
        ("put", "/api/v1/contacts", 405),
        ("post", "/api/v1/titles/agreement", 405),
    ):
        for headers in (ACCEPT, {"Accept": "text/html"}):
            answer = getattr(api, verb)(address, headers=headers)

            told = (answer.status_code, answer["Content-Type"])
            assert told == (status, "application/problem+json"), address
            assert json.loads(answer.content)["status"] == status


@pytest.mark.slow
def test_the_description_comes_as_json(api: Client) -> None:
    answer = api.get("/api/v1/schema", headers=ACCEPT)

    assert answer["Content-Type"].partition(";")[0].endswith("json")
    assert json.loads(answer.content)["openapi"].startswith("3.1")


def test_answers_are_closed_and_uploads_binary() -> None:
    components = description()["components"]["schemas"]
    open_ones = [
        name
        for name, schema in components.items()
        if schema.get("properties") and schema.get("additionalProperties") is not False
    ]
    uploads = [
        field
        for _, verb, path in operations()
        for kind, part in (
            description()["paths"][path][verb].get("requestBody", {}).get("content", {}).items()
        )
        if kind == "multipart/form-data"
        for name, field in components[part["schema"]["$ref"].rpartition("/")[2]][
            "properties"
        ].items()
        if name == "file"
    ]

    assert open_ones == ["Problem"]  # Some codes come with further members.
    assert uploads
    assert all(
        "binary" in (one.get("format", ""), one.get("contentMediaType", ""))
        or one.get("contentMediaType") == "application/octet-stream"
        for one in uploads
    ), uploads
