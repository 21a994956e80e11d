"""Daily and hourly figures, alert thresholds, and alerts."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from leadqual.accounts.models import Workspace
from leadqual.core.clock import ClockedField


class MonitoringCursor(models.Model):
    """Up to which day a workspace has been looked at; days without data count too."""

    workspace = models.OneToOneField(
        Workspace, on_delete=models.CASCADE, related_name="monitoring_cursor", primary_key=True
    )
    day = models.DateField(help_text="The last day processed, in UTC.")
    looked_at = ClockedField(auto_now=True)

    class Meta:
        db_table = "monitoring_watcheduntil"

    def __str__(self) -> str:
        return f"{self.workspace} up to {self.day}"


class DayProfile(models.Model):
    """The data of one day for one signal, and its drift from the days before."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="day_profiles")
    day = models.DateField(help_text="In UTC.")
    signal = models.CharField(max_length=30, help_text="One of `signals.SIGNALS`.")
    counts = models.JSONField(help_text="Counts by value, from a sample if there are many rows.")
    n_rows = models.PositiveIntegerField(help_text="Rows in `counts`.")
    index = models.FloatField(null=True, blank=True, help_text="Population stability index.")
    chance = models.FloatField(null=True, blank=True, help_text="P-value of one test.")
    n_effective = models.FloatField(null=True, blank=True, help_text="Number of independent rows.")
    n_reference = models.PositiveIntegerField(
        default=0, help_text="Number of rows it was compared with."
    )
    shifts = models.JSONField(default=list, help_text="[value, share before, share now], 0 to 1.")
    is_drift = models.BooleanField(
        null=True, blank=True, help_text="Empty if there was too little to compare with."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "signal", "day"], name="one_profile_of_a_day"
            ),
            models.CheckConstraint(
                condition=Q(chance=None) | Q(chance__range=(0, 1)), name="day_profile_chance"
            ),
        ]
        indexes = [models.Index(fields=["workspace", "day"], name="day_profile_by_day")]

    def __str__(self) -> str:
        return f"{self.signal} on {self.day}"


