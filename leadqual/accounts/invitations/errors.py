"""What can be wrong with an invitation."""

from leadqual.core.errors import LeadqualError


class AlreadyInvitedError(LeadqualError, code="already_invited", status=409):
    """The address has a pending invitation to the workspace."""


class TooManyInvitationsError(LeadqualError, code="too_many_invitations", status=429):
    """Emails of invitations are limited, so that nobody can be flooded by them."""


class InvitationClosedError(LeadqualError, code="invitation_closed", status=409):
    """The invitation was accepted or withdrawn already."""


class InvitationNotValidError(LeadqualError, code="invitation_not_valid", status=410):
    """The invitation is expired, used, withdrawn or void, or there is none."""


class AccountExistsError(LeadqualError, code="account_exists", status=409):
    """The address has an account: its owner signs in instead of choosing a password."""


class OtherAddressError(LeadqualError, code="other_address", status=403):
    """The invitation is for another address than that of the person who is signed in."""
