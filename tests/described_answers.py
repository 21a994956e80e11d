"""Compares every answer that a test gets from the API with the committed OpenAPI description.

A plugin of pytest: whatever the clients of Django are told by `/api/v1/` must be described, so the
description cannot promise what the product does not do. A test that must not be compared has the
mark `undescribed("why")`.
"""

import gzip
import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.test.client import ClientHandler, FakePayload

from tests import recorded_examples

JSON = "application/json"
DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "api" / "openapi.yaml"
_BASE = "urn:leadqual:openapi"
_STARTS = "/api/v1/"
_LONG = 600
_NOT_OPERATIONS = frozenset({"/api/v1/openapi.json", "/api/v1/schema"})
_BROKEN = frozenset({500})  # Tests that break the product on purpose; nothing describes this.


@cache
def description() -> dict[str, Any]:
    """Return the committed description."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    document: dict[str, Any] = yaml.load(DOCUMENT.read_text(encoding="utf-8"), loader)
    return document


@cache
def _paths() -> list[tuple[re.Pattern[str], str]]:
    """Return the described paths as patterns; those without variables first."""
    paths = sorted(description()["paths"], key=lambda path: (path.count("{"), path))
    return [(re.compile(re.sub(r"\{\w+\}", "[^/]+", path)), path) for path in paths]


@cache
def _validator(address: str) -> Any:
    """Return the validator of a schema at a JSON pointer of the description.

    The library is loaded here: it takes a processor second, and few tests ask the API.
    """
    from jsonschema import Draft202012Validator, FormatChecker
    from referencing import Registry, Resource
    from referencing.jsonschema import DRAFT202012

    document = Resource.from_contents(description(), default_specification=DRAFT202012)
    registry: Registry[Any] = Registry().with_resource(_BASE, document)
    return Draft202012Validator(
        {"$ref": f"{_BASE}#{address}"}, registry=registry, format_checker=FormatChecker()
    )


def _pointer(*parts: str) -> str:
    return "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in parts)


def path_of(address: str) -> str | None:
    """Return the described path to which an address belongs."""
    return next((path for pattern, path in _paths() if pattern.fullmatch(address)), None)


def problem_with(method: str, address: str, response: Any) -> str | None:
    """Say in which way an answer is not described; None where it is.

    Args:
        method: of the request, in capitals.
        address: path of the request.
        response: what the client of Django was given.
    """
    path = path_of(address)
    operation = description()["paths"].get(path, {}).get(method.lower())
    if operation is None:
        is_refused = response.status_code in {401, 403, 404, 405} or method in {"OPTIONS", "HEAD"}
        return None if is_refused else f"{response.status_code} of an operation not described"
    at = ["paths", str(path), method.lower(), "responses", str(response.status_code)]
    described = operation["responses"].get(str(response.status_code))
    if described is None:
        return f"{response.status_code} is not described: {_start_of(response)}"
    if "$ref" in described:
        at = ["components", "responses", described["$ref"].rpartition("/")[2]]
        described = description()["components"]["responses"][at[-1]]
    media_types = described.get("content", {})
    sent = response.get("Content-Type", "").partition(";")[0]
    if not media_types:
        has_body = not response.streaming and response.content
        return "has a body, and none is described" if has_body else None
    if sent not in media_types:
        return f"{sent} is not described, but {sorted(media_types)}"
    if not sent.endswith("json") or response.streaming:
        return None
    address = _pointer(*at, "content", sent, "schema")
    found = _validator(address).iter_errors(json.loads(_content_of(response)))
    said = [_words_of(one) for one in found]
    return "; ".join(said[:5]) or None


def misfits_of(name: str, example: Mapping[str, Any]) -> list[str]:
    """Say in which ways a recorded example differs from what the description says of it.

    Args:
        name: id of the operation.
        example: its `status`, and `request` and `response` where it has them.
    """
    at, operation = next(
        (("paths", path, verb), one)
        for path, item in description()["paths"].items()
        for verb, one in item.items()
        if isinstance(one, dict) and one.get("operationId") == name
    )
    places = {
        "request": (*at, "requestBody", "content", JSON, "schema"),
        "response": (*at, "responses", example["status"], "content", JSON, "schema"),
    }
    if example["status"] not in operation["responses"]:
        return [f"{example['status']} is not described"]
    return [
        f"{part}: {_words_of(error)}"
        for part, place in places.items()
        if part in example
        for error in _validator(_pointer(*place)).iter_errors(example[part])
    ]


def _words_of(error: Any) -> str:
    """Return where an answer differs, and how; of several schemas, the nearest one."""
    from jsonschema.exceptions import best_match

    inner = best_match([error])
    return f"{inner.json_path}: {inner.message[:_LONG]}"


def _content_of(response: Any) -> bytes:
    content: bytes = response.content
    return gzip.decompress(content) if response.get("Content-Encoding") == "gzip" else content


def _body_of(environ: dict[str, Any]) -> bytes:
    """Return what a request sends, and leave it there for the product."""
    stream = environ.get("wsgi.input")
    size = int(environ.get("CONTENT_LENGTH") or 0)
    if stream is None or not size or environ.get("CONTENT_TYPE") != JSON:
        return b""
    content: bytes = stream.read(size)
    environ["wsgi.input"] = FakePayload(content)
    return content


def _record(method: str, address: str, sent: bytes, response: Any) -> None:
    operation = description()["paths"].get(path_of(address), {}).get(method.lower())
    if operation is not None:
        recorded_examples.note(operation, sent, response)


def _start_of(response: Any) -> str:
    return "" if response.streaming else response.content[:300].decode(errors="replace")


def pytest_configure(config: pytest.Config) -> None:
    """Name the mark."""
    config.addinivalue_line(
        "markers", "undescribed(reason): answers are not compared with the description of the API"
    )


def pytest_sessionfinish() -> None:
    """Write the examples that were recorded, where they are wanted."""
    if recorded_examples.WANTED:
        recorded_examples.write(misfits_of)


@pytest.fixture(autouse=True)
def _described_answers(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """Compare each answer of the API with its description; a test fails at its end."""
    marker = request.node.get_closest_marker("undescribed")
    if marker is not None and not marker.args:
        pytest.fail("the mark `undescribed` needs a reason")
    found: list[str] = []
    answer = ClientHandler.__call__

    def compared(handler: ClientHandler, environ: dict[str, Any]) -> Any:
        sent = _body_of(environ) if recorded_examples.WANTED else b""
        response = answer(handler, environ)
        method, address = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        is_checked = address.startswith(_STARTS) and address not in _NOT_OPERATIONS
        if is_checked and response.status_code not in _BROKEN:
            problem = problem_with(method, address, response)
            if problem is not None:
                found.append(f"{method} {address}: {problem}")
            elif recorded_examples.WANTED:
                _record(method, address, sent, response)
        return response

    if marker is None:
        monkeypatch.setattr(ClientHandler, "__call__", compared)
    yield
    if found:
        pytest.fail("answers of the API that are not described:\n" + "\n".join(found[:10]))
