"""What comes in from the page of a threshold."""

from django import forms

from leadqual.labeling.thresholds.services import HIGHEST, LOWEST


class AtForm(forms.Form):
    """Where the slider stands."""

    at = forms.FloatField(min_value=LOWEST, max_value=HIGHEST)

    def read(self, default: float) -> float:
        """Return the threshold that is looked at; the default where none is said."""
        return float(self.cleaned_data["at"]) if self.is_valid() else default


class ThresholdForm(forms.Form):
    """A threshold that goes into a draft; empty leaves it to the model."""

    threshold = forms.FloatField(
        min_value=0,
        max_value=1,
        required=False,
        error_messages={
            "invalid": "The threshold must be a number from 0 to 1. Nothing was changed.",
            "min_value": "The threshold must be at least 0. Nothing was changed.",
            "max_value": "The threshold must be at most 1. Nothing was changed.",
        },
    )

    def reason(self) -> str:
        return " ".join(str(error) for errors in self.errors.values() for error in errors)
