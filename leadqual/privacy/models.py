"""Erasures of people, requests about their data, and runs of the retention job."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from leadqual.accounts.models import Workspace
from leadqual.leads.models import ErasedPerson
from leadqual.replies.models import Reply


class Erasure(models.Model):
    """Erasure of one person: holds the identifiers until it is done, only counts after that."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="erasures")
    person = models.OneToOneField(ErasedPerson, on_delete=models.CASCADE, related_name="erasure")
    identifiers = models.JSONField(
        null=True,
        blank=True,
        help_text="Identifiers to search for; emptied in the transaction of the last step.",
    )
    n_done = models.PositiveSmallIntegerField(default=0, help_text="Steps done so far.")
    n_steps = models.PositiveSmallIntegerField(default=0)
    counts = models.JSONField(default=dict, help_text="Rows or files, by table or kind of file.")
    problem = models.CharField(
        max_length=300, blank=True, default="", help_text="Never contains names."
    )
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(finished_at=None) | Q(identifiers=None),
                name="finished_erasure_keeps_nothing",
            )
        ]

    def __str__(self) -> str:
        return f"erasure {self.pk}"

    @property
    def percent(self) -> int:
        """Share of the steps that are done, 0 to 100."""
        return 100 * self.n_done // self.n_steps if self.n_steps else 0


class PrivacyRequest(models.Model):
    """A person's request for their data (GDPR Art. 15) or for its erasure (Art. 17)."""

    class Kind(models.TextChoices):
        ACCESS = "access", "Access"
        ERASURE = "erasure", "Erasure"

    class State(models.TextChoices):
        OPEN = "open", "Open"
        DONE = "done", "Done"
        DECLINED = "declined", "Declined"

    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, related_name="privacy_requests"
    )
    kind = models.CharField(max_length=7, choices=Kind)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    reply = models.ForeignKey(
        Reply,
        on_delete=models.SET_NULL,
        related_name="privacy_requests",
        null=True,
        blank=True,
        help_text="Empty once the reply is erased.",
    )
    sender = models.CharField(max_length=254, blank=True, default="", help_text="Lower case.")
    received_at = models.DateTimeField()
    due_on = models.DateField(help_text="One month after receipt (Art. 12(3) GDPR).")
    reason = models.CharField(
        max_length=300, blank=True, default="", help_text="Why it was declined."
    )
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="closed_privacy_requests",
        null=True,
        blank=True,
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["reply", "kind"], name="privacy_request_once"),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(reason=""),
                name="declined_privacy_request_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_at=None)
                | ~Q(state="open") & Q(closed_at__isnull=False),
                name="closed_privacy_request_has_time",
            ),
        ]
        indexes = [models.Index(fields=["workspace", "due_on"], name="privacy_request_by_due")]

    def __str__(self) -> str:
        return f"{self.kind} request {self.pk}"


class RetentionRun(models.Model):
    """What the retention job removed from one workspace in one night."""

    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, related_name="retention_runs"
    )
    counts = models.JSONField(default=dict, help_text="Rows or files removed, by rule.")
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(
        null=True, blank=True, help_text="Empty if it was interrupted."
    )

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["workspace", "-started_at"], name="retention_run_by_time")]

    def __str__(self) -> str:
        return f"retention run {self.pk}"
