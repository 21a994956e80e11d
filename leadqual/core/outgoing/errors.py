"""Why a request to an address outside did not succeed."""

from leadqual.core.errors import LeadqualError


class OutgoingError(LeadqualError, code="outgoing_failed", status=502):
    """A request to an address outside was refused or failed; the message names no secret."""


class AddressNotAllowedError(OutgoingError, code="address_not_allowed", status=422):
    """The address may not be reached from this installation; nothing was sent to it."""


class OutgoingTimeoutError(OutgoingError, code="outgoing_timeout", status=504):
    """The whole request took too long."""


class AnswerTooLargeError(OutgoingError, code="answer_too_large"):
    """The answer is larger than was asked for; what had come was dropped."""
