"""Reads of people and companies by key, with the data of a row."""

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    BigIntegerField,
    Func,
    JSONField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Value,
)
from django.db.models.functions import JSONObject
from numpy.typing import NDArray

from leadqual.accounts.models import Workspace
from leadqual.core.prepared_query import PreparedQuery, build_object
from leadqual.leads.do_not_contact.selectors import not_blocked
from leadqual.leads.models import Company, Contact, JobTitle, TitleLabel
from leadqual.taxonomy.models import Department, Function

_TABLE_COLUMNS = (
    *("first_name", "last_name", "title", "email", "phone", "city", "country", "do_not_contact"),
    *("linkedin_url", "external_id"),  # For people without a name.
    *("status", "tags", "custom", "lead_score", "lead_tier", "last_activity_at", "created_at"),
    *("company__name", "company__size", "company__employees", "company__industry"),
    *("company__business_model", "company__business_model_version"),
    *("owner__first_name", "owner__last_name", "owner__email"),
    *("job_title__title", "job_title__why", "job_title__level_why", "job_title__classified_at"),
    *("job_title__model_version", "job_title__level__slug", "job_title__level__name"),
    *("job_title__industry__name",),
)
_ROWS: Mapping[str, Any] = {"workspace_id": 2_000_000_001, "keys": [2_000_000_002]}

_TABLE_ROWS = PreparedQuery(
    lambda workspace_id, keys: _contact_rows(workspace_id, keys).only(*_TABLE_COLUMNS),
    _ROWS,
    most=None,
)
_COMPANY_ROWS = PreparedQuery(
    lambda workspace_id, keys: companies_of(Workspace(pk=workspace_id)).filter(
        has_key_in(np.array(keys))
    ),
    _ROWS,
    most=None,
)


def contacts_of(workspace: Workspace) -> QuerySet[Contact]:
    """Return every contact of a workspace with the data of a row; two queries when read."""
    labels = TitleLabel.objects.select_related("function__department").order_by("-score", "pk")
    return (
        Contact.objects.filter(workspace=workspace)
        .select_related("company", "owner", "job_title__level", "job_title__industry")
        .prefetch_related(Prefetch("job_title__labels", labels))
    )


def companies_of(workspace: Workspace) -> QuerySet[Company]:
    return Company.objects.filter(workspace=workspace).select_related("owner")


def table_contacts(workspace: Workspace, keys: list[int]) -> list[Contact]:
    """Return contacts with only the columns that a table can show; one query.

    Only the flag tells who may be contacted.
    """
    return _contacts(_TABLE_ROWS, workspace, keys)


def contacts_by_key(workspace: Workspace, keys: list[int]) -> list[Contact]:
    """Return those of `contacts_of` with some keys; one query."""
    return _contacts(_CONTACT_ROWS, workspace, keys)


def companies_by_key(workspace: Workspace, keys: list[int]) -> list[Company]:
    """Return those of `companies_of` with some keys; one query."""
    return _COMPANY_ROWS.rows(workspace_id=workspace.pk, keys=keys)


def _contacts(
    query: PreparedQuery[Contact], workspace: Workspace, keys: list[int]
) -> list[Contact]:
    """Read contacts whose titles have their labels, with functions and slugs of departments."""
    found = query.rows(workspace_id=workspace.pk, keys=keys)
    functions: dict[int, Function] = {}
    for contact in found:
        title, labels = contact.job_title, contact.__dict__.pop("labels")
        if title is not None:
            read = [_label(title, functions, **label) for label in labels]
            title._prefetched_objects_cache = {"labels": read}  # type: ignore[attr-defined]  # of Django
    return found


def _label(
    title: JobTitle,
    functions: dict[int, Function],
    *,
    function: list[Any],
    department: list[Any],
    **own: Any,
) -> TitleLabel:
    if (loaded_function := functions.get(function[0])) is None:
        loaded_function = functions[function[0]] = build_object(
            Function, ("id", "slug", "name"), function
        )
        loaded_function.department = build_object(Department, ("id", "slug"), department)
    label = build_object(TitleLabel, own, own.values())
    label.job_title, label.function = title, loaded_function
    return label


def contact_of(workspace: Workspace, contact_id: int) -> Contact | None:
    """Return one contact of a workspace with the data of a row."""
    return next(iter(contacts_by_key(workspace, [contact_id])), None)


def company_of(workspace: Workspace, company_id: int) -> Company | None:
    return next(iter(companies_by_key(workspace, [company_id])), None)


def _json_array(*fields: str) -> Func:
    return Func(*fields, function="jsonb_build_array", output_field=JSONField())


def _contact_rows(workspace_id: int, keys: list[int]) -> QuerySet[Contact]:
    labels = TitleLabel.objects.filter(job_title=OuterRef("job_title")).order_by("-score", "pk")
    objects = labels.values(
        label=JSONObject(
            id="id",
            source="source",
            score="score",
            function=_json_array("function_id", "function__slug", "function__name"),
            department=_json_array("function__department_id", "function__department__slug"),
        )
    )
    rows = contacts_of(Workspace(pk=workspace_id)).prefetch_related(None)
    return rows.filter(has_key_in(np.array(keys))).annotate(labels=ArraySubquery(objects))


def contactable(workspace: Workspace, contact_ids: Collection[int]) -> QuerySet[Contact]:
    """Return the contacts that may be contacted; every addition to a list uses this."""
    return not_blocked(workspace, contacts_of(workspace).filter(pk__in=contact_ids))


def has_key_in(keys: NDArray[np.int64]) -> Q:
    """Return the condition that a record has one of any number of keys."""
    listed = Value(keys.tolist(), output_field=ArrayField(BigIntegerField()))
    return Q(
        pk__in=Func(listed, function="unnest", template="(SELECT %(function)s(%(expressions)s))")
    )


_CONTACT_ROWS = PreparedQuery(_contact_rows, _ROWS, most=None)
