"""What can be wrong with a reply and what is done about it."""

from leadqual.core.errors import LeadqualError


class NoMailError(LeadqualError, code="no_mail", status=422):
    """These bytes are no mail that can be kept; the message says why."""
