"""Runs that fill values of records, a result for each record, and the connections they use."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from leadqual.accounts.models import Workspace
from leadqual.core.clock import ClockedField
from leadqual.leads.models import Company, Contact, RecordChange
from leadqual.leads.models.changes import OF_ONE_RECORD

MAX_URL = 2_048
LONGEST_NAME = 80
LONGEST_QUESTION = 500


class Kind(models.TextChoices):
    """Whose values are filled."""

    CONTACT = "contact", "People"
    COMPANY = "company", "Companies"


class FieldWebhook(models.Model):
    """An endpoint of the workspace's own that gets a record and answers with custom fields."""

    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, related_name="field_webhooks"
    )
    kind = models.CharField(max_length=7, choices=Kind)
    name = models.CharField(max_length=LONGEST_NAME)
    url = models.CharField(max_length=MAX_URL)
    fields = ArrayField(
        models.CharField(max_length=60), help_text="Codes of the custom fields it may fill."
    )
    secret = models.TextField(help_text="Encrypted; what it signs with.")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="field_webhooks"
    )
    created_at = ClockedField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "name"], name="field_webhook_name_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["contact", "company"]), name="field_webhook_kind"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class LanguageModel(models.Model):
    """The model that answers questions of a workspace, behind an OpenAI-compatible address."""

    workspace = models.OneToOneField(
        Workspace, on_delete=models.CASCADE, related_name="language_model", primary_key=True
    )
    base_url = models.CharField(
        max_length=MAX_URL, help_text="Without /chat/completions: https://models.example.com/v1."
    )
    model = models.CharField(max_length=200, help_text="Name of the model at that address.")
    api_key = models.TextField(blank=True, default="", help_text="Encrypted.")
    input_price = models.DecimalField(
        max_digits=9, decimal_places=4, default=0, help_text="US dollars for a million tokens."
    )
    output_price = models.DecimalField(
        max_digits=9, decimal_places=4, default=0, help_text="US dollars for a million tokens."
    )
    updated_at = ClockedField(auto_now=True)

    def __str__(self) -> str:
        return self.model


class EnrichmentRun(models.Model):
    """One run over the records of a search or selection."""

    class Status(models.TextChoices):
        QUEUED = "queued", "Queued"
        RUNNING = "running", "Running"
        STOPPED = "stopped", "Stopped"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"

    Source = RecordChange.Source

    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, related_name="enrichment_runs"
    )
    kind = models.CharField(max_length=7, choices=Kind)
    source = models.CharField(max_length=8, choices=RecordChange.Source)
    query = models.TextField(blank=True, default="", help_text="Query string of the search.")
    webhook = models.ForeignKey(
        FieldWebhook, on_delete=models.SET_NULL, related_name="runs", null=True, blank=True
    )
    question = models.CharField(max_length=LONGEST_QUESTION, blank=True, default="")
    field = models.CharField(
        max_length=60, blank=True, default="", help_text="Custom field that gets the answers."
    )
    replaces = models.BooleanField(
        default=False,
        db_default=False,
        help_text="Answers replace values; else they only fill empty fields.",
    )
    status = models.CharField(max_length=7, choices=Status, default=Status.QUEUED)
    problem = models.CharField(max_length=300, blank=True, default="", help_text="Why it failed.")
    n_excluded = models.PositiveIntegerField(
        default=0,
        db_default=0,
        help_text="People marked Do not contact, about whom nothing was sent.",
    )
    n_input_tokens = models.PositiveBigIntegerField(default=0, help_text="Used so far.")
    n_output_tokens = models.PositiveBigIntegerField(default=0, help_text="Used so far.")
    step = models.UUIDField(unique=True, help_text="Groups its changes, undone together.")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="enrichment_runs"
    )
    created_at = ClockedField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["contact", "company"]), name="enrichment_run_kind"
            ),
            models.CheckConstraint(
                condition=Q(source__in=["website", "text", "webhook", "question"]),
                name="enrichment_run_source",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["queued", "running", "stopped", "done", "failed"]),
                name="enrichment_run_status",
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"],
                condition=Q(status__in=["queued", "running"]),
                name="enrichment_run_waiting",
            ),
            models.Index(fields=["workspace", "-id"], name="enrichment_run_latest"),
        ]

    def __str__(self) -> str:
        return f"Enrichment {self.pk}"

    @property
    def is_active(self) -> bool:
        """Whether it waits or runs."""
        return self.status in {self.Status.QUEUED, self.Status.RUNNING}


class EnrichmentResult(models.Model):
    """What a run did with one record; pending until then."""

    GOES_WITH_RECORD = True  # Undoing an import deletes it with the created record.

    class Outcome(models.TextChoices):
        PENDING = "pending", "Pending"
        FILLED = "filled", "Filled"
        UNCHANGED = "unchanged", "Nothing found"
        UNKNOWN = "unknown", "Unknown"
        BLOCKED = "blocked", "Blocked by robots.txt"
        UNREACHABLE = "unreachable", "Unreachable"
        NO_WEBSITE = "no_website", "No website"
        FAILED = "failed", "Failed"

    run = models.ForeignKey(
        EnrichmentRun, on_delete=models.CASCADE, related_name="results", db_index=False
    )
    contact = models.ForeignKey(
        Contact, on_delete=models.CASCADE, related_name="enrichments", null=True, blank=True
    )
    company = models.ForeignKey(
        Company, on_delete=models.CASCADE, related_name="enrichments", null=True, blank=True
    )
    outcome = models.CharField(max_length=11, choices=Outcome, default=Outcome.PENDING)
    detail = models.CharField(
        max_length=300, blank=True, default="", help_text="What was found, or why nothing was."
    )
    n_attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True, blank=True, help_text="Not tried before this time.")
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=OF_ONE_RECORD, name="enrichment_result_of_one"),
            models.CheckConstraint(
                condition=Q(
                    outcome__in=[
                        *("pending", "filled", "unchanged", "unknown", "blocked"),
                        *("unreachable", "no_website", "failed"),
                    ]
                ),
                name="enrichment_result_outcome",
            ),
        ]
        indexes = [models.Index(fields=["run", "outcome", "id"], name="enrichment_result_log")]

    def __str__(self) -> str:
        return f"{self.contact or self.company}: {self.outcome}"
