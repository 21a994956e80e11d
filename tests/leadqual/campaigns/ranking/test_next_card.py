"""Cards: the last verdict counts, a closed laptop frees its card, nobody shares one."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from leadqual.accounts.models import User, Workspace
from leadqual.campaigns.models import Campaign, Lease, Verdict
from leadqual.campaigns.ranking.cards import Card, NoCard
from leadqual.campaigns.ranking.next_card import next_card, next_card_and_progress
from leadqual.campaigns.ranking.ranked_list import recommendations
from leadqual.campaigns.setup.services import add_companies, set_archived
from leadqual.campaigns.verdicts import leases
from leadqual.campaigns.verdicts.services import record_verdict, undo_last
from leadqual.core import clock
from leadqual.leads.models import Company
from tests.leadqual.campaigns.conftest import CLUSTERS, describe, make_companies

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
LIKE, DISLIKE, SKIP = Verdict.Value.LIKE, Verdict.Value.DISLIKE, Verdict.Value.SKIP


def card_of(campaign: Campaign, person: User) -> Card:
    card = next_card(campaign, person=person)
    assert isinstance(card, Card), card
    return card


def test_before_the_first_verdict_there_is_no_score_and_the_best_known_comes_first(
    campaign: Campaign, qualifier: User, bakeries: Sequence[Company], ports: Sequence[Company]
) -> None:
    card = card_of(campaign, qualifier)

    assert card.why is None
    assert card.company in ports


def test_first_card_waits_for_the_description_and_follows_it(
    campaign: Campaign, qualifier: User, ports: Sequence[Company], clinics: Sequence[Company]
) -> None:
    assert card_of(campaign, qualifier).company in ports
    campaign.description = "Software for clinics"
    campaign.save()

    assert next_card(campaign, person=qualifier) is NoCard.DESCRIPTION_UNREAD
    assert not Lease.objects.exists()
    without = next_card(campaign, person=qualifier, waits_for_description=False)
    assert isinstance(without, Card)
    assert next_card(campaign, person=qualifier) is NoCard.DESCRIPTION_UNREAD
    describe(campaign, campaign.description, axis=CLUSTERS.index("clinic"))

    card = card_of(campaign, qualifier)
    assert card.company in clinics
    assert card.why is None
    assert card.description_similarity is not None
    assert card.description_similarity > 0.5


def test_description_keeps_nobody_waiting_where_it_does_not_matter(
    campaign: Campaign, qualifier: User, ports: Sequence[Company]
) -> None:
    campaign.description, campaign.strategy = "Berths", Campaign.Strategy.LARGEST
    campaign.save()
    assert next_card(campaign, person=qualifier) is not NoCard.DESCRIPTION_UNREAD

    campaign.strategy = Campaign.Strategy.LIKELY
    record_verdict(campaign=campaign, company=ports[0], value=LIKE, author=qualifier)
    assert card_of(campaign, qualifier).why is not None


def test_next_card_counts_the_last_verdict(
    campaign: Campaign, qualifier: User, ports: Sequence[Company], clinics: Sequence[Company]
) -> None:
    record_verdict(campaign=campaign, company=ports[0], value=DISLIKE, author=qualifier)
    record_verdict(campaign=campaign, company=clinics[0], value=LIKE, author=qualifier)

    card = card_of(campaign, qualifier)

    assert card.company in clinics[1:]
    assert card.why is not None
    assert card.why.score > 0.5


def test_two_people_never_get_the_same_card(
    campaign: Campaign, qualifier: User, manager: User, ports: Sequence[Company]
) -> None:
    seen = set()
    for person in (qualifier, manager) * 2:
        card = card_of(campaign, person)
        assert card.company.pk not in seen
        seen.add(card.company.pk)
        record_verdict(campaign=campaign, company=card.company, value=LIKE, author=person)

    assert len(seen) == 4


def test_last_card_is_its_holders_alone_until_their_laptop_is_closed_for_a_minute(
    campaign: Campaign, qualifier: User, manager: User, workspace: Workspace
) -> None:
    (only,) = make_companies(workspace, "port", 1)
    card_of(campaign, qualifier)
    assert next_card(campaign, person=manager) is NoCard.ALL_LEASED
    later = clock.now() + timedelta(seconds=61)

    card = next_card(campaign, person=manager, now=later)

    assert isinstance(card, Card)
    assert card.company == only
    assert Lease.objects.get().holder == manager
    held = {
        holder.pk: leases.queue_state(
            campaign=campaign, person=holder, now=later, shown=only.pk
        ).own_cards
        for holder in (qualifier, manager)
    }
    assert [list(held[one.pk]) for one in (qualifier, manager)] == [[], [only.pk]]


def test_undone_card_is_the_next_card(
    campaign: Campaign, qualifier: User, ports: Sequence[Company]
) -> None:
    first = card_of(campaign, qualifier).company
    record_verdict(campaign=campaign, company=first, value=DISLIKE, author=qualifier)
    second = card_of(campaign, qualifier).company

    undo_last(campaign=campaign, person=qualifier)

    assert card_of(campaign, qualifier).company == first != second


def test_skip_is_for_oneself_and_no_signal_and_everything_judged_is_said(
    campaign: Campaign, qualifier: User, manager: User, workspace: Workspace
) -> None:
    (only,) = make_companies(workspace, "port", 1)
    record_verdict(campaign=campaign, company=only, value=SKIP, author=qualifier)

    assert next_card(campaign, person=qualifier) is NoCard.ALL_SKIPPED
    card = card_of(campaign, manager)
    assert (card.company, card.why) == (only, None)
    record_verdict(campaign=campaign, company=only, value=LIKE, author=manager)
    assert next_card(campaign, person=qualifier) is NoCard.ALL_JUDGED
    assert recommendations(campaign).total == 0


def test_no_companies_and_unread_companies_are_told_apart(
    campaign: Campaign, qualifier: User, workspace: Workspace
) -> None:
    assert next_card(campaign, person=qualifier) is NoCard.NO_COMPANIES

    Company.objects.create(workspace=workspace, name="New", name_key="new")

    assert next_card(campaign, person=qualifier) is NoCard.NOT_EMBEDDED


def test_deleted_companies_leave_cards_and_list(
    campaign: Campaign, qualifier: User, ports: Sequence[Company], clinics: Sequence[Company]
) -> None:
    record_verdict(campaign=campaign, company=ports[0], value=LIKE, author=qualifier)
    recommendations(campaign)
    Company.objects.filter(pk__in=[company.pk for company in ports]).delete()

    card, left = next_card_and_progress(campaign, person=qualifier)
    found = recommendations(campaign)

    assert {row.company for row in found.rows} == set(clinics)
    assert isinstance(card, Card)
    assert card.company in clinics
    assert left.n_left == len(clinics)


def test_selected_scope_asks_about_added_companies_only(
    campaign: Campaign, qualifier: User, ports: Sequence[Company], clinics: Sequence[Company]
) -> None:
    add_companies(campaign=campaign, company_ids=[clinics[3].pk])

    assert card_of(campaign, qualifier).company == clinics[3]
    assert recommendations(campaign).total == 1


def test_largest_first_asks_about_the_largest(
    campaign: Campaign, qualifier: User, ports: Sequence[Company], clinics: Sequence[Company]
) -> None:
    Company.objects.filter(pk=clinics[2].pk).update(employees=900)
    campaign.strategy = Campaign.Strategy.LARGEST
    campaign.save()

    assert card_of(campaign, qualifier).company == clinics[2]


def test_next_card_costs_few_queries(
    campaign: Campaign,
    qualifier: User,
    ports: Sequence[Company],
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    record_verdict(campaign=campaign, company=ports[0], value=LIKE, author=qualifier)
    card_of(campaign, qualifier)

    with django_assert_max_num_queries(9):
        next_card(campaign, person=qualifier)


def test_archived_campaign_asks_for_nothing_until_it_is_back(
    campaign: Campaign, ports: Sequence[Company], qualifier: User, qualifier_client: Client
) -> None:
    set_archived(campaign=campaign, is_archived=True)

    assert next_card(campaign, person=qualifier) is NoCard.ARCHIVED
    html = qualifier_client.get(f"/campaigns/{campaign.pk}/queue/").content.decode()
    assert "This campaign is archived" in html
    assert ports[0].name not in html

    qualifier_client.post(f"/campaigns/{campaign.pk}/archive/", {"archived": "0"})
    campaign.refresh_from_db()
    assert isinstance(next_card(campaign, person=qualifier), Card)
