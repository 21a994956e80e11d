"""Problem documents (RFC 9457): the words that views of pages and of the API share."""

from http import HTTPStatus

PROBLEM_TYPE = "application/problem+json"
BAD_REQUEST = "The request could not be parsed."
TOO_LARGE = "The request is too large. Send it in parts, or import a file."


def problem_body(status: int, code: str, detail: str) -> dict[str, object]:
    """Return the body of a problem document; programs rely on `code`."""
    return {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail,
    }
