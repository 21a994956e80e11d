"""Who calls tools: the owner of an API key, or somebody at the server."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from leadqual.accounts.keys.scopes import OperationAccess, covered_scopes
from leadqual.accounts.models import ApiKey, Member, Role, User, Workspace


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls tools, and what they may use.

    Args:
        workspace: the only one whose records tools see.
        user: the owner of the key, for whom verdicts count.
        member: with the role that the user has in the workspace.
        key: with which the caller signed in; None for somebody at the server.
        is_previous_secret: the key was rotated since.
        environ: of the request that carries the call: address, host and scheme.
    """

    workspace: Workspace
    user: User
    member: Member
    scopes: Collection[str]
    key: ApiKey | None = None
    is_previous_secret: bool = False
    environ: Mapping[str, str] = field(default_factory=dict)

    def may(self, needed: OperationAccess) -> bool:
        """Return whether the caller may use an operation of the API that needs this."""
        role, is_staff = Role(self.member.role), bool(self.user.is_staff)
        return (
            needed.scope in self.scopes
            and role.includes(needed.role)
            and needed.scope in covered_scopes(role, is_staff=is_staff)
        )
