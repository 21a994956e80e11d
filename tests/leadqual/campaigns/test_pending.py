"""The job reads the newest companies first, and none of them twice."""

import pytest
from django.core.cache import cache

from leadqual.accounts.models import Workspace
from leadqual.companies.pending import next_ids
from leadqual.leads.models import Company
from leadqual.registry.versions.loading import load_encoder
from tests.leadqual.campaigns.conftest import embed

pytestmark = pytest.mark.django_db


def add(workspace: Workspace, n: int, name: str = "company") -> list[Company]:
    return [
        Company.objects.create(
            workspace=workspace, name=f"{name} {place}", name_key=f"{name}{place}"
        )
        for place in range(n)
    ]


def read_batch(limit: int = 3) -> list[int]:
    """Read the next companies as the job does."""
    ids = next_ids(encoder=load_encoder().version, business_model="", limit=limit)
    for company in Company.objects.filter(pk__in=ids):
        company.readings.all().delete()
        company.vectors.all().delete()
        embed(company, "port")
    return ids


def test_the_newest_come_first_and_none_is_left(workspace: Workspace) -> None:
    keys = [one.pk for one in add(workspace, 8)]

    batches = [read_batch(), read_batch(), read_batch(), read_batch()]

    assert batches == [keys[:4:-1], keys[4:1:-1], keys[1::-1], []]


def test_a_company_that_is_imported_meanwhile_is_next(workspace: Workspace) -> None:
    waiting = [one.pk for one in add(workspace, 9)]
    read_batch()
    late = [one.pk for one in add(workspace, 2, "late")]

    assert read_batch() == late[::-1]
    assert read_batch() == waiting[5:2:-1]


def test_what_changes_behind_the_pass_is_found_by_the_next(workspace: Workspace) -> None:
    companies = add(workspace, 7)
    read_batch()
    companies[6].overview = "Changed."
    companies[6].save()

    seen = [*read_batch(), *read_batch()]

    assert companies[6].pk not in seen[:4]
    assert read_batch() == [companies[6].pk] or seen[4:] == [companies[6].pk]
    assert read_batch() == []


def test_without_the_cache_a_pass_begins_anew(workspace: Workspace) -> None:
    add(workspace, 5)
    read_batch()
    cache.clear()

    assert len(read_batch()) == 2
    assert read_batch() == []
