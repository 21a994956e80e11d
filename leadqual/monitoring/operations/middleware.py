"""Each request is timed: its kind and its milliseconds, nothing of who asked for what."""

import time
from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from leadqual.core.telemetry.metric_store import REQUEST_SECONDS, REQUESTS, metric_store
from leadqual.core.telemetry.process_reports import WEB, reporter
from leadqual.monitoring.operations.counters import counter

PAGES, API, CLASSIFYING = "web pages", "web API", "web classifying"
_NOT_COUNTED = ("/static/", "/healthz", "/readyz", "/metrics", "/admin/")
_CLASSIFYING = ("/classify", "/try/")
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
UNKNOWN, OTHER, HOME = "unknown", "other", "home"


class TimingMiddleware:
    """Count how long answers take; the outermost of all, so that nothing is left out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; what is streamed counts until it begins."""
        reporter().start(WEB)
        begun = time.perf_counter()
        response = self.get_response(request)
        seconds = time.perf_counter() - begun
        if group := group_of(request.path):
            is_error = response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR
            counter().add(group, 1_000 * seconds, is_error=is_error)
        if not request.path.startswith("/static/"):
            _measure(request, response, seconds)
        return response


def _measure(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    """Count a request by the area of its address, which holds no value of it."""
    area = area_of(request.resolver_match.route) if request.resolver_match else UNKNOWN
    method = request.method if request.method in _METHODS else OTHER
    store = metric_store()
    store.count(REQUESTS, area, str(method), str(response.status_code))
    store.observe(REQUEST_SECONDS, group_of(request.path) or OTHER, seconds=seconds)


def area_of(route: str) -> str:
    """Return the first part of the pattern of an address, of the API with `api/` before it.

    Hundreds of patterns with their methods and buckets would be a megabyte of metrics; the access
    log has the rest.
    """
    first, *rest = route.split("/")
    if first == "api" and len(rest) > 1:  # Behind the version.
        first = f"api/{rest[1]}".rstrip("/")
    return first or HOME


def group_of(path: str) -> str:
    """Return the kind of an address; "" for files, health and the admin."""
    if path.startswith(_NOT_COUNTED):
        return ""
    if any(part in path for part in _CLASSIFYING):
        return CLASSIFYING
    return API if path.startswith(("/api/", "/mcp")) else PAGES
