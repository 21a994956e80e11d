"""The API keys page: keys for programs."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from leadqual.accounts import services
from leadqual.accounts.forms import (
    ApiKeyForm,
)
from leadqual.accounts.models import ApiKey, Role
from leadqual.accounts.pages.settings import render_settings
from leadqual.accounts.requests import WorkspaceRequest, needs_role


@require_http_methods(["GET", "POST"])
def api_keys(request: WorkspaceRequest) -> HttpResponseBase:
    """Show the API keys; a form sent here creates one."""
    return create_key(request) if request.method == "POST" else _page(request)


def _page(request: WorkspaceRequest, *, status: int = 200, **more: object) -> HttpResponse:
    context = {
        "api_keys": request.workspace.api_keys.select_related("created_by"),
        "key_form": ApiKeyForm(),
        **more,
    }
    return render_settings(
        request, "accounts/settings/api_keys.html", context, here="accounts:api_keys", status=status
    )


@needs_role(Role.MANAGER)
def create_key(request: WorkspaceRequest) -> HttpResponse:
    """Create an API key and show its secret, this once."""
    form = ApiKeyForm(request.POST)
    if not form.is_valid():
        return _page(request, status=422, key_form=form)
    _, secret = services.create_api_key(
        workspace=request.workspace,
        name=form.cleaned_data["name"],
        role=Role(form.cleaned_data["role"]),
        author=request.user,
    )
    return _page(request, status=201, new_secret=secret)


@require_POST
@needs_role(Role.MANAGER)
def revoke_key(request: WorkspaceRequest, key_id: int) -> HttpResponse:
    """Make an API key useless."""
    keys = ApiKey.objects.filter(workspace=request.workspace, revoked_at=None)
    services.revoke_api_key(key=get_object_or_404(keys, pk=key_id), author=request.user)
    messages.success(request, "The key is revoked; requests with it are refused from now on.")
    return redirect("accounts:api_keys")
