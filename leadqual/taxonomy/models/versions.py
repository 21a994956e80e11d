"""Versions of the taxonomy, and drafts of the next one."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class TaxonomyVersion(models.Model):
    """A change of the taxonomy: processes reload what they cached when the newest one differs.

    Changes of costs have no document.
    """

    changed_at = models.DateTimeField(auto_now_add=True)
    reason = models.CharField(max_length=200, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="taxonomy_versions",
        null=True,
        blank=True,
        help_text="Empty for LeadQual itself.",
    )
    document = models.BinaryField(
        null=True, help_text="The whole taxonomy after the change, as packed by `document.pack`."
    )
    sentences = models.JSONField(default=list, help_text="The first changes, as text.")
    n_changes = models.PositiveIntegerField(default=0)
    went_back_to = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="restored_versions", null=True, blank=True
    )

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"version {self.pk}"


class TaxonomyDraft(models.Model):
    """A changed taxonomy that is not live yet; staff see and change all of them."""

    name = models.CharField(max_length=100)
    reason = models.CharField(max_length=200, blank=True, help_text="Reason; required to publish.")
    base = models.ForeignKey(
        TaxonomyVersion,
        on_delete=models.PROTECT,
        related_name="drafts",
        help_text="The version it started from; has a document.",
    )
    document = models.BinaryField(
        help_text="The taxonomy as edited; see `TaxonomyVersion.document`."
    )
    former = models.BinaryField(
        null=True, help_text="Before the last edit; null if there is nothing to undo."
    )
    edits = models.PositiveIntegerField(default=0, help_text="Number of edits.")
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="edited_taxonomy_drafts",
        null=True,
        blank=True,
        help_text="Author of the last edit; empty for LeadQual itself.",
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="taxonomy_drafts"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    edited_at = models.DateTimeField(auto_now=True)
    published_as = models.OneToOneField(
        TaxonomyVersion,
        on_delete=models.PROTECT,
        related_name="draft",
        null=True,
        blank=True,
    )
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(published_as=None) | Q(archived_at=None),
                name="published_draft_is_not_archived",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """Return whether it can still be changed and published."""
        return self.published_as_id is None and self.archived_at is None
