"""Forms of the settings page."""

from typing import Any

from django import forms

from leadqual.accounts.models import Role


class SettingsForm(forms.Form):
    """One of the forms of the page; the ids of its fields tell it from the others."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # those of Django
        super().__init__(*args, **{"auto_id": f"{type(self).__name__.lower()}_%s", **kwargs})


class WorkspaceForm(SettingsForm):
    """Another name for the workspace."""

    name = forms.CharField(max_length=100, label="Name")


class TitleOverlapForm(SettingsForm):
    """Another share of the titles for two people."""

    percent = forms.IntegerField(
        min_value=0,
        max_value=100,
        label="Titles labelled by two people, in percent",
        help_text="5 gives every twentieth title that one person labelled to a second one, who "
        "does not see what the first one said, so that their agreement can be measured. 0: one "
        "person is enough.",
    )


class ApiKeyForm(SettingsForm):
    """A new API key."""

    name = forms.CharField(max_length=100, label="What it is for")
    role = forms.ChoiceField(choices=Role.choices, initial=Role.QUALIFIER)


class MemberForm(SettingsForm):
    """A person who is let in."""

    email = forms.EmailField(label="Mail address", max_length=254)
    role = forms.ChoiceField(choices=Role.choices, initial=Role.QUALIFIER)


class RoleForm(SettingsForm):
    """Another role for a member."""

    role = forms.ChoiceField(choices=Role.choices)
