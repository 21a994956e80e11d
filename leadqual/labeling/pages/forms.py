"""What comes in from the pages of titles and of business models."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.http import QueryDict

from leadqual.accounts.page_routes import WorkspaceRequest
from leadqual.core.pages.page_links import local_address
from leadqual.labeling.corrections.correction_input import CorrectionInput, word_of
from leadqual.leads.models import Company
from leadqual.search.function_lookup import find_functions
from leadqual.search.query.query import is_key
from leadqual.taxonomy.models import ConfusionCost, Function
from leadqual.taxonomy.selectors import living_functions

MAX_FOUND = 8
MAX_OFFERED = 5
_BETWEEN = re.compile(r"[,;\n]")


def matching_functions(text: str) -> list[tuple[Function, str]]:
    """Return the functions that a text may mean and by what they were found; two queries.

    The best comes first.

    Args:
        text: as it was typed so far; empty finds nothing.
    """
    functions = list(living_functions())
    by_slug = {each.slug: each for each in functions}
    whole = text.strip().casefold()
    found = find_functions(text, functions)
    names = sorted(found, key=lambda slug: by_slug[slug].name.casefold() != whole)
    return [(by_slug[slug], found[slug]) for slug in names[:MAX_FOUND]]


def read_typed(text: str) -> tuple[list[str], str, list[Function]]:
    """Read functions that were typed with commas between them; two queries for each part.

    A part is clear where it is a name, or where it can mean one function only.

    Returns:
        Slugs in the order in which they were typed; the first part that may mean several functions,
        or none, "" where all is clear; and what it may mean.
    """
    parts = [part.strip() for part in _BETWEEN.split(text) if part.strip()]
    if len(parts) > 1 and _only_match(text.strip(), matching_functions(text)):
        parts = [text.strip()]  # A name with a comma in it.
    slugs = list[str]()
    for part in parts:
        found = matching_functions(part)
        meant = _only_match(part, found)
        if meant is None:
            return slugs, part, [function for function, _ in found[:MAX_OFFERED]]
        slugs.append(meant.slug)
    return slugs, "", []


def _only_match(part: str, found: Sequence[tuple[Function, str]]) -> Function | None:
    functions = [function for function, _ in found]
    exact = (row for row in functions if row.name.casefold() == part.casefold())
    return next(exact, functions[0] if len(functions) == 1 else None)


class FunctionsForm(forms.Form):
    """Functions said by a person: ticked or typed.

    `cleaned_data["functions"]` holds the slugs; empty only where Other was ticked. A form that
    opened with Other ticked says so in `was_other`: a function counts all the same. The button that
    saves without close variants sends `only`, which wins over `propagate`.
    """

    data: QueryDict
    note = forms.CharField(max_length=300, required=False)
    propagate = forms.BooleanField(required=False)
    only = forms.BooleanField(required=False)
    other = forms.BooleanField(required=False)
    was_other = forms.BooleanField(required=False)
    typed = forms.CharField(max_length=300, required=False)
    offered: Sequence[Function] = ()

    def clean(self) -> dict[str, Any]:
        """Ask for functions or Other, never both and never neither."""
        functions, other = self._functions(), bool(self.cleaned_data.get("other"))
        was_preselected = bool(self.cleaned_data.get("was_other"))
        if functions and other and not was_preselected:
            raise forms.ValidationError(
                "Choose either “None fits” or functions, not both. Nothing was saved."
            )
        if not functions and not other:
            raise forms.ValidationError(
                "Choose a function, or “None fits (unclassified)”. Nothing was saved."
            )
        is_alone = bool(self.cleaned_data.get("only"))
        propagate = bool(self.cleaned_data.get("propagate")) and not is_alone
        return {**self.cleaned_data, "functions": functions, "propagate": propagate}

    def _functions(self) -> list[str]:
        """Return the slugs that were ticked and typed, in their order."""
        given = self.data.getlist("functions")
        typed, unclear, self.offered = read_typed(self.cleaned_data.get("typed", ""))
        if unclear:
            names = ", ".join(each.name for each in self.offered)
            raise forms.ValidationError(
                f"“{unclear}” matches {names}. Choose one. Nothing was saved."
                if names
                else f"No function matches “{unclear}”. Nothing was saved. Type the name of "
                "a function, one of its tasks or a job title."
            )
        return [slug for slug in map(str.strip, [*given, *typed]) if slug]

    def reason(self) -> str:
        """Return why it cannot be stored."""
        if problems := self.non_field_errors():
            return str(problems[0])
        if "note" in self.errors:
            return "The note has more than 300 characters. Nothing was saved."
        if "typed" in self.errors:
            return "The text has more than 300 characters. Nothing was saved."
        return self.other_reason()

    def other_reason(self) -> str:
        """Return what is wrong with the fields of one kind of form."""
        return "The form contains invalid values. Nothing was saved."

    def missing(self) -> str:
        """Return why it could not be stored, before anybody asked to."""
        return preview_reason(self.reason())

    def kept(self) -> dict[str, object]:
        """Return what was typed, for the form that asks again; `chosen` and `offered` are rows."""
        names = ("typed", "level", "industry", "note", "propagate", "other", "was_other")
        slugs = self.data.getlist("functions")
        rows = {row.slug: row for row in living_functions().filter(slug__in=slugs)}
        return {
            "functions": slugs,
            "chosen": [rows[slug] for slug in dict.fromkeys(slugs) if slug in rows],
            "offered": [row for row in self.offered if row.slug not in slugs],
            **{name: self.data.get(name, "") for name in names},
        }


class CorrectionForm(FunctionsForm):
    """What a title is, said by a person.

    A second look sends `second`: the label is stored next to that of the first person.
    """

    level = forms.SlugField()
    industry = forms.SlugField(required=False)
    second = forms.BooleanField(required=False)

    def correction_input(self) -> CorrectionInput:
        """Return what was said; the form is valid."""
        return word_of(self.cleaned_data)

    def other_reason(self) -> str:
        return "Choose a level for the title. Nothing was saved."


class StepForm(FunctionsForm):
    """What many titles are, said by a person as one step.

    `cleaned_data["titles"]` holds their keys; an empty level leaves each title its own.
    """

    name = forms.CharField(max_length=200, required=False)
    level = forms.SlugField(required=False)
    industry = forms.SlugField(required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for functions or Other, and for titles."""
        keys = self.data.getlist("titles")
        if not all(is_key(key) for key in keys):
            raise forms.ValidationError("The title ID must be a number. Nothing was saved.")
        return {**super().clean(), "titles": [int(key) for key in keys]}

    def correction_input(self) -> CorrectionInput:
        """Return what was said; the form is valid."""
        return word_of(self.cleaned_data)

    def kept(self) -> dict[str, object]:
        """Return what was typed, for the form that asks again; `titles` are keys."""
        keys = self.data.getlist("titles")
        return {**super().kept(), "titles": {int(key) for key in keys if is_key(key)}}

    def sent(self) -> list[tuple[str, str]]:
        """Return all that was sent, for a form that sends it once more."""
        return [
            (name, value)
            for name in self.data
            if name != "csrfmiddlewaretoken"
            for value in self.data.getlist(name)
        ]


