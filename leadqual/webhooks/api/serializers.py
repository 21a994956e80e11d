"""What webhooks look like by API."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.core.api.since import TimeParameter
from leadqual.webhooks.deliveries.message import message_of
from leadqual.webhooks.endpoints.endpoint_settings import MAX_VALUE, MAX_VALUES, URL_HELP
from leadqual.webhooks.event_types import EVENT_TYPE_CHOICES, FILTERS, TEST
from leadqual.webhooks.models import MAX_URL, WebhookDelivery, WebhookEndpoint


class EventTypeOutput(serializers.Serializer[Any]):
    """A type of event, with the filters that it can be narrowed by and an example."""

    type = serializers.ChoiceField(choices=EVENT_TYPE_CHOICES, source="code")
    description = serializers.CharField(source="words")
    filters = serializers.ListField(child=serializers.CharField())
    example = serializers.DictField(help_text="`data` of a message.")


class WebhookFilters(KnownFieldsOnly, serializers.Serializer[Any]):
    """Filter: values, one of which an event must have. Summaries are not filtered."""

    country = serializers.ListField(
        child=serializers.CharField(max_length=MAX_VALUE),
        max_length=MAX_VALUES,
        required=False,
        help_text="Countries by name or ISO code; stored by their English names.",
    )
    function = serializers.ListField(
        child=serializers.CharField(max_length=MAX_VALUE),
        max_length=MAX_VALUES,
        required=False,
        help_text="Slugs of functions.",
    )
    list = serializers.ListField(
        child=serializers.CharField(max_length=20),
        max_length=MAX_VALUES,
        required=False,
        help_text="IDs of lists that a person is on.",
    )
    saved_search = serializers.ListField(
        child=serializers.CharField(max_length=20),
        max_length=MAX_VALUES,
        required=False,
        help_text="IDs of saved searches.",
    )
    campaign = serializers.ListField(
        child=serializers.CharField(max_length=20),
        max_length=MAX_VALUES,
        required=False,
        help_text="IDs of campaigns.",
    )
    intent = serializers.ListField(
        child=serializers.CharField(max_length=MAX_VALUE),
        max_length=MAX_VALUES,
        required=False,
        help_text="Slugs of intents.",
    )


assert set(WebhookFilters().fields) == set(FILTERS)  # noqa: S101  # both are written by hand


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

    secret = serializers.SerializerMethodField(help_text="Shown only once. Store it safely.")

    class Meta(WebhookOutput.Meta):
        fields = [*WebhookOutput.Meta.fields, "secret"]
        read_only_fields = fields

    def get_secret(self, _endpoint: WebhookEndpoint) -> str:
        """Return the secret."""
        return str(self.context["secret"])


class TestEventInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /webhooks/{id}/test`."""

    event_type = serializers.ChoiceField(
        choices=[(TEST, "A test event."), *EVENT_TYPE_CHOICES],
        default=TEST,
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
        model = WebhookDelivery
        fields = [
            *("id", "webhook_id", "message_id", "event_type", "sequence", "state", "n_attempts"),
            *("created_at", "attempted_at", "next_at", "status", "answer", "duration_ms"),
            *("problem", "message"),
        ]
        read_only_fields = fields

    @extend_schema_field(WebhookMessageOutput)
    def get_message(self, delivery: WebhookDelivery) -> dict[str, object]:
        """Return the message."""
        return message_of(delivery.event)


class DeliveryQuery(serializers.Serializer[Any]):
    """Parameters of `GET /webhooks/{id}/deliveries`."""

    state = serializers.ChoiceField(choices=WebhookDelivery.State.choices, required=False)
    event_type = serializers.ChoiceField(choices=[(TEST, ""), *EVENT_TYPE_CHOICES], required=False)
    since = TimeParameter(required=False, help_text="Events from then on.")
    until = TimeParameter(required=False, help_text="Events up to then.")


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
