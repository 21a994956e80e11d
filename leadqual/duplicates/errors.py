"""What can be wrong with pairs of duplicates."""

from leadqual.core.errors import LeadqualError


class PairGoneError(LeadqualError):
    """The pair was merged, dismissed or deleted since somebody looked at it."""

    code = "pair_gone"
    status = 409


class RunActiveError(LeadqualError):
    """A job on the duplicates of the workspace is at work already."""

    code = "duplicates_running"
    status = 409
