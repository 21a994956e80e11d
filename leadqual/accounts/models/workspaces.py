"""Workspaces, their members and roles."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q, Value

from leadqual.accounts.models.users import User


class Workspace(models.Model):
    """A tenant: all data except the taxonomy and the models belongs to exactly one."""

    name = models.CharField(max_length=100)
    slug = models.SlugField(unique=True)
    title_overlap = models.PositiveSmallIntegerField(
        default=5, db_default=5, help_text="Percentage of titles to double-label."
    )
    requires_two_step = models.BooleanField(
        default=False,
        db_default=False,
        help_text="Members without two-step verification cannot access the workspace.",
    )
    webhook_events = ArrayField(
        models.CharField(max_length=60),
        default=list,
        blank=True,
        editable=False,
        db_default=Value([], output_field=ArrayField(models.CharField(max_length=60))),
        help_text="Event types that active webhooks listen to.",
    )
    max_contacts = models.PositiveBigIntegerField(
        null=True,
        blank=True,
        help_text="Most contacts; 0 for no limit, empty for the default of the installation.",
    )
    max_companies = models.PositiveBigIntegerField(
        null=True,
        blank=True,
        help_text="Most companies; 0 for no limit, empty for the default of the installation.",
    )
    max_jobs = models.PositiveIntegerField(
        null=True,
        blank=True,
        help_text="Most imports, exports and the like that are queued or running; 0 for no limit, "
        "empty for the default of the installation.",
    )
    max_requests = models.PositiveIntegerField(
        null=True,
        blank=True,
        help_text="Most API requests a minute; 0 for no limit, empty for the default of the "
        "installation.",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    deleted_at = models.DateTimeField(
        null=True,
        blank=True,
        db_index=True,
        help_text="When it was deleted; it can be restored until it is purged.",
    )
    deleted_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        related_name="deleted_workspaces",
        null=True,
        blank=True,
        help_text="Empty if it was deleted by a command.",
    )
    purged_rows = models.JSONField(
        default=dict,
        db_default=Value({}, models.JSONField()),
        blank=True,
        help_text="Rows purged so far, by table.",
    )
    sample_steps = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        help_text="Steps of the sample data that are done; empty without sample data.",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(title_overlap__range=(0, 100)), name="workspace_title_overlap"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def purged_from(self) -> datetime | None:
        """Return when its data may be deleted for good; None if the workspace is not deleted."""
        if self.deleted_at is None:
            return None
        return self.deleted_at + timedelta(days=settings.WORKSPACE_RESTORE_DAYS)


class Role(models.TextChoices):
    """What a member may do; each role includes those before it."""

    VIEWER = "viewer", "Viewer"
    QUALIFIER = "qualifier", "Qualifier"
    MANAGER = "manager", "Manager"

    def includes(self, other: "Role") -> bool:
        order = list(Role)
        return order.index(self) >= order.index(other)


class Member(models.Model):
    """A user in a workspace with a role."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role, default=Role.VIEWER)
    created_at = models.DateTimeField(auto_now_add=True)
    visited_at = models.DateTimeField(
        null=True, blank=True, help_text="When the person last opened the home page here."
    )
    former_visit_at = models.DateTimeField(
        null=True, blank=True, help_text="When the visit before the last one ended."
    )
    hides_first_steps = models.BooleanField(
        default=False, db_default=False, help_text="The person dismissed the first steps."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "user"], name="member_once"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="member_role"),
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.workspace} ({self.role})"
