"""Forms of django-allauth with our labels."""

from typing import Any

from allauth.account import forms as allauth
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django import forms
from django.db import transaction
from django.utils import timezone

from leadqual.accounts.password_rules import password_rules
from leadqual.accounts.services import account_with, sign_in_address
from leadqual.accounts.sign_in_log import record_event


class _NewPasswordMixin(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = password_rules()


class ChangePasswordForm(_NewPasswordMixin, allauth.ChangePasswordForm):  # type: ignore[misc]
    """The current password, and a new one twice."""


class SetPasswordForm(_NewPasswordMixin, allauth.SetPasswordForm):  # type: ignore[misc]
    """A first password, twice."""


class ResetPasswordForm(allauth.ResetPasswordForm):  # type: ignore[misc]
    """The email address of an account; a pending new address does not count yet."""

    def clean_email(self) -> str:
        """Find the account with the address; the link is sent to no other address."""
        email = sign_in_address(self.cleaned_data["email"])
        user = account_with(email)
        self.users = [user] if user is not None and user.is_active else []
        return email


class ResetPasswordKeyForm(_NewPasswordMixin, allauth.ResetPasswordKeyForm):  # type: ignore[misc]
    """A new password, twice, after following the link; can also revoke other sign-in methods."""

    disconnect = forms.BooleanField(
        label="Disconnect single sign-on",
        required=False,
        initial=True,
        help_text="Keep it only if you connected it yourself.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.passkeys = [
            row.wrap()
            for row in Authenticator.objects.filter(
                user=self.user, type=Authenticator.Type.WEBAUTHN
            ).order_by("pk")
        ]
        if not SocialAccount.objects.filter(user=self.user).exists():
            del self.fields["disconnect"]

    @transaction.atomic
    def save(self) -> None:
        """Save the password; passkeys then need it once, and a pending new address is dropped."""
        super().save()
        self.user.password_reset_at = timezone.now()
        self.user.save(update_fields=["password_reset_at"])
        pending = EmailAddress.objects.filter(user=self.user, verified=False)
        pending.exclude(email=self.user.email).delete()
        if self.cleaned_data.get("disconnect"):
            SocialAccount.objects.filter(user=self.user).delete()
            record_event(self.user, "account_disconnected")
