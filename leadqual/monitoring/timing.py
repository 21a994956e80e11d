"""Each request and job is timed: its kind and its milliseconds, nothing of who asked for what."""

import time
from collections.abc import Callable
from http import HTTPStatus
from threading import local
from typing import Any

from celery import signals
from django.http import HttpRequest, HttpResponse

from leadqual.core.telemetry.metric_store import (
    JOB_DURATION,
    JOBS,
    REQUEST_SECONDS,
    REQUESTS,
    metric_store,
)
from leadqual.core.telemetry.process_reports import WEB, reporter, running

PAGES, API, CLASSIFYING = "web pages", "web API", "web classifying"
JOB = "job "
UNKNOWN, OTHER, HOME = "unknown", "other", "home"
_NOT_COUNTED = ("/static/", "/healthz", "/readyz", "/metrics", "/admin/")
_CLASSIFYING = ("/classify", "/look-up/")
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_FAILED = "FAILURE"
_OUTCOMES = {"SUCCESS": "success", _FAILED: "failure", "RETRY": "retry", "IGNORED": "ignored"}
_running = local()


class TimingMiddleware:
    """Measure response times; the outermost middleware, to include all others."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Measure a request; streamed responses are measured until they start."""
        reporter().start(WEB)
        begun = time.perf_counter()
        response = self.get_response(request)
        if not request.path.startswith("/static/"):
            _measure(request, response, time.perf_counter() - begun)
        return response


def _measure(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    """Count a request by the area of its address, which holds no value of it."""
    store, group = metric_store(), group_of(request.path)
    if group:
        is_error = response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR
        store.add_to_hour(group, 1_000 * seconds, is_error=is_error)
    area = area_of(request.resolver_match.route) if request.resolver_match else UNKNOWN
    method = request.method if request.method in _METHODS else OTHER
    store.count(REQUESTS, area, str(method), str(response.status_code))
    store.observe(REQUEST_SECONDS, group or OTHER, seconds=seconds)


def area_of(route: str) -> str:
    """Return the first part of the pattern of an address, of the API with `api/` before it.

    Hundreds of patterns with their methods and buckets would be a megabyte of metrics; the access
    log has the rest.
    """
    first, *rest = route.split("/")
    if first == "api" and len(rest) > 1:  # After the version.
        first = f"api/{rest[1]}".rstrip("/")
    return first or HOME


def group_of(path: str) -> str:
    """Return the kind of an address; "" for files, health and the admin."""
    if path.startswith(_NOT_COUNTED):
        return ""
    if any(part in path for part in _CLASSIFYING):
        return CLASSIFYING
    return API if path.startswith(("/api/", "/mcp")) else PAGES


def begin(task: Any = None, **_: Any) -> None:
    """Note when a job began; jobs that another one runs at once are timed within it."""
    begun = getattr(_running, "begun", ())
    if not begun and task is not None:
        running.job, running.since = task.name, time.time()
    _running.begun = [*begun, time.perf_counter()]


def end(task: Any = None, state: str = "", **_: Any) -> None:
    """Count a job that is over."""
    begun = getattr(_running, "begun", [])
    if begun and task is not None:
        seconds, store = time.perf_counter() - begun.pop(), metric_store()
        store.add_to_hour(f"{JOB}{task.name}"[:60], 1_000 * seconds, is_error=state == _FAILED)
        store.count(JOBS, task.name, _OUTCOMES.get(state, "other"))
        store.observe(JOB_DURATION, task.name, seconds=seconds)
    if not begun:
        running.job, running.since = "", 0.0


def listen() -> None:
    """Time every job of this process from now on."""
    signals.task_prerun.connect(begin, dispatch_uid="monitoring.begin")
    signals.task_postrun.connect(end, dispatch_uid="monitoring.end")
