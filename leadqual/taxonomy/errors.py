"""What can go wrong with drafts and versions of the taxonomy."""

from collections.abc import Sequence

from leadqual.core.errors import LeadqualError

_MAX_SHOWN = 20


class DocumentError(LeadqualError, code="bad_taxonomy"):
    """A document says what the taxonomy cannot be; nothing has been written.

    Args:
        problems: sentences, each naming its place.
    """

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        shown = " ".join(self.problems[:_MAX_SHOWN])
        rest = len(self.problems) - _MAX_SHOWN
        more = f" And {rest:,} more." if rest > 0 else ""
        super().__init__(f"{shown}{more} Nothing was changed.")


class DraftClosedError(LeadqualError, code="draft_closed", status=409):
    """The draft was published or discarded; nothing has been written."""


class DraftStaleError(LeadqualError, code="draft_stale", status=409):
    """The taxonomy moved on since the draft was begun; the draft stays as it is.

    Args:
        message: what to do.
        conflicts: sentences on what both changed, or what cannot be done any more.
    """

    def __init__(self, message: str, conflicts: Sequence[str] = ()) -> None:
        self.conflicts = tuple(conflicts)
        super().__init__(message)
        self.details = {"conflicts": list(self.conflicts)} if self.conflicts else {}
