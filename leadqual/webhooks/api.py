"""Webhooks by API: settings, secrets, the delivery log, and sending again."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from leadqual.accounts.api.view_sets import WorkspaceViewSet
from leadqual.accounts.models import Role, Workspace
from leadqual.core.api import operations as op
from leadqual.core.api.pages import CursorPages, SequencePages
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.webhooks import endpoints
from leadqual.webhooks.endpoint_settings import MAX_VALUE, MAX_VALUES, URL_HELP, EndpointSettings
from leadqual.webhooks.endpoints import deliveries_of, endpoints_of
from leadqual.webhooks.event_types import (
    EVENT_TYPE_CHOICES,
    EVENT_TYPES,
    FILTERS,
    TEST_EVENT,
    FilterKind,
)
from leadqual.webhooks.messages import filter_people, message_of
from leadqual.webhooks.models import MAX_URL, WebhookDelivery, WebhookEndpoint
from leadqual.webhooks.resending import Span, resend_one, resend_span, send_test

_MAX_KEY = 20


class EventTypeOutput(serializers.Serializer[Any]):
    """A type of event, with the filters that it can be narrowed by and an example."""

    type = serializers.ChoiceField(choices=EVENT_TYPE_CHOICES, source="code")
    description = serializers.CharField(source="words")
    filters = serializers.ListField(child=serializers.CharField())
    example = serializers.DictField(help_text="`data` of a message.")


def _values(kind: FilterKind) -> serializers.ListField:
    child = serializers.CharField(max_length=_MAX_KEY if kind.model else MAX_VALUE)
    return serializers.ListField(
        child=child, max_length=MAX_VALUES, required=False, help_text=kind.help_text
    )


WebhookFilters: Any = type(
    "WebhookFilters",
    (KnownFieldsOnly, serializers.Serializer),
    {
        "__doc__": "Filter: values, one of which an event must have. Summaries are not filtered.",
        **{kind.code: _values(kind) for kind in FILTERS.values()},
    },
)


class WebhookInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /webhooks`."""

    url = serializers.CharField(max_length=MAX_URL, help_text=URL_HELP)
    event_types = serializers.ListField(
        child=serializers.ChoiceField(choices=EVENT_TYPE_CHOICES), allow_empty=False
    )
    description = serializers.CharField(max_length=200, allow_blank=True, required=False)
    filters = WebhookFilters(required=False)
    with_rows = serializers.BooleanField(
        required=False,
        help_text="One event for each record of an import or a bulk action instead of a summary.",
    )
    is_active = serializers.BooleanField(required=False)


class WebhookChangeInput(WebhookInput):
    """Body of `PATCH /webhooks/{id}`; omitted fields stay unchanged."""

    url = serializers.CharField(max_length=MAX_URL, required=False, help_text=URL_HELP)
    event_types = serializers.ListField(
        child=serializers.ChoiceField(choices=EVENT_TYPE_CHOICES), allow_empty=False, required=False
    )


class WebhookOutput(serializers.ModelSerializer[WebhookEndpoint]):
    """A webhook, without its secret."""

    event_types = serializers.ListField(child=serializers.ChoiceField(choices=EVENT_TYPE_CHOICES))
    filters = WebhookFilters()
    created_by = serializers.EmailField(source="created_by.email")
    n_waiting = serializers.IntegerField(read_only=True, help_text="Deliveries not sent yet.")
    n_failed = serializers.IntegerField(read_only=True, help_text="Deliveries that were given up.")

    class Meta:
        model = WebhookEndpoint
        fields = [
            *("id", "url", "description", "event_types", "filters", "with_rows", "is_active"),
            *("disabled_reason", "failing_since", "previous_secret_until", "n_waiting"),
            *("n_failed", "created_by", "created_at", "updated_at"),
        ]
        read_only_fields = fields


class WebhookSecretOutput(WebhookOutput):
    """A webhook with its new secret, which is shown this once."""

    secret = serializers.CharField(
        source="new_secret", read_only=True, help_text="Shown only once. Store it safely."
    )

    class Meta(WebhookOutput.Meta):
        fields = [*WebhookOutput.Meta.fields, "secret"]
        read_only_fields = fields


class TestEventInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /webhooks/{id}/test`."""

    event_type = serializers.ChoiceField(
        choices=[(TEST_EVENT, "A test event."), *EVENT_TYPE_CHOICES],
        default=TEST_EVENT,
        help_text="Type whose example is sent.",
    )


class WebhookMessageOutput(serializers.Serializer[Any]):
    """What the receiver gets."""

    type = serializers.CharField()
    timestamp = serializers.DateTimeField()
    sequence = serializers.IntegerField(
        allow_null=True, help_text="Number in the workspace; order of delivery is not guaranteed."
    )
    workspace_id = serializers.IntegerField()
    is_summary = serializers.BooleanField()
    data = serializers.JSONField()  # type: ignore[assignment]  # the name of a property


class _DeliveryList(serializers.ListSerializer[WebhookDelivery]):
    """Deliveries, whose messages are filtered at once."""

    def to_representation(self, data: Iterable[WebhookDelivery]) -> list[Any]:  # type: ignore[override]  # as many pages call it
        deliveries = list(data)
        filter_people(one.event for one in deliveries)
        return super().to_representation(deliveries)


class WebhookDeliveryOutput(serializers.ModelSerializer[WebhookDelivery]):
    """One event on its way to one webhook, with the last answer of the receiver."""

    webhook_id = serializers.IntegerField(source="endpoint_id", read_only=True)
    message_id = serializers.CharField(source="event.message_id", read_only=True)
    event_type = serializers.CharField(source="event.type", read_only=True)
    sequence = serializers.IntegerField(source="event.sequence", read_only=True, allow_null=True)
    message = serializers.SerializerMethodField()
    n_attempts = serializers.IntegerField(
        read_only=True, help_text="Attempts since it was created or last resent."
    )

    class Meta:
        list_serializer_class = _DeliveryList
        model = WebhookDelivery
        fields = [
            *("id", "webhook_id", "message_id", "event_type", "sequence", "state", "n_attempts"),
            *("created_at", "attempted_at", "next_at", "status", "answer", "duration_ms"),
            *("problem", "message"),
        ]
        read_only_fields = fields

    @extend_schema_field(WebhookMessageOutput)
    def get_message(self, delivery: WebhookDelivery) -> dict[str, object]:
        if not isinstance(self.parent, _DeliveryList):
            filter_people([delivery.event])
        return message_of(delivery.event)


class DeliveryQuery(op.Query):
    """Parameters of `GET /webhooks/{id}/deliveries`."""

    state = serializers.ChoiceField(choices=WebhookDelivery.State.choices, required=False)
    event_type = serializers.ChoiceField(
        choices=[(TEST_EVENT, ""), *EVENT_TYPE_CHOICES], source="event__type", required=False
    )
    since = op.TimeParameter(
        source="event__created_at__gte", required=False, help_text="Events from then on."
    )
    until = op.TimeParameter(
        source="event__created_at__lte", required=False, help_text="Events up to then."
    )


class ResendInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /webhooks/{id}/resend`."""

    since = serializers.DateTimeField()
    until = serializers.DateTimeField()
    with_delivered = serializers.BooleanField(
        default=False, help_text="Also events that the receiver took already."
    )


class ResentOutput(serializers.Serializer[Any]):
    """How many events are sent again."""

    n_deliveries = serializers.IntegerField()


class NewestDeliveriesFirst(CursorPages):
    """Pages of deliveries, the newest first."""

    ordering = "-id"
    max_page_size = 100


class WebhookViewSet(WorkspaceViewSet[WebhookEndpoint]):
    """Webhooks: managers only, by key with the scope `admin`."""

    key, rows = "webhook", staticmethod(endpoints_of)
    read_role = write_role = Role.MANAGER

    list_webhooks = op.listing("webhooks", WebhookOutput, "List webhooks, oldest first.")
    get_webhook = op.reading("webhooks/<int:webhook_id>", WebhookOutput, "Return a webhook.")

    @op.get("webhooks/event-types", lists=EventTypeOutput, pages=SequencePages)
    def list_webhook_event_types(self) -> Any:
        """List the event types that a webhook can subscribe to."""
        return list(EVENT_TYPES.values())

    @op.post("webhooks", body=WebhookInput, returns=WebhookSecretOutput, status=201)
    def create_webhook(self, body: EndpointSettings) -> WebhookEndpoint:
        """Create a webhook. Its secret is returned this once."""
        return self._with_secret(
            *endpoints.create_endpoint(workspace=self.workspace, wanted=body, author=self.user)
        )

    @op.patch("webhooks/<int:webhook_id>", body=WebhookChangeInput, returns=WebhookOutput)
    def update_webhook(self, webhook: WebhookEndpoint, body: op.Body) -> WebhookEndpoint:
        """Update a webhook; omitted fields stay unchanged."""
        wanted = replace(endpoints.settings_of(webhook), **body)
        endpoints.change_endpoint(endpoint=webhook, wanted=wanted, author=self.user)
        return self.get_object()

    @op.delete("webhooks/<int:webhook_id>")
    def delete_webhook(self, webhook: WebhookEndpoint) -> None:
        """Delete a webhook with its delivery log."""
        endpoints.delete_endpoint(endpoint=webhook, author=self.user)

    @op.post("webhooks/<int:webhook_id>/rotate-secret", returns=WebhookSecretOutput)
    def rotate_webhook_secret(self, webhook: WebhookEndpoint) -> WebhookEndpoint:
        """Rotate the secret. For 24 hours, messages carry a signature of the old one, too."""
        return self._with_secret(*endpoints.rotate_secret(endpoint=webhook, author=self.user))

    @op.post(
        "webhooks/<int:webhook_id>/test",
        body=TestEventInput,
        returns=WebhookDeliveryOutput,
        status=202,
    )
    def test_webhook(self, webhook: WebhookEndpoint, body: op.Body) -> WebhookDelivery:
        """Send a test event. Look up its delivery by `message_id` to see the answer."""
        return send_test(endpoint=webhook, author=self.user, **body)

    @op.post("webhooks/<int:webhook_id>/resend", body=ResendInput, returns=ResentOutput, status=202)
    def resend_webhook_events(self, webhook: WebhookEndpoint, body: Span) -> dict[str, int]:
        """Send the events of a time span again: what failed or was missed, or all of them."""
        n_sent = resend_span(endpoint=webhook, span=body, author=self.user)
        return {"n_deliveries": n_sent}

    def _with_secret(self, webhook: WebhookEndpoint, secret: str) -> WebhookEndpoint:
        found = self.get_queryset().get(pk=webhook.pk)
        found.new_secret = secret  # type: ignore[attr-defined]  # shown once
        return found


class WebhookDeliveryViewSet(WorkspaceViewSet[WebhookDelivery]):
    """The delivery log of a webhook."""

    key = "delivery"
    read_role = write_role = Role.MANAGER

    list_webhook_deliveries = op.listing(
        "webhooks/<int:webhook_id>/deliveries",
        WebhookDeliveryOutput,
        "List deliveries of a webhook, newest first, each with its message and the last answer.",
        query=DeliveryQuery,
        pages=NewestDeliveriesFirst,
    )
    get_webhook_delivery = op.reading(
        "webhooks/<int:webhook_id>/deliveries/<int:delivery_id>",
        WebhookDeliveryOutput,
        "Return a delivery with its message and the last answer.",
    )

    def rows(self, workspace: Workspace) -> QuerySet[WebhookDelivery]:
        webhook = get_object_or_404(endpoints_of(workspace), pk=self.kwargs["webhook_id"])
        return deliveries_of(webhook)

    @op.post(
        "webhooks/<int:webhook_id>/deliveries/<int:delivery_id>/resend",
        returns=WebhookDeliveryOutput,
        status=202,
    )
    def resend_webhook_delivery(self, delivery: WebhookDelivery) -> WebhookDelivery:
        """Send a delivery again, with the same message ID."""
        return resend_one(delivery=delivery, author=self.user)
