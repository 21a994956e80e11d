"""Views (saved searches), when each was opened, and columns of tables."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q, Value

from leadqual.accounts.models import Member, Workspace
from leadqual.core.clock import ClockedField


def _columns() -> "models.CharField[str, str]":
    return models.CharField(max_length=80)


class SavedSearch(models.Model):
    """A view: filters, order and columns under a name, shared in the workspace or private.

    Pages call it a view; API, tables and command line keep the name of its first releases.
    """

    class Records(models.TextChoices):
        PEOPLE = "people", "people"
        COMPANIES = "companies", "companies"

    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, related_name="saved_searches"
    )
    name = models.CharField(max_length=120)
    query = models.TextField(blank=True, default="", help_text="Query string, without the page.")
    records = models.CharField(
        max_length=9, choices=Records, default=Records.PEOPLE, db_default=Records.PEOPLE
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="saved_searches"
    )
    is_private = models.BooleanField(
        default=False, db_default=False, help_text="Whether only the author can see it."
    )
    columns = ArrayField(
        _columns(),
        default=list,
        db_default=Value([], ArrayField(_columns())),
        blank=True,
        help_text="Column codes, in order; none: those that each member chose.",
    )
    position = models.IntegerField(
        default=0, db_default=0, help_text="Order of the tabs; equal ones are in order of names."
    )
    created_at = ClockedField(auto_now_add=True)
    deleted_at = models.DateTimeField(
        null=True, blank=True, help_text="When it was deleted; it is kept for an undo."
    )

    class Meta:
        ordering = ["position", "name", "pk"]
        verbose_name_plural = "saved searches"
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "name"],
                condition=Q(deleted_at=None, is_private=False),
                name="saved_search_name_once_shared",
            ),
            models.UniqueConstraint(
                fields=["workspace", "author", "name"],
                condition=Q(deleted_at=None, is_private=True),
                name="saved_search_name_once_private",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="saved_search_has_name"),
            models.CheckConstraint(
                condition=Q(records__in=["people", "companies"]), name="saved_search_records"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SearchVisit(models.Model):
    """When a person last opened a saved search."""

    saved_search = models.ForeignKey(SavedSearch, on_delete=models.CASCADE, related_name="visits")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="search_visits"
    )
    opened_at = models.DateTimeField()
    seen = models.BigIntegerField(
        help_text="Key of the last contact at the previous visit; later ones are marked as new."
    )
    former_opened_at = models.DateTimeField(
        null=True, blank=True, help_text="The visit before this one; empty at the first."
    )
    former_seen = models.BigIntegerField(
        null=True, blank=True, help_text="Of the visit before; later contacts are marked as new."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["saved_search", "user"], name="search_visit_once")
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.saved_search}"


class ChosenColumns(models.Model):
    """The columns a member chose for a table, and how wide they are."""

    columns = ArrayField(models.CharField(max_length=80), help_text="Column codes, in order.")
    widths = models.JSONField(
        default=dict,
        db_default=Value({}, models.JSONField()),
        blank=True,
        help_text="Column code → width in pixels, of those that the member changed.",
    )

    class Meta:
        abstract = True


class PeopleColumns(ChosenColumns):
    """The columns a member chose for the table of people."""

    member = models.OneToOneField(Member, on_delete=models.CASCADE, related_name="people_columns")

    class Meta:
        verbose_name_plural = "people columns"

    def __str__(self) -> str:
        return f"columns of {self.member}"


class CompanyColumns(ChosenColumns):
    """The columns a member chose for the table of companies."""

    member = models.OneToOneField(Member, on_delete=models.CASCADE, related_name="company_columns")

    class Meta:
        verbose_name_plural = "company columns"

    def __str__(self) -> str:
        return f"columns of companies of {self.member}"
