"""The button that removes sample data."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from leadqual.accounts.models import Role
from leadqual.accounts.request_types import WorkspaceRequest, needs_role
from leadqual.accounts.workspaces.current import SESSION_KEY
from leadqual.core.pages.undo import say_undoable
from leadqual.demo import sample_removal


@require_POST
@needs_role(Role.MANAGER)
def start_empty(request: WorkspaceRequest) -> HttpResponse:
    """Open an empty workspace instead of the one with sample data."""
    sample = request.workspace
    fresh = sample_removal.start_empty(workspace=sample, author=request.user)
    request.session[SESSION_KEY] = fresh.pk
    say_undoable(
        request,
        f"The sample data is deleted, and {fresh} is ready for your own list.",
        "accounts:restore_workspace",
        sample.pk,
    )
    return redirect("home:dashboard")
