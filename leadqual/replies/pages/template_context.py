"""What every page shows of replies: how many wait for a person."""

from collections.abc import Callable
from functools import cache

from django.http import HttpRequest

from leadqual.replies.selectors import n_waiting


def replies_for_review(request: HttpRequest) -> dict[str, Callable[[], int]]:
    """Add `replies_for_review`; 0 where nobody is logged in. A part of a page costs no query."""

    @cache
    def n() -> int:
        workspace = getattr(request, "workspace", None)
        return n_waiting(workspace) if workspace else 0

    return {"waiting_replies": n}
