"""Why a request to an address outside did not succeed."""

from leadqual.core.errors import LeadqualError


class OutgoingError(LeadqualError):
    """A request to an address outside was refused or failed; the message names no secret."""

    code = "outgoing_failed"
    status = 502


class AddressNotAllowedError(OutgoingError):
    """The address may not be reached from this installation; nothing was sent to it."""

    code = "address_not_allowed"
    status = 422


class OutgoingTimeoutError(OutgoingError):
    """The whole request took too long."""

    code = "outgoing_timeout"
    status = 504


class AnswerTooLargeError(OutgoingError):
    """The answer is larger than was asked for; what had come was dropped."""

    code = "answer_too_large"
