"""Models of accounts: users, workspaces, invitations, emails, API keys, audit log."""

from leadqual.accounts.models.api_keys import ApiKey, IdempotentRequest, Scope
from leadqual.accounts.models.audit import AuditRow
from leadqual.accounts.models.workspaces import (
    Invitation,
    Member,
    OutgoingEmail,
    Role,
    User,
    UserManager,
    Workspace,
    WorkspaceExport,
)

__all__ = [
    "ApiKey",
    "AuditRow",
    "IdempotentRequest",
    "Invitation",
    "Member",
    "OutgoingEmail",
    "Role",
    "Scope",
    "User",
    "UserManager",
    "Workspace",
    "WorkspaceExport",
]
