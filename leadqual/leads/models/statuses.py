"""Sales statuses of a workspace, which its contacts and companies have."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from leadqual.accounts.models import Workspace

LONGEST_STATUS = 40
LONGEST_STATUS_CODE = 50
FIRST_STATUS = "new"
"""Code of the status of new records; it is never archived."""


class SalesStatus(models.Model):
    """A status; records keep its code. The first ones are created with the workspace."""

    class Kind(models.TextChoices):
        OPEN = "open", "Open"
        WON = "won", "Won"
        LOST = "lost", "Lost"

    class Color(models.TextChoices):
        GRAY = "gray", "Gray"
        BLUE = "blue", "Blue"
        CYAN = "cyan", "Cyan"
        GREEN = "green", "Green"
        YELLOW = "yellow", "Yellow"
        ORANGE = "orange", "Orange"
        RED = "red", "Red"
        PURPLE = "purple", "Purple"

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="statuses")
    code = models.CharField(
        max_length=LONGEST_STATUS_CODE, help_text="Never changes; records and the API use it."
    )
    label = models.CharField(max_length=LONGEST_STATUS)
    color = models.CharField(max_length=6, choices=Color, default=Color.GRAY)
    kind = models.CharField(
        max_length=4,
        choices=Kind,
        default=Kind.OPEN,
        help_text="Whether its records are still worked on, won or lost.",
    )
    position = models.PositiveSmallIntegerField(help_text="Place among the others.")
    archived_at = models.DateTimeField(
        null=True, blank=True, help_text="When it was archived; no record gets it any more."
    )
    moved_in = models.UUIDField(
        null=True,
        blank=True,
        help_text="Step that moved its records when it was archived; restoring it undoes the step.",
    )

    class Meta:
        ordering = ["position", "pk"]
        verbose_name_plural = "sales statuses"
        constraints = [
            models.UniqueConstraint(fields=["workspace", "code"], name="sales_status_code_once"),
            models.UniqueConstraint(
                F("workspace"),
                Lower("label"),
                condition=Q(archived_at=None),
                name="sales_status_label_once",
            ),
            models.CheckConstraint(
                condition=~Q(code="") & ~Q(label=""), name="sales_status_has_name"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["open", "won", "lost"]), name="sales_status_kind"
            ),
            models.CheckConstraint(
                condition=Q(
                    color__in=["gray", "blue", "cyan", "green", "yellow", "orange", "red", "purple"]
                ),
                name="sales_status_color",
            ),
            models.CheckConstraint(
                condition=Q(archived_at=None) | ~Q(code="new"),
                name="sales_status_new_stays",
            ),
        ]

    def __str__(self) -> str:
        return self.label