class ModelDay(models.Model):
    """Corrections and confirmations of one kind of model on one day."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="model_days")
    kind = models.CharField(max_length=10, help_text="titles, companies or replies")
    day = models.DateField(help_text="In UTC.")
    n_shown = models.PositiveIntegerField(
        default=0, help_text="Predictions of that day that were stored or shown."
    )
    n_judged = models.PositiveIntegerField(default=0)
    n_changed = models.PositiveIntegerField(default=0)
    labels = models.JSONField(default=dict, help_text="Slug: [right, wrong, missed].")
    bins = models.JSONField(default=list, help_text="[n, probabilities added up, right] by tenth.")
    n_pairs = models.PositiveIntegerField(
        default=0, help_text="Items labeled by two people so far."
    )
    n_agreed = models.PositiveIntegerField(default=0)
    agreement = models.FloatField(
        null=True, blank=True, help_text="Agreement beyond chance, at most 1."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "kind", "day"], name="one_model_day"),
            models.CheckConstraint(
                condition=Q(kind__in=["titles", "companies", "replies"]), name="model_day_kind"
            ),
            models.CheckConstraint(
                condition=Q(n_changed__lte=models.F("n_judged")), name="model_day_changed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} on {self.day}"


class HourFigure(models.Model):
    """Durations or queue lengths of one hour of the installation, without personal data."""

    hour = models.DateTimeField(help_text="Start of the hour.")
    group = models.CharField(max_length=60, help_text="E.g. `web pages`, `job labeling.…`.")
    n = models.PositiveBigIntegerField()
    n_errors = models.PositiveBigIntegerField(default=0)
    buckets = models.JSONField(
        help_text="Bucket counts of `classifiers.monitoring.quantile_sketch`."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hour", "group"], name="one_figure_of_an_hour"),
            models.CheckConstraint(
                condition=Q(n_errors__lte=models.F("n")), name="hour_figure_errors"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group} at {self.hour}"


class FailedJob(models.Model):
    """A failed job, one row per arguments and error; without any data it processed.

    Arguments are keys and fixed words. Of an error only its type, code and place are kept.
    """

    job = models.CharField(max_length=100, help_text="Name of the job, e.g. `imports.run`.")
    arguments = models.JSONField(default=dict, help_text="Keys that the job was called with.")
    error = models.CharField(max_length=200, help_text="Type of the error.")
    description = models.CharField(
        max_length=300, blank=True, default="", help_text="What such an error means."
    )
    code = models.CharField(max_length=40, blank=True, default="", help_text="Of the database.")
    place = models.CharField(max_length=200, blank=True, default="", help_text="File and line.")
    job_id = models.CharField(max_length=64, help_text="ID of the last one, as in the log.")
    request_id = models.CharField(max_length=64, blank=True, default="")
    n = models.PositiveIntegerField(default=1, help_text="How often it failed.")
    first_at = ClockedField(auto_now_add=True)
    last_at = models.DateTimeField(help_text="When it failed last.")
    rerun_at = models.DateTimeField(
        null=True, blank=True, help_text="When it was started again after it failed last."
    )

    class Meta:
        ordering = ["-last_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["job", "arguments", "error"], name="one_failed_job"),
        ]
        indexes = [models.Index(fields=["-last_at"], name="failed_job_by_time")]

    def __str__(self) -> str:
        return f"{self.job}: {self.error}"


class Limit(models.Model):
    """A limit that staff moved away from its default; see `limits.LIMITS`."""

    name = models.CharField(max_length=40, unique=True)
    value = models.FloatField()
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="alert_thresholds"
    )
    updated_at = ClockedField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.name}: {self.value}"


class Alert(models.Model):
    """A passed threshold: opened once, closed when it is over, never deleted."""

    class Area(models.TextChoices):
        DATA = "data", "Data"
        MODEL = "model", "Models"
        OPERATION = "operation", "Operation"
        EMAIL = "email", "Email"

    workspace = models.ForeignKey(
        Workspace,
        on_delete=models.CASCADE,
        related_name="alerts",
        null=True,
        blank=True,
        help_text="Empty for alerts of the whole installation, for staff.",
    )
    area = models.CharField(max_length=9, choices=Area)
    signal = models.CharField(max_length=120, help_text="The signal, e.g. `titles_language`.")
    since = models.DateTimeField(help_text="Start of the first day or hour above the threshold.")
    opened_at = ClockedField(auto_now_add=True)
    last_at = models.DateTimeField(help_text="Start of the last day or hour above the threshold.")
    figure = models.FloatField(help_text="The last value above the threshold.")
    limit = models.FloatField(help_text="The threshold at that time.")
    facts = models.JSONField(default=dict, help_text="Values for the text of the alert.")
    n_quiet = models.PositiveSmallIntegerField(
        default=0, help_text="Consecutive days or hours below the threshold."
    )
    quiet_at = models.DateTimeField(
        null=True, blank=True, help_text="Start of the last day or hour below the threshold."
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=500, blank=True, default="")
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="acknowledged_alerts",
        null=True,
        blank=True,
    )
    seen_at = models.DateTimeField(null=True, blank=True)
    is_normal = models.BooleanField(
        default=False, help_text="Marked as normal: compare with the days since then."
    )

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "signal"],
                condition=Q(closed_at=None),
                name="one_open_alert_of_a_signal",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(area="operation", workspace=None)
                | ~Q(area="operation") & Q(workspace__isnull=False),
                name="alert_of_a_workspace_or_the_installation",
            ),
            models.CheckConstraint(
                condition=Q(seen_at=None, seen_by=None) | ~Q(seen_at=None) & ~Q(seen_by=None),
                name="alert_seen_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["workspace", "-id"], name="alert_by_workspace")]

    def __str__(self) -> str:
        return f"alert {self.pk}: {self.signal}"

    @property
    def is_open(self) -> bool:
        """Return whether the limit is still passed."""
        return self.closed_at is None


class Delivery(models.Model):
    """A message about an alert on its way out; tried again until it is sent or given up."""

    class Way(models.TextChoices):
        MAIL = "mail", "email"
        WEBHOOK = "webhook", "webhook"

    class Event(models.TextChoices):
        OPENED = "opened", "opened"
        CLOSED = "closed", "closed"

    class State(models.TextChoices):
        WAITING = "waiting", "waits"
        SENT = "sent", "sent"
        FAILED = "failed", "given up"

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="deliveries")
    way = models.CharField(max_length=7, choices=Way)
    event = models.CharField(max_length=6, choices=Event)
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    n_tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(help_text="Not sent before this time.")
    problem = models.CharField(max_length=200, blank=True, default="")
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["alert", "way", "event"], name="one_message_each_way"),
        ]
        indexes = [
            models.Index(fields=["next_at"], condition=Q(state="waiting"), name="delivery_waiting")
        ]

    def __str__(self) -> str:
        return f"{self.event} by {self.way}: {self.state}"
