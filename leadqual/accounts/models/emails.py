"""Outgoing emails."""

from django.db import models

from leadqual.accounts.models.invitations import Invitation
from leadqual.accounts.models.users import User


class OutgoingEmail(models.Model):
    """An email that was not sent yet; its row is deleted once it was."""

    class State(models.TextChoices):
        """State of the email."""

        WAITING = "waiting", "Waiting"
        SENDING = "sending", "Sending"
        FAILED = "failed", "Failed"

    kind = models.CharField(max_length=60, help_text="Name of its template.")
    message = models.TextField(
        blank=True,
        help_text="Recipient, subject and text, encrypted because they contain links. Empty once "
        "it failed.",
    )
    user = models.ForeignKey(
        User,
        on_delete=models.CASCADE,
        related_name="outgoing_emails",
        null=True,
        blank=True,
        help_text="The account it is about.",
    )
    invitation = models.ForeignKey(
        Invitation,
        on_delete=models.CASCADE,
        related_name="outgoing_emails",
        null=True,
        blank=True,
        help_text="The invitation whose link it contains.",
    )
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    n_tries = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=200, blank=True, help_text="Error of the last try.")
    created_at = models.DateTimeField(auto_now_add=True)
    next_at = models.DateTimeField(help_text="Not sent before this time.")
    tried_until = models.DateTimeField(help_text="Given up after this time.")
    claimed_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When a worker started to send it; only that worker sends it.",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "sending", "failed"]),
                name="outgoing_email_state",
            ),
            models.UniqueConstraint(
                fields=["invitation"], name="outgoing_email_one_of_an_invitation"
            ),
        ]
        indexes = [models.Index(fields=["state", "next_at"], name="outgoing_email_due")]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.kind} ({self.state})"
