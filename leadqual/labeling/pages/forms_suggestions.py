"""What comes in from the pages of suggestions."""

from typing import Any

from django import forms

from leadqual.labeling.pages.forms import BusinessModelForm, FunctionsForm


class SuggestionForm(FunctionsForm):
    """What a title should be, suggested by somebody; the button “It is wrong” sends `wrong`.

    `cleaned_data["functions"]` is None where it only says that the labels are wrong.
    """

    wrong = forms.BooleanField(required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for functions or Other, unless it only says that the labels are wrong."""
        if self.cleaned_data.get("wrong"):
            return {**self.cleaned_data, "functions": None}
        return super().clean()

    def said(self) -> tuple[str, ...] | None:
        """Return the slugs, or None where they were left out; the form is valid."""
        functions = self.cleaned_data["functions"]
        return None if functions is None else tuple(dict.fromkeys(functions))


class SuggestedModelForm(BusinessModelForm):
    """To whom a company sells, suggested by somebody; the button “It is wrong” sends `wrong`."""

    wrong = forms.BooleanField(required=False)

    def said(self) -> str:
        """Return the business model, or "" where it only says that it is wrong; it is valid."""
        return "" if self.cleaned_data["wrong"] else str(self.cleaned_data["business_model"])


class ReturnForm(forms.Form):
    """A suggestion or a correction goes back with a note to who said it."""

    note = forms.CharField(max_length=300)

    def reason(self) -> str:
        return "Enter a note of up to 300 characters for the author. Nothing was changed."
