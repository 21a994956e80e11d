"""Active sessions of the account."""

from typing import cast

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from leadqual.accounts import sessions as of_user
from leadqual.accounts.models import User
from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.accounts.sessions import device_name


@route("account/sessions/")
def sessions(request: HttpRequest) -> HttpResponse:
    """Show all browsers in which the user is signed in."""
    rows = [
        {
            "session": session,
            "device": device_name(session.user_agent),
            "is_here": session.session_key == request.session.session_key,
        }
        for session in of_user.sessions_of(_signed_in_user(request))
    ]
    return render(request, "accounts/account/sessions.html", {"rows": rows})


@route("account/sessions/<int:session_id>/end/", methods="POST")
def end_session(request: HttpRequest, session_id: int) -> HttpResponse:
    """Sign out one other browser."""
    own_sessions = UserSession.objects.filter(user=_signed_in_user(request))
    session = get_object_or_404(own_sessions, pk=session_id)
    if session.session_key == request.session.session_key:
        logout(request)
    of_user.end_session(session)
    messages.success(request, "Session signed out.")
    return redirect("accounts:sessions")


@route("account/sessions/end-all/", name="end_all_sessions", methods="POST")
def end_all(request: HttpRequest) -> HttpResponse:
    """Sign the user out everywhere, including this browser."""
    of_user.end_all_sessions(_signed_in_user(request))
    logout(request)
    messages.success(request, "You are signed out in every browser.")
    return redirect("account_login")


def _signed_in_user(request: HttpRequest) -> User:
    return cast("WorkspaceRequest", request).user