def preview_reason(reason: str) -> str:
    """Leave out of a reason that nothing was saved: nobody asked for it yet."""
    return reason.replace(" Nothing was saved.", "")


def return_address(request: WorkspaceRequest, default: str) -> str:
    """Return the page to go back to, named by the form or by the browser, if it is one of ours."""
    wanted = request.POST.get("next") or request.GET.get("next")
    wanted = wanted or request.headers.get("Referer", "")
    return local_address(request, wanted, default)


class BusinessModelForm(forms.Form):
    """To whom a company sells, said by a person."""

    business_model = forms.ChoiceField(choices=Company.BusinessModel)
    note = forms.CharField(max_length=300, required=False)

    def reason(self) -> str:
        """Return why it cannot be stored."""
        if "note" in self.errors:
            return "The note has more than 300 characters. Nothing was saved."
        return "Choose a business model. Nothing was saved."


class CostForm(forms.Form):
    """What each confusion costs: a number for each pair, and the costs that were seen."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data)
        for truth in ConfusionCost.Label:
            for predicted in ConfusionCost.Label:
                field = forms.FloatField(
                    min_value=0,
                    max_value=1000,
                    label=f"{truth.label} predicted as {predicted.label}",
                    widget=forms.NumberInput(attrs={"step": "any"}),
                )
                self.fields[cost_name(truth.value, predicted.value)] = field

    def costs(self) -> dict[tuple[str, str], float]:
        """Return (truth, said) → cost; the form is valid."""
        return {
            (truth, predicted): self.cleaned_data[cost_name(truth, predicted)]
            for truth in ConfusionCost.Label.values
            for predicted in ConfusionCost.Label.values
        }

    def rows(self) -> list[tuple[str, list[tuple[BoundField, bool]]]]:
        """Return the name of each truth and its fields, each with whether it is the right one."""
        return [
            (
                truth.label,
                [
                    (self[cost_name(truth.value, predicted.value)], truth == predicted)
                    for predicted in ConfusionCost.Label
                ],
            )
            for truth in ConfusionCost.Label
        ]

    def reason(self) -> str:
        """Return what is wrong with the first number that cannot be."""
        for name, errors in self.errors.items():
            return f"{self.fields[name].label}: {errors[0]} Nothing was saved."
        return ""


def cost_name(truth: str, predicted: str) -> str:
    return f"{truth}-{predicted}"


def costs_as_data(costs: Mapping[tuple[str, str], float]) -> dict[str, str]:
    """Return costs as the form would send them."""
    return {cost_name(*pair): f"{cost:g}" for pair, cost in costs.items()}


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

    def suggested(self) -> tuple[str, ...] | None:
        """Return the slugs, or None where they were left out; the form is valid."""
        functions = self.cleaned_data["functions"]
        return None if functions is None else tuple(dict.fromkeys(functions))


class SuggestedModelForm(BusinessModelForm):
    """To whom a company sells, suggested by somebody; the button “It is wrong” sends `wrong`."""

    wrong = forms.BooleanField(required=False)

    def suggested(self) -> str:
        """Return the business model, or "" where it only says that it is wrong; it is valid."""
        return "" if self.cleaned_data["wrong"] else str(self.cleaned_data["business_model"])


class ReturnForm(forms.Form):
    """A suggestion or a correction goes back with a note to who said it."""

    note = forms.CharField(max_length=300)

    def reason(self) -> str:
        return "Enter a note of up to 300 characters for the author. Nothing was changed."
