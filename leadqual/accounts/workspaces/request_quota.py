"""API requests of a workspace in this minute: all of its keys and members together."""

from time import time

from leadqual.core.api.request_counts import count_request, read_count

WINDOW_SECONDS = 60


def count_workspace_request(workspace_id: int) -> int | None:
    """Count one more request and return how many there are; None while Redis is away."""
    return count_request(_entry(workspace_id), timeout=2 * WINDOW_SECONDS)


def requests_of(workspace_id: int) -> int | None:
    """Return how many requests were counted in this minute; None while Redis is away."""
    return read_count(_entry(workspace_id))


def seconds_left() -> int:
    """Return the seconds until counting starts again, 1 to 60."""
    return WINDOW_SECONDS - int(time()) % WINDOW_SECONDS


def _entry(workspace_id: int) -> str:
    return f"throttle:workspace:{workspace_id}:{int(time()) // WINDOW_SECONDS}"
