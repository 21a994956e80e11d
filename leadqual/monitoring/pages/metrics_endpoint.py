"""`/metrics`, for a Prometheus server."""

import hmac
from ipaddress import ip_address

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse

from leadqual.accounts.page_routes import route
from leadqual.monitoring.metrics import CONTENT_TYPE, exposition

_SCHEME = "Bearer "
_OF_PROXIES = ("X-Forwarded-For", "X-Forwarded-Proto", "Forwarded", "Via")


@route("metrics", methods="GET HEAD")
@login_not_required
def metrics(request: HttpRequest) -> HttpResponse:
    """Return all metrics; requires `METRICS_TOKEN`, or a local request if none is set."""
    if not _may_read(request):
        answer = HttpResponse("Send METRICS_TOKEN as a bearer token.\n", "text/plain", status=401)
        answer["WWW-Authenticate"] = 'Bearer realm="metrics"'
        return answer
    return HttpResponse(exposition(), CONTENT_TYPE)


def _may_read(request: HttpRequest) -> bool:
    if settings.METRICS_TOKEN:
        given = request.headers.get("Authorization", "")
        token = given.removeprefix(_SCHEME) if given.startswith(_SCHEME) else ""
        return hmac.compare_digest(token.encode(), settings.METRICS_TOKEN.encode())
    if any(name in request.headers for name in _OF_PROXIES):  # It asks for someone else.
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
