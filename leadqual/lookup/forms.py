"""Forms of Look up: a title, a company, a reply, and filters of past predictions."""

from collections.abc import Mapping, Sequence

from django import forms
from django.core.validators import MaxLengthValidator

LONGEST_TEXT = 10_000
LONGEST_TITLE = 200
"""A title is part of the address; servers refuse addresses above 4,000 characters."""


class TextField(forms.CharField):
    """Several lines, counted as people see them: browsers send two characters for a new line."""

    widget = forms.Textarea

    def to_python(self, value: object) -> str:
        """Return the text with one character for each new line."""
        text = super().to_python(value) or ""
        return text.replace("\r\n", "\n")


class TitleForm(forms.Form):
    """One job title.

    The browser cuts nothing off: a title that is too long gets an error here.
    """

    title = forms.CharField(
        label="Job title",
        validators=[
            MaxLengthValidator(
                LONGEST_TITLE,
                "Job titles can have up to %(limit_value)d characters here; this one "
                "has %(show_value)d. Enter only the title.",
            )
        ],
        widget=forms.TextInput(attrs={"autocomplete": "off", "enterkeyhint": "go"}),
        error_messages={"required": "Enter a job title."},
    )


class CompanyForm(forms.Form):
    """A company to look up."""

    name = forms.CharField(
        label="Company",
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Enter a company name."},
    )
    overview = TextField(
        label="Description",
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="A sentence or two from its website. The name alone is rarely enough.",
    )


class ReplyForm(forms.Form):
    """A reply to outreach."""

    subject = forms.CharField(
        required=False, max_length=500, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    text = TextField(
        label="Reply",
        max_length=LONGEST_TEXT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text="Paste the full message, including quotes and signature.",
        error_messages={"required": "Paste a reply."},
    )


class PastForm(forms.Form):
    """Optional filters of past predictions."""

    q = forms.CharField(required=False, max_length=1_000)
    at = forms.DateTimeField(
        required=False,
        label="At this time (UTC)",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d"],
        error_messages={"invalid": "Enter the time as 2026-11-21T10:00. Nothing was looked up."},
    )
    model = forms.ChoiceField(required=False, label="Model")

    def __init__(
        self, data: Mapping[str, str], *, label: str, hint: str, versions: Sequence[str]
    ) -> None:
        super().__init__(data)
        self.fields["q"].label, self.fields["q"].help_text = label, hint
        choices = [("", "Any model"), *((name, name) for name in versions)]
        self.fields["model"].choices = choices  # type: ignore[attr-defined]  # of a ChoiceField
