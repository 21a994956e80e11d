"""Health checks and error pages."""

import logging
import sys
import uuid
from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe
from rest_framework.exceptions import NotFound

from leadqual.core.files.full_disk import DISK_FULL, DiskFullError, is_disk_full, read_to_end
from leadqual.core.readiness import PAGE_CHECKS, find_missing, find_missing_for_requests
from leadqual.core.requests.problems import BAD_REQUEST, PROBLEM_TYPE, TOO_LARGE, problem_body
from leadqual.core.servers_away import (
    RETRY_SECONDS,
    Away,
    drop_connections,
    find_unavailable_server,
)

NO_ADDRESS = "The API has no such address. See /api/docs/ for all of them."
logger = logging.getLogger(__name__)


@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """Report what is not ready: 503 if pages cannot be served, 200 if only jobs are affected."""
    missing = find_missing()
    if PAGE_CHECKS & set(missing):
        status, code = "unavailable", HTTPStatus.SERVICE_UNAVAILABLE
    else:
        status, code = "degraded" if missing else "ok", HTTPStatus.OK
    body = {"status": status, "jobs": not missing, "not_ready": missing}
    return JsonResponse(body, status=code, headers={"Cache-Control": "no-store"})


@login_not_required
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Tell load balancers whether to send requests to this process: 200 or 503."""
    headers = {"Cache-Control": "no-store"}
    if missing := find_missing_for_requests():
        body = {"status": "unavailable", "not_ready": missing}
        headers["Retry-After"] = str(RETRY_SECONDS)
        return JsonResponse(body, status=HTTPStatus.SERVICE_UNAVAILABLE, headers=headers)
    return JsonResponse({"status": "ok", "not_ready": []}, headers=headers)


@login_not_required
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Render the 404 page."""
    if _is_api(request):
        is_known = request.resolver_match is not None  # Then its ID is larger than any.
        return _problem(404, "not_found", str(NotFound.default_detail) if is_known else NO_ADDRESS)
    return render(request, "errors/404.html", status=404)


@login_not_required
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Render the page for requests that are malformed or too large."""
    status, code, message = 400, "bad_request", BAD_REQUEST
    if isinstance(exception, RequestDataTooBig):
        status, code, message = 413, "too_large", TOO_LARGE
    if _is_api(request):
        return _problem(status, code, message)
    context = {"message": message, "code": code}
    return render(request, "errors/refused.html", context, status=status)


@login_not_required
def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Render the 403 page."""
    if _is_api(request):
        return _problem(403, "permission_denied", "You do not have access to this.")
    return render(request, "errors/403.html", status=403)


@login_not_required
def server_error(request: HttpRequest) -> HttpResponse:
    """Render the 500 page with the request ID for the log.

    A full disk or an unavailable server gets its own message.
    """
    error = sys.exc_info()[1]
    if is_disk_full(error):
        return _disk_full_page(request)
    if away := find_unavailable_server(error):
        return _server_away_page(request, away)
    number = uuid.uuid4().hex[:8]
    logger.error("page failed", extra={"number": number, "path": request.path})
    if _is_api(request):
        return _problem(
            500, "server_error", f"Something went wrong. Reference for support: {number}."
        )
    return render(request, "errors/500.html", {"number": number}, status=500)


def _disk_full_page(request: HttpRequest) -> HttpResponse:
    read_to_end(request)
    logger.error("disk full", extra={"path": request.path})
    if _is_api(request):
        return _problem(DiskFullError.status, DiskFullError.code, DISK_FULL)
    context = {"message": DISK_FULL, "code": DiskFullError.code}
    return render(request, "errors/refused.html", context, status=DiskFullError.status)


def _server_away_page(request: HttpRequest, away: Away) -> HttpResponse:
    """Render a page about an unavailable server, without using any server."""
    drop_connections()
    logger.error("server away", extra={"code": away.value, "path": request.path})
    headers = {"Retry-After": str(RETRY_SECONDS), "Cache-Control": "no-store"}
    status = HTTPStatus.SERVICE_UNAVAILABLE
    if _is_api(request):
        body = problem_body(status, away.value, away.message)
        return JsonResponse(body, status=status, content_type=PROBLEM_TYPE, headers=headers)
    context = {"message": away.message, "code": away.value, "request": request}
    page = render_to_string("errors/unavailable.html", context)  # Needs no user.
    return HttpResponse(page, status=status, headers=headers)


def _is_api(request: HttpRequest) -> bool:
    return request.path.startswith(("/api/", "/mcp"))


def _problem(status: int, code: str, detail: str) -> JsonResponse:
    body = problem_body(status, code, detail)
    return JsonResponse(body, status=status, content_type=PROBLEM_TYPE)
