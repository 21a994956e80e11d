"""Figures of a campaign over time: progress, pace, hits; and how the overview shows them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from leadqual.accounts.models import User, Workspace
from leadqual.campaigns.models import BulkVerdict, Campaign, Lease, Verdict
from leadqual.campaigns.pages.campaign_results import charts_of
from leadqual.campaigns.ranking.next_card import next_card
from leadqual.campaigns.verdicts.progress import (
    CARDS_PER_POINT,
    hits_over_time,
    pace_of_people,
    progress_over_time,
    session_verdicts,
)
from leadqual.campaigns.verdicts.services import record_verdict, undo_last
from leadqual.leads.models import Company
from tests.leadqual.campaigns.conftest import make_companies

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
LIKE, DISLIKE, SKIP = Verdict.Value.LIKE, Verdict.Value.DISLIKE, Verdict.Value.SKIP
MONDAY = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)


def give(
    campaign: Campaign,
    company: Company,
    person: User,
    *,
    at: datetime,
    value: str = "like",
    score: float | None = None,
    region: BulkVerdict | None = None,
) -> Verdict:
    """Store a verdict as if it had been given at a time."""
    former = Verdict.objects.filter(campaign=campaign, company=company, author=person)
    former.update(is_current=False)
    verdict = Verdict.objects.create(
        workspace_id=campaign.workspace_id,
        campaign=campaign,
        company=company,
        author=person,
        value=value,
        score=score,
        region=region,
    )
    Verdict.objects.filter(pk=verdict.pk).update(created_at=at)
    return verdict


def test_progress_adds_up_by_hour_and_a_quiet_hour_is_there_too(
    campaign: Campaign, ports: Sequence[Company], qualifier: User, manager: User
) -> None:
    give(campaign, ports[0], qualifier, at=MONDAY)
    give(campaign, ports[1], qualifier, at=MONDAY, value="dislike")
    give(campaign, ports[2], qualifier, at=MONDAY, value="skip")
    give(campaign, ports[3], qualifier, at=MONDAY + timedelta(hours=2))
    give(campaign, ports[0], manager, at=MONDAY + timedelta(hours=2), value="dislike")

    found = progress_over_time(campaign)

    names = ["Nov 16, 09:00", "Nov 16, 10:00", "Nov 16, 11:00"]
    assert [one.name for one in found] == names
    assert [(one.n_judged, one.n_liked) for one in found] == [(1, 0), (1, 0), (3, 1)]


def test_longer_campaigns_are_told_by_day_week_month_or_year(
    campaign: Campaign, ports: Sequence[Company], qualifier: User
) -> None:
    give(campaign, ports[0], qualifier, at=MONDAY)
    last = give(campaign, ports[1], qualifier, at=MONDAY)

    for days, first, n in (
        (10, "Nov 16", 11),
        (100, "Nov 16", 15),
        (900, "Nov 2026", 31),
        (4000, "2026", 12),
    ):
        Verdict.objects.filter(pk=last.pk).update(created_at=MONDAY + timedelta(days=days))
        found = progress_over_time(campaign)
        assert (found[0].name, len(found), found[-1].n_judged) == (first, n, 2)


def test_pace_counts_time_at_work_and_no_regions(
    campaign: Campaign, workspace: Workspace, qualifier: User, manager: User
) -> None:
    companies = make_companies(workspace, "port", 12)
    for place, company in enumerate(companies[:7]):  # Six gaps of 20 s, then lunch.
        give(campaign, company, qualifier, at=MONDAY + timedelta(seconds=20 * place))
    give(campaign, companies[7], qualifier, at=MONDAY + timedelta(hours=1))
    give(campaign, companies[0], manager, at=MONDAY)
    region = BulkVerdict.objects.create(
        workspace=workspace,
        campaign=campaign,
        value="like",
        author=manager,
        request_id="7c8b1f2e-0000-4000-8000-000000000001",
        n_companies=4,
    )
    for company in companies[8:]:
        give(campaign, company, manager, at=MONDAY, region=region)
    # A change, and what was undone, are of the past; a skip takes time.
    give(campaign, companies[7], qualifier, at=MONDAY + timedelta(hours=1), value="dislike")
    give(campaign, companies[8], qualifier, at=MONDAY + timedelta(hours=2), value="skip")
    undone = give(campaign, companies[9], qualifier, at=MONDAY + timedelta(hours=2))
    Verdict.objects.filter(pk=undone.pk).update(is_current=False, undone_at=MONDAY)

    quick, slow = pace_of_people(campaign)

    assert (quick.n, quick.working_time, quick.per_hour) == (8, timedelta(minutes=2), 180)
    assert (slow.n, slow.per_hour) == (1, None)
    assert len(session_verdicts(campaign, manager, since=MONDAY)) == 1


def test_hits_are_likes_among_the_cards_that_said_so(
    campaign: Campaign, workspace: Workspace, qualifier: User
) -> None:
    companies = make_companies(workspace, "port", CARDS_PER_POINT + 4)
    for place, company in enumerate(companies[:CARDS_PER_POINT]):
        value = "like" if place < 30 else "dislike"
        give(campaign, company, qualifier, at=MONDAY, value=value, score=0.9 if place < 40 else 0.1)
    give(campaign, companies[-4], qualifier, at=MONDAY, score=0.49)
    give(campaign, companies[-3], qualifier, at=MONDAY, score=0.9, value="skip")
    give(campaign, companies[-2], qualifier, at=MONDAY)
    undone = give(campaign, companies[-1], qualifier, at=MONDAY, score=0.9)
    Verdict.objects.filter(pk=undone.pk).update(is_current=False, undone_at=MONDAY)
    give(campaign, companies[0], qualifier, at=MONDAY, value="dislike")  # Changed: was a like.

    whole, last = hits_over_time(campaign)

    assert (whole.first, whole.last, whole.n_predicted, whole.n_hits) == (
        1,
        CARDS_PER_POINT,
        40,
        29,
    )
    assert (whole.hit_share, whole.liked_share) == (29 / 40, 29 / 50)
    assert (last.first, last.last, last.hit_share) == (
        CARDS_PER_POINT + 1,
        CARDS_PER_POINT + 1,
        None,
    )


def test_verdict_keeps_what_its_card_predicted(
    campaign: Campaign, ports: Sequence[Company], qualifier: User
) -> None:
    record_verdict(campaign=campaign, company=ports[0], value=LIKE, author=qualifier)
    card = next_card(campaign, person=qualifier)
    company = Lease.objects.get(holder=qualifier).company

    verdict = record_verdict(campaign=campaign, company=company, value=LIKE, author=qualifier)

    assert verdict.score == pytest.approx(card.why.score, abs=1e-6)  # type: ignore[union-attr]
    assert Verdict.objects.get(company=ports[0]).score is None
    undo_last(campaign=campaign, person=qualifier)
    next_card(campaign, person=qualifier)
    again = record_verdict(campaign=campaign, company=company, value=SKIP, author=qualifier)
    assert again.score == pytest.approx(verdict.score)


def test_second_verdict_keeps_no_prediction_as_the_first_would_give_it_away(
    campaign: Campaign, workspace: Workspace, qualifier: User, manager: User
) -> None:
    (company,) = make_companies(workspace, "port", 1)
    Campaign.objects.update(double_labeling_percent=100)
    campaign.refresh_from_db()
    record_verdict(campaign=campaign, company=company, value=LIKE, author=qualifier)
    next_card(campaign, person=manager)

    verdict = record_verdict(campaign=campaign, company=company, value=LIKE, author=manager)

    assert verdict.score is None


def test_overview_draws_charts_with_their_numbers_and_says_what_is_missing(
    campaign: Campaign, ports: Sequence[Company], qualifier: User, qualifier_client: Client
) -> None:
    url = f"/campaigns/{campaign.pk}/results/"
    empty = qualifier_client.get(url).content.decode()
    for words in ("No verdicts yet. The line", "No scored card has", "No cards judged yet"):
        assert words in empty
    give(campaign, ports[0], qualifier, at=MONDAY, score=0.8)
    give(campaign, ports[1], qualifier, at=MONDAY + timedelta(seconds=90), score=0.7)

    page = qualifier_client.get(url).content.decode()

    assert page.count('role="img"') >= 1
    assert "Share of likes" not in page
    assert '<span class="num">48</span> more cards' in page
    assert "Nov 16, 09:00" in page
    assert "style=" not in page


def test_hit_rate_draws_no_group_that_has_just_begun(
    campaign: Campaign, workspace: Workspace, qualifier: User, qualifier_client: Client
) -> None:
    companies = make_companies(workspace, "port", CARDS_PER_POINT + 2)
    for company in companies[:CARDS_PER_POINT]:
        give(campaign, company, qualifier, at=MONDAY, score=0.9)
    for company in companies[
        CARDS_PER_POINT:
    ]:  # As a fall from 100 % to 0 % they would mean nothing.
        give(campaign, company, qualifier, at=MONDAY, score=0.9, value="dislike")

    page = qualifier_client.get(f"/campaigns/{campaign.pk}/results/").content.decode()

    assert '<th scope="row">1–50</th>' in page
    assert '<th scope="row">51–52</th>' not in page
    assert '<span class="num">48</span> more cards' in page


def test_charts_cost_few_queries(
    campaign: Campaign,
    ports: Sequence[Company],
    qualifier: User,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for company in ports:
        give(campaign, company, qualifier, at=MONDAY, score=0.8)

    with django_assert_max_num_queries(4):
        charts_of(campaign)
