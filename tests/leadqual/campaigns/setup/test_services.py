"""Campaigns: names, reasons, weights, companies that are added, progress."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from leadqual.accounts.models import User, Workspace
from leadqual.campaigns.errors import CampaignNameTakenError
from leadqual.campaigns.models import Campaign, Reason, Verdict
from leadqual.campaigns.ranking.ranked_list import default_weights
from leadqual.campaigns.selectors import progress_of
from leadqual.campaigns.setup.services import (
    ReasonLine,
    add_companies,
    create_campaign,
    set_reasons,
    set_weights,
)
from leadqual.campaigns.verdicts.services import record_verdict, undo_last
from leadqual.leads.models import Company
from tests.leadqual.campaigns.conftest import make_companies
from tests.problems import refused

pytestmark = pytest.mark.django_db


def test_campaign_starts_with_a_list_of_reasons_for_each_verdict(campaign: Campaign) -> None:
    for verdict in Reason.Verdict:
        keys = campaign.reasons.filter(verdict=verdict).values_list("position", flat=True)
        assert list(keys) == list(range(1, 10))


def test_name_is_taken_once_in_a_workspace_and_free_in_another(
    campaign: Campaign, manager: User, workspace: Workspace, other_workspace: Workspace
) -> None:
    with pytest.raises(CampaignNameTakenError):
        create_campaign(workspace=workspace, name=campaign.name, author=manager)

    assert Campaign.objects.count() == 1
    create_campaign(workspace=other_workspace, name=campaign.name, author=manager)


def test_changed_reason_leaves_its_words_to_past_verdicts(
    campaign: Campaign, ports: Sequence[Company], qualifier: User
) -> None:
    old = campaign.reasons.get(verdict="dislike", position=2)
    verdict = record_verdict(
        campaign=campaign,
        company=ports[0],
        value=Verdict.Value.DISLIKE,
        author=qualifier,
        reason_ids=[old.pk],
    )

    lines = [ReasonLine("Wrong industry", "industry"), ReasonLine("Too dear")]
    set_reasons(campaign=campaign, verdict=Reason.Verdict.DISLIKE, lines=lines)

    listed = campaign.reasons.filter(verdict="dislike", position__isnull=False)
    assert [reason.text for reason in listed] == ["Wrong industry", "Too dear"]
    assert [reason.text for reason in verdict.reasons.all()] == ["Too small"]
    assert campaign.reasons.filter(verdict="like").count() == 9


def test_companies_of_others_cannot_be_added(
    campaign: Campaign, ports: Sequence[Company], other_workspace: Workspace
) -> None:
    theirs = make_companies(other_workspace, "port", 2)
    wanted = [ports[0].pk, theirs[0].pk]

    assert add_companies(campaign=campaign, company_ids=wanted) == 1
    assert add_companies(campaign=campaign, company_ids=wanted) == 0

    assert campaign.scope == Campaign.Scope.SELECTED
    assert list(campaign.companies.all()) == [ports[0]]


def test_weights_that_cannot_rank_are_refused(campaign: Campaign) -> None:
    for weights in [
        {"luck": 1.0},
        {"text": 1.5},
        {"text": float("nan")},
        dict.fromkeys(default_weights(), 0.0),
    ]:
        with refused("weights"):
            set_weights(campaign=campaign, weights=weights)

        campaign.refresh_from_db()
        assert campaign.weights == {}


def test_progress_counts_companies_once_and_neither_skips_nor_undone_verdicts(
    campaign: Campaign, ports: Sequence[Company], qualifier: User, manager: User
) -> None:
    record_verdict(campaign=campaign, company=ports[0], value=Verdict.Value.LIKE, author=qualifier)
    record_verdict(campaign=campaign, company=ports[0], value=Verdict.Value.DISLIKE, author=manager)
    record_verdict(campaign=campaign, company=ports[1], value=Verdict.Value.LIKE, author=manager)
    record_verdict(campaign=campaign, company=ports[2], value=Verdict.Value.SKIP, author=manager)
    record_verdict(campaign=campaign, company=ports[3], value=Verdict.Value.LIKE, author=manager)
    undo_last(campaign=campaign, person=manager)
    Verdict.objects.filter(author=qualifier).update(
        created_at=timezone.now() - timedelta(minutes=61)
    )

    progress = progress_of([campaign])[campaign.pk]

    assert (progress.n_companies, progress.n_judged, progress.n_liked) == (5, 2, 1)
    assert (progress.n_last_hour, progress.n_left, progress.liked_share) == (2, 3, None)


def test_progress_of_many_campaigns_costs_as_much_as_of_one(
    campaign: Campaign,
    manager: User,
    workspace: Workspace,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    others = [
        create_campaign(workspace=workspace, name=f"Number {n}", author=manager) for n in range(5)
    ]

    with django_assert_max_num_queries(5):
        progress_of([campaign, *others])
