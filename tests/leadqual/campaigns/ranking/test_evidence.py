"""What a ranking rests on: verdicts that count, dropped ones, the description."""

from collections.abc import Sequence

import pytest
from pytest_django import DjangoAssertNumQueries

from leadqual.accounts.models import User
from leadqual.campaigns.models import Campaign, DescriptionVector, ExcludedVerdict, Verdict
from leadqual.campaigns.ranking.evidence import evidence_of
from leadqual.campaigns.verdicts.services import record_verdict
from leadqual.companies.models import N_DIMENSIONS
from leadqual.leads.models import Company
from tests.leadqual.campaigns.conftest import describe

pytestmark = pytest.mark.django_db
LIKE, DISLIKE = Verdict.Value.LIKE, Verdict.Value.DISLIKE


def test_description_counts_by_the_live_encoder_only(campaign: Campaign) -> None:
    describe(campaign, "Software for ports", axis=0)
    DescriptionVector.objects.update(encoder="another-encoder")

    former = evidence_of(campaign, encoder="one-more").description
    live = evidence_of(campaign, encoder="another-encoder").description

    assert former is None
    assert live is not None
    assert live.shape == (1, N_DIMENSIONS)


def test_evidence_costs_one_query(
    campaign: Campaign,
    qualifier: User,
    ports: Sequence[Company],
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    record_verdict(campaign=campaign, company=ports[0], value=LIKE, author=qualifier)
    ExcludedVerdict.objects.create(campaign=campaign, company=ports[0], author=qualifier)

    with django_assert_num_queries(1):
        evidence_of(campaign, encoder="any")
