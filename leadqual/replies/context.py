"""What every page shows of replies: how many wait for a person."""

from django.http import HttpRequest

from leadqual.replies.selectors import n_waiting


def waiting_replies(request: HttpRequest) -> dict[str, int]:
    """Add `waiting_replies`; 0 where nobody is logged in."""
    workspace = getattr(request, "workspace", None)
    return {"waiting_replies": n_waiting(workspace) if workspace else 0}
