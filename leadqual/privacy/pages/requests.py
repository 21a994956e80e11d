"""Privacy requests are answered or declined on their page."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from leadqual.accounts.models import Role
from leadqual.accounts.routing import WorkspaceRequest, route
from leadqual.core.pages.undo import ShownErrors
from leadqual.privacy.models import PrivacyRequest
from leadqual.privacy.requests.close_request import close_request


@route(
    "settings/privacy/requests/<int:privacy_request_id>/close/",
    name="close_request",
    methods="POST",
    role=Role.MANAGER,
)
def close(request: WorkspaceRequest, privacy_request_id: int) -> HttpResponse:
    """Close a request as done, or as declined with a reason."""
    rows = PrivacyRequest.objects.filter(workspace=request.workspace)
    row = get_object_or_404(rows, pk=privacy_request_id)
    states = PrivacyRequest.State
    state = states.DECLINED if request.POST.get("state") == "declined" else states.DONE
    with ShownErrors(request):
        close_request(
            request=row, author=request.user, state=state, reason=request.POST.get("reason", "")
        )
        messages.success(request, f"The request is {state}.")
    return redirect("privacy:privacy")
