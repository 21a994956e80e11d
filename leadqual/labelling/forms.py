"""What comes in from the pages of titles."""

from typing import Any

from django import forms
from django.http import QueryDict

from leadqual.accounts.requests import WorkspaceRequest
from leadqual.core.ways import own_address
from leadqual.labelling.words import Word, word_of


class CorrectionForm(forms.Form):
    """What a title is, said by a person.

    `cleaned_data["functions"]` holds what was ticked and added; empty only where Other was ticked.
    A form that opened with Other ticked says so in `was_other`: a function counts all the same.
    """

    data: QueryDict
    level = forms.SlugField()
    industry = forms.SlugField(required=False)
    note = forms.CharField(max_length=300, required=False)
    neighbours = forms.BooleanField(required=False)
    other = forms.BooleanField(required=False)
    was_other = forms.BooleanField(required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for functions or Other, never both and never neither."""
        functions, other = self._functions(), bool(self.cleaned_data.get("other"))
        ticked_by_us = bool(self.cleaned_data.get("was_other"))
        if functions and other and not ticked_by_us:
            raise forms.ValidationError(
                "“None fits” and a function exclude each other: untick one. Nothing was written."
            )
        if not functions and not other:
            raise forms.ValidationError(
                "Choose a function or tick “None fits”. Nothing was written."
            )
        return {**self.cleaned_data, "functions": functions}

    def word(self) -> Word:
        """Return what was said; the form is valid."""
        return word_of(self.cleaned_data)

    def _functions(self) -> list[str]:
        """Return the slugs that were ticked and added, in their order."""
        given = [*self.data.getlist("functions"), *self.data.getlist("add")]
        return [slug.strip() for slug in given if slug.strip()]

    def reason(self) -> str:
        """Say why it cannot be stored."""
        if said := self.non_field_errors():
            return str(said[0])
        if "note" in self.errors:
            return "The note has more than 300 characters. Nothing was written."
        return "Choose a level for the title. Nothing was written."

    def kept(self) -> dict[str, object]:
        """Return what was typed, for the form that asks again."""
        names = ("add", "level", "industry", "note", "neighbours", "other", "was_other")
        return {
            "functions": self.data.getlist("functions"),
            **{name: self.data.get(name, "") for name in names},
        }


def way_back(request: WorkspaceRequest, default: str) -> str:
    """Return the page to go back to, named by the form or by the browser, if it is one of ours."""
    wanted = request.POST.get("next") or request.headers.get("Referer", "")
    return own_address(request, wanted, default)
