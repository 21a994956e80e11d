"""What comes in from the page of a new function group."""

from django import forms

from leadqual.core.texts.name_rules import MAX_NAME, check_name
from leadqual.labeling.function_groups.services import MAX_TITLES

_LONGEST = 20_000


class ExampleTitlesForm(forms.Form):
    """Example titles, one a line."""

    titles = forms.CharField(
        label="Example titles, one per line",
        max_length=_LONGEST,
        widget=forms.Textarea(attrs={"rows": 6, "placeholder": "Head of Growth\nSEO Manager"}),
    )

    def clean_titles(self) -> list[str]:
        """Return the titles; refuse more than can be read at once."""
        titles = [line for line in self.cleaned_data["titles"].splitlines() if line.strip()]
        if len(titles) > MAX_TITLES:
            raise forms.ValidationError(f"Enter at most {MAX_TITLES} titles.")
        return titles


class FunctionGroupForm(ExampleTitlesForm):
    """A proposed group with a name, as somebody edited it."""

    name = forms.CharField(max_length=MAX_NAME, validators=[check_name], label="Group name")
