"""Invitations to a workspace."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from leadqual.accounts.models.users import User
from leadqual.accounts.models.workspaces import Member, Role, Workspace


class Invitation(models.Model):
    """An email address invited to a workspace; the link contains a secret that is sent once."""

    class State(models.TextChoices):
        """State of an invitation, computed from the other fields."""

        OPEN = "open", "Pending"
        EXPIRED = "expired", "Expired"
        VOID = "void", "No longer valid"
        ACCEPTED = "accepted", "Accepted"
        WITHDRAWN = "withdrawn", "Withdrawn"

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(help_text="In lower case.")
    role = models.CharField(max_length=10, choices=Role, default=Role.QUALIFIER)
    token_hash = models.CharField(
        max_length=64, unique=True, help_text="SHA-256 of the secret in the link."
    )
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="sent_invitations")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    queued_at = models.DateTimeField(
        null=True, blank=True, help_text="When the last email was requested."
    )
    last_sent_at = models.DateTimeField(
        null=True, blank=True, help_text="When it was sent; empty until then."
    )
    n_sent = models.PositiveSmallIntegerField(
        default=0, help_text="Emails requested, including the first one."
    )
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "email"],
                condition=Q(accepted_at=None, withdrawn_at=None),
                name="invitation_open_once",
            ),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="invitation_lower_case"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="invitation_role"),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(withdrawn_at=None), name="invitation_one_end"
            ),
        ]
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.email} to {self.workspace} ({self.role})"

    def state_at(self, now: datetime) -> State:
        """Return the state; one query if nothing else has ended the invitation.

        An invitation is valid only while its sender may invite: it is void once that person was
        removed, demoted or deactivated.
        """
        if self.accepted_at is not None:
            return self.State.ACCEPTED
        if self.withdrawn_at is not None:
            return self.State.WITHDRAWN
        if self.expires_at <= now:
            return self.State.EXPIRED
        managers = Member.objects.filter(
            workspace=self.workspace_id, user=self.invited_by_id, role=Role.MANAGER
        )
        is_valid = managers.filter(user__is_active=True).exists()
        return self.State.OPEN if is_valid else self.State.VOID
