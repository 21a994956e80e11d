"""What is looked up of predictions on record: a text, a time and a version of a model."""

from collections.abc import Sequence

from django import forms


class LookUpForm(forms.Form):
    """What every kind is looked up by; all of it may be left out."""

    at = forms.DateTimeField(
        required=False,
        label="As it was at (UTC)",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d"],
        error_messages={"invalid": "Write a time as 2026-11-21T10:00. Nothing was looked up."},
    )
    model = forms.ChoiceField(required=False, label="Model")

    def __init__(self, *args: object, versions: Sequence[str]) -> None:
        super().__init__(*args)  # type: ignore[arg-type]  # the data of a form
        choices = [("", "Any model"), *((version, version) for version in versions)]
        self.fields["model"].choices = choices  # type: ignore[attr-defined]  # of a ChoiceField


def words(label: str, hint: str = "") -> forms.CharField:
    """Return a field for the text by which something is looked up."""
    return forms.CharField(
        required=False,
        max_length=1_000,
        label=label,
        help_text=hint,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class TitleLookUpForm(LookUpForm):
    """A job title, as anybody writes it."""

    title = words("Title")


class CompanyLookUpForm(LookUpForm):
    """A company, by its name or its address on the web."""

    company = words("Company", "Its whole name, or its address on the web.")
