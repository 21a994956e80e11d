"""Links that show a list or the team report to people without an account."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from leadqual.accounts.models import Member, Role, User, Workspace
from leadqual.core.clock import ClockedField
from leadqual.leads.models import ContactList
from leadqual.search.named_records import public_name


class ShareLink(models.Model):
    """A read-only link with an expiry date; only the hash of its secret is stored."""

    class State(models.TextChoices):
        """State of a link, computed from the other fields."""

        OPEN = "open", "Active"
        EXPIRED = "expired", "Expired"
        REVOKED = "revoked", "Revoked"
        VOID = "void", "No longer valid"

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

    @property
    def public_name(self) -> str:
        """Name of what it shows as everyone in the workspace may read it."""
        return public_name(self.contact_list) if self.contact_list else str(self)

    def state_at(self, now: datetime) -> State:
        """Return the state; one query if nothing else has ended the link.

        A link is valid only while its author may share, and its list is there for the workspace: it
        is void once the author was removed, demoted or deactivated.
        """
        if self.revoked_at is not None:
            return self.State.REVOKED
        if self.expires_at <= now:
            return self.State.EXPIRED
        shown = self.contact_list
        if shown and (shown.is_private or shown.deleted_at is not None):
            return self.State.VOID
        managers = Member.objects.filter(
            workspace=self.workspace_id, user=self.author_id, role=Role.MANAGER
        )
        is_valid = managers.filter(user__is_active=True).exists()
        return self.State.OPEN if is_valid else self.State.VOID
