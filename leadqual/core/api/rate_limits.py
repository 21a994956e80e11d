"""The rate limit of an API key, or of a person without one."""

from math import ceil
from typing import TYPE_CHECKING

from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from leadqual.core.middleware import set_rate_limit
from leadqual.core.request_counts import count_request

if TYPE_CHECKING:
    from rest_framework.views import APIView


class KeyThrottle(SimpleRateThrottle):
    """So many requests for each API key, or for each person without one.

    Counted in windows of fixed length. A key may have a rate of its own, in `requests_per_minute`.
    While Redis is away nothing is counted and nobody is refused.
    """

    scope = "key"

    def allow_request(self, request: Request, view: "APIView") -> bool:
        """Count a request and say whether it is within the rate."""
        self.num_requests, self.duration = self._rate_of(request)
        now = self.timer()
        window = int(now // self.duration)
        self._seconds_left = ceil((window + 1) * self.duration - now)
        entry = f"{self.get_cache_key(request, view)}:{window}"
        n = count_request(entry, timeout=2 * self.duration)
        if n is None:
            return True
        n_left = max(self.num_requests - n, 0)
        set_rate_limit(
            request._request, self.num_requests, n_left, self._seconds_left, self.duration
        )
        return n <= self.num_requests

    def wait(self) -> float:
        """Return the seconds until the next window."""
        return self._seconds_left

    def _rate_of(self, request: Request) -> tuple[int, int]:
        """Return how many requests are allowed, in how many seconds."""
        own_rate: int | None = getattr(request.auth, "requests_per_minute", None)
        if own_rate:
            return own_rate, 60
        number, seconds = self.parse_rate(self.rate)
        return number or 0, seconds or 60

    def get_cache_key(self, request: Request, view: "APIView") -> str:
        """Return the cache key of the caller."""
        requester_id = getattr(request.auth, "pk", None) or getattr(request.user, "pk", None)
        if requester_id is None:
            requester_id = self.get_ident(request)
        kind = "key" if request.auth else "user"
        return f"throttle:{kind}:{requester_id}"
