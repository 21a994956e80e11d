"""Workspaces of a person, and what can be downloaded of one, in templates."""

from django.db.models import QuerySet

from leadqual.accounts import selectors
from leadqual.accounts.models import Workspace, WorkspaceExport
from leadqual.core.pages.templates import Library

register = Library()


@register.simple_tag
def ready_exports(workspace: Workspace) -> QuerySet[WorkspaceExport]:
    """Return the latest full export that can be downloaded, if any."""
    return selectors.ready_exports(workspace)
