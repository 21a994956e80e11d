"""Verdicts: one press counts once, history is kept, undo is sure."""

import uuid
from collections.abc import Sequence

import pytest

from leadqual.accounts.models import User, Workspace
from leadqual.campaigns.errors import (
    CampaignArchivedError,
)
from leadqual.campaigns.models import Campaign, Lease, Reason, Verdict
from leadqual.campaigns.selectors import signals_of
from leadqual.campaigns.setup.services import create_campaign, set_archived
from leadqual.campaigns.verdicts import leases
from leadqual.campaigns.verdicts.services import record_verdict, undo_verdicts
from leadqual.core import clock
from leadqual.core.errors import LeadqualError
from leadqual.leads.models import Company
from tests.leadqual.campaigns.conftest import evidence_now, make_companies
from tests.problems import refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
LIKE, DISLIKE, SKIP = Verdict.Value.LIKE, Verdict.Value.DISLIKE, Verdict.Value.SKIP


def test_pressing_twice_counts_once_and_a_request_id_of_another_verdict_is_refused(
    campaign: Campaign, ports: Sequence[Company], qualifier: User
) -> None:
    said = {"campaign": campaign, "author": qualifier, "request_id": uuid.uuid4(), "value": LIKE}

    first, second = (
        record_verdict(**said, company=ports[0])  # type: ignore[arg-type]  # one dict for all
        for _ in range(2)
    )
    with refused("request_reused"):
        record_verdict(**said, company=ports[1])  # type: ignore[arg-type]

    assert first == second == Verdict.objects.get()


def test_reasons_of_the_other_verdict_or_campaign_and_archived_campaigns_are_refused(
    campaign: Campaign, ports: Sequence[Company], qualifier: User, workspace: Workspace
) -> None:
    other = create_campaign(workspace=workspace, name="Clinics", author=qualifier)
    said = {"campaign": campaign, "company": ports[0], "value": LIKE, "author": qualifier}
    for reason in (
        campaign.reasons.filter(verdict="dislike")[0],
        other.reasons.filter(verdict="like")[0],
    ):
        with refused("unknown_reason"):
            record_verdict(**said, reason_ids=[reason.pk])  # type: ignore[arg-type]

    set_archived(campaign=campaign, is_archived=True)
    with pytest.raises(CampaignArchivedError):
        record_verdict(**said)  # type: ignore[arg-type]

    assert not Verdict.objects.exists()


def test_undo_says_who_and_brings_the_former_verdict_back(
    campaign: Campaign, ports: Sequence[Company], qualifier: User, manager: User
) -> None:
    record_verdict(campaign=campaign, company=ports[0], value=LIKE, author=qualifier)
    last = record_verdict(campaign=campaign, company=ports[0], value=DISLIKE, author=qualifier)

    undone = undo_verdicts(step=last, person=manager)

    assert (undone.undone_by, undone.undone_at is not None) == (manager, True)
    assert signals_of(campaign) == {ports[0].pk: 1}


def test_qualifier_cannot_undo_what_another_said(
    campaign: Campaign, ports: Sequence[Company], qualifier: User, manager: User
) -> None:
    verdict = record_verdict(campaign=campaign, company=ports[0], value=LIKE, author=manager)

    with refused("not_your_verdict"):
        undo_verdicts(step=verdict, person=qualifier)

    assert signals_of(campaign) == {ports[0].pk: 1}


def test_a_manager_who_undoes_a_verdict_leaves_the_card_of_its_author_alone(
    campaign: Campaign, qualifier: User, manager: User
) -> None:
    judged, open_card = make_companies(campaign.workspace, "port", 2)
    verdict = record_verdict(campaign=campaign, company=judged, value=LIKE, author=qualifier)
    now = clock.now()
    leases.lease_first(campaign=campaign, company_ids=[open_card.pk], holder=qualifier, now=now)

    undo_verdicts(step=verdict, person=manager)

    held = Lease.objects.filter(campaign=campaign, holder=qualifier, expires_at__gt=now)
    assert open_card.pk in held.values_list("company_id", flat=True)


def test_strong_verdict_counts_like_two_and_undo_brings_the_former_weight_back(
    campaign: Campaign, ports: Sequence[Company], qualifier: User
) -> None:
    said = {"campaign": campaign, "company": ports[0], "author": qualifier}
    record_verdict(**said, value=LIKE, weight=2)  # type: ignore[arg-type]  # one dict for both
    last = record_verdict(**said, value=DISLIKE)  # type: ignore[arg-type]
    between = dict(evidence_now(campaign).signals)

    undo_verdicts(step=last, person=qualifier)

    assert between == {ports[0].pk: -1}
    assert dict(evidence_now(campaign).signals) == {ports[0].pk: 2}
    assert signals_of(campaign) == {ports[0].pk: 1}


def test_skip_is_never_strong_and_a_press_keeps_its_weight(
    campaign: Campaign, ports: Sequence[Company], qualifier: User
) -> None:
    press = uuid.uuid4()
    skip = record_verdict(
        campaign=campaign, company=ports[0], value=SKIP, weight=2, author=qualifier
    )
    said = {"campaign": campaign, "company": ports[1], "author": qualifier, "request_id": press}
    record_verdict(**said, value=LIKE, weight=2)  # type: ignore[arg-type]  # one dict for both

    with refused("request_reused"):
        record_verdict(**said, value=LIKE)  # type: ignore[arg-type]

    assert skip.weight == 1
    assert [one.named for one in Verdict.objects.order_by("pk")] == ["skip", "strong like"]


def opposite_reasons(campaign: Campaign) -> list[int]:
    Reason.objects.filter(campaign=campaign).update(position=None)
    return [
        Reason.objects.create(
            campaign=campaign,
            verdict="dislike",
            text=text,
            factor="size",
            direction=direction,
            position=place,
        ).pk
        for place, (text, direction) in enumerate([("Too small", -1), ("Too large", 1)], 1)
    ]


def test_contradictory_reasons_are_refused_by_name_and_nothing_is_written(
    campaign: Campaign, ports: Sequence[Company], qualifier: User
) -> None:
    keys = opposite_reasons(campaign)

    with pytest.raises(LeadqualError, match="“Too small” and “Too large” contradict"):
        record_verdict(
            campaign=campaign,
            company=ports[0],
            value=DISLIKE,
            author=qualifier,
            reason_ids=keys,
        )

    assert not Verdict.objects.exists()
    for key in keys:
        one = record_verdict(
            campaign=campaign, company=ports[0], value=DISLIKE, author=qualifier, reason_ids=[key]
        )
        assert [reason.pk for reason in one.reasons.all()] == [key]
