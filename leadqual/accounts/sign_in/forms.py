"""Forms of django-allauth in the words of the product."""

from typing import Any

from allauth.account import forms as allauth
from django import forms

from leadqual.accounts.passwords.rules import password_rules


class _NewPasswordMixin(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # those of Django
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = password_rules()


class ChangePasswordForm(_NewPasswordMixin, allauth.ChangePasswordForm):  # type: ignore[misc]  # as above
    """The current password and a new one, twice."""


class SetPasswordForm(_NewPasswordMixin, allauth.SetPasswordForm):  # type: ignore[misc]  # as above
    """A first password, twice."""


class ResetPasswordKeyForm(_NewPasswordMixin, allauth.ResetPasswordKeyForm):  # type: ignore[misc]  # as above
    """A new password, twice, for who followed the link."""
