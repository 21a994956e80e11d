"""The table of titles that somebody has open."""

from django.conf import settings
from django.db import models

from leadqual.accounts.models import Workspace
from leadqual.leads.models import JobTitle


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
