"""Forms of the settings page."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import (
    validate_password,
)

from leadqual.accounts.models import Role, User
from leadqual.accounts.password_rules import password_rules
from leadqual.core.texts.name_rules import MAX_NAME, check_name

MAX_ADDRESSES = 20
"""Maximum addresses per submission."""


class OneLineField(forms.CharField):
    """A single-line text; line breaks are replaced by spaces."""

    def to_python(self, value: Any) -> str:
        """Join the words with single spaces."""
        return " ".join((super().to_python(value) or "").split())


class SettingsForm(forms.Form):
    """One of several forms on a page, with unique ids for its fields."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": f"{type(self).__name__.lower()}_%s", **kwargs})


class WorkspaceForm(SettingsForm):
    """Rename the workspace."""

    name = OneLineField(max_length=MAX_NAME, validators=[check_name], label="Name")


class NewWorkspaceForm(SettingsForm):
    """Create a workspace."""

    name = OneLineField(max_length=MAX_NAME, validators=[check_name], label="Name")


class DeleteWorkspaceForm(SettingsForm):
    """Confirm deleting a workspace."""

    typed_name = forms.CharField(max_length=200, label="Workspace name")
    without_export = forms.BooleanField(required=False, label="Delete without an export")


class TitleOverlapForm(SettingsForm):
    """Set the percentage of titles for double labeling."""

    percent = forms.IntegerField(
        min_value=0,
        max_value=100,
        label="Share of titles (%)",
        help_text="A second person also labels this share of titles without seeing the first "
        "labels. Their agreement is measured. 0 turns it off.",
    )


class InviteForm(SettingsForm):
    """Email addresses to invite with the same role."""

    emails = forms.CharField(
        label="Email addresses",
        max_length=8_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=f"Up to {MAX_ADDRESSES}, separated by commas or line breaks.",
    )
    role = forms.ChoiceField(choices=Role.choices, initial=Role.QUALIFIER)

    def clean_emails(self) -> list[str]:
        """Split the text into lowercase addresses without duplicates."""
        parts = re.split(r"[\s,;]+", self.cleaned_data["emails"].lower())
        found = list(dict.fromkeys(filter(None, parts)))
        if not found:
            raise forms.ValidationError("Enter at least one email address.")
        if len(found) > MAX_ADDRESSES:
            raise forms.ValidationError(
                f"You entered {len(found)} addresses. Invite up to {MAX_ADDRESSES} at once."
            )
        return found


class NewAccountForm(forms.Form):
    """Name and password of an invited person."""

    first_name = forms.CharField(max_length=150, label="First name", required=False)
    last_name = forms.CharField(max_length=150, label="Last name", required=False)
    password = forms.CharField(
        label="Password", strip=False, max_length=4_096, widget=forms.PasswordInput
    )
    password_again = forms.CharField(
        label="Repeat password", strip=False, max_length=4_096, widget=forms.PasswordInput
    )

    def __init__(self, *args: Any, email: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email
        self.fields["password"].help_text = password_rules()
        if settings.OIDC_ONLY:  # sign-in without passwords
            del self.fields["password"], self.fields["password_again"]

    def clean(self) -> dict[str, Any]:
        """Validate the password with the rules of the installation."""
        values = super().clean() or {}
        password, again = values.get("password"), values.get("password_again")
        if not password or not again:
            return values
        if password != again:
            self.add_error("password_again", "The two passwords do not match.")
            return values
        names = {name: values.get(name, "") for name in ("first_name", "last_name")}
        try:
            validate_password(password, User(email=self.email, **names))
        except forms.ValidationError as error:
            self.add_error("password", error)
        return values


class RoleForm(SettingsForm):
    """Change the role of a member."""

    role = forms.ChoiceField(choices=Role.choices)


class NameForm(SettingsForm):
    """Change a person's name, as shown to colleagues."""

    first_name = forms.CharField(max_length=150, required=False, label="First name")
    last_name = forms.CharField(max_length=150, required=False, label="Last name")
