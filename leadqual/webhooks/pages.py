"""The webhooks pages of Settings: all of them, and one with its delivery log."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.apps import apps
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from leadqual.accounts.models import Role, Workspace
from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.accounts.pages.forms import OneLineField, SettingsForm
from leadqual.accounts.pages.settings import render_settings
from leadqual.core.errors import LeadqualError
from leadqual.core.pages.undo import ShownErrors
from leadqual.webhooks import endpoints as services
from leadqual.webhooks.endpoint_settings import URL_HELP, EndpointSettings
from leadqual.webhooks.endpoints import deliveries_of, endpoints_of
from leadqual.webhooks.errors import WebhookSettingError, WebhookUrlError
from leadqual.webhooks.event_types import EVENT_TYPES, FILTERS, TEST_EVENT, FilterKind
from leadqual.webhooks.messages import filter_people, message_of
from leadqual.webhooks.models import MAX_URL, WebhookDelivery, WebhookEndpoint
from leadqual.webhooks.resending import Span, resend_one, resend_span, send_test

_EVENT_CHOICES = [(kind.code, kind.code) for kind in EVENT_TYPES.values()]
FILTER_PREFIX = "filter_"

PAGE_NAME = "webhooks:endpoints"
PAGE_SIZE = 25
_MAX_DIGITS = 18


class CommaTexts(forms.CharField):
    """Texts between commas, as a list."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(map(str, value)) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> list[str]:
        return [text.strip() for text in super().clean(value).split(",") if text.strip()]


class EndpointForm(SettingsForm):
    """Settings of a webhook."""

    url = forms.CharField(max_length=MAX_URL, label="URL", help_text=URL_HELP)
    description = OneLineField(max_length=200, required=False, label="Description")
    event_types = forms.MultipleChoiceField(
        choices=[(kind.code, f"{kind.code}: {kind.words}") for kind in EVENT_TYPES.values()],
        label="Event types",
        widget=forms.CheckboxSelectMultiple,
    )
    with_rows = forms.BooleanField(
        required=False,
        label="Send one event for each record of an import or a bulk action",
        help_text="Otherwise you get one summary.",
    )
    is_active = forms.BooleanField(required=False, initial=True, label="Active")

    def __init__(
        self,
        *args: Any,
        workspace: Workspace,
        endpoint: WebhookEndpoint | None = None,
        **kwargs: Any,
    ) -> None:
        if endpoint is not None:
            kwargs["initial"] = _initial_values(endpoint)
        super().__init__(*args, **kwargs)
        for kind in FILTERS.values():
            self.fields[FILTER_PREFIX + kind.code] = _filter_field(kind, workspace)

    @property
    def filter_fields(self) -> list[forms.BoundField]:
        return [self[FILTER_PREFIX + code] for code in FILTERS]

    def settings(self) -> EndpointSettings:
        values = self.cleaned_data
        return EndpointSettings(
            url=values["url"],
            event_types=values["event_types"],
            description=values["description"],
            filters={code: chosen for code in FILTERS if (chosen := values[FILTER_PREFIX + code])},
            with_rows=values["with_rows"],
            is_active=values["is_active"],
        )


class TestEventForm(SettingsForm):
    """Which example a test event carries."""

    event_type = forms.ChoiceField(
        label="Event type", choices=[(TEST_EVENT, TEST_EVENT), *_EVENT_CHOICES]
    )


class DeliveryFilterForm(SettingsForm):
    """Which deliveries are shown."""

    state = forms.ChoiceField(
        label="Status", required=False, choices=[("", "All"), *WebhookDelivery.State.choices]
    )
    type = forms.ChoiceField(
        label="Event type",
        required=False,
        choices=[("", "All"), (TEST_EVENT, TEST_EVENT), *_EVENT_CHOICES],
    )


class ResendForm(SettingsForm):
    """A time range whose events are resent."""

    since = forms.DateTimeField(
        label="From", widget=forms.DateTimeInput({"type": "datetime-local"}, "%Y-%m-%dT%H:%M")
    )
    until = forms.DateTimeField(
        label="To", widget=forms.DateTimeInput({"type": "datetime-local"}, "%Y-%m-%dT%H:%M")
    )
    with_delivered = forms.BooleanField(required=False, label="Also resend delivered events")


