"""What comes in from the pages of privacy."""

from typing import Any

from django import forms

from leadqual.privacy.erasure.person import Identifiers


class IdentifiersForm(forms.Form):
    """Who is meant; one field is enough."""

    email = forms.CharField(label="Email", max_length=254, required=False)
    linkedin_url = forms.CharField(label="LinkedIn URL", max_length=500, required=False)
    external_id = forms.CharField(label="External ID", max_length=100, required=False)
    phone = forms.CharField(label="Phone", max_length=60, required=False)
    contact_id = forms.IntegerField(
        min_value=1, max_value=2**63 - 1, required=False, widget=forms.HiddenInput
    )

    def identifiers(self) -> Identifiers:
        """Return what was given; call it on a valid form."""
        given: dict[str, Any] = {name: value for name, value in self.cleaned_data.items() if value}
        return Identifiers(**given)
