"""Verdicts on a region of the map: one step there, one step back."""

import uuid
from collections.abc import Sequence

import pytest

from leadqual.accounts.models import User
from leadqual.campaigns.errors import (
    CampaignArchivedError,
)
from leadqual.campaigns.models import BulkVerdict, Campaign, Reason, Verdict
from leadqual.campaigns.selectors import signals_of
from leadqual.campaigns.setup.services import add_companies, set_archived
from leadqual.campaigns.verdicts.leases import queue_state
from leadqual.campaigns.verdicts.services import (
    last_bulk,
    record_bulk,
    record_verdict,
    undo_last,
    undo_verdicts,
)
from leadqual.core import clock
from leadqual.leads.models import Company
from tests.problems import refused

pytestmark = pytest.mark.django_db
LIKE, DISLIKE, SKIP = Verdict.Value.LIKE, Verdict.Value.DISLIKE, Verdict.Value.SKIP


def judge(
    campaign: Campaign,
    companies: Sequence[Company],
    author: User,
    *,
    value: Reason.Verdict = Reason.Verdict.LIKE,
    request_id: uuid.UUID | None = None,
) -> BulkVerdict:
    """Judge a region that holds these companies."""
    return record_bulk(
        campaign=campaign,
        company_ids=[company.pk for company in companies],
        value=value,
        author=author,
        request_id=request_id or uuid.uuid4(),
    )


def test_undo_takes_back_all_that_a_region_added_and_nothing_else(
    campaign: Campaign, ports: Sequence[Company], qualifier: User, manager: User
) -> None:
    record_verdict(campaign=campaign, company=ports[0], value=DISLIKE, author=manager)
    record_verdict(campaign=campaign, company=ports[1], value=SKIP, author=qualifier)
    before = signals_of(campaign)

    region = judge(campaign, ports, qualifier)

    assert region.n_companies == 4  # What stands is not overruled.
    signals = signals_of(campaign)
    assert [signals[company.pk] for company in ports] == [-1, 1, 1, 1, 1]
    undo_verdicts(step=region.verdicts.get(company=ports[4]), person=qualifier)
    assert len(signals_of(campaign)) == 4
    undo_verdicts(step=region, person=qualifier)
    assert signals_of(campaign) == before
    assert queue_state(campaign=campaign, person=qualifier, now=clock.now()).skipped == {
        ports[1].pk
    }  # What they said before counts again.
    assert last_bulk(campaign, qualifier) is None
    assert Verdict.objects.filter(region=region, undone_by=qualifier).count() == 4


def test_undo_of_the_last_step_takes_a_region_as_a_whole(
    campaign: Campaign, ports: Sequence[Company], bakeries: Sequence[Company], qualifier: User
) -> None:
    judge(campaign, ports, qualifier)
    record_verdict(campaign=campaign, company=bakeries[0], value=LIKE, author=qualifier)

    steps = [undo_last(campaign=campaign, person=qualifier) for _ in range(3)]

    assert [type(step) for step in steps] == [Verdict, BulkVerdict, type(None)]
    assert signals_of(campaign) == {}


def test_pressing_twice_counts_once(
    campaign: Campaign, ports: Sequence[Company], qualifier: User
) -> None:
    press = uuid.uuid4()

    first, second = (judge(campaign, ports, qualifier, request_id=press) for _ in range(2))

    assert first == second
    assert Verdict.objects.count() == 5
    with refused("request_reused"):
        judge(campaign, ports, qualifier, value=Reason.Verdict.DISLIKE, request_id=press)


def test_companies_elsewhere_are_left_out_and_nothing_open_or_an_archived_campaign_is_refused(
    campaign: Campaign,
    foreign_campaign: Campaign,
    ports: Sequence[Company],
    clinics: Sequence[Company],
    qualifier: User,
    stranger: User,
) -> None:
    with refused("nothing_open"):
        judge(foreign_campaign, ports, stranger)
    add_companies(campaign=campaign, company_ids=[company.pk for company in ports[:2]])
    campaign.refresh_from_db()

    region = judge(campaign, [*ports, *clinics], qualifier)

    assert region.n_companies == 2
    with refused("nothing_open"):
        judge(campaign, ports, qualifier, value=Reason.Verdict.DISLIKE)
    set_archived(campaign=campaign, is_archived=True)
    with pytest.raises(CampaignArchivedError):
        judge(campaign, ports, qualifier)
    campaign.delete()
    assert (BulkVerdict.objects.count(), Verdict.objects.count()) == (0, 0)


def test_only_managers_undo_regions_of_others(
    campaign: Campaign, ports: Sequence[Company], qualifier: User, manager: User
) -> None:
    by_manager = judge(campaign, ports[:2], manager)
    by_qualifier = judge(campaign, ports[2:], qualifier)

    with refused("not_your_verdict"):
        undo_verdicts(step=by_manager, person=qualifier)
    undo_verdicts(step=by_qualifier, person=manager)

    assert set(signals_of(campaign)) == {company.pk for company in ports[:2]}
