"""What can go wrong with drafts and versions of the taxonomy."""

from collections.abc import Sequence

from leadqual.core.errors import LeadqualError

_MAX_SHOWN = 20


class DocumentError(LeadqualError):
    """A document says what the taxonomy cannot be; nothing has been written.

    Args:
        problems: sentences, each naming its place.
    """

    code = "bad_taxonomy"

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        shown = " ".join(self.problems[:_MAX_SHOWN])
        rest = len(self.problems) - _MAX_SHOWN
        more = f" And {rest:,} more." if rest > 0 else ""
        super().__init__(f"{shown}{more} Nothing was changed.")


class DraftClosedError(LeadqualError):
    """The draft was published or discarded; nothing has been written."""

    code = "draft_closed"
    status = 409


class DraftStaleError(LeadqualError):
    """The taxonomy moved on since the draft was begun; the draft stays as it is.

    Args:
        message: what to do.
        conflicts: sentences on what both changed, or what cannot be done any more.
    """

    code = "draft_stale"
    status = 409

    def __init__(self, message: str, conflicts: Sequence[str] = ()) -> None:
        self.conflicts = tuple(conflicts)
        super().__init__(message)
        self.details = {"conflicts": list(self.conflicts)} if self.conflicts else {}


class DraftMovedError(LeadqualError):
    """The draft was edited again since, so the last edit is not the one that was meant."""

    code = "draft_moved"
    status = 409


class NothingToPublishError(LeadqualError):
    """The draft says what is live already; nothing has been written."""

    code = "nothing_to_publish"
    status = 409


class TaxonomyMovedError(LeadqualError):
    """Somebody else changed the taxonomy meanwhile; nothing has been written."""

    code = "taxonomy_moved"
    status = 409


class NoDocumentError(LeadqualError):
    """The version is older than the documents, so nothing is known of it but its reason."""

    code = "no_document"
    status = 409
