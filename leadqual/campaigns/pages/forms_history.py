"""The form that says which verdicts of a campaign are looked for."""

from collections.abc import Sequence

from django import forms
from django.http import QueryDict

from leadqual.accounts.models import User
from leadqual.campaigns.models import Reason, Verdict
from leadqual.campaigns.verdicts.history import Filters, VerdictState

_STATES = {
    VerdictState.COUNTS: "active",
    VerdictState.REPLACED: "replaced",
    VerdictState.UNDONE: "undone",
}


def _day(label: str) -> forms.DateField:
    return forms.DateField(
        required=False,
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class HistoryForm(forms.Form):
    """Filters of the history, all of them optional."""

    company = forms.CharField(required=False, max_length=120, label="Company")
    value = forms.ChoiceField(
        required=False, choices=[("", "any"), *Verdict.Value.choices], label="Verdict"
    )
    author = forms.TypedChoiceField(required=False, coerce=int, empty_value=None, label="By")
    reason = forms.TypedChoiceField(required=False, coerce=int, empty_value=None, label="Reason")
    state = forms.ChoiceField(
        required=False, choices=[("", "any"), *_STATES.items()], label="State"
    )
    since = _day("From")
    until = _day("To")

    def __init__(
        self, data: QueryDict, *, authors: Sequence[User], reasons: Sequence[Reason]
    ) -> None:
        """Take who gave verdicts here, and the reasons that there are or were."""
        super().__init__(data)
        named = [(one.pk, f"{one.text} ({one.verdict})") for one in reasons]
        self.fields["author"].choices = [("", "anybody"), *((a.pk, a) for a in authors)]  # type: ignore[attr-defined]
        self.fields["reason"].choices = [("", "any"), *named]  # type: ignore[attr-defined]

    def filters(self) -> Filters:
        """Return what was asked for; what cannot be understood lets all through."""
        self.is_valid()
        known = {name: self.cleaned_data.get(name) for name in Filters.__slots__}
        return Filters(**{name: part for name, part in known.items() if part not in ("", None)})
