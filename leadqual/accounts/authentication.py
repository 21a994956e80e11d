"""API keys: `Authorization: Bearer lq_...`."""

from datetime import timedelta

from django.utils import timezone
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from leadqual.accounts.audit.origin import note_api_key
from leadqual.accounts.models import ApiKey, User
from leadqual.accounts.selectors import active_key


class ApiKeyAuthentication(BaseAuthentication):
    """Log a program in by its key and bind the request to the workspace of the key."""

    def authenticate(self, request: Request) -> tuple[User, ApiKey] | None:
        """Return the user who made the key, and the key; None where no key was sent.

        Raises:
            AuthenticationFailed: the key is unknown or revoked.
        """
        kind, _, secret = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() != "bearer":
            return None
        key = active_key(secret.strip())
        if key is None:
            raise AuthenticationFailed("This API key is unknown or revoked.")
        now = timezone.now()
        if key.last_used_at is None or now - key.last_used_at > timedelta(minutes=1):
            ApiKey.objects.filter(pk=key.pk).update(last_used_at=now)
        note_api_key(key)
        request._request.workspace = key.workspace  # type: ignore[attr-defined]
        return key.created_by, key

    def authenticate_header(self, request: Request) -> str:
        """Name the scheme, so that a missing key answers 401."""
        return "Bearer"
