"""The only client for outgoing requests: checked, pinned, bounded, without redirects.

It uses httpcore, which has no redirects, cookies, environment proxies or decompression, and takes
the network backend as an argument.
"""

import re
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

import httpcore2
from django.conf import settings

from leadqual.core.outgoing.connections import (
    PinnedBackend,
    Resolver,
    resolve_allowed,
    resolve_by_system,
)
from leadqual.core.outgoing.deadlines import Deadline
from leadqual.core.outgoing.errors import (
    AnswerTooLargeError,
    OutgoingError,
    OutgoingTimeoutError,
    RedirectedError,
)
from leadqual.core.outgoing.network_policy import Policy, parse_policy, parse_target

MAX_SECONDS = 10.0
MAX_BYTES = 1_000_000
USER_AGENT = "LeadQual"
_NAME = re.compile(r"[A-Za-z0-9-]{1,100}", re.ASCII)
_VALUE = re.compile(r"[\x20-\x7e]{0,4000}", re.ASCII)
_OWN_HEADERS = {"host", "content-length", "transfer-encoding", "connection", "accept-encoding"}
_REDIRECTS = range(300, 400)


@dataclass(frozen=True, slots=True)
class OutgoingResponse:
    """Response to an outgoing request.

    Args:
        status: 200 to 299, or 400 and above.
        headers: with lowercase names; the last value of a repeated name.
        body: raw, up to `max_bytes`.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes


class OutgoingClient:
    """Sends requests to external addresses.

    Args:
        policy: what is allowed besides public addresses.
        resolve: DNS lookup; replaced in tests.
        tls: trusted authorities; by default those of the system.
        clock: returns the current time in seconds; replaced in tests.
    """

    def __init__(
        self,
        policy: Policy,
        *,
        resolve: Resolver = resolve_by_system,
        tls: ssl.SSLContext | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._policy = policy
        self._resolve = resolve
        self._tls = tls
        self._clock = clock

    def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
        max_bytes: int = MAX_BYTES,
        seconds: float = MAX_SECONDS,
        cuts: bool = False,
    ) -> OutgoingResponse:
        """Send a request and read the response.

        Args:
            method: `GET`, `POST`, …
            url: of the request.
            headers: in addition to those of the client, which cannot be replaced.
            body: of the request.
            max_bytes: maximum size of the response body.
            seconds: total time limit, from the lookup to the last byte.
            cuts: truncate a larger response to `max_bytes` instead of refusing it.

        Raises:
            AddressNotAllowedError: the address is not allowed; nothing was sent.
            AnswerTooLargeError: the response is larger than `max_bytes`, and `cuts` is not set.
            RedirectedError: the URL redirects; following it takes another request.
            OutgoingTimeoutError: it took longer than `seconds`.
            OutgoingError: the host is unknown, does not respond with HTTP, has no valid
                certificate.
        """
        deadline = Deadline(seconds, self._clock)
        target = parse_target(url, policy=self._policy)
        checked = _check_headers(headers or {})
        addresses = resolve_allowed(
            target.host,
            target.port,
            policy=self._policy,
            resolve=self._resolve,
            deadline=deadline,
        )
        address = httpcore2.URL(
            scheme=target.scheme, host=target.host, port=target.port, target=target.path
        )
        tls = self._tls or _system_tls_context()
        backend = PinnedBackend(addresses, deadline=deadline)
        try:
            with (
                httpcore2.ConnectionPool(ssl_context=tls, network_backend=backend) as pool,
                pool.stream(method, address, headers=checked, content=body) as response,
            ):
                return _read(response, max_bytes=max_bytes, cuts=cuts)
        except httpcore2.TimeoutException as error:
            raise OutgoingTimeoutError("The URL took too long to respond.") from error
        except (httpcore2.NetworkError, httpcore2.ProtocolError, OSError) as error:
            raise OutgoingError(f"The URL did not respond ({type(error).__name__}).") from error


@cache
def _system_tls_context() -> ssl.SSLContext:
    """Return the TLS context of the system; the authorities are read once."""
    return ssl.create_default_context()


def outgoing_client() -> OutgoingClient:
    return OutgoingClient(
        parse_policy(networks=settings.OUTGOING_ALLOW, ports=settings.OUTGOING_PORTS)
    )


def _check_headers(headers: Mapping[str, str]) -> list[tuple[bytes | str, bytes | str]]:
    for name, value in headers.items():
        if name.lower() in _OWN_HEADERS or not _NAME.fullmatch(name) or not _VALUE.fullmatch(value):
            raise OutgoingError(f"The header {name[:100]!r} is invalid.")
    default_headers = {"User-Agent": USER_AGENT, "Accept-Encoding": "identity"}
    return [*(default_headers | dict(headers)).items()]


def _read(response: httpcore2.Response, *, max_bytes: int, cuts: bool) -> OutgoingResponse:
    headers = {
        name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers
    }
    if response.status in _REDIRECTS:
        raise RedirectedError(
            f"The URL redirects (status {response.status}). Use the final URL.",
            headers.get("location", ""),
        )
    content_length = headers.get("content-length", "")
    too_large = AnswerTooLargeError(f"The response is larger than {max_bytes:,} bytes.")
    if not cuts and content_length.isdigit() and int(content_length) > max_bytes:
        raise too_large
    body = bytearray()
    for chunk in response.iter_stream():
        body += chunk
        if len(body) > max_bytes:
            if cuts:
                break
            raise too_large
    return OutgoingResponse(status=response.status, headers=headers, body=bytes(body[:max_bytes]))
