"""API requests of a workspace in the current minute."""

from time import time

from leadqual.core.request_counts import count_request, read_count

WINDOW_SECONDS = 60


def count_workspace_request(workspace_id: int) -> int | None:
    """Count a request; return the new total, or None if Redis is unavailable."""
    return count_request(_count_key(workspace_id), timeout=2 * WINDOW_SECONDS)


def requests_of(workspace_id: int) -> int | None:
    """Return the number of requests in the current minute, or None if Redis is unavailable."""
    return read_count(_count_key(workspace_id))


def seconds_to_next_window() -> int:
    """Return the seconds until the next window, 1 to 60."""
    return WINDOW_SECONDS - int(time()) % WINDOW_SECONDS


def _count_key(workspace_id: int) -> str:
    return f"throttle:workspace:{workspace_id}:{int(time()) // WINDOW_SECONDS}"
