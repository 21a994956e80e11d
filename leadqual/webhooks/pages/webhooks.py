"""The webhooks pages of Settings: all of them, and one with its delivery log."""

import json
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from leadqual.accounts.models import Role
from leadqual.accounts.pages.settings import render_settings
from leadqual.accounts.routing import WorkspaceRequest, route
from leadqual.core.errors import LeadqualError
from leadqual.webhooks.deliveries.message import message_of
from leadqual.webhooks.deliveries.resend import Span, resend_one, resend_span, send_test
from leadqual.webhooks.endpoints import services
from leadqual.webhooks.endpoints.selectors import deliveries_of, endpoints_of
from leadqual.webhooks.errors import WebhookSettingError, WebhookUrlError
from leadqual.webhooks.models import WebhookDelivery, WebhookEndpoint
from leadqual.webhooks.pages.forms import (
    FILTER_PREFIX,
    DeliveryFilterForm,
    EndpointForm,
    ResendForm,
    TestEventForm,
)

HERE = "webhooks:endpoints"
PAGE = 25
_MAX_DIGITS = 18


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
        return _list(request)
    form = EndpointForm(request.POST, workspace=request.workspace)
    if form.is_valid():
        try:
            endpoint, secret = services.create_endpoint(
                workspace=request.workspace, wanted=form.settings(), author=request.user
            )
        except LeadqualError as error:
            form.add_error(_field_of(error), error.message)
        else:
            return _list(request, status=201, new_endpoint=endpoint, new_secret=secret)
    return _list(request, status=422, form=form)


def _list(request: WorkspaceRequest, *, status: int = 200, **more: object) -> HttpResponse:
    context = {
        "endpoints": endpoints_of(request.workspace),
        "form": EndpointForm(workspace=request.workspace),
        **more,
    }
    return render_settings(request, "webhooks/endpoints.html", context, here=HERE, status=status)


@route("settings/webhooks/<int:webhook_id>/", methods="GET POST", role=Role.MANAGER)
def endpoint(request: WorkspaceRequest, webhook_id: int) -> HttpResponseBase:
    """Show one webhook with its delivery log; a form sent here changes it."""
    row = _endpoint(request, webhook_id)
    if request.method != "POST":
        return _detail(request, row)
    form = EndpointForm(request.POST, workspace=request.workspace)
    if form.is_valid():
        try:
            services.change_endpoint(endpoint=row, wanted=form.settings(), author=request.user)
        except LeadqualError as error:
            form.add_error(_field_of(error), error.message)
        else:
            messages.success(request, "Saved webhook.")
            return redirect("webhooks:endpoint", webhook_id)
    return _detail(request, row, status=422, form=form)


def _field_of(error: LeadqualError) -> str | None:
    if isinstance(error, WebhookUrlError):
        return "url"
    if not isinstance(error, WebhookSettingError):
        return None
    names = [one.field for one in error.wrong]
    is_of_a_filter = bool(names) and isinstance(names[0], tuple)
    return f"{FILTER_PREFIX}{names[0][-1]}" if is_of_a_filter else "event_types"


def _endpoint(request: WorkspaceRequest, webhook_id: int) -> WebhookEndpoint:
    return get_object_or_404(endpoints_of(request.workspace), pk=webhook_id)


def _detail(
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
    page = list(rows[: PAGE + 1])
    older = request.GET.copy()
    if len(page) > PAGE:
        older["before"] = str(page[PAGE - 1].pk)
    here = reverse("webhooks:endpoint", args=[row.pk])
    context = {
        "endpoint": row,
        "form": EndpointForm(workspace=request.workspace, endpoint=row),
        "filter_form": filter_form,
        "is_filtered": any(request.GET.get(name) for name in ("state", "type")),
        "test_form": TestEventForm(),
        "resend_form": ResendForm(),
        "rows": [DeliveryRow(one) for one in page[:PAGE]],
        "older_url": f"{here}?{older.urlencode()}" if len(page) > PAGE else "",
        **more,
    }
    return render_settings(request, "webhooks/endpoint.html", context, here=HERE, status=status)


@route("settings/webhooks/<int:webhook_id>/rotate/", methods="POST", role=Role.MANAGER)
def rotate_secret(request: WorkspaceRequest, webhook_id: int) -> HttpResponse:
    """Give a webhook a new secret and show it, this once."""
    row, secret = services.rotate_secret(
        endpoint=_endpoint(request, webhook_id), author=request.user
    )
    return _detail(
        request, _endpoint(request, row.pk), status=201, new_endpoint=row, new_secret=secret
    )


@route("settings/webhooks/<int:webhook_id>/delete/", methods="POST", role=Role.MANAGER)
def delete_endpoint(request: WorkspaceRequest, webhook_id: int) -> HttpResponse:
    """Delete a webhook with its delivery log."""
    services.delete_endpoint(endpoint=_endpoint(request, webhook_id), author=request.user)
    messages.success(request, "Webhook deleted.")
    return redirect(HERE)


@route("settings/webhooks/<int:webhook_id>/test/", methods="POST", role=Role.MANAGER)
def test_endpoint(request: WorkspaceRequest, webhook_id: int) -> HttpResponse:
    """Send a test event to a webhook."""
    row, form = _endpoint(request, webhook_id), TestEventForm(request.POST)
    if not form.is_valid():
        return _detail(request, row, status=422, test_form=form)
    try:
        send_test(endpoint=row, author=request.user, event_type=form.cleaned_data["event_type"])
        messages.success(request, "Test event sent. Refresh to see the answer.")
    except LeadqualError as error:
        messages.error(request, error.message)
    return redirect("webhooks:endpoint", webhook_id)


@route(
    "settings/webhooks/<int:webhook_id>/deliveries/<int:delivery_id>/resend/",
    methods="POST",
    role=Role.MANAGER,
)
def resend_delivery(request: WorkspaceRequest, webhook_id: int, delivery_id: int) -> HttpResponse:
    """Send one delivery again."""
    rows = deliveries_of(_endpoint(request, webhook_id))
    try:
        resend_one(delivery=get_object_or_404(rows, pk=delivery_id), author=request.user)
        messages.success(request, "Delivery resent. Refresh to see the answer.")
    except LeadqualError as error:
        messages.error(request, error.message)
    return redirect("webhooks:endpoint", webhook_id)


@route("settings/webhooks/<int:webhook_id>/resend/", methods="POST", role=Role.MANAGER)
def resend_events(request: WorkspaceRequest, webhook_id: int) -> HttpResponse:
    """Send the events of a span of time again."""
    row, form = _endpoint(request, webhook_id), ResendForm(request.POST)
    if form.is_valid():
        try:
            n_events = resend_span(
                endpoint=row, span=Span(**form.cleaned_data), author=request.user
            )
        except LeadqualError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, f"{n_events:,} events resent.")
            return redirect("webhooks:endpoint", webhook_id)
    return _detail(request, row, status=422, resend_form=form)
