"""The audit log."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Lower, Upper

from leadqual.accounts.models.api_keys import ApiKey
from leadqual.accounts.models.audit_actions import sentence
from leadqual.accounts.models.users import User
from leadqual.accounts.models.workspaces import Workspace
from leadqual.core.clock import ClockedField

COMMAND_LINE = "command line"
"""Value of `from` in the details of rows written by a command on the server."""


class AuditRow(models.Model):
    """One recorded action.

    Append-only: the database refuses changes outside of `allow_audit_erasure`.
    """

    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, related_name="audit_rows", null=True, blank=True
    )
    actor = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="audit_rows", null=True, blank=True
    )
    api_key = models.ForeignKey(
        ApiKey, on_delete=models.RESTRICT, related_name="audit_rows", null=True, blank=True
    )
    ip_address = models.GenericIPAddressField(
        null=True, blank=True, help_text="Interface it was done through."
    )
    action = models.CharField(max_length=60, help_text="Action, e.g. `do_not_contact.set`.")
    subject = models.CharField(max_length=120, help_text="Subject, e.g. `contact:17`.")
    name = models.CharField(
        max_length=300,
        blank=True,
        default="",
        help_text="Name of the subject at that time, e.g. `anna@example.com`.",
    )
    before = models.JSONField(null=True, blank=True, help_text="Values before the change.")
    after = models.JSONField(null=True, blank=True, help_text="Values after the change.")
    details = models.JSONField(default=dict, blank=True)
    created_at = ClockedField(auto_now_add=True)

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "-created_at"], name="audit_by_time"),
            models.Index(fields=["workspace", "-id"], name="audit_by_id"),
            models.Index(fields=["workspace", "action", "-id"], name="audit_by_action"),
            models.Index(Lower("subject"), name="audit_by_subject"),
            GinIndex(OpClass(Upper("name"), name="gin_trgm_ops"), name="audit_name_trigrams"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject}"

    @property
    def in_words(self) -> str:
        """Return the action as a sentence, e.g. "Import undone: contacts.csv"."""
        kind, _, key = self.subject.partition(":")
        name = self.name or f"{kind.replace('_', ' ')} {key}".rstrip()
        return sentence(self.action, name=name, details=self.details)

    @property
    def who(self) -> str:
        """Return the person, LeadQual, or the API key or command line and for whom it acted."""
        if self.api_key is not None:
            return f"key {self.api_key} of {self.actor or self.api_key.created_by}"
        if self.details.get("from") == COMMAND_LINE:
            return f"command line, acting for {self.actor}" if self.actor else "command line"
        return str(self.actor) if self.actor else "LeadQual"
