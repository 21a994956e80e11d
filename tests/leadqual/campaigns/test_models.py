"""Rules of the tables of matching, and vectors of two encoders beside each other."""

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from leadqual.accounts.models import User, Workspace
from leadqual.campaigns.models import Campaign, ExcludedVerdict, Reason, Seed
from leadqual.companies.models import CompanyVector, MapPlace
from leadqual.companies.vectors import most_similar_to, nearest_of
from leadqual.leads.models import Company
from tests.query_plans import plan_of

pytestmark = pytest.mark.django_db


def refused(rule: str, write: Callable[[], object]) -> None:
    """Fail unless the database refuses a write by this rule."""
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        write()


def test_seed_is_a_company_or_a_domain_that_waits_for_one(
    campaign: Campaign, ports: Sequence[Company]
) -> None:
    seeds = Seed.objects
    seeds.create(campaign=campaign, company=ports[0], origin=Seed.Origin.SEGMENT)
    seeds.create(campaign=campaign, domain="kelvia.example", origin=Seed.Origin.DOMAINS)
    seeds.create(campaign=campaign, domain="other.example", origin=Seed.Origin.DOMAINS)

    refused("seed_names_something", lambda: seeds.create(campaign=campaign, origin="domains"))
    refused("seed_origin", lambda: seeds.create(campaign=campaign, domain="a.example", origin="x"))
    refused(
        "seed_company_once",
        lambda: seeds.create(campaign=campaign, company=ports[0], origin="domains"),
    )
    refused(
        "seed_domain_once",
        lambda: seeds.create(campaign=campaign, domain="kelvia.example", origin="domains"),
    )


def test_company_is_dropped_once_until_that_is_undone(
    campaign: Campaign, ports: Sequence[Company], qualifier: User
) -> None:
    fields = {"campaign": campaign, "company": ports[0], "author": qualifier}
    first = ExcludedVerdict.objects.create(**fields)

    refused("dropped_company_once", lambda: ExcludedVerdict.objects.create(**fields))
    ExcludedVerdict.objects.filter(pk=first.pk).update(undone_at=timezone.now())

    assert ExcludedVerdict.objects.create(**fields).pk != first.pk


def test_company_has_one_place_in_each_layout(
    workspace: Workspace, ports: Sequence[Company]
) -> None:
    fields = {"workspace": workspace, "company": ports[0], "encoder": "one", "x": 0.5}
    MapPlace.objects.create(**fields, y=0.5)
    MapPlace.objects.create(**fields, y=0.5, layout=2)

    refused("map_place_once", lambda: MapPlace.objects.create(**fields, y=0.1))
    refused("map_place_in_plane", lambda: MapPlace.objects.create(**fields, y=1.1, layout=3))


def test_usual_reasons_say_in_which_direction_a_company_lies(campaign: Campaign) -> None:
    reasons = Reason.objects.filter(campaign=campaign).exclude(direction=0)

    assert sorted(reasons.values_list("text", "factor", "direction")) == [
        ("Too large", "size", 1),
        ("Too small", "size", -1),
    ]
    refused("reason_direction", lambda: reasons.update(direction=2))


def test_vectors_of_another_length_lie_beside_those_of_the_index(
    workspace: Workspace, ports: Sequence[Company], clinics: Sequence[Company]
) -> None:
    for place, company in enumerate((*ports, *clinics)):
        CompanyVector.objects.create(
            workspace=workspace,
            company=company,
            encoder="short",
            text_hash="0" * 64,
            vector=np.roll(np.linspace(1, 0, 32), 2 * place),
        )

    own = CompanyVector.objects.get(company=ports[0], encoder="short")
    near = nearest_of(CompanyVector.objects.filter(encoder="short"), own.vector, limit=3)

    assert [company for company, _ in near] == [company.pk for company in ports[:3]]
    assert len(own.vector) == 32


def test_most_alike_are_found_by_the_index(ports: Sequence[Company]) -> None:
    with CaptureQueriesContext(connection) as queries:
        most_similar_to(ports[0], limit=8)

    # A second query reads these few one by one, as there are fewer than asked for, with indexes
    # turned off for the rest of its transaction: here, the test.
    plan = plan_of(queries, "<=>", "enable_sort = off", "enable_indexscan = on")

    assert "company_vector_hnsw" in plan
