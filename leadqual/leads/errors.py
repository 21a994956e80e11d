"""What can be wrong with a contact or a company."""

from leadqual.core.errors import LeadqualError


class KeyTakenError(LeadqualError):
    """Another row of the workspace carries the same external id, LinkedIn address or domain."""

    code = "key_taken"
    status = 409
