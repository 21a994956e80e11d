"""Presses of one request are stored together, and just as they would be one by one."""

import uuid
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from leadqual.accounts.models import User, Workspace
from leadqual.campaigns.models import Campaign, Lease, Reason, Verdict
from leadqual.campaigns.ranking.cards import Card
from leadqual.campaigns.ranking.next_card import next_card
from leadqual.campaigns.setup.services import create_campaign, set_archived
from leadqual.campaigns.verdicts.offline_verdicts import record_offline
from leadqual.campaigns.verdicts.services import Press, record_verdict
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


def press(company: Company | int, value: str = "like", **more: object) -> Press:
    key = company if isinstance(company, int) else company.pk
    return Press(company_id=key, value=value, **more)  # type: ignore[arg-type]  # of the fields


def codes(campaign: Campaign, person: User, presses: Sequence[Press]) -> list[str]:
    """Store presses; return the code of each that was refused, else an empty text."""
    results = record_offline(campaign=campaign, person=person, presses=presses)
    assert [request_id for request_id, _, _ in results] == [press.request_id for press in presses]
    return [error.code if error else "" for _, error, _ in results]


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

    assert not any(codes(one, qualifier, presses))
    for each in presses:
        assert codes(other, qualifier, [each]) == [""]

    assert stored(one) == stored(other)


def test_twelve_presses_take_few_queries(
    campaign: Campaign,
    workspace: Workspace,
    qualifier: User,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    companies = make_companies(workspace, "port", 12)
    presses = [press(company) for company in companies]

    with django_assert_max_num_queries(5):  # With the savepoint that a test has.
        assert not any(codes(campaign, qualifier, presses))

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

    assert codes(campaign, qualifier, presses) == ["", ""]

    first, second = (Verdict.objects.get(request_id=each.request_id) for each in presses)
    assert first.score == pytest.approx(Lease.objects.get(company=card.company).score)
    assert list(first.reasons.all()) == [reason]
    assert (second.value, second.is_current) == ("dislike", True)
    assert Verdict.objects.filter(company=ports[0], is_current=True).count() == 1


def test_what_is_refused_concerns_no_other(
    campaign: Campaign,
    foreign_campaign: Campaign,
    ports: Sequence[Company],
    qualifier: User,
) -> None:
    known = press(ports[0])
    assert codes(campaign, qualifier, [known]) == [""]
    (stranger,) = make_companies(foreign_campaign.workspace, "clinic", 1)
    dislike = Reason.objects.filter(campaign=campaign, verdict="dislike")[0]
    sent = [
        known,
        press(stranger),
        press(10**12),
        press(ports[1], is_undone=True),
        press(ports[3], reason_ids=[dislike.pk]),
        press(ports[4]),
        press(ports[2], request_id=known.request_id),
    ]

    found = [codes(campaign, qualifier, sent[:-1]), codes(campaign, qualifier, sent[-1:])]

    refused = ["", "not_here", "not_here", "", "unknown_reason", ""]
    assert found == [refused, ["request_reused"]]
    assert Verdict.objects.count() == 3


def test_archived_campaign_takes_none(
    campaign: Campaign, ports: Sequence[Company], qualifier: User
) -> None:
    set_archived(campaign=campaign, is_archived=True)

    assert codes(campaign, qualifier, [press(ports[0])]) == ["campaign_archived"]
    assert not Verdict.objects.exists()
