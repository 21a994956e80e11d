"""Who may use the API, and for what."""

from typing import TYPE_CHECKING

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from leadqual.accounts.keys.errors import (
    MissingScopeError,
    PreviousSecretError,
    UncoveredScopeError,
)
from leadqual.accounts.keys.scopes import (
    OperationAccess,
    covered_scopes,
    operation_access,
    role_of_key,
)
from leadqual.accounts.models import ApiKey, Member, Role, User, Workspace
from leadqual.core.api.operations import setting_of

if TYPE_CHECKING:  # The settings of REST framework name this module: views would import themselves.
    from rest_framework.views import APIView


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
            MissingScopeError: the key lacks the scope.
            UncoveredScopeError: the key has it, but its owner may not do this any more.
            PreviousSecretError: the view manages keys, and the secret was rotated.
        """
        member: Member | None = getattr(request, "member", None)
        if member is None:
            return False
        needed, role = operation_access(view, request.method or ""), Role(member.role)
        is_staff = bool(request.user.is_staff)
        may = role.includes(needed.role) and (is_staff or not needed.needs_staff)
        if not isinstance(request.auth, ApiKey):
            if not may:
                self.message = _what_is_needed(needed, role)
            return may
        if needed.scope not in request.auth.scopes:
            raise MissingScopeError(needed.scope, request.auth.scopes)
        if not may or needed.scope not in covered_scopes(role, is_staff=is_staff):
            raise UncoveredScopeError(needed.scope)
        if getattr(request, "is_previous_secret", False) and setting_of(
            view, request.method or "", "needs_current_secret"
        ):
            raise PreviousSecretError
        return True


def _what_is_needed(needed: OperationAccess, role: Role) -> str:
    if needed.needs_staff:
        return "Only staff of this installation can do this."
    wanted = needed.role.label.lower()
    return f"This needs the role {wanted} in the workspace. Your role is {role.label.lower()}."


def role_of(request: Request) -> Role:
    """Return the role with which a request acts: of the member, or of its key."""
    role = Role(request.member.role)  # type: ignore[attr-defined]  # after `HasWorkspace`
    return role_of_key(request.auth, role) if isinstance(request.auth, ApiKey) else role
