"""Tables of the queues of titles: steps on many titles, and what a job found for the queues."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from leadqual.accounts.models import Workspace
from leadqual.core.clock import ClockedField
from leadqual.leads.models import JobTitle


class BulkCorrection(models.Model):
    """Titles that a person corrected at once; undone as one, each correction has its own row."""

    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, related_name="bulk_corrections"
    )
    name = models.CharField(max_length=200, help_text="Name of the group at that time.")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="bulk_corrections"
    )
    created_at = ClockedField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="undone_bulk_corrections",
        null=True,
        blank=True,
    )

    class Meta:
        db_table = "labeling_correctionstep"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"bulk correction {self.name}"


class QueueRun(models.Model):
    """When the queues that a job finds were last made in a workspace, and how far the job is."""

    workspace = models.OneToOneField(
        Workspace, on_delete=models.CASCADE, related_name="queue_run", primary_key=True
    )
    asked_at = models.DateTimeField(null=True, blank=True, help_text="Empty if no job is pending.")
    started_at = models.DateTimeField(null=True, blank=True)
    phase = models.CharField(
        max_length=60, blank=True, default="", help_text="Current phase, as text."
    )
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(
        null=True, blank=True, help_text="When the current result was built."
    )
    n_titles = models.PositiveIntegerField(default=0, help_text="Titles compared.")
    newest = models.BigIntegerField(default=0, help_text="Key of the last correction at that time.")
    problem = models.CharField(max_length=200, blank=True, default="")

    def __str__(self) -> str:
        return f"queues of {self.workspace}, built {self.made_at}"


class TitleGroup(models.Model):
    """Titles that are Other and like each other, with a name that their words propose."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="title_groups")
    name = models.CharField(max_length=200)
    n_titles = models.PositiveIntegerField(help_text="Titles when it was built.")
    n_contacts = models.PositiveBigIntegerField(help_text="Contacts when it was built.")

    class Meta:
        ordering = ["-n_contacts", "pk"]
        indexes = [
            models.Index(fields=["workspace", "-n_contacts", "id"], name="title_group_by_people")
        ]

    def __str__(self) -> str:
        return self.name


class GroupedTitle(models.Model):
    """A title of a group."""

    MADE_BY_JOBS = True  # It goes with a title that undoing an import deletes.

    group = models.ForeignKey(TitleGroup, on_delete=models.CASCADE, related_name="members")
    job_title = models.OneToOneField(
        JobTitle, on_delete=models.CASCADE, related_name="grouped", primary_key=True
    )
    likeness = models.FloatField(help_text="Distance to the center of the group, 0 to 1.")

    def __str__(self) -> str:
        return f"{self.job_title} in {self.group}"


class LabelConflict(models.Model):
    """A title with doubtful labels; a correction settles it."""

    MADE_BY_JOBS = True  # It goes with a title that undoing an import deletes.

    class Kind(models.TextChoices):
        DICTIONARY = "dictionary", "dictionary and model disagree"
        SIMILAR = "similar", "similar title with different labels"
        SUSPECT = "suspect", "suspected label error"

    job_title = models.OneToOneField(
        JobTitle, on_delete=models.CASCADE, related_name="label_conflict", primary_key=True
    )
    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, related_name="label_conflicts"
    )
    kind = models.CharField(max_length=10, choices=Kind)
    functions = models.JSONField(help_text="The other functions: slugs; empty means unclassified.")
    beside = models.ForeignKey(
        JobTitle,
        on_delete=models.CASCADE,
        related_name="similar_label_conflicts",
        null=True,
        blank=True,
        help_text="The similar title with these labels.",
    )
    score = models.FloatField(help_text="Probability or similarity, 0 to 1.")
    newest = models.BigIntegerField(
        help_text="Key of the last correction at that time; a later one resolves the conflict."
    )

    class Meta:
        db_table = "labeling_doubt"
        indexes = [models.Index(fields=["workspace", "kind"], name="doubt_by_kind")]
        constraints = [
            models.CheckConstraint(condition=Q(score__range=(0, 1)), name="doubt_score"),
            models.CheckConstraint(
                condition=Q(kind__in=["dictionary", "similar", "suspect"]), name="doubt_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.job_title}"


class TitleLease(models.Model):
    """A title that somebody looks at now: no queue gives it to anybody else until it expires."""

    MADE_BY_JOBS = True  # It goes with a title that undoing an import deletes.

    # Without a constraint in the database: to write a row would wait for whoever reads the title
    # again or speaks of it, and with it the queue of somebody else.
    job_title = models.OneToOneField(
        JobTitle,
        on_delete=models.CASCADE,
        related_name="lease",
        primary_key=True,
        db_constraint=False,
    )
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="title_leases")
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="title_leases"
    )
    expires_at = models.DateTimeField()
    is_over = models.BooleanField(
        default=False,
        help_text="Answered. The lease is kept until it expires, so that nobody who asked for a "
        "title "
        "at the same moment gets this one.",
    )

    class Meta:
        indexes = [models.Index(fields=["workspace", "expires_at"], name="title_lease_by_end")]

    def __str__(self) -> str:
        return f"{self.holder} has {self.job_title}"
