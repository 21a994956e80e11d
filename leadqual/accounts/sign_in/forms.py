"""Forms of django-allauth in the words of the product."""

from typing import Any

from allauth.account import forms as allauth
from django import forms

from leadqual.accounts.passwords.rules import password_rules
from leadqual.accounts.selectors import account_with, sign_in_address


class _NewPasswordMixin(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # those of Django
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = password_rules()


class ChangePasswordForm(_NewPasswordMixin, allauth.ChangePasswordForm):  # type: ignore[misc]  # as above
    """The current password and a new one, twice."""


class SetPasswordForm(_NewPasswordMixin, allauth.SetPasswordForm):  # type: ignore[misc]  # as above
    """A first password, twice."""


class ResetPasswordForm(allauth.ResetPasswordForm):  # type: ignore[misc]  # as above
    """The address of an account; one that it is being changed to does not count yet."""

    def clean_email(self) -> str:
        """Find the account that signs in with the address; the link goes to no other address."""
        email = sign_in_address(self.cleaned_data["email"])
        user = account_with(email)
        self.users = [user] if user is not None and user.is_active else []
        return email


class ResetPasswordKeyForm(_NewPasswordMixin, allauth.ResetPasswordKeyForm):  # type: ignore[misc]  # as above
    """A new password, twice, for who followed the link."""
