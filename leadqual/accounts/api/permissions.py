"""Who may use the API, for what and how often: keys, roles and scopes, the limit of a workspace."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, Throttled
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from leadqual.accounts.audit.origin import current_origin, note_api_key
from leadqual.accounts.keys.scopes import (
    OperationAccess,
    covered_scopes,
    operation_access,
    role_of_key,
)
from leadqual.accounts.keys.state import (
    is_previous_secret,
    key_with_secret,
    membership_of_owner,
    problem_of_secret,
    state_of_secret,
)
from leadqual.accounts.models import ApiKey, Member, Role, Scope, User, Workspace
from leadqual.accounts.workspaces.quotas import Quota, limit_of
from leadqual.accounts.workspaces.request_quota import (
    WINDOW_SECONDS,
    count_workspace_request,
    seconds_to_next_window,
)
from leadqual.core.api.operations import setting_of
from leadqual.core.errors import LeadqualError
from leadqual.core.middleware import set_rate_limit
from leadqual.core.requests.request_ids import LOG_KEY

if TYPE_CHECKING:  # The settings of REST framework name this module: views would import themselves.
    from rest_framework.views import APIView

_USE_INTERVAL = timedelta(minutes=1)


class ApiRequest(Request):
    """A request of the API that has passed `HasWorkspace`."""

    user: User
    workspace: Workspace
    member: Member


class HasWorkspace(BasePermission):
    """A workspace, the role that the operation needs, and with an API key its scope too."""

    message = "This requires an API key or a session with the right role in a workspace."

    def has_permission(self, request: Request, view: "APIView") -> bool:
        """Compare what the key or the member may do with what the operation needs.

        Raises:
            LeadqualError: the key lacks the scope.
            LeadqualError: the key has it, but its owner may not do this any more.
            LeadqualError: the view manages keys, and the secret was rotated.
        """
        member: Member | None = getattr(request, "member", None)
        if member is None:
            return False
        needed, role = operation_access(view, request.method or ""), Role(member.role)
        is_staff = bool(request.user.is_staff)
        may = role.includes(needed.role) and (is_staff or not needed.needs_staff)
        if not isinstance(request.auth, ApiKey):
            if not may:
                self.message = _denial_message(needed, role)
            return may
        if needed.scope not in request.auth.scopes:
            scopes = request.auth.scopes
            has = ", ".join(f"`{scope}`" for scope in scopes) or "none"
            required_role = "Staff" if needed.scope == Scope.INSTALLATION else "A manager"
            raise LeadqualError(
                f"This needs the scope `{needed.scope}`. The scopes of this API key: {has}. "
                f"{required_role} can create a key with it under Settings › API keys.",
                code="missing_scope",
                status=403,
                details={"scope": needed.scope.value, "key_scopes": list(scopes)},
            )
        if not may or needed.scope not in covered_scopes(role, is_staff=is_staff):
            raise LeadqualError(
                f"This API key has the scope `{needed.scope}`, but its owner no longer has the "
                "role for it. A manager can take over the key under Settings › API keys.",
                code="scope_not_covered",
                status=403,
                details={"scope": needed.scope.value},
            )
        if getattr(request, "is_previous_secret", False) and setting_of(
            view, request.method or "", "needs_current_secret"
        ):
            raise LeadqualError(
                "This secret was rotated. It cannot manage API keys or delete the workspace. "
                "Use the new secret.",
                code="previous_secret",
                status=403,
            )
        return True


def _denial_message(needed: OperationAccess, role: Role) -> str:
    if needed.needs_staff:
        return "Only staff of this installation can do this."
    wanted = needed.role.label.lower()
    return f"This needs the role {wanted} in the workspace. Your role is {role.label.lower()}."


def role_of(request: Request) -> Role:
    """Return the role with which a request acts: of the member, or of its key."""
    role = Role(request.member.role)  # type: ignore[attr-defined]  # after `HasWorkspace`
    return role_of_key(request.auth, role) if isinstance(request.auth, ApiKey) else role


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
        if kind.lower() != "bearer":  # Other schemes never fall back to the session.
            raise AuthenticationFailed("Send the API key as `Authorization: Bearer lq_...`.")
        secret = secret.strip()
        key = key_with_secret(secret)
        if key is None:
            raise AuthenticationFailed("Invalid API key.")
        request.META[LOG_KEY] = f"{key.pk} {secret[: len(key.prefix)]}"
        state = state_of_secret(key, secret)
        if not state.works:
            raise AuthenticationFailed(problem_of_secret(key, secret, state), code=state.value)
        is_previous = is_previous_secret(key, secret)
        _record_use(key, is_previous=is_previous)
        note_api_key(key)
        request._request.workspace = key.workspace  # type: ignore[attr-defined]
        request._request.member = membership_of_owner(key)  # type: ignore[attr-defined]
        request._request.is_previous_secret = is_previous  # type: ignore[attr-defined]
        return key.created_by, key

    def authenticate_header(self, request: Request) -> str:
        """Name the scheme, so that a missing key answers 401."""
        return "Bearer"


def _record_use(key: ApiKey, *, is_previous: bool) -> None:
    """Note when and from where a secret was used, at most once a minute."""
    now = timezone.now()
    last = key.previous_last_used_at if is_previous else key.last_used_at
    if last is not None and now - last <= _USE_INTERVAL:
        return
    field = "previous_last_used_at" if is_previous else "last_used_at"
    address = {} if is_previous else {"last_used_ip": current_origin().ip_address}
    ApiKey.objects.filter(pk=key.pk).update(**{field: now}, **address)


class WorkspaceThrottle(BaseThrottle):
    """All keys and members of a workspace share its limit; a workspace without one costs nothing.

    While Redis is away nothing is counted and nobody is refused.
    """

    def allow_request(self, request: Request, view: "APIView") -> bool:
        """Count a request and let it through where it is within the limit.

        Raises:
            Throttled: it is not; says so by name of the workspace, as keys may have requests left.
        """
        workspace: Workspace | None = getattr(request, "workspace", None)
        limit = limit_of(workspace, Quota.REQUESTS) if workspace else None
        if workspace is None or limit is None:
            return True
        n = count_workspace_request(workspace.pk)
        if n is None:
            return True
        n_left, wait = max(limit - n, 0), seconds_to_next_window()
        set_rate_limit(request._request, limit, n_left, wait, WINDOW_SECONDS)
        if n <= limit:
            return True
        raise Throttled(
            wait,
            f"All API keys and members of this workspace together have used its {limit:,} "
            "requests a minute. Nothing was changed.",
        )
