"""What can be wrong with finding, exporting and erasing people."""

from leadqual.core.errors import LeadqualError


class NoIdentifierError(LeadqualError, code="no_identifier", status=422):
    """No identifier is given, or it is invalid."""


class SeveralPeopleError(LeadqualError, code="several_people", status=409):
    """The identifiers match several people; erasing needs exactly one."""


class NotErasedError(LeadqualError, code="not_erased", status=404):
    """No erased person has these identifiers."""


class NoAddressError(LeadqualError, code="no_address", status=422):
    """Lifting an erasure would lose that the person must not be contacted."""


class NoReasonError(LeadqualError, code="no_reason", status=422):
    """A privacy request is declined only with a reason."""
