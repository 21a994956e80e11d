"""Contacts of a workspace."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Now

from leadqual.accounts.models import Workspace
from leadqual.core import clock
from leadqual.core.clock import ClockedField
from leadqual.leads.models.companies import Company
from leadqual.leads.models.job_titles import JobTitle
from leadqual.leads.models.records import MAX_LEAD_SCORE, WorkflowFields, workflow_indexes


class Contact(WorkflowFields):
    """A person with a title at a company."""

    # Each index slows imports. Those by email, phone and name are in `leads/sql` and migrations.
    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, related_name="contacts", db_index=False
    )
    company = models.ForeignKey(
        Company, on_delete=models.SET_NULL, related_name="contacts", null=True, blank=True
    )
    job_title = models.ForeignKey(
        JobTitle,
        on_delete=models.PROTECT,
        related_name="contacts",
        null=True,
        blank=True,
        db_index=False,
    )
    title = models.CharField(
        max_length=1000, blank=True, default="", help_text="Job title as written."
    )
    other_titles = models.TextField(
        blank=True, default="", db_default="", help_text="Further current titles, one per line."
    )
    past_titles = models.TextField(
        blank=True, default="", db_default="", help_text="Former titles, one per line."
    )
    first_name = models.CharField(max_length=150, blank=True, default="")
    last_name = models.CharField(max_length=150, blank=True, default="")
    email = models.CharField(
        max_length=254, null=True, blank=True, help_text="Email address in lowercase."
    )
    phone = models.CharField(max_length=60, blank=True, default="")
    linkedin_url = models.CharField(max_length=500, null=True, blank=True)
    external_id = models.CharField(
        max_length=100, null=True, blank=True, help_text="ID in your system."
    )
    city = models.CharField(max_length=150, blank=True, default="")
    state = models.CharField(max_length=150, blank=True, default="")
    country = models.CharField(
        max_length=100, blank=True, default="", help_text="Country in English."
    )
    place = models.CharField(
        max_length=300,
        blank=True,
        default="",
        db_default="",
        help_text="Location as imported, if city, state and country differ from it.",
    )
    do_not_contact = models.BooleanField(
        default=False, db_default=False, help_text="Whether an active do-not-contact entry matches."
    )
    paused_until = models.DateField(
        null=True,
        blank=True,
        help_text="Return date of an absent person: exports leave them out until then.",
    )
    title_changed_at = models.DateTimeField(
        null=True, blank=True, help_text="When the job title last became another one."
    )
    lead_score = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="0 to 100; empty until it was computed."
    )
    lead_tier = models.CharField(
        max_length=1, blank=True, default="", db_default="", help_text="A, B or C."
    )
    do_not_contact_at = models.DateTimeField(
        null=True, blank=True, help_text="When an entry last changed do_not_contact."
    )
    edited_at = models.DateTimeField(
        null=True, blank=True, help_text="`updated_at` before do_not_contact_at."
    )
    created_at = ClockedField(auto_now_add=True, db_default=Now())
    updated_at = ClockedField(auto_now=True, db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "email"], name="contact_email_once"),
            models.UniqueConstraint(
                fields=["workspace", "external_id"], name="contact_external_id_once"
            ),
            models.UniqueConstraint(
                fields=["workspace", "linkedin_url"], name="contact_linkedin_url_once"
            ),
            models.CheckConstraint(
                condition=~Q(email="") & ~Q(external_id="") & ~Q(linkedin_url=""),
                name="contact_keys_not_empty",
            ),
            models.CheckConstraint(
                condition=Q(email=None) | Q(email=Lower(F("email"))), name="contact_email_lower"
            ),
            models.CheckConstraint(
                condition=Q(lead_score=None) | Q(lead_score__range=(0, MAX_LEAD_SCORE)),
                name="contact_lead_score",
            ),
            models.CheckConstraint(
                condition=Q(lead_tier__in=["", "A", "B", "C"]), name="contact_lead_tier"
            ),
        ]
        indexes = [
            models.Index(fields=["job_title", "workspace"], name="contact_by_title"),
            models.Index(fields=["workspace", "created_at"], name="contact_by_created_at"),
            models.Index(fields=["workspace", "updated_at", "id"], name="contact_by_updated_at"),
            models.Index(
                fields=["workspace", "paused_until"],
                condition=Q(paused_until__isnull=False),
                name="contact_paused",
            ),
            *workflow_indexes("contact"),
        ]

    def __str__(self) -> str:
        """Return the display name: the name, else the first of the addresses."""
        name = f"{self.first_name} {self.last_name}".strip() or self.email
        profile = (self.linkedin_url or "").rstrip("/").rpartition("/")[2]
        return name or profile or self.phone or self.external_id or f"Person {self.pk}"

    @property
    def is_paused(self) -> bool:
        """Whether the person is away today and should not be contacted until they are back."""
        return self.paused_until is not None and self.paused_until > clock.now().date()
