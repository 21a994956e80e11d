"""Workspaces that nobody sees without two-step verification."""

from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import LoginWebAuthnForm
from django import forms
from django.db import transaction

from leadqual.accounts import sign_in
from leadqual.accounts.audit.records import record_audit
from leadqual.accounts.models import User, Workspace
from leadqual.core.errors import LeadqualError

# The forms of the second step, and of passkeys that stand for both.


class CodeForm(AuthenticateForm):  # type: ignore[misc]  # allauth has no types
    """A code of the app, or a recovery code."""

    def _emit_authentication_failed(self, authenticator: Authenticator) -> None:
        super()._emit_authentication_failed(authenticator)
        sign_in.record_failed(context.request, self.user.email)


class PasskeySignInForm(LoginWebAuthnForm):  # type: ignore[misc]
    """A passkey alone; one from before a reset of the password may be that of an intruder."""

    def clean_credential(self) -> Authenticator:
        """Refuse a passkey that was not used with the new password yet."""
        passkey: Authenticator = super().clean_credential()
        reset_at = passkey.user.password_reset_at
        if reset_at is not None and (passkey.last_used_at or passkey.created_at) < reset_at:
            raise forms.ValidationError(
                "Your password was reset. Sign in with the new password and this passkey once. "
                "After that, the passkey alone works again."
            )
        return passkey


FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class OwnFactorMissingError(LeadqualError, code="own_second_factor_missing", status=409):
    """Who requires two-step verification has not set it up, and would be locked out."""

    def __init__(self) -> None:
        super().__init__(
            "Set up two-step verification for your own account first. Nothing was changed."
        )


def has_second_factor(user: User) -> bool:
    """Return whether a person has an authenticator app or a passkey."""
    return bool(Authenticator.objects.filter(user_id=user.pk, type__in=FACTORS).exists())


def users_with_second_factor(workspace: Workspace) -> set[int]:
    """Return the keys of the members who have one."""
    factors = Authenticator.objects.filter(user__memberships__workspace=workspace, type__in=FACTORS)
    return set(factors.values_list("user_id", flat=True))


def requiring_workspace(
    user: User, workspace: Workspace | None, *, is_admin: bool = False
) -> Workspace | None:
    """Return the workspace that a person may not see yet; None where nothing is missing.

    Args:
        user: who asks.
        workspace: what is asked for; None where the person is in none.
        is_admin: for the admin, which shows rows of every workspace.
    """
    found = workspace if workspace is not None and workspace.requires_two_step else None
    if found is None and is_admin:
        found = Workspace.objects.filter(requires_two_step=True).first()
    return None if found is None or has_second_factor(user) else found


@transaction.atomic
def require_two_step(*, workspace: Workspace, is_required: bool, author: User) -> None:
    """Ask every member for two-step verification, or stop asking.

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
