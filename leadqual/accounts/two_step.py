"""Two-step verification: its forms, who has it, and which workspace requires it; the backend."""

import base64
import secrets

from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import LoginWebAuthnForm
from cryptography.fernet import InvalidToken
from django import forms
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from leadqual.accounts import sign_in_log
from leadqual.accounts.audit.audit_rows import record_audit
from leadqual.accounts.models import User, Workspace
from leadqual.accounts.services import memberships_with_user
from leadqual.core.encryption import cipher
from leadqual.core.errors import LeadqualError

_PURPOSE = "leadqual.two_step"

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class CodeForm(AuthenticateForm):  # type: ignore[misc]  # allauth has no types
    """An authenticator app code or a recovery code."""

    def _emit_authentication_failed(self, authenticator: Authenticator) -> None:
        super()._emit_authentication_failed(authenticator)
        sign_in_log.record_failed(context.request, self.user.email)


class PasskeySignInForm(LoginWebAuthnForm):  # type: ignore[misc]
    """Passkey-only sign-in; a passkey from before a password reset may be an intruder's."""

    def clean_credential(self) -> Authenticator:
        """Refuse a passkey that was not yet used with the new password."""
        passkey: Authenticator = super().clean_credential()
        reset_at = passkey.user.password_reset_at
        if reset_at is not None and (passkey.last_used_at or passkey.created_at) < reset_at:
            raise forms.ValidationError(
                "Your password was reset. Sign in with the new password and this passkey once. "
                "After that, the passkey alone works again."
            )
        return passkey


class OwnFactorMissingError(LeadqualError, code="own_second_factor_missing", status=409):
    """Whoever requires two-step verification must set it up first, to avoid a lockout."""

    def __init__(self) -> None:
        super().__init__(
            "Set up two-step verification for your own account first. Nothing was changed."
        )


def has_second_factor(user: User) -> bool:
    """Return whether a user has an authenticator app or a passkey."""
    return bool(Authenticator.objects.filter(user_id=user.pk, type__in=FACTORS).exists())


def users_with_second_factor(workspace: Workspace) -> set[int]:
    """Return the primary keys of members with a second factor."""
    factors = Authenticator.objects.filter(user__memberships__workspace=workspace, type__in=FACTORS)
    return set(factors.values_list("user_id", flat=True))


def requiring_workspace(
    user: User, workspace: Workspace | None, *, is_admin: bool = False
) -> Workspace | None:
    """Return the workspace that requires a second factor the user lacks, or None.

    Args:
        user: who is signed in.
        workspace: that the user wants to open; None if they are in none.
        is_admin: whether it is for the admin, which shows rows of all workspaces.
    """
    found = workspace if workspace is not None and workspace.requires_two_step else None
    if found is None and is_admin:
        found = Workspace.objects.filter(requires_two_step=True).first()
    return None if found is None or has_second_factor(user) else found


@transaction.atomic
def require_two_step(*, workspace: Workspace, is_required: bool, author: User) -> None:
    """Require two-step verification of all members, or stop requiring it.

    Raises:
        OwnFactorMissingError: the author has none; nothing has changed.
    """
    if is_required and not has_second_factor(author):
        raise OwnFactorMissingError
    before = workspace.requires_two_step
    workspace.requires_two_step = is_required
    workspace.save(update_fields=["requires_two_step"])
    record_audit(
        workspace=workspace,
        actor=author,
        action="workspace.two_step_required" if is_required else "workspace.two_step_optional",
        subject=f"workspace:{workspace.pk}",
        name=workspace.name,
        before={"requires_two_step": before},
        after={"requires_two_step": is_required},
    )


class TwoStepAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Encrypts secrets with a key derived from `SECRET_KEY`: a database dump reveals nothing."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "This code is wrong, has expired or was already used.",
    }

    def get_totp_issuer(self) -> str:
        """Return the product name that the authenticator app shows."""
        return "LeadQual"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Name passkeys after the product instead of the host."""
        return {**super().get_public_key_credential_rp_entity(), "name": "LeadQual"}

    def encrypt(self, text: str) -> str:
        return cipher(_PURPOSE).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Decrypt a stored secret, with earlier values of `SECRET_KEY` as fallbacks.

        A secret that no key decrypts becomes a random one, which no code matches.
        """
        try:
            return cipher(_PURPOSE).decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return base64.b32encode(secrets.token_bytes(20)).decode()

    def generate_authenticator_name(self, user: AbstractBaseUser, type: str) -> str:  # noqa: A002
        """Return a default name for a passkey."""
        return f"Passkey {Authenticator.objects.filter(user=user, type=type).count() + 1}"


class UserBackend(ModelBackend):
    """Loads the user of a session together with the memberships, which every page needs.

    Sessions store the path of this class: elsewhere, an upgrade would sign everybody out.
    """

    def get_user(self, user_id: int) -> User | None:
        """Return the user with current `open_memberships`."""
        memberships = memberships_with_user(int(user_id))
        user = memberships[0].user if memberships else super().get_user(user_id)
        if not isinstance(user, User) or not self.user_can_authenticate(user):
            return None
        user.open_memberships = memberships
        return user


BACKEND = f"{__name__}.{UserBackend.__name__}"
