"""Describes the API: errors, cursor pages, closed objects, parameters, recorded examples."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any, cast

from django.core.exceptions import FieldDoesNotExist
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.fields import ChoiceField, Field
from rest_framework.permissions import SAFE_METHODS
from rest_framework.relations import RelatedField

from leadqual.core.api.operations import Operation, Query, operation_of, setting_of
from leadqual.core.api.pages import CursorPages
from leadqual.core.requests.problems import PROBLEM_TYPE

_STATUS_DESCRIPTIONS = {
    400: "The request could not be parsed, or has unknown fields.",
    401: "The API key is missing or does not work.",
    403: "The key lacks the scope, or the member the role.",
    404: "There is no such record in the workspace.",
    409: "The state of the record does not allow this, or an equal request is still running.",
    410: "It is gone for good.",
    412: "The record was changed since it was read.",
    413: "The request is too large.",
    415: "The media type of the body is not taken here.",
    422: "Some values are invalid.",
    429: "Too many requests. `Retry-After` says when to try again.",
    502: "Another server gave no usable answer.",
    503: "A server is not available. Try again after `Retry-After`.",
    504: "Another server did not answer in time.",
    507: "There is not enough disk space.",
}
_RETRY_STATUSES = frozenset({409, 429, 503})
_TEXT = {"type": "string"}
_SECONDS = {"description": "Seconds to wait.", "schema": {"type": "integer", "minimum": 0}}

PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "A problem (RFC 9457). Programs rely on `code`, which never changes; some codes "
    "come with further members.",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        "type": _TEXT | {"format": "uri-reference"},
        "title": _TEXT | {"description": "The status in words."},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "code": _TEXT | {"description": "Kind of problem, for programs."},
        "detail": _TEXT | {"description": "What happened and what to do, for people."},
        "instance": _TEXT
        | {"format": "uri", "description": "This occurrence; has the ID of the request."},
        "record_id": {"type": "integer", "description": "Of `key_taken`: who has the key."},
        "errors": {"type": "array", "items": {"$ref": "#/components/schemas/ProblemError"}},
    },
    "additionalProperties": True,
}
PROBLEM_ERROR: dict[str, Any] = {
    "type": "object",
    "description": "One wrong value.",
    "required": ["code", "detail"],
    "properties": {
        "code": _TEXT | {"description": "Kind of error, for programs."},
        "detail": _TEXT | {"description": "What is wrong, for people."},
        "pointer": _TEXT | {"description": "JSON pointer to the value in the body: `#/tags/0`."},
        "parameter": _TEXT | {"description": "Name of the parameter or header."},
        "allowed": {
            "type": "array",
            "items": {"type": ["string", "integer", "boolean"]},
            "description": "The values that are allowed; of more than 100 those most like it.",
        },
        "nearest": _TEXT | {"description": "The allowed value most like the one that was sent."},
    },
    "additionalProperties": False,
}

_NOT_BLANK = r"[^\s\x1c-\x1f\x85]"  # What remains of a text once blanks around it are cut off.
_COMMON_STATUSES = (400, 401, 403, 422, 429, 503)
_WRITE_STATUSES = (409, 507)
_BODY_STATUSES = (413, 415)
_OBJECT_TYPES = ("object", ["object", "null"])
_EMPTY = {"type": "string", "maxLength": 0}
_PATH_NOUNS = {
    "batch_id": "import",
    "learned_id": "learned function",
    "key_id": "API key",
    "pair_id": "possible duplicate",
    "entry_id": "do-not-contact entry",
    "field_id": "custom field",
    "report_id": "fact report",
    "group_id": "title group",
    "change_id": "change of the costs",
    "step_id": "bulk step",
    "reply_step_id": "bulk step",
    "version_id": "model",
    "upload_id": "upload",
    "search_id": "saved search",
    "request_id": "bulk step, as its answer gave it",
}


def response_name(status: int) -> str:
    """Return the name of the component: `NotFound`."""
    return "".join(word.title() for word in HTTPStatus(status).phrase.split())


def problem_ref(status: int) -> dict[str, str]:
    """Refer to the response with which an operation refuses."""
    return {"$ref": f"#/components/responses/{response_name(status)}"}


def add_problems(result: dict[str, Any], **_: object) -> dict[str, Any]:
    """Add the schemas and responses of problems; a hook of drf-spectacular."""
    content = {PROBLEM_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    responses: dict[str, Any] = {}
    for status, text in _STATUS_DESCRIPTIONS.items():
        response: dict[str, Any] = {"description": text, "content": content}
        if status in _RETRY_STATUSES:
            response["headers"] = {"Retry-After": _SECONDS}
        if status == HTTPStatus.UNAUTHORIZED:
            response["headers"] = {"WWW-Authenticate": {"schema": _TEXT}}
        responses[response_name(status)] = response
    components = result["components"]
    components["schemas"] |= {"Problem": PROBLEM, "ProblemError": PROBLEM_ERROR}
    components["responses"] = responses
    return result


class ApiSchema(AutoSchema):
    """What holds for every operation of the API, and what one of a view set says of itself."""

    _has_body = False

    @property
    def _operation(self) -> Operation | None:
        return operation_of(self.view, self.method)

    def _setting(self, name: str) -> Any:
        return setting_of(self.view, self.method, name)

    def get_operation_id(self) -> str:
        """Return the name of the method that is the operation."""
        is_named = self._operation is not None
        return str(self.view.action if is_named else super().get_operation_id())  # type: ignore[attr-defined]

    def get_request_serializer(self) -> Any:
        """Return what an operation takes."""
        found = self._operation
        return super().get_request_serializer() if found is None else found.body

    def get_response_serializers(self) -> Any:
        """Return what an operation answers, by status."""
        found = self._operation
        return super().get_response_serializers() if found is None else found.described_answers

    def _get_parameters(self) -> list[dict[str, Any]]:
        """Return the parameters by name; those of the path stand in its order among them."""
        found: list[dict[str, Any]] = super()._get_parameters()
        for one in found:
            if one["in"] == "query" and self._operation is not None:
                one["schema"].pop("minLength", None)  # An empty one counts as left out.
                if items := one["schema"].get("items"):
                    one["explode"] = True
                    items.pop("minLength", None)
                    items.pop("pattern", None)
        in_path = [one for one in found if one["in"] == "path"]
        in_order = iter(sorted(in_path, key=lambda one: self.path.index(f"{{{one['name']}}}")))
        return [next(in_order) if one["in"] == "path" else one for one in found]

    def _get_request_body(self, direction: Any = "request") -> dict[str, Any] | None:
        """Return the description of the body, which is asked for before that of responses."""
        body: dict[str, Any] | None = super()._get_request_body(direction)  # type: ignore[no-untyped-call]
        self._has_body = bool(body)
        return body

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        """Return the responses, errors included, in the order of their status."""
        found: dict[str, Any] = super()._get_response_bodies(direction)
        for status in self._error_statuses():
            found.setdefault(str(status), problem_ref(status))
        return dict(sorted(found.items()))

    def _error_statuses(self) -> set[int]:
        statuses = {*_COMMON_STATUSES, *(self._setting("further_errors") or ())}
        statuses |= self.get_override_statuses()
        if "{" in self.path:
            statuses.add(404)
        if self.method not in SAFE_METHODS:
            statuses.update(_WRITE_STATUSES)
            if self._has_body:
                statuses.update(_BODY_STATUSES)
        return statuses

    def get_override_statuses(self) -> set[int]:
        """Return further statuses; to be overridden."""
        return set()

    def _get_paginator(self) -> Any:
        """Return what makes pages of a list: all lists come in cursor pages."""
        if self._operation is not None:
            return (self._operation.pages or CursorPages)()
        return super()._get_paginator() or CursorPages()  # type: ignore[no-untyped-call]

    def get_paginated_name(self, serializer_name: str) -> str:
        """Return the name of a page: `TitlePage`."""
        return serializer_name.removesuffix("Output") + "Page"

    def _get_serializer_name(
        self,
        serializer: Any,
        direction: Any,
        bypass_extensions: bool = False,
    ) -> str:
        """Return the name of a component; what is named as input needs no further ending."""
        name: str = super()._get_serializer_name(serializer, direction, bypass_extensions)
        return name.removesuffix("Request") if name.endswith("InputRequest") else name

    def _map_serializer_field(
        self,
        field: Any,
        direction: Any,
        bypass_extensions: bool = False,
    ) -> dict[str, Any] | None:
        """Describe a field; one that only reads may be null or empty where its column may be."""
        if isinstance(field, RelatedField) and field.read_only and not field.allow_null:
            field.allow_null = _column_allows(field, "null")
        if isinstance(field, ChoiceField) and field.read_only and not field.allow_blank:
            field.allow_blank = _column_allows(field, "blank")
        schema: dict[str, Any] | None = super()._map_serializer_field(  # type: ignore[no-untyped-call]
            field, direction, bypass_extensions
        )
        is_body = direction == "request" and not isinstance(field.parent, Query)
        if schema is not None and is_body:
            schema |= _limits_of(field, schema)
        return schema

    def _map_basic_serializer(self, serializer: Any, direction: Any) -> dict[str, Any]:
        """Describe an object; a response has all its fields, but for those declared as optional."""
        schema: dict[str, Any] = super()._map_basic_serializer(serializer, direction)  # type: ignore[no-untyped-call]
        if isinstance(serializer, Query):
            for name, field in serializer.fields.items():
                _describe_parameter(field, schema["properties"][name])
        if direction == "response" and (properties := schema.get("properties")):
            declared: dict[str, Any] = getattr(serializer, "_declared_fields", {})
            absent = {
                name
                for name, field in declared.items()
                if field.write_only or not (field.required or field.read_only)
            }
            schema["required"] = sorted(set(properties) - absent)
        return schema


def _describe_parameter(field: Any, schema: dict[str, Any]) -> None:
    """Leave out choices that say no more than their values."""
    choices = getattr(getattr(field, "child", field), "choices", None)
    if not isinstance(choices, dict) or any(value != choices[value] for value in choices):
        return
    if field.help_text:
        schema["description"] = str(field.help_text)
        schema.get("items", {}).pop("description", None)


def _limits_of(field: Any, schema: dict[str, Any]) -> dict[str, Any]:
    """Return what a field refuses and the base does not say: too few or many parts, blank text."""
    if schema.get("type") == "array":
        min_length = getattr(field, "min_length", None)
        if min_length is None and not getattr(field, "allow_empty", True):
            min_length = 1
        limits = {"minItems": min_length, "maxItems": getattr(field, "max_length", None)}
        return {name: limit for name, limit in limits.items() if limit is not None}
    is_text = isinstance(field, serializers.CharField) and schema.get("type") == "string"
    is_plain = is_text and not {"pattern", "format", "enum"} & schema.keys()
    is_plain &= not isinstance(field, serializers.RegexField)  # Its pattern comes after this.
    if is_plain and field.trim_whitespace and not field.allow_blank:
        return {"pattern": _NOT_BLANK, "minLength": 1}
    return {}


def _column_allows(field: Field[Any, Any, Any, Any], what: str) -> bool:
    """Return whether the column of a field may be `null` or `blank`."""
    model = getattr(getattr(field.parent, "Meta", None), "model", None)
    if model is None or not field.source or "." in field.source:
        return False
    try:
        return bool(getattr(model._meta.get_field(field.source), what, False))
    except FieldDoesNotExist:
        return False


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
        if "properties" in schema and schema.get("type") in _OBJECT_TYPES:
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


def describe_parameters(result: dict[str, Any], **_: object) -> dict[str, Any]:
    """Describe every parameter that does not say what it is; a hook of drf-spectacular."""
    for path in result["paths"].values():
        for operation in path.values():
            for one in operation.get("parameters", ()):
                if not (one.get("description") or one["schema"].get("description")):
                    one["description"] = _describe_name(one["name"])
    return result


def _describe_name(name: str) -> str:
    if name == "version":
        return "Version of the rules."
    record = _PATH_NOUNS.get(name) or name.removesuffix("_id").replace("_", " ")
    return f"ID of the {record}."


def page_parameters(pages: type[CursorPages] = CursorPages) -> list[OpenApiParameter]:
    """Return the parameters of pages as a view declares them."""
    described: list[dict[str, Any]] = pages().get_schema_operation_parameters(cast("Any", None))
    return [
        OpenApiParameter(one["name"], one["schema"], description=one["description"])
        for one in described
    ]
