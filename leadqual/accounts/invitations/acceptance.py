"""Accepting an invitation: with a new account, or with the account that the address has."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from leadqual.accounts.audit.services import record_audit
from leadqual.accounts.invitations.errors import (
    AccountExistsError,
    InvitationNotValidError,
    OtherAddressError,
)
from leadqual.accounts.invitations.selectors import hash_token
from leadqual.accounts.models import Invitation, Member, User
from leadqual.accounts.selectors import account_with
from leadqual.accounts.sign_in.sign_in_addresses import confirm_address

_NOT_VALID = "This invitation is no longer valid. Ask whoever invited you for a new one."


@dataclass(frozen=True, slots=True)
class NewPerson:
    """What somebody without an account says about themselves.

    Args:
        password: checked by `AUTH_PASSWORD_VALIDATORS` before; None where nobody has one.
        first_name: may be empty.
        last_name: may be empty.
    """

    password: str | None
    first_name: str = ""
    last_name: str = ""


@transaction.atomic
def accept_with_new_account(*, token: str, person: NewPerson) -> Member:
    """Create the account of the invited address and make it a member.

    The link proves that the person reads email of this address.

    Raises:
        InvitationNotValidError: it is expired, used, withdrawn or void; nothing has changed.
        AccountExistsError: the address has an account; nothing has changed.
    """
    invitation = _locked(token)
    exists = "This email address already has an account. Sign in to accept."
    if account_with(invitation.email) is not None:
        raise AccountExistsError(exists)
    try:
        with transaction.atomic():
            user = User.objects.create_user(
                invitation.email,
                person.password,
                first_name=person.first_name,
                last_name=person.last_name,
            )
    except IntegrityError as error:  # Another invitation of this address was accepted right now.
        raise AccountExistsError(exists) from error
    return _join(invitation, user)


@transaction.atomic
def accept_as(*, token: str, user: User) -> Member:
    """Make the person who is signed in, and has agreed, a member.

    Raises:
        InvitationNotValidError: it is expired, used, withdrawn or void; nothing has changed.
        OtherAddressError: the invitation is for another address; nothing has changed.
    """
    invitation = _locked(token)
    if user.email.lower() != invitation.email:
        raise OtherAddressError(
            f"This invitation is for {invitation.email}; you are signed in as {user.email}."
        )
    return _join(invitation, user)


def _locked(token: str) -> Invitation:
    rows = Invitation.objects.select_for_update(of=("self",))
    rows = rows.select_related("workspace", "invited_by")
    invitation = rows.filter(token_hash=hash_token(token)).first()
    if invitation is None or invitation.state_at(timezone.now()) != Invitation.State.OPEN:
        raise InvitationNotValidError(_NOT_VALID)
    return invitation


def _join(invitation: Invitation, user: User) -> Member:
    """Make somebody a member; who is one already keeps the role."""
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
