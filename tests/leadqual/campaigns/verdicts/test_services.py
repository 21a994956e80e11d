"""Verdicts: one press counts once, history is kept, undo is sure."""

import uuid
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadqual.accounts.models import User, Workspace
from leadqual.campaigns.errors import (
    CampaignArchivedError,
    ContradictoryReasonsError,
    NotYourVerdictError,
    RequestReusedError,
    UnknownReasonError,
)
from leadqual.campaigns.models import Campaign, Lease, Reason, Verdict
from leadqual.campaigns.selectors import signals_of
from leadqual.campaigns.setup.services import create_campaign, set_archived
from leadqual.campaigns.verdicts import leases
from leadqual.campaigns.verdicts.leases import queue_state
from leadqual.campaigns.verdicts.services import record_verdict
from leadqual.campaigns.verdicts.undo import undo_last, undo_verdict
from leadqual.core import clock
from leadqual.leads.models import Company
from tests.examples import examples
from tests.leadqual.campaigns.conftest import evidence_now, make_companies

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
LIKE, DISLIKE, SKIP = Verdict.Value.LIKE, Verdict.Value.DISLIKE, Verdict.Value.SKIP
STEPS = st.lists(
    st.tuples(st.sampled_from([0, 1, 2]), st.sampled_from([*Verdict.Value, "undo"])), max_size=25
)


def test_pressing_twice_counts_once(
    campaign: Campaign, ports: Sequence[Company], qualifier: User
) -> None:
    press = uuid.uuid4()

    first, second = (
        record_verdict(
            campaign=campaign, company=ports[0], value=LIKE, author=qualifier, request_id=press
        )
        for _ in range(2)
    )

    assert first == second
    assert Verdict.objects.count() == 1


def test_request_id_of_another_verdict_is_refused(
    campaign: Campaign, ports: Sequence[Company], qualifier: User
) -> None:
    press = uuid.uuid4()
    record_verdict(
        campaign=campaign, company=ports[0], value=LIKE, author=qualifier, request_id=press
    )

    with pytest.raises(RequestReusedError):
        record_verdict(
            campaign=campaign, company=ports[1], value=LIKE, author=qualifier, request_id=press
        )

    assert Verdict.objects.count() == 1


def test_later_verdict_of_another_person_counts_and_both_stay(
    campaign: Campaign, ports: Sequence[Company], qualifier: User, manager: User
) -> None:
    record_verdict(campaign=campaign, company=ports[0], value=LIKE, author=qualifier)
    record_verdict(campaign=campaign, company=ports[0], value=DISLIKE, author=manager)

    assert signals_of(campaign) == {ports[0].pk: -1}
    assert Verdict.objects.filter(is_current=True).count() == 2


def test_changed_mind_keeps_the_former_verdict_in_the_history(
    campaign: Campaign, ports: Sequence[Company], qualifier: User
) -> None:
    record_verdict(campaign=campaign, company=ports[0], value=LIKE, author=qualifier)
    record_verdict(campaign=campaign, company=ports[0], value=DISLIKE, author=qualifier)

    history = Verdict.objects.order_by("pk").values_list("value", "is_current", "undone_at")
    assert list(history) == [("like", False, None), ("dislike", True, None)]


def test_undo_says_who_and_brings_the_former_verdict_back(
    campaign: Campaign, ports: Sequence[Company], qualifier: User, manager: User
) -> None:
    record_verdict(campaign=campaign, company=ports[0], value=LIKE, author=qualifier)
    last = record_verdict(campaign=campaign, company=ports[0], value=DISLIKE, author=qualifier)

    undone = undo_verdict(verdict=last, person=manager)

    assert (undone.undone_by, undone.undone_at is not None) == (manager, True)
    assert signals_of(campaign) == {ports[0].pk: 1}


def test_undoing_twice_takes_back_one(
    campaign: Campaign, ports: Sequence[Company], qualifier: User
) -> None:
    record_verdict(campaign=campaign, company=ports[0], value=LIKE, author=qualifier)
    last = record_verdict(campaign=campaign, company=ports[1], value=LIKE, author=qualifier)

    for _ in range(2):
        undo_verdict(verdict=last, person=qualifier)

    assert signals_of(campaign) == {ports[0].pk: 1}


