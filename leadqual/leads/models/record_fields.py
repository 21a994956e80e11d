"""What contacts and companies have in common: who works on them, and how far that is."""

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q, Value


class RecordStatus(models.TextChoices):
    """How far a sale to a contact or company is."""

    NEW = "new", "New"
    QUALIFIED = "qualified", "Qualified"
    CONTACTED = "contacted", "Contacted"
    REPLIED = "replied", "Replied"
    WON = "won", "Won"
    LOST = "lost", "Lost"
    UNQUALIFIED = "unqualified", "Unqualified"


def _tags() -> "models.TextField[str, str]":
    return models.TextField()


class WorkedOn(models.Model):
    """Owner, status, tags, custom fields, last activity and origin of a record."""

    external_source = models.CharField(
        max_length=40,
        blank=True,
        default="",
        db_default="",
        help_text="Tool that the external ID came from; empty where none is known.",
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="owned_%(class)s_records",
        null=True,
        blank=True,
        db_index=False,
    )
    status = models.CharField(
        max_length=11,
        choices=RecordStatus,
        default=RecordStatus.NEW,
        db_default=RecordStatus.NEW,
    )
    tags = ArrayField(
        _tags(),
        default=list,
        db_default=Value([], ArrayField(_tags())),
        blank=True,
        help_text="In alphabetical order.",
    )
    custom = models.JSONField(
        default=dict,
        db_default=Value({}, models.JSONField()),
        blank=True,
        help_text="Code of a custom field → value.",
    )
    last_activity_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="Last activity; empty if there was none since it was created.",
    )

    class Meta:
        abstract = True


def status_constraint(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(status__in=RecordStatus.values), name=name)


def worked_on_indexes(table: str) -> list[Any]:
    """Return the indexes of these fields; rows without a value are in none of them."""
    return [
        models.Index(fields=["owner"], condition=Q(owner__isnull=False), name=f"{table}_by_owner"),
        models.Index(fields=["workspace"], condition=~Q(tags=[]), name=f"{table}_tagged"),
        GinIndex(fields=["tags"], condition=~Q(tags=[]), name=f"{table}_by_tag"),
        GinIndex(fields=["custom"], condition=~Q(custom={}), name=f"{table}_by_custom"),
        models.Index(
            fields=["workspace", "last_activity_at"],
            condition=Q(last_activity_at__isnull=False),
            name=f"{table}_by_activity",
        ),
    ]
