"""Examples in the description of the API, taken from requests and answers of the tests."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

EXAMPLES = Path(__file__).with_name("examples.json")
JSON = "application/json"
_METHODS = frozenset({"get", "post", "put", "patch", "delete"})


def add_examples(result: dict[str, Any], **_: object) -> dict[str, Any]:
    """Add what a test sent and was answered to each operation; a hook of drf-spectacular."""
    examples = recorded_examples()
    for operation in _operations(result):
        found = examples.get(operation["operationId"])
        if found is None:
            continue
        sent = operation.get("requestBody", {}).get("content", {}).get(JSON)
        if sent is not None and "request" in found:
            sent["examples"] = _first_item(found["request"])
        answers = operation["responses"].get(found["status"], {}).get("content", {})
        if JSON in answers and "response" in found:
            answers[JSON]["examples"] = _first_item(found["response"])
    return result


@cache
def recorded_examples() -> dict[str, dict[str, Any]]:
    """Return the recorded examples by operation id; `request` and `response` may be missing."""
    found: dict[str, dict[str, Any]] = json.loads(EXAMPLES.read_text(encoding="utf-8"))
    return found


def _operations(result: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for item in result["paths"].values():
        for method, operation in item.items():
            if method in _METHODS:
                yield operation


def _first_item(value: object) -> dict[str, Any]:
    return {"Example": {"value": value}}
