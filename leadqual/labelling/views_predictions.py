"""The page that looks predictions up: what a title was said to be, when, by which model."""

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from leadqual.accounts.requests import WorkspaceRequest
from leadqual.labelling import looking_up
from leadqual.labelling.paging import page_ways
from leadqual.labelling.queueing import PAGE
from leadqual.taxonomy.selectors import function_names


class LookUpForm(forms.Form):
    """What is looked up; all of it may be left out."""

    title = forms.CharField(
        required=False,
        max_length=1_000,
        label="Title",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    at = forms.DateTimeField(
        required=False,
        label="As it was at (UTC)",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d"],
        error_messages={"invalid": "Write a time as 2026-11-21T10:00. Nothing was looked up."},
    )
    model = forms.ChoiceField(required=False, label="Model")

    def __init__(self, *args: object, versions: list[str]) -> None:
        super().__init__(*args)  # type: ignore[arg-type]  # the data of a form
        choices = [("", "Any model"), *((version, version) for version in versions)]
        self.fields["model"].choices = choices  # type: ignore[attr-defined]  # of a ChoiceField


@require_GET
def predictions(request: WorkspaceRequest) -> HttpResponse:
    """Show what is on record about a title, or what was replaced last."""
    versions = looking_up.model_versions(request.workspace)
    form = LookUpForm(request.GET, versions=versions)
    context: dict[str, object] = {"form": form}
    if not form.is_valid():
        return render(request, "labelling/predictions.html", context, status=422)
    asked, at, model = (form.cleaned_data[name] for name in ("title", "at", "model"))
    context["names"] = function_names()
    if asked.strip():
        context["asked"] = asked
        context["record"] = looking_up.record_of(request.workspace, asked, at=at, model=model)
        return render(request, "labelling/predictions.html", context)
    rows = looking_up.former_predictions(request.workspace, at=at, model=model)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    kept = {name: request.GET.get(name, "") for name in ("at", "model")}
    list_url = f"{reverse('labelling:predictions')}?{urlencode(kept)}&"
    context |= {"page": page, **page_ways(page, list_url)}
    return render(request, "labelling/predictions.html", context)
