"""Problem documents (RFC 9457): the words that views of pages and of the API share."""

PROBLEM_TYPE = "application/problem+json"
BAD_REQUEST = "This request cannot be read."
TOO_LARGE = "This is larger than can be taken. Send it in parts, or as a file to import."


def problem_body(status: int, code: str, detail: str) -> dict[str, object]:
    """Return the body of a problem document; programs rely on `code`."""
    return {"type": "about:blank", "status": status, "code": code, "detail": detail}
