"""Problems in the OpenAPI description: one schema, and one response for each status."""

from http import HTTPStatus
from typing import Any

from leadqual.core.requests.problems import PROBLEM_TYPE

_WHEN = {
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
_WAITS = frozenset({409, 429, 503})
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
    for status, text in _WHEN.items():
        response: dict[str, Any] = {"description": text, "content": content}
        if status in _WAITS:
            response["headers"] = {"Retry-After": _SECONDS}
        if status == HTTPStatus.UNAUTHORIZED:
            response["headers"] = {"WWW-Authenticate": {"schema": _TEXT}}
        responses[response_name(status)] = response
    components = result["components"]
    components["schemas"] |= {"Problem": PROBLEM, "ProblemError": PROBLEM_ERROR}
    components["responses"] = responses
    return result
