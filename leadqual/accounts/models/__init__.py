"""Models of accounts: users, workspaces, invitations, emails, API keys, audit log."""

from leadqual.accounts.models.api_keys import ApiKey, Scope
from leadqual.accounts.models.audit import AuditRow
from leadqual.accounts.models.emails import OutgoingEmail
from leadqual.accounts.models.exports import WorkspaceExport
from leadqual.accounts.models.idempotency import IdempotentRequest
from leadqual.accounts.models.invitations import Invitation
from leadqual.accounts.models.users import User, UserManager
from leadqual.accounts.models.workspaces import Member, Role, Workspace

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
