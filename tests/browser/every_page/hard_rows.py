"""A workspace whose names are as long as columns hold, without a space, or run right to left."""

import json
from typing import Any

from django.db.models import CharField, Field, JSONField, Model, TextField
from django.utils import timezone

from leadqual.accounts.models import AuditRow, User, Workspace
from leadqual.campaigns.models import Campaign, Reason
from leadqual.leads.models import Company, DoNotContact
from leadqual.monitoring.models import Alert
from leadqual.registry.models import ModelVersion
from leadqual.taxonomy.drafts.services import start_draft
from leadqual.taxonomy.models import TaxonomyVersion
from tests.leadqual.leads.people import make_contact, make_title
from tests.two_workspaces import (
    SECRET,
    secret_rows,
    tables,
    ways_to_workspace,
)

LONG = ("wholesale" * 23)[:200]
LENGTH = len(LONG)
ARABIC, HEBREW = "شركة المدينة للتجارة", "מנהלת פיתוח עסקי"
"""A name of a company, and a job title."""

N_FACTORS = 40
# Codes that programs read; the check of addresses and of the form of a value is not tried here.
_CODES = {"prefix", "code", "message_id", "source", "query", "origin", "key", "version", "domain"}


def hard_rows(workspace: Workspace, author: User) -> dict[str, object]:
    """Add a row of everything; returns argument of an address → key.

    Every text is as long as its column holds, 200 characters at most, and has no space. Beside
    these rows stand a company, people, titles and a campaign that are named in Arabic and Hebrew.
    """
    keys = secret_rows(workspace, author)
    _name_right_to_left(workspace, author)
    for model in set(tables()) - {AuditRow, DoNotContact}:  # Kept as they are, or checked.
        _lengthen(model, workspace)
    first = Company.objects.filter(workspace=workspace).earliest("pk")
    Company.objects.filter(pk=first.pk).update(
        name=LONG,
        overview=f"{LONG} {ARABIC} " * 3,
        industry=LONG[:LENGTH],
        technologies=[f"{LONG[:30]}{n}" for n in range(N_FACTORS)],
        categories=[f"{ARABIC} {n}" for n in range(N_FACTORS)],
        specialties=[LONG] * N_FACTORS,
    )
    User.objects.filter(pk=author.pk).update(first_name=LONG[:150], last_name=LONG[:150])
    Workspace.objects.filter(pk=workspace.pk).update(name=LONG[:100])
    alert = Alert.objects.create(
        workspace=workspace,
        area=Alert.Area.DATA,
        signal="companies_industry",
        facts={"shifts": [[LONG, 0.1, 0.5]], "n": 1_000},
        since=timezone.now(),
        last_at=timezone.now(),
        figure=0.5,
        limit=0.2,
    )
    return keys | {
        "slug": "sales",
        "kind": "function",
        "draft_id": start_draft(name=LONG[:100], author=author).pk,
        "alert_id": alert.pk,
        "taxonomy_version_id": TaxonomyVersion.objects.earliest("pk").pk,
        "version_id": ModelVersion.objects.earliest("pk").pk,
    }


def _name_right_to_left(workspace: Workspace, author: User) -> None:
    company = Company.objects.filter(workspace=workspace).order_by("pk")[1]
    Company.objects.filter(pk=company.pk).update(name=ARABIC)
    title = make_title(workspace, HEBREW, {"sales": 0.9})
    make_contact(
        workspace,
        ARABIC,
        email="arabic@port.example",
        company=company,
        job_title=title,
        title=HEBREW,
    )
    Campaign.objects.create(workspace=workspace, name=ARABIC, author=author)
    for campaign in Campaign.objects.filter(workspace=workspace):
        campaign.reasons.all().delete()
        Reason.objects.bulk_create(
            Reason(
                campaign=campaign,
                verdict=verdict,
                text=HEBREW if n == 1 else f"{n}{LONG}"[:60],
                position=n if n <= 9 else None,
            )
            for verdict in Reason.Verdict.values
            for n in range(1, N_FACTORS // 2 + 1)
        )


def _lengthen(model: type[Model], workspace: Workspace) -> None:
    fields = [one for one in model._meta.concrete_fields if _is_text(one)]
    for way in ways_to_workspace(model)[:1]:
        for row in model._default_manager.filter(**{way: workspace.pk}):
            changed = {one.name: _longer(one, getattr(row, one.name)) for one in fields}
            changed = {k: v for k, v in changed.items() if v != getattr(row, k)}
            if changed:
                model._default_manager.filter(pk=row.pk).update(**changed)


def _is_text(field: "Field[Any, Any]") -> bool:
    is_free = isinstance(field, CharField | TextField) and not field.choices
    return field.name not in _CODES and (is_free or isinstance(field, JSONField))


def _longer(field: "Field[Any, Any]", value: Any) -> Any:
    if isinstance(field, JSONField):
        return json.loads(json.dumps(value).replace(SECRET, LONG))
    if not value or SECRET not in value:
        return value
    return value.replace(SECRET, LONG)[: min(LENGTH, field.max_length or LENGTH)]