def _initial_values(endpoint: WebhookEndpoint) -> dict[str, object]:
    names = ("url", "description", "event_types", "with_rows", "is_active")
    filters: Mapping[str, Sequence[str]] = endpoint.filters
    return {
        **{name: getattr(endpoint, name) for name in names},
        **{FILTER_PREFIX + code: list(values) for code, values in filters.items()},
    }


def _filter_field(kind: FilterKind, workspace: Workspace) -> forms.Field:
    if not kind.model:
        return CommaTexts(
            required=False, label=kind.label, help_text="Separate several values with commas."
        )
    model: Any = apps.get_model(kind.model)
    rows = model._default_manager.filter(workspace=workspace)
    if any(field.name == "deleted_at" for field in model._meta.concrete_fields):
        rows = rows.filter(deleted_at=None)
    if any(field.name == "is_private" for field in model._meta.concrete_fields):
        rows = rows.filter(is_private=False)
    choices = [(str(pk), name) for pk, name in rows.order_by("name").values_list("pk", "name")]
    return forms.MultipleChoiceField(required=False, label=kind.label, choices=choices)


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """A delivery as the page shows it."""

    delivery: WebhookDelivery

    @property
    def message(self) -> str:
        """Return the message as people read it."""
        return json.dumps(message_of(self.delivery.event), ensure_ascii=False, indent=2)


@route("settings/webhooks/", methods="GET POST", role=Role.MANAGER)
def endpoints(request: WorkspaceRequest) -> HttpResponseBase:
    """Show the webhooks; a form sent here creates one."""
    if request.method != "POST":
        return _list_page(request)
    form = EndpointForm(request.POST, workspace=request.workspace)
    if form.is_valid():
        try:
            endpoint, secret = services.create_endpoint(
                workspace=request.workspace, wanted=form.settings(), author=request.user
            )
        except LeadqualError as error:
            form.add_error(_form_field_of(error), error.message)
        else:
            return _list_page(request, status=201, new_endpoint=endpoint, new_secret=secret)
    return _list_page(request, status=422, form=form)


def _list_page(request: WorkspaceRequest, *, status: int = 200, **more: object) -> HttpResponse:
    context = {
        "endpoints": endpoints_of(request.workspace),
        "form": EndpointForm(workspace=request.workspace),
        **more,
    }
    return render_settings(
        request, "webhooks/endpoints.html", context, here=PAGE_NAME, status=status
    )


@route("settings/webhooks/<int:webhook_id>/", methods="GET POST", role=Role.MANAGER)
def endpoint(request: WorkspaceRequest, webhook_id: int) -> HttpResponseBase:
    """Show one webhook with its delivery log; a form sent here changes it."""
    row = _find_endpoint(request, webhook_id)
    if request.method != "POST":
        return _detail_page(request, row)
    form = EndpointForm(request.POST, workspace=request.workspace)
    if form.is_valid():
        try:
            services.change_endpoint(endpoint=row, wanted=form.settings(), author=request.user)
        except LeadqualError as error:
            form.add_error(_form_field_of(error), error.message)
        else:
            messages.success(request, "Saved webhook.")
            return redirect("webhooks:endpoint", webhook_id)
    return _detail_page(request, row, status=422, form=form)


def _form_field_of(error: LeadqualError) -> str | None:
    if isinstance(error, WebhookUrlError):
        return "url"
    if not isinstance(error, WebhookSettingError):
        return None
    names = [one.field for one in error.wrong]
    is_of_a_filter = bool(names) and isinstance(names[0], tuple)
    return f"{FILTER_PREFIX}{names[0][-1]}" if is_of_a_filter else "event_types"


def _find_endpoint(request: WorkspaceRequest, webhook_id: int) -> WebhookEndpoint:
    return get_object_or_404(endpoints_of(request.workspace), pk=webhook_id)


