"""What is looked up of predictions on record: a text, a time and a version of a model."""

from django import forms

from leadqual.accounts.models import Workspace
from leadqual.prediction_lookup.kinds import LookupQuery, PredictionKind


class LookUpForm(forms.Form):
    """What predictions of one kind are looked up by; all of it may be left out.

    Args:
        kind: names the field for the text.
        workspace: by whose models.
    """

    at = forms.DateTimeField(
        required=False,
        label="At this time (UTC)",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d"],
        error_messages={"invalid": "Enter the time as 2026-11-21T10:00. Nothing was looked up."},
    )
    model = forms.ChoiceField(required=False, label="Model")

    def __init__(self, *args: object, kind: PredictionKind, workspace: Workspace) -> None:
        super().__init__(*args)  # type: ignore[arg-type]  # the data of a form
        choices = [("", "Any model"), *((name, name) for name in kind.versions(workspace))]
        self.fields["model"].choices = choices  # type: ignore[attr-defined]  # of a ChoiceField
        self._parameter = kind.parameter
        self.fields[kind.parameter] = forms.CharField(
            required=False,
            max_length=1_000,
            label=kind.label,
            help_text=kind.hint,
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
        )

    @property
    def text(self) -> forms.BoundField:
        return self[self._parameter]

    def query(self) -> LookupQuery:
        """Return what is asked; only of a valid form."""
        said = self.cleaned_data
        return LookupQuery(said[self._parameter].strip(), said["at"], said["model"])
