"""Do-not-contact entries and suppression lists."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from leadqual.accounts.models import Workspace
from leadqual.core.clock import ClockedField


class SuppressionList(models.Model):
    """A file of addresses, domains or current customers who must not be contacted."""

    class Status(models.TextChoices):
        QUEUED = "queued", "waiting"
        RUNNING = "running", "importing"
        DONE = "done", "imported"
        FAILED = "failed", "failed"
        UNDONE = "undone", "undone"

    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, related_name="suppression_lists"
    )
    name = models.CharField(max_length=120)
    origin = models.CharField(
        max_length=200, blank=True, default="", help_text="Origin of the file."
    )
    file = models.FileField(
        upload_to="suppression/%Y/%m", max_length=500, help_text="Deleted once it is read."
    )
    file_name = models.CharField(max_length=255)
    columns = models.JSONField(default=dict, help_text="Kind of each used column.")
    status = models.CharField(max_length=7, choices=Status, default=Status.QUEUED)
    error = models.CharField(max_length=500, blank=True, default="")
    n_lines = models.PositiveIntegerField(default=0, help_text="Lines processed so far.")
    n_entries = models.PositiveIntegerField(default=0, help_text="Entries added.")
    n_repeated = models.PositiveIntegerField(default=0, help_text="Duplicate lines.")
    n_rejected = models.PositiveIntegerField(default=0, help_text="Invalid lines.")
    n_people = models.PositiveIntegerField(
        default=0, help_text="Contacts covered when it finished."
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="suppression_lists"
    )
    created_at = ClockedField(auto_now_add=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="undone_suppression_lists",
        null=True,
        blank=True,
    )

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "-created_at"], name="suppression_list_by_time")
        ]

    def __str__(self) -> str:
        return self.name


class SuppressionLine(models.Model):
    """A line of a suppression list that could not be parsed, with the reason."""

    suppression_list = models.ForeignKey(
        SuppressionList, on_delete=models.CASCADE, related_name="rejected_lines", db_index=False
    )
    number = models.PositiveIntegerField(help_text="Line in the file; the header row is 1.")
    value = models.CharField(max_length=300)
    reason = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["suppression_list", "number"], name="suppression_line_once"
            )
        ]

    def __str__(self) -> str:
        return f"line {self.number}"


class DoNotContact(models.Model):
    """A request of one source not to contact an address, domain, number, profile or record.

    Several sources may request the same; a person can be contacted once all are lifted. An entry
    for a record keeps all its keys as derived entries, so that the record is recognized if it is
    deleted and imported again with another key. When a company is deleted, its entry also keeps the
    keys of its people.
    """

    class Kind(models.TextChoices):
        EMAIL = "email", "Email"
        ALIAS = "alias", "Email with its plus aliases"
        DOMAIN = "domain", "Domain"
        PHONE = "phone", "Phone"
        LINKEDIN = "linkedin", "LinkedIn"
        EXTERNAL_ID = "external_id", "External ID"
        NAME = "name", "Name"
        CONTACT = "contact", "Person"
        COMPANY = "company", "Company"

    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, related_name="do_not_contacts"
    )
    kind = models.CharField(max_length=11, choices=Kind)
    value = models.CharField(max_length=500, help_text="Normalized for display.")
    key = models.CharField(max_length=500, help_text="Value that contacts are compared with.")
    reason = models.CharField(max_length=60, help_text="E.g. `unsubscribe` or `manual`.")
    origin = models.CharField(max_length=120, blank=True, help_text="E.g. `reply:17`.")
    suppression_list = models.ForeignKey(
        SuppressionList,
        on_delete=models.SET_NULL,
        related_name="entries",
        null=True,
        blank=True,
        help_text="The suppression list that requires it, if any.",
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="do_not_contacts",
        null=True,
        blank=True,
        help_text="Empty if LeadQual added it itself.",
    )
    derived_from = models.ForeignKey(
        "self",
        on_delete=models.CASCADE,
        related_name="derived_entries",
        null=True,
        blank=True,
        help_text="The entry whose person or company has this key too; it is removed with that "
        "entry.",
    )
    created_at = ClockedField(auto_now_add=True)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="lifted_do_not_contacts",
        null=True,
        blank=True,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "value", "origin"],
                condition=Q(lifted_at=None, derived_from=None),
                name="do_not_contact_once",
            ),
            models.UniqueConstraint(
                fields=["derived_from", "kind", "key"],
                condition=Q(lifted_at=None),
                name="do_not_contact_key_once",
            ),
            models.CheckConstraint(
                condition=(Q(kind="external_id") | Q(value=Lower(F("value"))))
                & ~Q(value="")
                & ~Q(key=""),
                name="do_not_contact_value",
            ),
        ]
        indexes = [
            models.Index(
                fields=["workspace", "kind", "key"],
                condition=Q(lifted_at=None),
                name="do_not_contact_by_key",
            ),
            models.Index(fields=["workspace", "-created_at"], name="do_not_contact_by_time"),
            models.Index(fields=["workspace", "origin"], name="do_not_contact_by_origin"),
        ]

    def __str__(self) -> str:
        return f"do not contact {self.pk}"

    @property
    def value_kind(self) -> str:
        """Return the displayed kind: an email with or without plus aliases is an email."""
        return self.Kind.EMAIL.value if self.kind == self.Kind.ALIAS else self.kind