def test_qualifier_cannot_undo_what_another_said(
    campaign: Campaign, ports: Sequence[Company], qualifier: User, manager: User
) -> None:
    verdict = record_verdict(campaign=campaign, company=ports[0], value=LIKE, author=manager)

    with pytest.raises(NotYourVerdictError):
        undo_verdict(verdict=verdict, person=qualifier)

    assert signals_of(campaign) == {ports[0].pk: 1}


def test_undo_with_nothing_to_undo_changes_nothing(campaign: Campaign, qualifier: User) -> None:
    assert undo_last(campaign=campaign, person=qualifier) is None


def test_reason_of_the_other_verdict_is_refused_and_nothing_is_written(
    campaign: Campaign, ports: Sequence[Company], qualifier: User
) -> None:
    reason = Reason.objects.filter(campaign=campaign, verdict="dislike")[0]

    with pytest.raises(UnknownReasonError):
        record_verdict(
            campaign=campaign,
            company=ports[0],
            value=LIKE,
            author=qualifier,
            reason_ids=[reason.pk],
        )

    assert Verdict.objects.count() == 0


def test_reason_of_another_campaign_is_refused(
    campaign: Campaign, ports: Sequence[Company], qualifier: User, workspace: Workspace
) -> None:
    other = create_campaign(workspace=workspace, name="Clinics", author=qualifier)
    reason = Reason.objects.filter(campaign=other, verdict="like")[0]

    with pytest.raises(UnknownReasonError):
        record_verdict(
            campaign=campaign,
            company=ports[0],
            value=LIKE,
            author=qualifier,
            reason_ids=[reason.pk],
        )


def test_archived_campaign_takes_no_verdict(
    campaign: Campaign, ports: Sequence[Company], qualifier: User
) -> None:
    set_archived(campaign=campaign, is_archived=True)

    with pytest.raises(CampaignArchivedError):
        record_verdict(campaign=campaign, company=ports[0], value=LIKE, author=qualifier)


@settings(
    max_examples=examples(25),
    deadline=None,
)
@given(steps=STEPS)
def test_any_sequence_of_verdicts_and_undos_ends_where_a_list_says(
    steps: list[tuple[int, str]], campaign: Campaign, ports: Sequence[Company], qualifier: User
) -> None:
    Verdict.objects.all().delete()
    said: list[tuple[int, str]] = []
    for place, step in steps:
        if step == "undo":
            undo_last(campaign=campaign, person=qualifier)
            said = said[:-1]
        else:
            value = Verdict.Value(step)
            record_verdict(campaign=campaign, company=ports[place], value=value, author=qualifier)
            said.append((ports[place].pk, step))

    now = dict(said)  # The last word on each company counts.
    signals = {"like": 1, "dislike": -1}
    assert signals_of(campaign) == {pk: signals[v] for pk, v in now.items() if v in signals}
    assert queue_state(campaign=campaign, person=qualifier, now=clock.now()).skipped == {
        pk for pk, v in now.items() if v == "skip"
    }
    assert Verdict.objects.count() == sum(step != "undo" for _, step in steps)


def test_a_manager_who_undoes_a_verdict_leaves_the_card_of_its_author_alone(
    campaign: Campaign, qualifier: User, manager: User
) -> None:
    judged, open_card = make_companies(campaign.workspace, "port", 2)
    verdict = record_verdict(campaign=campaign, company=judged, value=LIKE, author=qualifier)
    now = clock.now()
    leases.lease_first(campaign=campaign, company_ids=[open_card.pk], holder=qualifier, now=now)

    undo_verdict(verdict=verdict, person=manager)

    held = Lease.objects.filter(campaign=campaign, holder=qualifier, expires_at__gt=now)
    assert open_card.pk in held.values_list("company_id", flat=True)


def test_strong_verdict_counts_like_two_and_undo_brings_the_former_weight_back(
    campaign: Campaign, ports: Sequence[Company], qualifier: User
) -> None:
    said = {"campaign": campaign, "company": ports[0], "author": qualifier}
    record_verdict(**said, value=LIKE, weight=2)  # type: ignore[arg-type]  # one dict for both
    last = record_verdict(**said, value=DISLIKE)  # type: ignore[arg-type]
    between = dict(evidence_now(campaign).signals)

    undo_verdict(verdict=last, person=qualifier)

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

    with pytest.raises(RequestReusedError):
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

    with pytest.raises(ContradictoryReasonsError, match="“Too small” and “Too large” contradict"):
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
