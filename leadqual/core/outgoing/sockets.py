"""Connections that are no requests of the web, such as IMAP: checked and pinned in the same way."""

import socket
from collections.abc import Collection, Sequence

from django.conf import settings

from leadqual.core.outgoing.connections import (
    Deadline,
    Resolve,
    checked_addresses,
    resolve_by_system,
)
from leadqual.core.outgoing.errors import AddressNotAllowedError, OutgoingError
from leadqual.core.outgoing.network_addresses import Address, Policy, checked_host, policy_of


def outgoing_policy() -> Policy:
    """Return what this installation may reach beside public addresses."""
    return policy_of(networks=settings.OUTGOING_ALLOW, ports=settings.OUTGOING_PORTS)


def open_socket(
    host: str,
    port: int,
    *,
    ports: Collection[int],
    policy: Policy,
    seconds: float,
    resolve: Resolve = resolve_by_system,
) -> socket.socket:
    """Look a host up once, check all of its addresses, and connect to the first that answers.

    Args:
        host: name or address; a name is checked as that of a URL.
        port: must be one of `ports`, or of those that the policy adds.
        ports: of the protocol.
        policy: what may be reached beside public addresses.
        seconds: for the lookup and the connection together.
        resolve: looks hosts up; only tests give another one.

    Raises:
        AddressNotAllowedError: it may not be reached; nothing was sent to it.
        OutgoingTimeoutError: it took too long.
        OutgoingError: the host is not known or does not answer.
    """
    if port not in {*ports, *policy.ports}:
        raise AddressNotAllowedError(f"Port {port} is not allowed. Add it to OUTGOING_PORTS.")
    deadline = Deadline(seconds)
    addresses = checked_addresses(
        checked_host(host), port, policy=policy, resolve=resolve, deadline=deadline
    )
    return _first_that_answers(addresses, port, deadline)


def _first_that_answers(
    addresses: Sequence[Address], port: int, deadline: Deadline
) -> socket.socket:
    reason: OSError | None = None
    for address in addresses:
        try:
            return socket.create_connection((str(address), port), timeout=deadline.left())
        except OSError as error:
            reason = error
    raise OutgoingError("The server did not respond.") from reason
