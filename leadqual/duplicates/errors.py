"""Errors for pairs of duplicates."""

from leadqual.core.errors import LeadqualError


class PairGoneError(LeadqualError, code="pair_gone", status=409):
    """The pair was merged, dismissed or deleted since somebody looked at it."""


class RunActiveError(LeadqualError, code="duplicates_running", status=409):
    """A duplicates job is already running in the workspace."""
