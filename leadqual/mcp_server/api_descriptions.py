"""What operations of the API take and answer, from its OpenAPI description."""

from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

from django.urls import include, path
from drf_spectacular.generators import SchemaGenerator

from leadqual.mcp_server.api_operations import find_operation

_JSON = "application/json"
Schema = dict[str, Any]


@cache
def describe_arguments(operation: str) -> tuple[dict[str, Schema], Collection[str]]:
    """Return the schemas of what an operation takes, wherever it is sent, and what is required."""
    described, components = _describe(operation)
    parameters = [
        parameter for parameter in described.get("parameters", ()) if parameter["in"] != "header"
    ]
    schemas = {
        parameter["name"]: parameter["schema"] | {"description": parameter.get("description", "")}
        for parameter in parameters
    }
    for parameter in parameters:
        if parameter["in"] == "path":
            schemas[parameter["name"]]["minimum"] = 1
    required = {parameter["name"] for parameter in parameters if parameter.get("required")}
    if "requestBody" in described:
        body = described["requestBody"]["content"][_JSON]["schema"]
        resolved = _resolve(body, components)
        schemas |= resolved["properties"]
        required |= set(resolved.get("required", ()))
    return schemas, required


@cache
def describe_answer(operation: str) -> Schema:
    """Return the schema of what an operation answers when it did what was asked."""
    described, components = _describe(operation)
    status = min(described["responses"])
    answer = described["responses"][status]["content"][_JSON]["schema"]
    resolved: Schema = _resolve(answer, components)
    return resolved


@cache
def _describe(operation: str) -> tuple[Schema, Mapping[str, Schema]]:
    pattern, method = find_operation(operation)
    generator: Any = SchemaGenerator  # It has no types.
    patterns = [path("api/v1/", include(([pattern], "api")))]
    description = generator(patterns=patterns).get_schema(public=True)
    (methods,) = description["paths"].values()
    return methods[method], description["components"]["schemas"]


def _resolve(value: Any, components: Mapping[str, Schema]) -> Any:
    """Return a schema with the components in the place of references to them."""
    if isinstance(value, list):
        return [_resolve(inner, components) for inner in value]
    if not isinstance(value, dict):
        return value
    if "$ref" in value:
        return _resolve(components[value["$ref"].rpartition("/")[2]], components)
    return {name: _resolve(inner, components) for name, inner in value.items()}
