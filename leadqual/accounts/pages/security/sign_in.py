"""Signing in and out, and switching workspaces."""

from allauth.account import views as allauth
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST
from django.views.generic import RedirectView

from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.accounts.services import open_memberships
from leadqual.accounts.workspaces.selectors import SESSION_KEY

login = allauth.login
logout = require_POST(allauth.logout)
inactive = allauth.account_inactive
confirm_access = allauth.reauthenticate
to_login = RedirectView.as_view(pattern_name="account_login", query_string=True)


@route("account/workspace/", methods="POST")
def switch(request: WorkspaceRequest) -> HttpResponse:
    """Switch to another workspace of the user."""
    wanted = request.POST.get("workspace", "")
    memberships = open_memberships(request.user)
    is_key = wanted.isascii() and wanted.isdigit()
    if not is_key or not memberships.filter(workspace_id=wanted).exists():
        messages.error(request, "You are not a member of that workspace.")
    else:
        request.session[SESSION_KEY] = int(wanted)
    return redirect("home:dashboard")
