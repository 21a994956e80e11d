"""Presses of one request are stored together, and just as they would be one by one."""

import uuid
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from leadqual.accounts.models import User, Workspace
from leadqual.campaigns.bulk.offline_sync import OfflineVerdict, arrive
from leadqual.campaigns.bulk.plain_presses import record_plain
from leadqual.campaigns.bulk.verdict_batch import arrive_all
from leadqual.campaigns.models import Campaign, Lease, Reason, Verdict
from leadqual.campaigns.ranking.cards import Card
from leadqual.campaigns.ranking.next_card import next_card
from leadqual.campaigns.setup.services import create_campaign, set_archived
from leadqual.campaigns.verdicts.services import record_verdict
from leadqual.core.errors import LeadqualError
from leadqual.leads.models import Company
from tests.examples import examples
from tests.leadqual.campaigns.conftest import make_companies

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
PRESSES = st.lists(
    st.tuples(
        st.integers(0, 5), st.sampled_from(Verdict.Value), st.sampled_from([1, 2]), st.booleans()
    ),
    max_size=8,
)


def press(company: Company | int, value: str = "like", **more: object) -> OfflineVerdict:
    key = company if isinstance(company, int) else company.pk
    plain = OfflineVerdict(key, Verdict.Value(value), (), uuid.uuid4())
    return replace(plain, **more)  # type: ignore[arg-type]  # of the fields


def stored(campaign: Campaign) -> list[tuple[object, ...]]:
    fields = ("company", "value", "weight", "is_current", "request_id", "score", "workspace")
    rows = Verdict.objects.filter(campaign=campaign).order_by("pk")
    return [(*row, undone is not None) for *row, undone in rows.values_list(*fields, "undone_at")]


@given(sent=PRESSES)
@settings(
    max_examples=examples(25),
    deadline=None,
)
def test_together_is_as_one_by_one(
    workspace: Workspace, qualifier: User, sent: list[tuple[int, Verdict.Value, int, bool]]
) -> None:
    companies = list(Company.objects.filter(workspace=workspace).order_by("pk")[:6])
    companies = companies or make_companies(workspace, "port", 6)
    one, other = (
        create_campaign(workspace=workspace, name=str(uuid.uuid4()), author=qualifier)
        for _ in range(2)
    )
    presses = [
        press(companies[place], value, weight=weight, is_undone=is_undone)
        for place, value, weight, is_undone in sent
    ]

    results = arrive_all(campaign=one, person=qualifier, presses=presses)
    for each in presses:
        arrive(campaign=other, person=qualifier, waited=each)

    assert [result.request_id for result in results] == [each.request_id for each in presses]
    assert not any(result.code for result in results)
    assert stored(one) == stored(other)


def test_twelve_presses_take_few_queries(
    campaign: Campaign,
    workspace: Workspace,
    qualifier: User,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    companies = make_companies(workspace, "port", 12)
    presses = [press(company) for company in companies]

    with django_assert_max_num_queries(9):
        results = arrive_all(campaign=campaign, person=qualifier, presses=presses)

    assert not any(result.code for result in results)
    assert list(Verdict.objects.order_by("pk").values_list("company", flat=True)) == [
        company.pk for company in companies
    ]


def test_score_of_the_card_and_reasons_are_kept_and_the_former_verdict_is_replaced(
    campaign: Campaign, ports: Sequence[Company], qualifier: User
) -> None:
    record_verdict(campaign=campaign, company=ports[0], value=Verdict.Value.LIKE, author=qualifier)
    card = next_card(campaign, person=qualifier)
    assert isinstance(card, Card)
    reason = Reason.objects.filter(campaign=campaign, verdict="like")[0]
    presses = [press(card.company, reason_ids=[reason.pk]), press(ports[0], "dislike")]

    done = record_plain(campaign=campaign, person=qualifier, presses=presses)

    first, second = (Verdict.objects.get(request_id=each.request_id) for each in presses)
    assert done == {each.request_id for each in presses}
    assert first.score == pytest.approx(Lease.objects.get(company=card.company).score)
    assert list(first.reasons.all()) == [reason]
    assert (second.value, second.is_current) == ("dislike", True)
    assert Verdict.objects.filter(company=ports[0], is_current=True).count() == 1


def test_what_is_not_plain_is_left_to_the_code_for_one(
    campaign: Campaign,
    foreign_campaign: Campaign,
    workspace: Workspace,
    ports: Sequence[Company],
    qualifier: User,
) -> None:
    known = press(ports[0])
    arrive(campaign=campaign, person=qualifier, waited=known)
    (stranger,) = make_companies(foreign_campaign.workspace, "clinic", 1)
    dislike = Reason.objects.filter(campaign=campaign, verdict="dislike")[0]
    odd = [
        known,
        press(stranger),
        press(10**12),
        press(ports[1], is_undone=True),
        press(ports[3], reason_ids=[dislike.pk]),
    ]
    fine = press(ports[4])

    done = record_plain(campaign=campaign, person=qualifier, presses=[*odd, fine])

    assert done == {fine.request_id}
    assert Verdict.objects.count() == 2


def test_archived_campaign_takes_none(
    campaign: Campaign, ports: Sequence[Company], qualifier: User
) -> None:
    set_archived(campaign=campaign, is_archived=True)

    results = arrive_all(campaign=campaign, person=qualifier, presses=[press(ports[0])])

    assert [result.code for result in results] == ["campaign_archived"]
    assert not Verdict.objects.exists()
    with pytest.raises(LeadqualError):
        arrive(campaign=campaign, person=qualifier, waited=press(ports[0]))
