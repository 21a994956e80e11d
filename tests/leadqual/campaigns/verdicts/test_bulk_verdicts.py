"""Verdicts on a region of the map: one step there, one step back."""

import uuid
from collections.abc import Sequence

import pytest
from django.db.models import Count

from leadqual.accounts.models import User
from leadqual.campaigns.errors import (
    CampaignArchivedError,
    NothingOpenError,
    NotYourVerdictError,
    RequestReusedError,
)
from leadqual.campaigns.models import BulkVerdict, Campaign, Reason, Verdict
from leadqual.campaigns.selectors import signals_of
from leadqual.campaigns.setup.services import add_companies, set_archived
from leadqual.campaigns.verdicts.leases import queue_state
from leadqual.campaigns.verdicts.services import record_bulk, record_verdict
from leadqual.campaigns.verdicts.undo import last_bulk, undo_last, undo_verdict, undo_verdicts
from leadqual.core import clock
from leadqual.leads.models import Company

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


def test_every_open_company_gets_the_verdict(
    campaign: Campaign, ports: Sequence[Company], clinics: Sequence[Company], qualifier: User
) -> None:
    region = judge(campaign, ports, qualifier)

    assert region.n_companies == 5
    assert signals_of(campaign) == {company.pk: 1 for company in ports}


def test_verdicts_that_stand_are_not_overruled(
    campaign: Campaign, ports: Sequence[Company], qualifier: User, manager: User
) -> None:
    record_verdict(campaign=campaign, company=ports[0], value=DISLIKE, author=manager)
    record_verdict(campaign=campaign, company=ports[1], value=DISLIKE, author=qualifier)

    region = judge(campaign, ports, qualifier)

    assert region.n_companies == 3
    signals = signals_of(campaign)
    assert [signals[company.pk] for company in ports] == [-1, -1, 1, 1, 1]


def test_undo_takes_back_all_of_it_and_nothing_else(
    campaign: Campaign, ports: Sequence[Company], qualifier: User
) -> None:
    record_verdict(campaign=campaign, company=ports[0], value=DISLIKE, author=qualifier)
    record_verdict(campaign=campaign, company=ports[1], value=SKIP, author=qualifier)
    before = signals_of(campaign)
    region = judge(campaign, ports, qualifier)

    undo_verdicts(step=region, person=qualifier)

    assert signals_of(campaign) == before
    assert queue_state(campaign=campaign, person=qualifier, now=clock.now()).skipped == {
        ports[1].pk
    }  # What they said before counts again.
    assert last_bulk(campaign, qualifier) is None
    assert Verdict.objects.filter(region=region, undone_by=qualifier).count() == 4


def test_undoing_twice_changes_nothing(
    campaign: Campaign, ports: Sequence[Company], qualifier: User
) -> None:
    region = judge(campaign, ports, qualifier)
    first = undo_verdicts(step=region, person=qualifier)
    again = judge(campaign, ports, qualifier, value=Reason.Verdict.DISLIKE)

    second = undo_verdicts(step=region, person=qualifier)

    assert first.undone_at == second.undone_at
    assert set(signals_of(campaign).values()) == {-1}
    assert last_bulk(campaign, qualifier) == again


def test_a_verdict_that_was_changed_afterwards_stays(
    campaign: Campaign, ports: Sequence[Company], qualifier: User
) -> None:
    region = judge(campaign, ports, qualifier)
    record_verdict(campaign=campaign, company=ports[2], value=DISLIKE, author=qualifier)

    undo_verdicts(step=region, person=qualifier)

    assert signals_of(campaign) == {ports[2].pk: -1}


def test_one_verdict_of_a_region_can_be_taken_back_alone(
    campaign: Campaign, ports: Sequence[Company], qualifier: User
) -> None:
    region = judge(campaign, ports, qualifier)
    undo_verdict(verdict=region.verdicts.get(company=ports[0]), person=qualifier)

    assert len(signals_of(campaign)) == 4
    undo_verdicts(step=region, person=qualifier)
    assert signals_of(campaign) == {}


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
    with pytest.raises(RequestReusedError):
        judge(campaign, ports, qualifier, value=Reason.Verdict.DISLIKE, request_id=press)


def test_nobody_has_two_verdicts_that_count(
    campaign: Campaign, ports: Sequence[Company], qualifier: User
) -> None:
    for company in ports:
        record_verdict(campaign=campaign, company=company, value=SKIP, author=qualifier)
    judge(campaign, ports, qualifier)

    current = Verdict.objects.filter(is_current=True).order_by()
    counts = current.values_list("company").annotate(Count("pk"))
    assert set(dict(counts).values()) == {1}


def test_region_without_open_companies_is_refused(
    campaign: Campaign, ports: Sequence[Company], qualifier: User
) -> None:
    judge(campaign, ports, qualifier)

    with pytest.raises(NothingOpenError):
        judge(campaign, ports, qualifier, value=Reason.Verdict.DISLIKE)

    assert BulkVerdict.objects.count() == 1


def test_companies_outside_the_campaign_are_left_out(
    campaign: Campaign, ports: Sequence[Company], clinics: Sequence[Company], qualifier: User
) -> None:
    add_companies(campaign=campaign, company_ids=[company.pk for company in ports[:2]])
    campaign.refresh_from_db()

    region = judge(campaign, [*ports, *clinics], qualifier)

    assert region.n_companies == 2


def test_companies_of_another_workspace_are_left_out(
    foreign_campaign: Campaign, ports: Sequence[Company], stranger: User
) -> None:
    with pytest.raises(NothingOpenError):
        judge(foreign_campaign, ports, stranger)

    assert Verdict.objects.count() == 0


def test_only_managers_undo_regions_of_others(
    campaign: Campaign, ports: Sequence[Company], qualifier: User, manager: User
) -> None:
    by_manager = judge(campaign, ports[:2], manager)
    by_qualifier = judge(campaign, ports[2:], qualifier)

    with pytest.raises(NotYourVerdictError):
        undo_verdicts(step=by_manager, person=qualifier)
    undo_verdicts(step=by_qualifier, person=manager)

    assert set(signals_of(campaign)) == {company.pk for company in ports[:2]}


def test_archived_campaign_takes_no_region(
    campaign: Campaign, ports: Sequence[Company], qualifier: User
) -> None:
    set_archived(campaign=campaign, is_archived=True)

    with pytest.raises(CampaignArchivedError):
        judge(campaign, ports, qualifier)


def test_a_campaign_with_regions_can_be_deleted(
    campaign: Campaign, ports: Sequence[Company], qualifier: User
) -> None:
    judge(campaign, ports, qualifier)

    campaign.delete()

    assert (BulkVerdict.objects.count(), Verdict.objects.count()) == (0, 0)
