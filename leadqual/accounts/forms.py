"""Forms of the settings page."""

from django import forms

from leadqual.accounts.models import Role


class WorkspaceForm(forms.Form):
    """Another name for the workspace."""

    name = forms.CharField(max_length=100, label="Name")


class ApiKeyForm(forms.Form):
    """A new API key."""

    name = forms.CharField(max_length=100, label="What it is for")
    role = forms.ChoiceField(choices=Role.choices, initial=Role.QUALIFIER)


class MemberForm(forms.Form):
    """A person who is let in."""

    email = forms.EmailField(label="Mail address", max_length=254)
    role = forms.ChoiceField(choices=Role.choices, initial=Role.QUALIFIER)


class RoleForm(forms.Form):
    """Another role for a member."""

    role = forms.ChoiceField(choices=Role.choices)
