"""Problem documents (RFC 9457) for errors of the API and of refused requests."""

from http import HTTPStatus

from leadqual.core.requests.request_ids import current_request_id

PROBLEM_TYPE = "application/problem+json"
BAD_REQUEST = "The request could not be parsed."
TOO_LARGE = (
    "The request is too large: without files, the limit is 10 MB. Send it in parts, or import a "
    "file."
)
"""The limit is `DATA_UPLOAD_MAX_MEMORY_SIZE`."""


def problem_body(status: int, code: str, detail: str) -> dict[str, object]:
    """Return the body of a problem document; programs rely on `code`."""
    body: dict[str, object] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail,
    }
    if request_id := current_request_id():
        body["instance"] = f"urn:leadqual:request:{request_id}"
    return body
