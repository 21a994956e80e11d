"""Which workspace a session has open."""

from django.http import HttpRequest

from leadqual.accounts.models import User
from leadqual.accounts.selectors import open_memberships

SESSION_KEY = "workspace_id"


def open_first_workspace(request: HttpRequest, user: User) -> None:
    """Note in the session which workspace is open; who loses it is told so, by its name."""
    member = open_memberships(user).first()
    if member is not None:
        request.session.setdefault(SESSION_KEY, member.workspace_id)
