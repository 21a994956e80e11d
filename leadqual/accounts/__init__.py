"""Workspaces, members, API keys and the audit trail."""
