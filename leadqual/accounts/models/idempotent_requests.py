"""Answers to requests of the API that carried an idempotency key."""

from django.db import models

from leadqual.accounts.models.users import User
from leadqual.accounts.models.workspaces import Workspace


class IdempotentRequest(models.Model):
    """A request with an `Idempotency-Key`, stored in the transaction of what it changed.

    Sent again, it gets the same answer and changes nothing.
    """

    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, related_name="idempotent_requests"
    )
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="idempotent_requests")
    key = models.UUIDField(help_text="Made by the client, once for each change.")
    fingerprint = models.CharField(
        max_length=64, help_text="SHA-256 of method, path and body: a key is for one request."
    )
    status = models.PositiveSmallIntegerField(default=0, help_text="HTTP status of the answer.")
    answer = models.JSONField(null=True, help_text="Body of the answer; null where it has none.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "user", "key"], name="idempotent_request_once"
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "created_at"], name="idempotent_request_age"),
        ]

    def __str__(self) -> str:
        return f"{self.key} of {self.user}"
