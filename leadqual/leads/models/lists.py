"""Lists of people that are gathered to be written to."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from leadqual.accounts.models import Workspace
from leadqual.leads.models.companies import Company
from leadqual.leads.models.contacts import Contact


class ContactList(models.Model):
    """People that are gathered to be written to."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="contact_lists")
    name = models.CharField(max_length=120)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="contact_lists"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    deleted_at = models.DateTimeField(
        null=True, blank=True, help_text="Nobody sees it from then on; its people stay for an undo."
    )

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "name"],
                condition=Q(deleted_at=None),
                name="contact_list_name_once",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="contact_list_has_name"),
        ]

    def __str__(self) -> str:
        return self.name


class ListEntry(models.Model):
    """A person in a list; who must not be contacted stays in it, and leaves exports at once."""

    contact_list = models.ForeignKey(ContactList, on_delete=models.CASCADE, related_name="entries")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="list_entries")
    company = models.ForeignKey(
        Company,
        on_delete=models.SET_NULL,
        related_name="list_entries",
        null=True,
        blank=True,
        help_text="As whose decision maker the person was added.",
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="list_entries"
    )
    request_id = models.UUIDField(
        help_text="Of the adding, made by the page: counts once, and is undone as one step."
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "list entries"
        constraints = [
            models.UniqueConstraint(
                fields=["contact_list", "contact"], name="list_entry_contact_once"
            )
        ]
        indexes = [
            models.Index(fields=["contact_list", "request_id"], name="list_entry_by_request")
        ]

    def __str__(self) -> str:
        return f"{self.contact} in {self.contact_list}"
