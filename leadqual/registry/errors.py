"""Errors of the registry; messages say what is safe and what to do."""

from leadqual.core.errors import LeadqualError


class NotACandidateError(LeadqualError, code="not_a_candidate", status=409):
    """A version cannot do what only a candidate can."""


class BrokenModelError(LeadqualError, code="broken_model", status=503):
    """The files of the live model are missing or damaged."""


class NothingToLearnError(LeadqualError, code="nothing_to_learn", status=409):
    """There are no corrections to learn from."""
