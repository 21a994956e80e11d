"""Closes the objects of the description: what is not described is neither taken nor given."""

from collections.abc import Iterator
from typing import Any

_OF_OBJECTS = ("object", ["object", "null"])
_EMPTY = {"type": "string", "maxLength": 0}


def close_objects(result: dict[str, Any], **_: object) -> dict[str, Any]:
    """Say of every described object that it has no other fields; a hook of drf-spectacular.

    A value of any kind may be null too: drf-spectacular would then describe two kinds of null.
    An empty text may be of the described form too, so one of both is enough.
    """
    for schema in _objects(result):
        if _EMPTY in (schema.get("oneOf") or ()):
            schema["anyOf"] = schema.pop("oneOf")
        if {} in (schema.get("oneOf") or ()):
            del schema["oneOf"]
        if "properties" in schema and schema.get("type") in _OF_OBJECTS:
            schema.setdefault("additionalProperties", False)
    return result


def _objects(value: object) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from _objects(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _objects(inner)
