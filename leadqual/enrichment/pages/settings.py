"""Settings of enrichment: runs, field webhooks, the language model."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect

from leadqual.accounts.models import Role, Workspace
from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.accounts.pages.forms import OneLineField, SettingsForm
from leadqual.accounts.pages.settings import render_edit, render_settings
from leadqual.core.pages.panels import address_of
from leadqual.core.pages.undo import ShownErrors
from leadqual.enrichment import connections
from leadqual.enrichment.connections import language_model_of, webhooks_of
from leadqual.enrichment.models import (
    LONGEST_NAME,
    MAX_URL,
    FieldWebhook,
    Kind,
)
from leadqual.enrichment.pages.runs import SOURCE_NAMES
from leadqual.enrichment.runs import (
    runs_of,
)
from leadqual.leads.records.custom_fields import fields_of
from leadqual.webhooks.endpoint_settings import URL_HELP

_RUNS_SHOWN = 20

HERE = "enrichment:settings"


class WebhookForm(SettingsForm):
    """A webhook that fills custom fields."""

    name = OneLineField(max_length=LONGEST_NAME, label="Name")
    url = forms.CharField(max_length=MAX_URL, label="URL", help_text=URL_HELP)
    fields_of_kind = forms.MultipleChoiceField(
        label="Custom fields that it may fill", widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, workspace: Workspace, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Sequence[tuple[str, str]] = [
            (f"{kind.value}.{field.code}", f"{kind.label}: {field.label}")
            for kind in Kind
            for field in fields_of(workspace, kind.value)
        ]
        self.fields["fields_of_kind"].choices = choices  # type: ignore[attr-defined]
        if not choices:
            self.fields["fields_of_kind"].help_text = "Add one in Settings, Custom fields, first."

    def clean_fields_of_kind(self) -> tuple[str, list[str]]:
        """Return the kind of record and the codes of its fields."""
        parts = [str(value).split(".", 1) for value in self.cleaned_data["fields_of_kind"]]
        if len({kind for kind, _ in parts}) > 1:
            raise forms.ValidationError("Choose fields of people or of companies, not of both.")
        return parts[0][0], [code for _, code in parts]


class LanguageModelForm(SettingsForm):
    """The language model that answers questions."""

    base_url = forms.CharField(
        max_length=MAX_URL,
        label="Base URL",
        help_text=f"Of an OpenAI-compatible API, without /chat/completions. {URL_HELP}",
    )
    model = OneLineField(max_length=200, label="Model")
    api_key = forms.CharField(
        required=False,
        max_length=500,
        label="API key",
        strip=True,
        widget=forms.PasswordInput({"autocomplete": "off"}),
        help_text="Stored encrypted and never shown. Empty keeps the stored one, unless the URL "
        "changes.",
    )
    input_price = forms.DecimalField(
        min_value=0, max_digits=9, decimal_places=4, label="US dollars per million input tokens"
    )
    output_price = forms.DecimalField(
        min_value=0, max_digits=9, decimal_places=4, label="US dollars per million output tokens"
    )


@route("settings/enrichment/")
def settings(request: WorkspaceRequest) -> HttpResponseBase:
    """Show runs and connections."""
    return _render(request)


@route("settings/enrichment/webhooks/new/", methods="GET POST", role=Role.MANAGER)
def new_webhook(request: WorkspaceRequest) -> HttpResponseBase:
    """Add a webhook that fills custom fields; its secret is shown once."""
    data = request.POST if request.method == "POST" else None
    form = WebhookForm(data, workspace=request.workspace)
    if form.is_valid():
        kind, fields = form.cleaned_data["fields_of_kind"]
        with ShownErrors(form):
            row, secret = connections.create_webhook(
                workspace=request.workspace,
                kind=kind,
                name=form.cleaned_data["name"],
                url=form.cleaned_data["url"],
                fields=fields,
                author=request.user,
            )
            return _render(request, status=201, new_endpoint=row, new_secret=secret)
    return render_edit(request, form, "New field webhook", "Add field webhook", here=HERE)


@route(
    "settings/enrichment/webhooks/<int:field_webhook_id>/delete/", methods="POST", role=Role.MANAGER
)
def delete_webhook(request: WorkspaceRequest, field_webhook_id: int) -> HttpResponse:
    """Delete a field webhook."""
    rows = FieldWebhook.objects.filter(workspace=request.workspace)
    row = get_object_or_404(rows, pk=field_webhook_id)
    connections.delete_webhook(webhook=row, author=request.user)
    messages.success(request, f"Deleted the field webhook {row.name}.")
    return redirect(address_of(HERE))


@route("settings/enrichment/model/", methods="GET POST", role=Role.MANAGER)
def language_model(request: WorkspaceRequest) -> HttpResponseBase:
    """Set up the language model that answers questions."""
    row = language_model_of(request.workspace)
    names = ("base_url", "model", "input_price", "output_price")
    initial = {name: getattr(row, name) for name in names} if row else {}
    form = LanguageModelForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        given = {**form.cleaned_data, "api_key": form.cleaned_data["api_key"] or None}
        with ShownErrors(form):
            connections.save_language_model(
                workspace=request.workspace, author=request.user, **given
            )
            messages.success(request, "Saved the language model.")
            return redirect(address_of(HERE))
    return render_edit(request, form, "Language model", "Save language model", here=HERE)


@route("settings/enrichment/model/delete/", methods="POST", role=Role.MANAGER)
def delete_language_model(request: WorkspaceRequest) -> HttpResponse:
    """Turn questions off."""
    connections.delete_language_model(workspace=request.workspace, author=request.user)
    messages.success(request, "Questions are off. The API key was deleted.")
    return redirect(address_of(HERE))


def _render(request: WorkspaceRequest, *, status: int = 200, **more: object) -> HttpResponse:
    context: dict[str, object] = {
        "runs": list(runs_of(request.workspace)[:_RUNS_SHOWN]),
        "sources": SOURCE_NAMES,
        "webhooks": webhooks_of(request.workspace),
        "model": language_model_of(request.workspace),
        **more,
    }
    return render_settings(request, "enrichment/settings.html", context, here=HERE, status=status)
