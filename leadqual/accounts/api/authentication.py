"""API keys: `Authorization: Bearer lq_...`."""

from datetime import timedelta

from django.utils import timezone
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from leadqual.accounts.audit.origin import current_origin, note_api_key
from leadqual.accounts.keys.state import (
    is_previous_secret,
    key_with_secret,
    membership_of_owner,
    problem_of_secret,
    state_of_secret,
)
from leadqual.accounts.models import ApiKey, User
from leadqual.core.database.row_scope import all_workspaces, enter_workspace

_USE_INTERVAL = timedelta(minutes=1)


class ApiKeyAuthentication(BaseAuthentication):
    """Log a program in by its key and bind the request to the workspace of the key.

    A request with both a key and a session is one of the key: the session is not looked at.
    """

    def authenticate(self, request: Request) -> tuple[User, ApiKey] | None:
        """Return the owner of the key, and the key; None where no `Authorization` was sent.

        The key, its workspace and the membership of its owner are read in one query, so that a
        revocation, removal or change of role holds from the next request on.

        Raises:
            AuthenticationFailed: the key is unknown or does not work; `code` says why.
        """
        kind, _, secret = request.headers.get("Authorization", "").partition(" ")
        if not kind:
            return None
        if kind.lower() != "bearer":  # Never looked for in the session: whoever sent it means it.
            raise AuthenticationFailed("Send the API key as `Authorization: Bearer lq_...`.")
        secret = secret.strip()
        with all_workspaces():  # Whose key it is is found out here.
            key = key_with_secret(secret)
        if key is None:
            raise AuthenticationFailed("Invalid API key.")
        state = state_of_secret(key, secret)
        if not state.works:
            raise AuthenticationFailed(problem_of_secret(key, secret, state), code=state.value)
        enter_workspace(key.workspace_id)
        is_previous = is_previous_secret(key, secret)
        _note_use(key, is_previous=is_previous)
        note_api_key(key)
        request._request.workspace = key.workspace  # type: ignore[attr-defined]
        request._request.member = membership_of_owner(key)  # type: ignore[attr-defined]
        request._request.is_previous_secret = is_previous  # type: ignore[attr-defined]
        return key.created_by, key

    def authenticate_header(self, request: Request) -> str:
        """Name the scheme, so that a missing key answers 401."""
        return "Bearer"


def _note_use(key: ApiKey, *, is_previous: bool) -> None:
    """Note when and from where a secret was used, at most once a minute."""
    now = timezone.now()
    last = key.previous_last_used_at if is_previous else key.last_used_at
    if last is not None and now - last <= _USE_INTERVAL:
        return
    field = "previous_last_used_at" if is_previous else "last_used_at"
    address = {} if is_previous else {"last_used_ip": current_origin().ip_address}
    ApiKey.objects.filter(pk=key.pk).update(**{field: now}, **address)
