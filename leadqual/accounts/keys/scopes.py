"""Scopes of API keys: what each covers, and which role its owner needs."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from leadqual.accounts.models import ApiKey, Role, Scope, User
from leadqual.core.api.operations import operation_of

if TYPE_CHECKING:
    from rest_framework.views import APIView

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
SCOPE_DESCRIPTIONS: dict[Scope, str] = {
    Scope.READ: "Read contacts, companies, titles, lists, saved searches, campaigns, imports, "
    "alerts, models and the taxonomy. Preview what a correction would change.",
    Scope.CLASSIFY: "Classify job titles, companies and replies sent in the request. Nothing is "
    "added to the workspace.",
    Scope.WRITE: "Create, change and undo contacts, companies, lists, saved searches, campaigns, "
    "verdicts, suggestions and corrections.",
    Scope.REPLIES: "Read replies, add new ones, correct their intent and create the contacts they "
    "refer to.",
    Scope.EXPORT: "Export the people of a search or a list, and view past exports.",
    Scope.ADMIN: "Everything else only managers can do: imports, API keys, approving corrections, "
    "labeling settings, exports that include people marked Do not contact, and exporting or "
    "deleting the whole workspace.",
    Scope.INSTALLATION: "Change what all workspaces share: evaluate and promote models. "
    "Only staff can "
    "grant it, and it works only while the owner is staff.",
}
"""Descriptions, as listed in the form that creates a key."""

MIN_ROLE: dict[Scope, Role] = {
    Scope.READ: Role.VIEWER,
    Scope.CLASSIFY: Role.VIEWER,
    Scope.WRITE: Role.QUALIFIER,
    Scope.REPLIES: Role.QUALIFIER,
    Scope.EXPORT: Role.QUALIFIER,
    Scope.ADMIN: Role.MANAGER,
    Scope.INSTALLATION: Role.VIEWER,
}
"""The role that the owner of a key needs for a scope; `installation` also needs staff."""


def covered_scopes(role: Role, *, is_staff: bool = False) -> list[Scope]:
    """Return the scopes that a member with this role covers, in canonical order."""
    return [
        scope
        for scope in Scope
        if role.includes(MIN_ROLE[scope]) and (is_staff or scope != Scope.INSTALLATION)
    ]


def sort_scopes(scopes: Iterable[str]) -> list[Scope]:
    """Return these scopes without duplicates, in canonical order."""
    chosen = set(scopes)
    return [scope for scope in Scope if scope.value in chosen]


@dataclass(frozen=True, slots=True)
class OperationAccess:
    """Requirements of one API operation.

    Args:
        role: of the member who is signed in, or who owns the key.
    """

    scope: Scope
    role: Role

    @property
    def needs_staff(self) -> bool:
        """Return whether only staff may do this, because it concerns all workspaces."""
        return self.scope == Scope.INSTALLATION


def operation_access(view: "APIView", method: str) -> OperationAccess:
    """Return the role and scope that an operation needs.

    The operation can set them, or its view in `read_role`, `write_role`, `read_scope` and
    `write_scope`. The default scope is `admin` for operations of managers, else `read` or
    `write`.
    """
    reads = method.upper() in SAFE_METHODS
    usual_role = Role.VIEWER if reads else Role.QUALIFIER
    operation = operation_of(view, method)
    of_view: str = getattr(view, "read_role" if reads else "write_role", usual_role)
    role = Role((operation.role if operation else None) or of_view)
    usual_scope = Scope.READ if reads and role == Role.VIEWER else Scope.WRITE
    if role == Role.MANAGER:
        usual_scope = Scope.ADMIN
    scope = getattr(view, "read_scope" if reads else "write_scope", usual_scope)
    return OperationAccess(Scope((operation.scope if operation else None) or scope), role)


def role_of_key(key: ApiKey, role: Role) -> Role:
    """Return the role of a key: that of its owner, but manager only with the scope `admin`."""
    if role == Role.MANAGER and Scope.ADMIN not in key.scopes:
        return Role.QUALIFIER
    return role


def grantable_scopes(user: User, role: Role, *, key: ApiKey | None = None) -> Collection[Scope]:
    """Return the scopes that a user may grant to a key.

    Args:
        user: who grants them; staff may grant `installation`.
        role: of the user in the workspace.
        key: of the program that grants them; it cannot grant scopes that it lacks.
    """
    covered = covered_scopes(role, is_staff=user.is_staff)
    return covered if key is None else [scope for scope in covered if scope in key.scopes]
