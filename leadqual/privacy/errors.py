"""What can be wrong with finding, exporting and erasing people."""

from leadqual.core.errors import LeadqualError


class NoIdentifierError(LeadqualError):
    """Nothing says who is meant, or it cannot be read."""

    code = "no_identifier"
    status = 422


class SeveralPeopleError(LeadqualError):
    """What was given means several people; erasing needs one."""

    code = "several_people"
    status = 409


class NotErasedError(LeadqualError):
    """Nobody with these identifiers was erased."""

    code = "not_erased"
    status = 404


class NoAddressError(LeadqualError):
    """Lifting an erasure would lose that the person must not be contacted."""

    code = "no_address"
    status = 422


class NoReasonError(LeadqualError):
    """A privacy request is declined only with a reason."""

    code = "no_reason"
    status = 422
