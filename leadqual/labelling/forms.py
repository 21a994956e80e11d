"""What comes in from the pages of titles and of business models."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms import BoundField
from django.http import QueryDict

from leadqual.accounts.requests import WorkspaceRequest
from leadqual.core.ways import own_address
from leadqual.labelling.words import Word, word_of
from leadqual.leads.models import Company
from leadqual.taxonomy.models import ConfusionCost


class CorrectionForm(forms.Form):
    """What a title is, said by a person.

    `cleaned_data["functions"]` holds what was ticked and added; empty only where Other was ticked.
    The button “Correct only this title” sends `only`, which wins over the tick for like titles.
    A form that opened with Other ticked says so in `was_other`: a function counts all the same.
    """

    data: QueryDict
    level = forms.SlugField()
    industry = forms.SlugField(required=False)
    note = forms.CharField(max_length=300, required=False)
    neighbours = forms.BooleanField(required=False)
    only = forms.BooleanField(required=False)
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
                "Choose a function, or tick “None fits (Other)”. Nothing was written."
            )
        neighbours = self.cleaned_data.get("neighbours") and not self.cleaned_data.get("only")
        return {**self.cleaned_data, "functions": functions, "neighbours": bool(neighbours)}

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

    def missing(self) -> str:
        """Say why it could not be stored, before anybody asked to."""
        return before_saving(self.reason())

    def kept(self) -> dict[str, object]:
        """Return what was typed, for the form that asks again."""
        names = ("add", "level", "industry", "note", "neighbours", "other", "was_other")
        return {
            "functions": self.data.getlist("functions"),
            **{name: self.data.get(name, "") for name in names},
        }


def before_saving(reason: str) -> str:
    """Leave out of a reason that nothing was written: nobody asked for it yet."""
    return reason.replace(" Nothing was written.", "")


def way_back(request: WorkspaceRequest, default: str) -> str:
    """Return the page to go back to, named by the form or by the browser, if it is one of ours."""
    wanted = request.POST.get("next") or request.headers.get("Referer", "")
    return own_address(request, wanted, default)


class BusinessModelForm(forms.Form):
    """To whom a company sells, said by a person."""

    business_model = forms.ChoiceField(choices=Company.BusinessModel)
    note = forms.CharField(max_length=300, required=False)

    def reason(self) -> str:
        """Say why it cannot be stored."""
        if "note" in self.errors:
            return "The note has more than 300 characters. Nothing was written."
        return "Choose to whom the company sells. Nothing was written."


class CostForm(forms.Form):
    """What each confusion costs: a number for each pair, and the costs that were seen."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data)
        for truth in ConfusionCost.Label:
            for said in ConfusionCost.Label:
                field = forms.FloatField(
                    min_value=0,
                    max_value=1000,
                    label=f"{truth.label} said to be {said.label}",
                    widget=forms.NumberInput(attrs={"step": "any"}),
                )
                self.fields[cost_name(truth.value, said.value)] = field

    def costs(self) -> dict[tuple[str, str], float]:
        """Return (truth, said) → cost; the form is valid."""
        return {
            (truth, said): self.cleaned_data[cost_name(truth, said)]
            for truth in ConfusionCost.Label.values
            for said in ConfusionCost.Label.values
        }

    def rows(self) -> list[tuple[str, list[tuple[BoundField, bool]]]]:
        """Return the name of each truth and its fields, each with whether it is the right one."""
        return [
            (
                truth.label,
                [
                    (self[cost_name(truth.value, said.value)], truth == said)
                    for said in ConfusionCost.Label
                ],
            )
            for truth in ConfusionCost.Label
        ]

    def reason(self) -> str:
        """Say what is wrong with the first number that cannot be."""
        for name, errors in self.errors.items():
            return f"{self.fields[name].label}: {errors[0]} Nothing was written."
        return ""


def cost_name(truth: str, said: str) -> str:
    """Return the name of the field of a pair."""
    return f"{truth}-{said}"


def costs_as_data(costs: Mapping[tuple[str, str], float]) -> dict[str, str]:
    """Return costs as the form would send them."""
    return {cost_name(*pair): f"{cost:g}" for pair, cost in costs.items()}
