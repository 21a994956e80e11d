"""Addresses as they stand in emails."""

from django.conf import settings
from django.http import HttpRequest


def absolute_url(path: str, *, request: HttpRequest) -> str:
    """Return the full address of a path.

    `PUBLIC_URL` decides where it is set: the host of a request is what its sender claims, and a
    link with a secret must not lead elsewhere.

    Args:
        path: from the root, e.g. `/settings/`.
        request: gives the host where `PUBLIC_URL` is empty; `ALLOWED_HOSTS` has checked it.
    """
    if settings.PUBLIC_URL:
        return f"{settings.PUBLIC_URL}{path}"
    return request.build_absolute_uri(path)
