"""The security page of a workspace: two-step verification, and failed sign-ins."""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect

from leadqual.accounts.members import members_of
from leadqual.accounts.models import AuditRow, Role
from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.accounts.pages.settings import render_settings
from leadqual.accounts.two_step import (
    OwnFactorMissingError,
    require_two_step,
    users_with_second_factor,
)

MAX_ROWS = 50


@route("settings/security/", methods="GET POST", role=Role.MANAGER)
def security(request: WorkspaceRequest) -> HttpResponse:
    """Show the security page; on POST, require two-step verification or stop requiring it."""
    if request.method == "POST":
        return _save_requirement(request)
    return _page(request)


def _page(request: WorkspaceRequest, *, status: int = 200, refusal: str = "") -> HttpResponse:
    with_factor = users_with_second_factor(request.workspace)
    members = [(member, member.user_id in with_factor) for member in members_of(request.workspace)]
    context: dict[str, object] = {
        "people": members,
        "n_with_factor": sum(has_factor for _, has_factor in members),
        "attempts": _failed_sign_ins(request),
        "refusal": refusal,
    }
    return render_settings(
        request,
        "accounts/settings/security.html",
        context,
        here="accounts:security",
        status=status,
    )


def _save_requirement(request: WorkspaceRequest) -> HttpResponse:
    is_required = request.POST.get("requires_two_step") == "on"
    try:
        require_two_step(workspace=request.workspace, is_required=is_required, author=request.user)
    except OwnFactorMissingError as error:
        return _page(request, status=error.status, refusal=error.message)
    messages.success(
        request,
        "Two-step verification is now required."
        if is_required
        else "Two-step verification is now optional.",
    )
    return redirect("accounts:security")


def _failed_sign_ins(request: WorkspaceRequest) -> list[AuditRow]:
    """Failed sign-ins of the members; staff also see those of unknown users."""
    condition = Q(workspace=request.workspace)
    if request.user.is_staff:
        condition |= Q(workspace=None)
    rows = AuditRow.objects.filter(condition, action__startswith="sign_in.").order_by("-pk")
    return list(rows[:MAX_ROWS])
