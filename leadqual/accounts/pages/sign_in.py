"""Signing in and out, and switching the workspace."""

from django.contrib import messages
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from leadqual.accounts.middleware import SESSION_KEY
from leadqual.accounts.models import Member
from leadqual.accounts.requests import WorkspaceRequest

login = LoginView.as_view(template_name="accounts/login.html", redirect_authenticated_user=True)
logout = LogoutView.as_view()


@require_POST
def switch(request: WorkspaceRequest) -> HttpResponse:
    """Go to another workspace of the person."""
    wanted = request.POST.get("workspace", "")
    memberships = Member.objects.filter(user=request.user)
    is_key = wanted.isascii() and wanted.isdigit()
    if not is_key or not memberships.filter(workspace_id=wanted).exists():
        messages.error(request, "You are no member of that workspace.")
    else:
        request.session[SESSION_KEY] = int(wanted)
    return redirect("home:dashboard")
