"""Tables of accounts: users, workspaces, API keys, the audit log."""

from leadqual.accounts.models.api_keys import ApiKey
from leadqual.accounts.models.audit import AuditRow
from leadqual.accounts.models.users import User, UserManager
from leadqual.accounts.models.workspaces import Member, Role, Workspace

__all__ = ["ApiKey", "AuditRow", "Member", "Role", "User", "UserManager", "Workspace"]
