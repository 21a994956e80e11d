"""Links that show a list or the team report to people without an account."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from leadqual.accounts.models import User, Workspace
from leadqual.core.clock import ClockedField
from leadqual.leads.models import ContactList


class ShareLink(models.Model):
    """A read-only link with an expiry date; only the hash of its secret is stored."""

    class State(models.TextChoices):
        """State of a link, computed from the other fields."""

        OPEN = "open", "Active"
        EXPIRED = "expired", "Expired"
        REVOKED = "revoked", "Revoked"

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="share_links")
    contact_list = models.ForeignKey(
        ContactList,
        on_delete=models.CASCADE,
        related_name="share_links",
        null=True,
        blank=True,
        help_text="The list that it shows; empty for the team report.",
    )
    token_hash = models.CharField(
        max_length=64, unique=True, help_text="SHA-256 of the secret in the link."
    )
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="share_links")
    created_at = ClockedField(auto_now_add=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    n_views = models.PositiveIntegerField(default=0, help_text="How often it was opened.")
    viewed_at = models.DateTimeField(null=True, blank=True, help_text="When it was last opened.")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("created_at")), name="share_link_expires_later"
            )
        ]

    def __str__(self) -> str:
        return self.contact_list.name if self.contact_list else "Team report"

    def state_at(self, now: datetime) -> State:
        if self.revoked_at is not None:
            return self.State.REVOKED
        return self.State.EXPIRED if self.expires_at <= now else self.State.OPEN
