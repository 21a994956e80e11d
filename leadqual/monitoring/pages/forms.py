"""What comes in from the pages of watching."""

from collections.abc import Mapping

from django import forms

from leadqual.monitoring.alerts.alert_thresholds import LIMITS


class SeenForm(forms.Form):
    """What a person says of an alert."""

    note = forms.CharField(
        required=False,
        max_length=500,
        label="Note",
        error_messages={"max_length": "A note can have up to 500 characters. Nothing was changed."},
    )
    is_normal = forms.BooleanField(required=False, label="Mark as normal")


class LimitsForm(forms.Form):
    """All limits; what is left empty goes back to its default."""

    def __init__(self, *args: object, in_force: Mapping[str, float]) -> None:
        super().__init__(*args)  # type: ignore[arg-type]  # the data of a form
        for name, known in LIMITS.items():
            self.fields[name] = forms.FloatField(
                required=False,
                label=known.label,
                help_text=f"{known.help} Default: {known.default:g}.",
                min_value=known.lowest,
                max_value=known.highest,
                initial=str(in_force[name]).removesuffix(".0"),  # All digits: it is saved again.
                step_size=1 if known.is_whole else None,
                widget=forms.NumberInput(attrs={"step": "1" if known.is_whole else "any"}),
            )

    def values(self) -> dict[str, float]:
        """Return the limits that were typed; the default where nothing was."""
        return {
            name: known.default if (said := self.cleaned_data[name]) is None else float(said)
            for name, known in LIMITS.items()
        }
