"""Custom fields of contacts and companies."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from leadqual.accounts.models import Workspace
from leadqual.core.clock import ClockedField
from leadqual.leads.models.records import LONGEST_CODE, LONGEST_LABEL


class CustomField(models.Model):
    """A custom field; values are in the column `custom` of each record, by code."""

    class Record(models.TextChoices):
        CONTACT = "contact", "People"
        COMPANY = "company", "Companies"

    class Kind(models.TextChoices):
        TEXT = "text", "Text"
        NUMBER = "number", "Number"
        DATE = "date", "Date"
        CHOICE = "choice", "Choice"
        LINK = "link", "Link"

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="custom_fields")
    record = models.CharField(max_length=7, choices=Record)
    code = models.CharField(max_length=LONGEST_CODE, help_text="Never changes; used by the API.")
    label = models.CharField(max_length=LONGEST_LABEL)
    kind = models.CharField(max_length=6, choices=Kind)
    choices = ArrayField(
        models.CharField(max_length=100),
        default=list,
        blank=True,
        help_text="Allowed values of a choice field.",
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="custom_fields"
    )
    created_at = ClockedField(auto_now_add=True)
    deleted_at = models.DateTimeField(
        null=True, blank=True, help_text="When it was deleted; values are kept for an undo."
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "record", "code"], name="custom_field_code_once"
            ),
            models.UniqueConstraint(
                fields=["workspace", "record", "label"],
                condition=Q(deleted_at=None),
                name="custom_field_label_once",
            ),
            models.CheckConstraint(
                condition=~Q(code="") & ~Q(label=""), name="custom_field_has_name"
            ),
            models.CheckConstraint(
                condition=Q(record__in=["contact", "company"]), name="custom_field_record"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["text", "number", "date", "choice", "link"]),
                name="custom_field_kind",
            ),
        ]

    def __str__(self) -> str:
        return self.label
