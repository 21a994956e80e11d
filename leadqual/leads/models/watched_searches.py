"""Watched searches: past matches, subscribers and new matches."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from leadqual.accounts.models import Workspace
from leadqual.core.clock import ClockedField
from leadqual.leads.models.companies import Company
from leadqual.leads.models.contacts import Contact
from leadqual.leads.models.saved_searches import SavedSearch


class WatchedSearch(models.Model):
    """A saved search that a job runs regularly; it exists as long as anybody watches it."""

    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, related_name="watched_searches"
    )
    saved_search = models.OneToOneField(SavedSearch, on_delete=models.CASCADE, related_name="watch")
    query = models.TextField(
        blank=True, default="", help_text="The query of which `known` holds; another one is new."
    )
    known = models.BinaryField(
        null=True, help_text="Keys of all it ever matched, a bitmap; empty before the first look."
    )
    last_key = models.BigIntegerField(
        default=0,
        db_default=0,
        help_text="Highest key of a record that was there at the last look.",
    )
    looked_at = models.DateTimeField(null=True, blank=True)
    created_at = ClockedField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "watched searches"

    def __str__(self) -> str:
        return f"watch of {self.saved_search}"


class SearchWatcher(models.Model):
    """A person who is notified of new matches of a watched search."""

    watch = models.ForeignKey(WatchedSearch, on_delete=models.CASCADE, related_name="watchers")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="watched_searches"
    )
    last_mailed = models.BigIntegerField(
        default=0, help_text="Key of the last match that stood in an email."
    )
    created_at = ClockedField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["watch", "user"], name="search_watcher_once")
        ]

    def __str__(self) -> str:
        return f"{self.user} watches {self.watch}"


class SearchMatch(models.Model):
    """A person or company that a watched search matched for the first time."""

    MADE_BY_JOBS = True

    watch = models.ForeignKey(WatchedSearch, on_delete=models.CASCADE, related_name="matches")
    contact = models.ForeignKey(
        Contact, on_delete=models.CASCADE, related_name="search_matches", null=True, blank=True
    )
    company = models.ForeignKey(
        Company, on_delete=models.CASCADE, related_name="search_matches", null=True, blank=True
    )
    found_at = ClockedField(auto_now_add=True)
    is_changed = models.BooleanField(
        default=False,
        db_default=False,
        help_text="Whether the record was there before, and matches since a change.",
    )

    class Meta:
        verbose_name_plural = "search matches"
        constraints = [
            models.UniqueConstraint(fields=["watch", "contact"], name="search_match_contact_once"),
            models.UniqueConstraint(fields=["watch", "company"], name="search_match_company_once"),
            models.CheckConstraint(
                condition=Q(contact__isnull=False, company=None)
                | Q(contact=None, company__isnull=False),
                name="search_match_of_one_record",
            ),
        ]
        indexes = [models.Index(fields=["watch", "found_at"], name="search_match_by_time")]

    def __str__(self) -> str:
        return f"match {self.pk} of {self.watch}"

    @property
    def record_id(self) -> int | None:
        return self.contact_id or self.company_id
