"""What a ranking rests on: verdicts that count, dropped ones, the description."""

from collections.abc import Sequence

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from leadqual.accounts.models import User
from leadqual.campaigns.models import Campaign, DescriptionVector, ExcludedVerdict, Verdict
from leadqual.campaigns.ranking.cards import NoCard
from leadqual.campaigns.ranking.evidence import evidence_of
from leadqual.campaigns.ranking.next_card import next_card
from leadqual.campaigns.ranking.ranked_list import recommendations
from leadqual.campaigns.selectors import progress_of
from leadqual.campaigns.verdicts.services import record_verdict
from leadqual.companies.models import N_DIMENSIONS
from leadqual.leads.models import Company
from tests.leadqual.campaigns.conftest import describe, evidence_now

pytestmark = pytest.mark.django_db
LIKE, DISLIKE = Verdict.Value.LIKE, Verdict.Value.DISLIKE


def scores_of(campaign: Campaign) -> dict[Company, float]:
    """Return the score of every company that is ranked."""
    return {row.company: row.why.score for row in recommendations(campaign).rows if row.why}


def test_dropped_verdict_leaves_the_ranking_until_it_is_taken_back(
    campaign: Campaign, qualifier: User, ports: Sequence[Company], clinics: Sequence[Company]
) -> None:
    for company, value in ((ports[0], LIKE), (clinics[0], DISLIKE)):
        record_verdict(campaign=campaign, company=company, value=value, author=qualifier)
    before = scores_of(campaign)

    drop = ExcludedVerdict.objects.create(campaign=campaign, company=clinics[0], author=qualifier)
    without, evidence = recommendations(campaign), evidence_now(campaign)
    progress = progress_of([campaign])[campaign.pk]
    ExcludedVerdict.objects.filter(pk=drop.pk).update(undone_at=timezone.now(), undone_by=qualifier)
    after = scores_of(campaign)

    assert evidence.signals == {ports[0].pk: 1}
    assert evidence.dropped == {clinics[0].pk: -1}
    assert without.n_verdicts == 1
    assert clinics[0] not in [row.company for row in without.rows]
    assert progress.n_judged == 2
    scores = {row.company: row.why.score for row in without.rows if row.why}
    assert before[clinics[1]] < -0.5 < scores[clinics[1]]
    assert after == before


def test_dropped_companies_are_not_asked_about_again(
    campaign: Campaign, qualifier: User, ports: Sequence[Company]
) -> None:
    for company in ports:
        record_verdict(campaign=campaign, company=company, value=LIKE, author=qualifier)
    for company in ports:
        ExcludedVerdict.objects.create(campaign=campaign, company=company, author=qualifier)

    assert next_card(campaign, person=qualifier) is NoCard.ALL_JUDGED


def test_dropped_in_one_campaign_counts_in_the_other(
    campaign: Campaign, foreign_campaign: Campaign, qualifier: User, ports: Sequence[Company]
) -> None:
    record_verdict(campaign=campaign, company=ports[0], value=LIKE, author=qualifier)

    ExcludedVerdict.objects.create(campaign=foreign_campaign, company=ports[0], author=qualifier)

    assert evidence_now(campaign).signals == {ports[0].pk: 1}
    assert evidence_now(foreign_campaign).settled == set()


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
