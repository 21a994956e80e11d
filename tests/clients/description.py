"""The description of the API as tests read it: its operations, and what they may answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml
from jsonschema import Draft202012Validator

from tests.architecture.layout import ROOT

METHODS = ("get", "post", "put", "patch", "delete")
_JSON = ("application/json", "application/problem+json")


@dataclass(frozen=True, slots=True)
class Described:
    """One operation.

    Args:
        name: its operation id.
        method: of HTTP, in capitals.
        path: as in the description, such as `/api/v1/lists/{list_id}`.
        arguments: names in the path, in their order.
        responses: what it may answer, by status.
    """

    name: str
    method: str
    path: str
    arguments: tuple[str, ...]
    responses: Mapping[str, Any]

    def problems_of(self, status: int, answer: object) -> list[str]:
        """Return what is not as described in an answer; empty where all is."""
        described = self.responses.get(str(status))
        if described is None:
            return [f"status {status} is not described"]
        if "$ref" in described:
            described = _at(described["$ref"])
        content = described.get("content", {})
        schemas = [content[kind]["schema"] for kind in _JSON if kind in content]
        if not schemas or not isinstance(answer, dict | list):
            return []
        whole = {**document(), **schemas[0]}
        return [
            f"{error.json_path}: {error.message[:200]}"
            for error in Draft202012Validator(whole).iter_errors(answer)
        ]


@cache
def document() -> dict[str, Any]:
    """Return the committed description."""
    text = (ROOT / "docs" / "api" / "openapi.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)  # a safe loader
    return loaded


@cache
def described_operations() -> tuple[Described, ...]:
    """Return all operations in the order of the description."""
    return tuple(
        Described(
            name=operation["operationId"],
            method=method.upper(),
            path=path,
            arguments=tuple(
                one["name"] for one in operation.get("parameters", ()) if one["in"] == "path"
            ),
            responses=operation["responses"],
        )
        for path, item in document()["paths"].items()
        for method, operation in item.items()
        if method in METHODS
    )


def _at(reference: str) -> Any:
    found: Any = document()
    for name in reference.removeprefix("#/").split("/"):
        found = found[name]
    return found
