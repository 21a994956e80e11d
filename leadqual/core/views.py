"""Health, and what is shown when something went wrong."""

import logging
import uuid

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from leadqual.core.tasks import HEARTBEAT_KEY

logger = logging.getLogger(__name__)


@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """Say that the web server reaches its database and its cache, and whether jobs run."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    jobs = cache.get(HEARTBEAT_KEY) is not None
    return JsonResponse({"status": "ok", "jobs": jobs})


@login_not_required
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Nothing lives at this address."""
    return render(request, "errors/404.html", status=404)


@login_not_required
def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The person may not see this."""
    return render(request, "errors/403.html", status=403)


@login_not_required
def server_error(request: HttpRequest) -> HttpResponse:
    """Something broke; the number finds it in the log."""
    number = uuid.uuid4().hex[:8]
    logger.error("page failed", extra={"number": number, "path": request.path})
    return render(request, "errors/500.html", {"number": number}, status=500)
