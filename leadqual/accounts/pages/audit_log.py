"""The audit log page: who did what, on what, from where."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from leadqual.accounts.pages.settings import render_settings
from leadqual.accounts.requests import WorkspaceRequest


@require_GET
def audit_log(request: WorkspaceRequest) -> HttpResponse:
    """Show what was done in the workspace, newest first."""
    rows = request.workspace.audit_rows.select_related("actor", "api_key").order_by("-pk")[:50]
    context: dict[str, object] = {"audit_rows": rows}
    return render_settings(
        request, "accounts/settings/audit_log.html", context, here="accounts:audit_log"
    )
