"""Full URLs for emails."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest


def absolute_url(path: str, *, request: HttpRequest) -> str:
    """Return the full URL of a path.

    Uses `PUBLIC_URL` if set, because the host of a request is set by its sender, and a link with a
    secret must not lead elsewhere.

    Args:
        path: from the root, e.g. `/settings/`.
        request: for the host if `PUBLIC_URL` is empty; validated by `ALLOWED_HOSTS`. The port is
            that of the server.
    """
    if settings.PUBLIC_URL:
        return f"{settings.PUBLIC_URL}{path}"
    parts = urlsplit(request.build_absolute_uri(path))
    if parts.port in {None, _port_of(request)}:
        return parts.geturl()
    name = parts.netloc.rpartition(":")[0]
    return parts._replace(netloc=f"{name}:{request.get_port()}").geturl()


def _port_of(request: HttpRequest) -> int | None:
    port = request.get_port()
    return int(port) if port.isdecimal() else None
