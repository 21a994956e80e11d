"""The forms of the second step, and of passkeys that stand for both."""

from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import LoginWebAuthnForm
from django import forms

from leadqual.accounts.sign_in import history


class CodeForm(AuthenticateForm):  # type: ignore[misc]  # allauth has no types
    """A code of the app, or a recovery code."""

    def _emit_authentication_failed(self, authenticator: Authenticator) -> None:
        super()._emit_authentication_failed(authenticator)
        history.record_failed(context.request, self.user.email)


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
