"""Errors of outgoing requests."""

from leadqual.core.errors import LeadqualError


class OutgoingError(LeadqualError, code="outgoing_failed", status=502):
    """An outgoing request was refused or failed; the message contains no secrets."""


class AddressNotAllowedError(OutgoingError, code="address_not_allowed", status=422):
    """The address is not allowed from this installation; nothing was sent."""


class OutgoingTimeoutError(OutgoingError, code="outgoing_timeout", status=504):
    """The whole request took too long."""


class RedirectedError(OutgoingError):
    """The URL redirects; `location` is what it names, unchecked."""

    def __init__(self, message: str, location: str) -> None:
        super().__init__(message)
        self.location = location


class AnswerTooLargeError(OutgoingError, code="answer_too_large"):
    """The response is larger than allowed and was dropped."""
