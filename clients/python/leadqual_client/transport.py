"""Requests over HTTP: with the key, with retries that never repeat a change, with errors read."""

import json
import random
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

import httpx2 as httpx

from leadqual_client.errors import ApiError, ConnectionFailedError

_AGAIN = frozenset({429, 502, 503, 504})
_IN_PROGRESS = "idempotency_in_progress"
_WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_FAILED = 400
_CONFLICT = 409


@dataclass(frozen=True, slots=True)
class Retries:
    """How often and how long after each other a request is tried again.

    Retried are answers 429, 502, 503 and 504 and broken connections. Each write has an
    `Idempotency-Key`, the same for all of its tries: it is made once, however often it is sent.

    Attributes:
        most: tries after the first one.
        first_wait: seconds before the second try; doubled each time, less up to a half at random.
        longest_wait: seconds, also where the server asks for more.
    """

    most: int = 4
    first_wait: float = 0.5
    longest_wait: float = 60.0


class Transport:
    """Sends requests to one installation.

    Args:
        address: of the installation, as `https://leadqual.example`.
        key: an API key.
        retries: of failed requests.
        timeout: seconds for a connection, and for each part of an answer.
        sleep: waits; only tests give another one.
    """

    def __init__(
        self,
        address: str,
        key: str,
        *,
        retries: Retries,
        timeout: float,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        headers = {
            "Authorization": f"Bearer {key}",
            "User-Agent": "leadqual-client/0.2.0",
        }
        self._http = httpx.Client(
            base_url=address.rstrip("/"),
            headers=headers,
            timeout=timeout,
            follow_redirects=True,
        )
        self._retries = retries
        self._sleep = sleep

    def close(self) -> None:
        """Close its connections."""
        self._http.close()

    def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        body: Any = None,
        files: Mapping[str, tuple[str, bytes, str]] | None = None,
        content: bytes | None = None,
        content_type: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """Ask, again where that helps, and return the answer.

        Args:
            method: of HTTP.
            path: from the root of the installation.
            query: values; None is left out, a list is repeated.
            body: sent as JSON, or with `files` as the other fields of the form: a list is
                repeated, an object is sent as JSON.
            files: field → name, bytes and type of a file, sent as a form.
            content: sent as it is.
            content_type: of `content`.
            headers: further ones, such as `If-Match`.

        Raises:
            ApiError: the API refused it.
            ConnectionFailedError: no whole answer came.
        """
        given = dict(headers or {})
        if method in _WRITES:
            given.setdefault("Idempotency-Key", str(uuid.uuid4()))
        if content is not None and content_type:
            given["Content-Type"] = content_type
        params = {name: value for name, value in (query or {}).items() if value is not None}
        sent = _sent(body, files, content)
        n = 0
        while True:
            is_last = n == self._retries.most
            answer: httpx.Response | None = None
            try:
                answer = self._http.request(method, path, params=params, headers=given, **sent)
            except httpx.TransportError as error:
                if is_last:
                    raise ConnectionFailedError(str(error)) from error
            if answer is not None and (is_last or not _is_to_be_sent_again(answer)):
                return _unless_refused(answer)
            self._sleep(self._wait(n, answer))
            n += 1

    def _wait(self, n: int, answer: httpx.Response | None) -> float:
        wanted = self._retries.first_wait * 2**n * random.uniform(0.5, 1)  # noqa: S311  # no secret
        if answer is not None and (asked := _retry_after(answer)) is not None:
            wanted = max(asked, wanted)
        return float(min(wanted, self._retries.longest_wait))


def _sent(
    body: Any,
    files: Mapping[str, tuple[str, bytes, str]] | None,
    content: bytes | None,
) -> dict[str, Any]:
    """Return the body as the HTTP library takes it."""
    if content is not None:
        return {"content": content}
    if files is not None:
        return {"files": [*files.items(), *_form_fields(body or {})]}
    return {} if body is None else {"json": body}


def _form_fields(fields: Mapping[str, Any]) -> Iterator[tuple[str, tuple[None, str]]]:
    """Yield the fields as parts of a form, which is one without any file too."""
    for name, value in fields.items():
        for one in value if isinstance(value, list) else [value]:
            yield name, (None, one if isinstance(one, str) else json.dumps(one))


def _is_to_be_sent_again(answer: httpx.Response) -> bool:
    if answer.status_code == _CONFLICT:  # The first try of the same write is still running.
        return _IN_PROGRESS in answer.text
    return answer.status_code in _AGAIN


def _retry_after(answer: httpx.Response) -> float | None:
    said = answer.headers.get("Retry-After", "")
    if said.isdigit():
        return float(said)
    try:
        return max(parsedate_to_datetime(said).timestamp() - time.time(), 0.0)
    except ValueError:
        return None


def _unless_refused(answer: httpx.Response) -> httpx.Response:
    if answer.status_code < _FAILED:
        return answer
    try:
        said = answer.json()
    except ValueError:
        said = None
    problem = said if isinstance(said, dict) else {"detail": answer.text[:1_000]}
    raise ApiError(answer.status_code, problem, answer.headers.get("X-Request-Id", ""))
