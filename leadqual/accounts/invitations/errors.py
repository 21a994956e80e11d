"""What can be wrong with an invitation."""

from leadqual.core.errors import LeadqualError


class AlreadyInvitedError(LeadqualError):
    """The address has a pending invitation to the workspace."""

    code = "already_invited"
    status = 409


class TooManyInvitationsError(LeadqualError):
    """Emails of invitations are limited, so that nobody can be flooded by them."""

    code = "too_many_invitations"
    status = 429


class InvitationClosedError(LeadqualError):
    """The invitation was accepted or withdrawn already."""

    code = "invitation_closed"
    status = 409


class InvitationNotValidError(LeadqualError):
    """The invitation is expired, used, withdrawn or void, or there is none."""

    code = "invitation_not_valid"
    status = 410


class AccountExistsError(LeadqualError):
    """The address has an account: its owner signs in instead of choosing a password."""

    code = "account_exists"
    status = 409


class OtherAddressError(LeadqualError):
    """The invitation is for another address than that of the person who is signed in."""

    code = "other_address"
    status = 403
