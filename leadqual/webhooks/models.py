"""Webhook endpoints, the event outbox and deliveries."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from leadqual.accounts.models import Workspace
from leadqual.core.clock import ClockedField

MAX_URL = 2_048


class WebhookEndpoint(models.Model):
    """A URL that gets the events of a workspace."""

    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, related_name="webhook_endpoints"
    )
    url = models.CharField(max_length=MAX_URL)
    description = models.CharField(max_length=200, blank=True, default="")
    event_types = ArrayField(models.CharField(max_length=40), help_text="At least one.")
    filters = models.JSONField(
        default=dict, blank=True, help_text="Filter: values, one of which an event must have."
    )
    with_rows = models.BooleanField(
        default=False,
        help_text="One event for each record of an import or a bulk action, not one summary.",
    )
    is_active = models.BooleanField(default=True)
    secret = models.TextField(help_text="Encrypted; what it signs with.")
    previous_secret = models.TextField(
        blank=True, default="", help_text="Encrypted; signs beside the new one for a while."
    )
    previous_secret_until = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="webhook_endpoints"
    )
    created_at = ClockedField(auto_now_add=True)
    updated_at = ClockedField(auto_now=True)
    active_since = models.DateTimeField(
        null=True, blank=True, help_text="It gets events from then on; empty while it is off."
    )
    failing_since = models.DateTimeField(
        null=True, blank=True, help_text="First failed attempt after which none succeeded."
    )
    n_failures = models.PositiveIntegerField(default=0, help_text="Failed attempts since then.")
    retry_at = models.DateTimeField(
        null=True, blank=True, help_text="Nothing is sent before; set after a failed attempt."
    )
    disabled_reason = models.CharField(
        max_length=200, blank=True, default="", help_text="Why the product turned it off."
    )

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.description or self.url


class WebhookSequence(models.Model):
    """The last number that an event of a workspace got."""

    workspace = models.OneToOneField(
        Workspace, on_delete=models.CASCADE, related_name="webhook_sequence", primary_key=True
    )
    last_number = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.workspace}: {self.last_number}"


class WebhookEvent(models.Model):
    """Something that happened, written in the transaction in which it did."""

    class Kind(models.TextChoices):
        SINGLE = "single", "One record"
        SUMMARY = "summary", "Summary of an import or a bulk action"
        ROW = "row", "One record of an import or a bulk action"

    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, related_name="webhook_events_written"
    )
    uid = models.UUIDField(default=uuid.uuid4, unique=True, help_text="`webhook-id` of messages.")
    type = models.CharField(max_length=40)
    kind = models.CharField(max_length=7, choices=Kind, default=Kind.SINGLE)
    endpoint = models.ForeignKey(
        WebhookEndpoint,
        on_delete=models.CASCADE,
        related_name="test_events",
        null=True,
        blank=True,
        help_text="Of a test event: who alone gets it.",
    )
    sequence = models.BigIntegerField(
        null=True, blank=True, help_text="Number in the workspace; empty until a job gave it one."
    )
    data = models.JSONField(encoder=DjangoJSONEncoder)
    facts = models.JSONField(default=dict, blank=True, help_text="Filter: values it has.")
    contact_id = models.BigIntegerField(
        null=True, blank=True, help_text="The person it is about alone; erased with them."
    )
    created_at = ClockedField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "sequence"], name="webhook_event_number"),
            models.CheckConstraint(
                condition=Q(kind__in=["single", "summary", "row"]), name="webhook_event_kind"
            ),
        ]
        indexes = [
            models.Index(
                fields=["workspace", "id"],
                condition=Q(sequence=None),
                name="webhook_event_unnumbered",
            ),
            models.Index(fields=["workspace", "created_at"], name="webhook_event_by_time"),
            models.Index(
                fields=["contact_id"],
                condition=Q(contact_id__isnull=False),
                name="webhook_event_by_contact",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.message_id}"

    @property
    def message_id(self) -> str:
        """Return what receivers tell repeated messages by."""
        return f"evt_{self.uid.hex}"


class WebhookDelivery(models.Model):
    """The delivery of one event to one endpoint, with the last response."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        SENT = "sent", "Delivered"
        FAILED = "failed", "Failed"

    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, related_name="webhook_deliveries"
    )
    event = models.ForeignKey(WebhookEvent, on_delete=models.CASCADE, related_name="deliveries")
    endpoint = models.ForeignKey(
        WebhookEndpoint, on_delete=models.CASCADE, related_name="deliveries"
    )
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    n_attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(help_text="Not sent before this time.")
    tried_until = models.DateTimeField(help_text="Given up after this time.")
    claim = models.UUIDField(null=True, blank=True, help_text="Of the worker that sends it now.")
    claimed_until = models.DateTimeField(
        null=True, blank=True, help_text="After it that worker is taken for dead."
    )
    attempted_at = models.DateTimeField(null=True, blank=True)
    status = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="HTTP status of the last answer; empty without one."
    )
    answer = models.TextField(blank=True, default="", help_text="Start of the last answer.")
    duration_ms = models.PositiveIntegerField(null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True, default="")
    created_at = ClockedField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "endpoint"], name="webhook_delivery_once"),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "sent", "failed"]), name="webhook_delivery_state"
            ),
        ]
        indexes = [
            models.Index(fields=["next_at"], condition=Q(state="waiting"), name="webhook_due"),
            models.Index(fields=["endpoint", "-id"], name="webhook_delivery_log"),
        ]

    def __str__(self) -> str:
        return f"{self.event} to {self.endpoint}: {self.state}"
