"""What every page shows of replies: how many are to review."""

from collections.abc import Callable
from functools import cache

from django.http import HttpRequest

from leadqual.replies.selectors import review_counts


def replies_for_review(request: HttpRequest) -> dict[str, Callable[[], int]]:
    """Add `waiting_replies`; 0 where nobody is logged in. A part of a page costs no query."""

    @cache
    def n() -> int:
        workspace = getattr(request, "workspace", None)
        return review_counts(workspace).total if workspace else 0

    return {"waiting_replies": n}
