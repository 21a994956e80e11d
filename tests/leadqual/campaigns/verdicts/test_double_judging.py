"""A share of the companies is judged by two people: never by the same one, never by a third."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from leadqual.accounts.models import Role, User, Workspace
from leadqual.campaigns.models import Campaign, Lease, Verdict
from leadqual.campaigns.ranking.cards import Card, NoCard
from leadqual.campaigns.ranking.next_card import card_of, next_card, prefetch_cards
from leadqual.campaigns.selectors import ids_for_second_verdict
from leadqual.campaigns.setup.services import (
    add_companies,
    create_campaign,
    update_campaign,
)
from leadqual.campaigns.verdicts import leases
from leadqual.campaigns.verdicts.leases import queue_state
from leadqual.campaigns.verdicts.services import record_verdict, undo_last
from leadqual.core import clock
from leadqual.core.double_review import (
    REVIEWER_COUNT,
    double_reviewed_below,
    is_double_review_turn,
    is_double_reviewed,
)
from leadqual.leads.models import Company
from tests.leadqual.campaigns.conftest import make_companies
from tests.problems import refused
from tests.product import make_member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
LIKE, DISLIKE, SKIP = Verdict.Value.LIKE, Verdict.Value.DISLIKE, Verdict.Value.SKIP


@pytest.fixture
def doubled(campaign: Campaign) -> Campaign:
    """The campaign, every company of which two people judge."""
    Campaign.objects.update(double_labeling_percent=100)
    campaign.refresh_from_db()
    return campaign


@pytest.fixture
def third(workspace: Workspace) -> User:
    """A third person who judges."""
    return make_member(workspace, "third@leadqual.example", Role.QUALIFIER)


def judge(campaign: Campaign, company: Company, value: Verdict.Value, person: User) -> Verdict:
    return record_verdict(campaign=campaign, company=company, value=value, author=person)


def asked(campaign: Campaign, person: User) -> Company:
    """Return the company that a person is asked about once all leases of others have expired."""
    Lease.objects.exclude(holder=person).delete()
    card = next_card(campaign, person=person)
    assert isinstance(card, Card), card
    return card.company


def test_database_and_program_choose_the_same_companies(db: None) -> None:
    keys = [1, 2, 3, 77, 2**31 - 1, 2**31, 2**31 + 5, 2**62 + 12_345]

    with connection.cursor() as cursor:
        query = f"SELECT {REVIEWER_COUNT.format(column='k')} FROM unnest(%(keys)s::bigint[]) k"
        cursor.execute(query, {"keys": keys, "doubled": double_reviewed_below(30)})
        found = [people for (people,) in cursor.fetchall()]

    assert found == [1 + is_double_reviewed(key, 30) for key in keys]


def test_second_person_gets_what_the_first_judged_and_nobody_gets_it_then(
    doubled: Campaign, workspace: Workspace, manager: User, qualifier: User, third: User
) -> None:
    (company,) = make_companies(workspace, "port", 1)
    assert asked(doubled, qualifier) == company
    judge(doubled, company, LIKE, qualifier)

    assert next_card(doubled, person=qualifier) is NoCard.SECOND_WANTED
    assert asked(doubled, manager) == company
    judge(doubled, company, DISLIKE, manager)

    for person in (qualifier, manager, third):
        Lease.objects.all().delete()
        assert next_card(doubled, person=person) is NoCard.ALL_JUDGED
        now = clock.now()
        ids = [company.pk]
        assert leases.lease_first(campaign=doubled, company_ids=ids, holder=person, now=now) is None


def test_second_card_is_held_by_one_until_it_expires_or_is_given_back(
    doubled: Campaign, workspace: Workspace, manager: User, qualifier: User, third: User
) -> None:
    (company,) = make_companies(workspace, "port", 1)
    judge(doubled, company, LIKE, qualifier)
    assert asked(doubled, manager) == company

    assert next_card(doubled, person=third) is NoCard.SECOND_WANTED
    again = next_card(doubled, person=manager)
    assert isinstance(again, Card)
    later = clock.now() + timedelta(seconds=61)
    assert isinstance(next_card(doubled, person=third, now=later), Card)

    leases.release_cards(campaign=doubled, holder=third)
    assert not Lease.objects.exists()


def test_second_person_sees_nothing_of_the_first_verdict(
    doubled: Campaign,
    workspace: Workspace,
    ports: Sequence[Company],
    manager: User,
    qualifier: User,
) -> None:
    (clinic,) = make_companies(workspace, "clinic", 1)
    for port in ports:
        judge(doubled, port, LIKE, qualifier)
        judge(doubled, port, LIKE, manager)
    before = card_of(doubled, clinic).why
    judge(doubled, clinic, DISLIKE, qualifier)

    card = next_card(doubled, person=manager)

    assert isinstance(card, Card)
    assert card.company == clinic
    assert card.why is not None
    assert before is not None
    assert card.why.score == pytest.approx(before.score, abs=1e-6)
    assert clinic.pk not in {near.company_id for near in card.why.neighbors}
    assert card.why.n_verdicts == len(ports)
    total = sum(near.contribution for near in card.why.neighbors) + card.why.others
    assert total == pytest.approx(card.why.score)


def test_first_verdict_of_a_campaign_gives_the_second_person_no_score(
    doubled: Campaign, workspace: Workspace, manager: User, qualifier: User
) -> None:
    (company,) = make_companies(workspace, "port", 1)
    judge(doubled, company, LIKE, qualifier)

    card = next_card(doubled, person=manager)

    assert isinstance(card, Card)
    assert card.why is None


def test_second_looks_come_now_and_then_and_not_in_a_row(
    doubled: Campaign,
    ports: Sequence[Company],
    clinics: Sequence[Company],
    bakeries: Sequence[Company],
    manager: User,
    qualifier: User,
) -> None:
    for company in (*ports, *clinics[:2]):
        judge(doubled, company, LIKE, qualifier)
    waiting = set(ids_for_second_verdict(doubled, manager))
    seen = []
    for _ in range(6):
        company = asked(doubled, manager)
        seen.append(company.pk in waiting)
        judge(doubled, company, DISLIKE, manager)

    assert seen == [False, True] * 3


def test_turns_are_twice_as_often_as_needed(campaign: Campaign, qualifier: User) -> None:
    assert [_every(campaign, qualifier, percent) for percent in (5, 25, 100)] == [10, 2, 2]


def _every(campaign: Campaign, person: User, percent: int) -> int:
    """Return after how many verdicts of a new person the first second look comes, and it itself."""
    campaign.double_labeling_percent = percent
    company = Company(workspace_id=campaign.workspace_id, name=str(percent), name_key=str(percent))
    company.save()
    Verdict.objects.all().delete()
    n = 1
    while not is_double_review_turn(
        campaign.double_labeling_percent,
        queue_state(campaign=campaign, person=person, now=clock.now()).n_given,
    ):
        judge(campaign, company, SKIP, person)
        n += 1
    return n


def test_skip_undone_dropped_and_foreign_companies_do_not_wait(
    doubled: Campaign,
    workspace: Workspace,
    ports: Sequence[Company],
    manager: User,
    qualifier: User,
) -> None:
    judge(doubled, ports[0], SKIP, qualifier)
    judge(doubled, ports[1], LIKE, qualifier)
    undo_last(campaign=doubled, person=qualifier)
    other = create_campaign(
        workspace=workspace, name="Other", author=manager, double_labeling_percent=100
    )
    judge(other, ports[2], LIKE, qualifier)
    assert ids_for_second_verdict(doubled) == []

    judge(doubled, ports[3], LIKE, qualifier)
    judge(doubled, ports[4], LIKE, manager)
    assert set(ids_for_second_verdict(doubled)) == {ports[3].pk, ports[4].pk}
    assert ids_for_second_verdict(doubled, manager) == [ports[3].pk]

    add_companies(campaign=doubled, company_ids=[ports[4].pk])
    assert ids_for_second_verdict(doubled) == [ports[4].pk]


def test_share_beyond_all_is_refused(campaign: Campaign) -> None:
    for percent in [-1, 101]:
        with refused("overlap"):
            update_campaign(
                campaign=campaign,
                name=campaign.name,
                description="",
                strategy=Campaign.Strategy.LIKELY,
                scope=Campaign.Scope.ALL,
                double_labeling_percent=percent,
            )

        campaign.refresh_from_db()
        assert campaign.double_labeling_percent == 0


def test_card_costs_few_queries_more_with_overlap(
    doubled: Campaign,
    ports: Sequence[Company],
    manager: User,
    qualifier: User,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    judge(doubled, ports[0], LIKE, qualifier)
    next_card(doubled, person=manager)
    Lease.objects.all().delete()

    with django_assert_max_num_queries(13):
        next_card(doubled, person=manager)


@pytest.mark.quick_cases(1)
@pytest.mark.parametrize("percent", [100, 25])
def test_two_who_work_at_once_share_a_card_among_their_first_ten(
    campaign: Campaign, workspace: Workspace, manager: User, qualifier: User, percent: int
) -> None:
    Campaign.objects.update(double_labeling_percent=percent)
    campaign.refresh_from_db()
    make_companies(workspace, "port", 60)
    judged: dict[int, set[int]] = {manager.pk: set(), qualifier.pk: set()}

    for _ in range(10):  # No lease runs out meanwhile.
        for person in (manager, qualifier):
            card = next_card(campaign, person=person)
            assert isinstance(card, Card)
            judge(campaign, card.company, LIKE, person)
            judged[person.pk].add(card.company.pk)

    shared = judged[manager.pk] & judged[qualifier.pk]
    assert len(shared) >= {25: 1, 100: 4}[percent]
    assert all(is_double_reviewed(key, percent) for key in shared)


def test_who_skipped_or_only_looks_keeps_the_card(
    doubled: Campaign, workspace: Workspace, manager: User, qualifier: User
) -> None:
    (company,) = make_companies(workspace, "port", 1)
    assert asked(doubled, qualifier) == company
    judge(doubled, company, SKIP, qualifier)

    assert next_card(doubled, person=manager) is NoCard.ALL_LEASED


def test_cards_for_a_second_opinion_cost_no_query_each(
    doubled: Campaign,
    workspace: Workspace,
    manager: User,
    qualifier: User,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    companies = make_companies(workspace, "port", 24)
    for company in companies[:12]:
        judge(doubled, company, LIKE, manager)
    prefetch_cards(doubled, person=manager)  # The companies are read.

    with django_assert_max_num_queries(8):
        ahead = prefetch_cards(doubled, person=qualifier)

    judged = {company.pk for company in companies[:12]}
    assert len([card for card in ahead.new_cards if card.company.pk in judged]) > 2
