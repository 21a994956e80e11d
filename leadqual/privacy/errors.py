"""What can be wrong with finding, exporting and erasing people."""

from leadqual.core.errors import LeadqualError


class NoIdentifierError(LeadqualError, code="no_identifier", status=422):
    """Nothing says who is meant, or it cannot be read."""


class SeveralPeopleError(LeadqualError, code="several_people", status=409):
    """What was given means several people; erasing needs one."""


class NotErasedError(LeadqualError, code="not_erased", status=404):
    """Nobody with these identifiers was erased."""


class NoAddressError(LeadqualError, code="no_address", status=422):
    """Lifting an erasure would lose that the person must not be contacted."""


class NoReasonError(LeadqualError, code="no_reason", status=422):
    """A privacy request is declined only with a reason."""
