"""Workspaces of a person, and what can be downloaded of one, in templates."""

from django.db.models import QuerySet

from leadqual.accounts import selectors
from leadqual.accounts.models import Member, User, Workspace, WorkspaceExport
from leadqual.core.database.row_scope import all_workspaces
from leadqual.core.pages.templates import Library

register = Library()


@register.simple_tag
@all_workspaces()
def open_memberships(user: User) -> list[Member]:
    """Return the memberships in workspaces that are not deleted, the oldest first."""
    return list(selectors.open_memberships(user))


@register.simple_tag
def ready_exports(workspace: Workspace) -> QuerySet[WorkspaceExport]:
    """Return the latest full export that can be downloaded, if any."""
    return selectors.ready_exports(workspace)
