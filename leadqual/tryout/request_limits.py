"""How often one address may ask: so many answers a minute, counted in the cache."""

import time

from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from leadqual.core.api.request_counts import count_request
from leadqual.core.requests.client_address import client_network

MAX_ANSWERS = 60
MAX_SUGGESTIONS = 10
WINDOW_SECONDS = 60


def seconds_to_wait(
    request: HttpRequest, *, now: float | None = None, what: str = "", most: int | None = None
) -> int:
    """Count one answer, or one of something else, for the address that asks.

    Args:
        request: of whom.
        now: seconds since 1970; the time of the machine where left out.
        what: is counted by itself; empty stands for answers.
        most: how many an address may have in a minute; None for MAX_ANSWERS.

    Returns:
        0 where it may have one more, also while nothing can be counted; else the seconds until it
        may ask again.
    """
    window, passed = divmod(time.time() if now is None else now, WINDOW_SECONDS)
    # The cache sees no address: only a keyed hash of it, for two minutes.
    key = f"tryout{what}:{hashed_address(request)}:{int(window)}"
    n = count_request(key, timeout=2 * WINDOW_SECONDS)
    allowed = MAX_ANSWERS if most is None else most
    return 0 if n is None or n <= allowed else int(WINDOW_SECONDS - passed) or 1


def hashed_address(request: HttpRequest) -> str:
    """Return a keyed hash of the address that asks: says who is the same, and nobody who it is."""
    address = client_network(request)
    return salted_hmac("leadqual.tryout", address, algorithm="sha256").hexdigest()[:32]
