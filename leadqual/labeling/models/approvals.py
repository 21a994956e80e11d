"""What a second person says of a correction: that it is right."""

from django.conf import settings
from django.db import models


class Approvable(models.Model):
    """Fields of what a second person may approve; it is in force without that, too."""

    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="approved_corrections",
        null=True,
        blank=True,
        help_text="Empty while only its author has confirmed it.",
    )
    approved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
