"""Tables of inbound leads: forms, routing rules, and the log of what came and who got it."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from leadqual.accounts.models import Workspace
from leadqual.core.clock import ClockedField
from leadqual.leads.models import Contact

LONGEST_NAME = 80
LONGEST_MESSAGE = 5_000
MAX_SCORE = 100


class InboundForm(models.Model):
    """A form on a website; whoever knows its address can send a lead, and nothing else."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="inbound_forms")
    name = models.CharField(max_length=LONGEST_NAME)
    token = models.CharField(
        max_length=64, unique=True, help_text="Last part of the address that the form posts to."
    )
    redirect_url = models.URLField(
        max_length=500,
        blank=True,
        default="",
        help_text="Page that visitors see after the form; empty for a short thank-you page.",
    )
    overwrites = models.BooleanField(
        default=False,
        help_text="Whether values of the form replace those on record, instead of filling gaps.",
    )
    is_active = models.BooleanField(default=True, help_text="Whether the address takes leads.")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="inbound_forms"
    )
    created_at = ClockedField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "name"], name="inbound_form_name_once")
        ]

    def __str__(self) -> str:
        return self.name


class RoutingRule(models.Model):
    """Leads that meet all conditions of a rule go to its owner; an empty condition matches all.

    The first rule that matches a lead decides.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="routing_rules")
    position = models.PositiveIntegerField(help_text="Order, from 1.")
    name = models.CharField(max_length=LONGEST_NAME)
    departments = ArrayField(
        models.BigIntegerField(), default=list, blank=True, help_text="Keys of departments."
    )
    levels = ArrayField(
        models.BigIntegerField(), default=list, blank=True, help_text="Keys of levels."
    )
    countries = ArrayField(
        models.CharField(max_length=100), default=list, blank=True, help_text="Names in English."
    )
    min_score = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Lowest lead score, 0 to 100."
    )
    max_score = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Highest lead score, 0 to 100."
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="owned_routing_rules",
        help_text="Member who gets the leads.",
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="routing_rules"
    )
    created_at = ClockedField(auto_now_add=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "position"],
                name="routing_rule_position_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=(Q(min_score=None) | Q(min_score__lte=MAX_SCORE))
                & (Q(max_score=None) | Q(max_score__lte=MAX_SCORE))
                & (Q(min_score=None) | Q(max_score=None) | Q(min_score__lte=F("max_score"))),
                name="routing_rule_scores",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class InboundLead(models.Model):
    """One lead that came: what it was classified as, which rule decided, and why."""

    class Source(models.TextChoices):
        FORM = "form", "Form"
        API = "api", "API"

    class Outcome(models.TextChoices):
        CREATED = "created", "New person"
        UPDATED = "updated", "Existing person updated"
        REFUSED = "refused", "Not stored"

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="inbound_leads")
    source = models.CharField(max_length=4, choices=Source)
    form = models.ForeignKey(
        InboundForm, on_delete=models.SET_NULL, related_name="leads", null=True, blank=True
    )
    contact = models.ForeignKey(
        Contact, on_delete=models.CASCADE, related_name="inbound_leads", null=True, blank=True
    )
    outcome = models.CharField(max_length=7, choices=Outcome)
    facts = models.JSONField(
        default=dict,
        help_text="What the rules were asked about: title, functions, departments, level, country, "
        "business model and score.",
    )
    message = models.TextField(blank=True, default="", help_text="What the person wrote.")
    rule = models.ForeignKey(
        RoutingRule, on_delete=models.SET_NULL, related_name="leads", null=True, blank=True
    )
    rule_name = models.CharField(
        max_length=LONGEST_NAME, blank=True, default="", help_text="Of the rule that decided."
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="inbound_leads",
        null=True,
        blank=True,
    )
    reason = models.CharField(max_length=300, help_text="Why the lead went where it went.")
    steps = models.JSONField(default=list, help_text="[rule, what did not match] in their order.")
    created_at = ClockedField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["workspace", "-id"], name="inbound_lead_latest"),
            models.Index(fields=["workspace", "created_at"], name="inbound_lead_by_time"),
        ]

    def __str__(self) -> str:
        return f"inbound lead {self.pk}"
