"""Accepting an invitation with a new or an existing account."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from leadqual.accounts.audit.audit_rows import record_audit
from leadqual.accounts.email_addresses import confirm_address
from leadqual.accounts.invitation_states import (
    _INVALID_MESSAGE,
    InvitationNotValidError,
    hash_token,
)
from leadqual.accounts.models import Invitation, Member, User
from leadqual.accounts.services import account_with
from leadqual.core.errors import LeadqualError


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Details that an invited person without an account enters.

    Args:
        password: already validated; None if sign-in works without passwords.
        first_name: may be empty.
        last_name: may be empty.
    """

    password: str | None
    first_name: str = ""
    last_name: str = ""


@transaction.atomic
def accept_with_new_account(*, token: str, person: NewPerson) -> Member:
    """Create the account of the invited address and make it a member.

    The link proves that the person can read email at this address.

    Raises:
        InvitationNotValidError: it is expired, used, withdrawn or void; nothing has changed.
        LeadqualError: the address has an account; nothing has changed.
    """
    invitation = _lock_invitation(token)
    exists = "This email address already has an account. Sign in to accept."
    if account_with(invitation.email) is not None:
        raise LeadqualError(exists, code="account_exists", status=409)
    try:
        with transaction.atomic():
            user = User.objects.create_user(
                invitation.email,
                person.password,
                first_name=person.first_name,
                last_name=person.last_name,
            )
    except IntegrityError as error:  # Another invitation was accepted concurrently.
        raise LeadqualError(exists, code="account_exists", status=409) from error
    return _add_member(invitation, user)


@transaction.atomic
def accept_as(*, token: str, user: User) -> Member:
    """Make the signed-in person, who has agreed, a member.

    Raises:
        InvitationNotValidError: it is expired, used, withdrawn or void; nothing has changed.
        LeadqualError: the invitation is for another address; nothing has changed.
    """
    invitation = _lock_invitation(token)
    if user.email.lower() != invitation.email:
        raise LeadqualError(
            f"This invitation is for {invitation.email}; you are signed in as {user.email}.",
            code="other_address",
            status=403,
        )
    return _add_member(invitation, user)


def _lock_invitation(token: str) -> Invitation:
    rows = Invitation.objects.select_for_update(of=("self",))
    rows = rows.select_related("workspace", "invited_by")
    invitation = rows.filter(token_hash=hash_token(token)).first()
    if invitation is None or invitation.state_at(timezone.now()) != Invitation.State.OPEN:
        raise InvitationNotValidError(_INVALID_MESSAGE)
    return invitation


def _add_member(invitation: Invitation, user: User) -> Member:
    """Make a user a member; existing members keep their role."""
    member, is_new = Member.objects.get_or_create(
        workspace=invitation.workspace, user=user, defaults={"role": invitation.role}
    )
    confirm_address(user)  # The link was sent to this address alone.
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    if is_new:
        record_audit(
            workspace=invitation.workspace,
            actor=user,
            action="member.joined",
            subject=f"member:{member.pk}",
            name=str(user),
            after={"role": member.role, "email": user.email},
            details={"invited_by": invitation.invited_by.email},
        )
    return member
