"""Many people at once, with real commits: cards and verdicts are still counted once."""

import uuid
from collections.abc import Sequence
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection, transaction

from leadqual.accounts.models import Role, User, Workspace
from leadqual.campaigns.models import Campaign, Lease, Verdict
from leadqual.campaigns.ranking.cards import Card, NoCard
from leadqual.campaigns.ranking.next_card import next_card
from leadqual.campaigns.setup.services import create_campaign
from leadqual.campaigns.verdicts import leases
from leadqual.campaigns.verdicts.agreement import resolve
from leadqual.campaigns.verdicts.services import record_verdict
from leadqual.core import clock
from leadqual.core.errors import LeadqualError
from leadqual.core.leases import LEASE
from leadqual.leads.models import Company
from tests.leadqual.at_once import Racer, together, writers_of
from tests.leadqual.campaigns.conftest import make_companies
from tests.product import make_member

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("frozen")]
N_PEOPLE = 6


def lease_all(campaign: Campaign, companies: Sequence[Company]) -> None:
    """Lease every card, so that whoever wants one of them waits for this transaction."""
    for company in companies:
        person, now = campaign.author, clock.now()
        leases.lease_first(campaign=campaign, company_ids=[company.pk], holder=person, now=now)


def test_people_who_ask_at_once_get_different_cards(workspace: Workspace) -> None:
    people = [
        make_member(workspace, f"q{n}@leadqual.example", Role.QUALIFIER) for n in range(N_PEOPLE)
    ]
    campaign = create_campaign(workspace=workspace, name="Ports", author=people[0])
    companies = make_companies(workspace, "port", N_PEOPLE)

    for _ in range(3):
        asks = [partial(next_card, campaign, person=person) for person in people]
        found = together(asks, behind=partial(lease_all, campaign, companies))

        cards = [card.company.pk for card in found if isinstance(card, Card)]
        assert len(cards) == len(set(cards)) == N_PEOPLE


def test_second_looks_at_once_are_of_different_companies_and_never_a_third(
    workspace: Workspace,
) -> None:
    people = [
        make_member(workspace, f"q{n}@leadqual.example", Role.QUALIFIER) for n in range(N_PEOPLE)
    ]
    campaign = create_campaign(
        workspace=workspace, name="Ports", author=people[0], double_labeling_percent=100
    )
    companies = make_companies(workspace, "port", N_PEOPLE)
    begin = clock.now()
    n_cards = []

    # Whoever comes last may find nothing left but what they judged: it goes to others later.
    for minute in range(0, 4 * N_PEOPLE, 2):
        now = begin + timedelta(minutes=minute)
        asks = [partial(next_card, campaign, person=person, now=now) for person in people]
        # In later rounds some find nothing that they could wait for.
        found = together(asks, behind=None if minute else partial(lease_all, campaign, companies))
        given_to = zip(found, people, strict=True)
        cards = [(card.company, person) for card, person in given_to if isinstance(card, Card)]
        assert len({company for company, _ in cards}) == len(cards)
        n_cards.append(len(cards))
        for company, person in cards:
            value = Verdict.Value.LIKE
            record_verdict(campaign=campaign, company=company, value=value, author=person)
        if not cards:
            assert set(found) == {NoCard.ALL_JUDGED}
            break

    assert n_cards[0] == N_PEOPLE
    assert n_cards[-1] == 0
    given = Verdict.objects.values_list("company_id", "author_id")
    assert len(given) == len(set(given)) == 2 * N_PEOPLE


def test_one_press_that_arrives_many_times_at_once_is_one_verdict(workspace: Workspace) -> None:
    person = make_member(workspace, "q@leadqual.example", Role.QUALIFIER)
    campaign = create_campaign(workspace=workspace, name="Ports", author=person)
    (company,) = make_companies(workspace, "port", 1)

    def press(campaign: Campaign, company: Company, request_id: uuid.UUID) -> int:
        return record_verdict(
            campaign=campaign,
            company=company,
            value=Verdict.Value.LIKE,
            author=person,
            request_id=request_id,
        ).pk

    press_id = uuid.uuid4()
    held_up = writers_of(Verdict)
    same = together([lambda: press(campaign, company, press_id)] * 4, behind=held_up)
    others = together([lambda: press(campaign, company, uuid.uuid4())] * 4, behind=held_up)

    assert len(set(same)) == 1
    assert len(set(others)) == 4
    assert Verdict.objects.filter(is_current=True).count() == 1


def test_two_who_settle_at_once_leave_one_settling_word(workspace: Workspace) -> None:
    people = [
        make_member(workspace, f"m{n}@leadqual.example", Role.MANAGER) for n in range(N_PEOPLE)
    ]
    campaign = create_campaign(workspace=workspace, name="Ports", author=people[0])
    companies = make_companies(workspace, "port", 5)
    for company in companies:
        values = (Verdict.Value.LIKE, Verdict.Value.DISLIKE)
        for person, value in zip(people[:2], values, strict=True):
            record_verdict(campaign=campaign, company=company, value=value, author=person)

    def say(company: Company, person: User) -> bool:
        try:
            resolve(campaign=campaign, company=company, value=Verdict.Value.LIKE, person=person)
        except LeadqualError:
            return False
        return True

    for company in companies:
        says = [partial(say, company, person) for person in people]
        assert sum(together(says, behind=writers_of(Verdict))) == 1

    assert Verdict.objects.filter(is_final_decision=True, is_current=True).count() == len(companies)


def test_sweeping_waits_for_nobody_who_takes_an_old_lease_anew(workspace: Workspace) -> None:
    first, second = (
        make_member(workspace, f"q{n}@leadqual.example", Role.QUALIFIER) for n in range(2)
    )
    campaign = create_campaign(workspace=workspace, name="Ports", author=first)
    old, taken, free = (company.pk for company in make_companies(workspace, "port", 3))
    begin = clock.now()
    take = partial(leases.lease_first, campaign=campaign)
    for company in (old, taken):
        assert take(company_ids=[company], holder=first, now=begin) == company
    later = begin + 3 * LEASE

    take_another = partial(take, company_ids=[free], holder=second, now=later)
    with transaction.atomic():
        Lease.objects.filter(company_id=taken).update(expires_at=later + LEASE)
        assert Racer(take_another).result_beside(connection) == free

    assert set(Lease.objects.values_list("company_id", flat=True)) == {taken, free}
