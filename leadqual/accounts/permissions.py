"""Who may use the API, and for what."""

from typing import TYPE_CHECKING

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from leadqual.accounts.models import ApiKey, Role, User, Workspace

if TYPE_CHECKING:  # The settings of REST framework name this module: views would import themselves.
    from rest_framework.views import APIView


class ApiRequest(Request):
    """A request of the API that has passed `HasWorkspace`."""

    user: User
    workspace: Workspace


class HasWorkspace(BasePermission):
    """A workspace, and the role that the view names in `read_role` or `write_role`."""

    message = "This needs an API key or a login with the right role in a workspace."

    def has_permission(self, request: Request, view: "APIView") -> bool:
        """Compare the role of the key or the member with what the view wants."""
        if getattr(request, "workspace", None) is None:
            return False
        reads = request.method in {"GET", "HEAD", "OPTIONS"}
        default = Role.VIEWER if reads else Role.QUALIFIER
        wanted = getattr(view, "read_role" if reads else "write_role", default)
        if isinstance(request.auth, ApiKey):
            return Role(request.auth.role).includes(wanted)
        return Role(request.member.role).includes(wanted)  # type: ignore[attr-defined]
