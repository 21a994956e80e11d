"""Deleted records, kept until they can no longer be restored."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property

from leadqual.accounts.models import Workspace
from leadqual.core.clock import ClockedField


class DeletedRecord(models.Model):
    """A deleted contact, company or reply, with the rows that were deleted with it."""

    class Kind(models.TextChoices):
        CONTACT = "contact", "Contact"
        COMPANY = "company", "Company"
        REPLY = "reply", "Reply"

    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, related_name="deleted_records"
    )
    kind = models.CharField(max_length=7, choices=Kind)
    record_id = models.BigIntegerField(help_text="Its ID, also after it is restored.")
    name = models.CharField(max_length=300, help_text="Name of the record.")
    rows = models.JSONField(help_text="Rows of all tables, as serialized by Django.")
    links = models.JSONField(
        default=list, help_text="[table, column, keys] of remaining rows that referred to it."
    )
    merge = models.JSONField(
        null=True,
        blank=True,
        help_text="Of a merged record: what the merge changed in the other one, for its undo.",
    )
    step = models.UUIDField(
        null=True, blank=True, help_text="Groups records that were deleted together."
    )
    deleted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="deleted_records",
        null=True,
        blank=True,
    )
    deleted_at = ClockedField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "kind", "record_id"], name="deleted_record_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["contact", "company", "reply"]), name="deleted_record_kind"
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "deleted_at"], name="deleted_record_by_time"),
            models.Index(
                fields=["workspace", "step"],
                condition=Q(step__isnull=False),
                name="deleted_record_by_step",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def external_id(self) -> str | None:
        """External ID of a contact or company; lists read it in the database, without all rows."""
        model = f"leads.{self.kind}"
        own = (row["fields"] for row in self.rows if row["model"] == model)
        return next((fields["external_id"] for fields in own), None)

    @property
    def purged_at(self) -> datetime | None:
        """When it is deleted for good; None if the installation sets no limit."""
        days = settings.RETENTION_DELETED_DAYS
        return self.deleted_at + timedelta(days=days) if days else None