def _detail_page(
    request: WorkspaceRequest, row: WebhookEndpoint, *, status: int = 200, **more: object
) -> HttpResponse:
    filter_form = DeliveryFilterForm(request.GET)
    rows = deliveries_of(row)
    if filter_form.is_valid():
        values = filter_form.cleaned_data
        wanted = {"state": values["state"], "event__type": values["type"]}
        rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    before = request.GET.get("before", "")
    if before.isascii() and before.isdigit() and len(before) <= _MAX_DIGITS:
        rows = rows.filter(pk__lt=int(before))
    page = list(rows[: PAGE_SIZE + 1])
    filter_people(one.event for one in page)
    older = request.GET.copy()
    if len(page) > PAGE_SIZE:
        older["before"] = str(page[PAGE_SIZE - 1].pk)
    here = reverse("webhooks:endpoint", args=[row.pk])
    context = {
        "endpoint": row,
        "form": EndpointForm(workspace=request.workspace, endpoint=row),
        "filter_form": filter_form,
        "is_filtered": any(request.GET.get(name) for name in ("state", "type")),
        "test_form": TestEventForm(),
        "resend_form": ResendForm(),
        "rows": [DeliveryRow(one) for one in page[:PAGE_SIZE]],
        "older_url": f"{here}?{older.urlencode()}" if len(page) > PAGE_SIZE else "",
        **more,
    }
    return render_settings(
        request, "webhooks/endpoint.html", context, here=PAGE_NAME, status=status
    )


@route("settings/webhooks/<int:webhook_id>/rotate/", methods="POST", role=Role.MANAGER)
def rotate_secret(request: WorkspaceRequest, webhook_id: int) -> HttpResponse:
    """Rotate the secret of a webhook and show it once."""
    row, secret = services.rotate_secret(
        endpoint=_find_endpoint(request, webhook_id), author=request.user
    )
    return _detail_page(
        request, _find_endpoint(request, row.pk), status=201, new_endpoint=row, new_secret=secret
    )


@route("settings/webhooks/<int:webhook_id>/delete/", methods="POST", role=Role.MANAGER)
def delete_endpoint(request: WorkspaceRequest, webhook_id: int) -> HttpResponse:
    """Delete a webhook with its delivery log."""
    services.delete_endpoint(endpoint=_find_endpoint(request, webhook_id), author=request.user)
    messages.success(request, "Webhook deleted.")
    return redirect(PAGE_NAME)


@route("settings/webhooks/<int:webhook_id>/test/", methods="POST", role=Role.MANAGER)
def test_endpoint(request: WorkspaceRequest, webhook_id: int) -> HttpResponse:
    row, form = _find_endpoint(request, webhook_id), TestEventForm(request.POST)
    if not form.is_valid():
        return _detail_page(request, row, status=422, test_form=form)
    with ShownErrors(request):
        send_test(endpoint=row, author=request.user, event_type=form.cleaned_data["event_type"])
        messages.success(request, "Test event sent. Refresh to see the answer.")
    return redirect("webhooks:endpoint", webhook_id)


@route(
    "settings/webhooks/<int:webhook_id>/deliveries/<int:delivery_id>/resend/",
    methods="POST",
    role=Role.MANAGER,
)
def resend_delivery(request: WorkspaceRequest, webhook_id: int, delivery_id: int) -> HttpResponse:
    """Send one delivery again."""
    rows = deliveries_of(_find_endpoint(request, webhook_id))
    with ShownErrors(request):
        resend_one(delivery=get_object_or_404(rows, pk=delivery_id), author=request.user)
        messages.success(request, "Delivery resent. Refresh to see the answer.")
    return redirect("webhooks:endpoint", webhook_id)


@route("settings/webhooks/<int:webhook_id>/resend/", methods="POST", role=Role.MANAGER)
def resend_events(request: WorkspaceRequest, webhook_id: int) -> HttpResponse:
    """Send the events of a span of time again."""
    row, form = _find_endpoint(request, webhook_id), ResendForm(request.POST)
    if form.is_valid():
        with ShownErrors(form):
            n_events = resend_span(
                endpoint=row, span=Span(**form.cleaned_data), author=request.user
            )
            messages.success(request, f"{n_events:,} events resent.")
            return redirect("webhooks:endpoint", webhook_id)
    return _detail_page(request, row, status=422, resend_form=form)
