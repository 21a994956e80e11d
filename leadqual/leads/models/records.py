"""Columns that contacts and companies have in common: owner, status, tags, lead score."""

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q, Value

from leadqual.leads.models.statuses import FIRST_STATUS, LONGEST_STATUS_CODE

MAX_LEAD_SCORE = 100
LONGEST_LABEL = 60
LONGEST_CODE = 60


def _tags() -> "models.TextField[str, str]":
    return models.TextField()


class WorkflowFields(models.Model):
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
        max_length=LONGEST_STATUS_CODE,
        default=FIRST_STATUS,
        db_default=FIRST_STATUS,
        help_text="Code of one of the statuses of the workspace.",
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


def workflow_indexes(table: str) -> list[Any]:
    """Return the indexes of these fields, without rows that have no value."""
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


def _texts(help_text: str) -> "ArrayField[list[str], list[str]]":
    return ArrayField(models.TextField(), default=list, blank=True, help_text=help_text)
