"""Each request is timed: its kind and its milliseconds, nothing of who asked for what."""

import time
from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from leadqual.monitoring.operations.counters import counter

PAGES, API, CLASSIFYING = "web pages", "web API", "web classifying"
_NOT_COUNTED = ("/static/", "/healthz", "/admin/")
_CLASSIFYING = ("/classify", "/try/")


class TimingMiddleware:
    """Count how long answers take; the outermost of all, so that nothing is left out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; what is streamed counts until it begins."""
        begun = time.perf_counter()
        response = self.get_response(request)
        if group := group_of(request.path):
            is_error = response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR
            counter().add(group, 1_000 * (time.perf_counter() - begun), is_error=is_error)
        return response


def group_of(path: str) -> str:
    """Return the kind of an address; "" for files, health and the admin."""
    if path.startswith(_NOT_COUNTED):
        return ""
    if any(part in path for part in _CLASSIFYING):
        return CLASSIFYING
    return API if path.startswith(("/api/", "/mcp")) else PAGES
