"""Cards that a browser keeps ahead: whose they are, their order, and that nobody lacks one."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from leadqual.accounts.models import User, Workspace
from leadqual.campaigns.models import Campaign, Lease, Verdict
from leadqual.campaigns.ranking.cards import Card
from leadqual.campaigns.ranking.next_card import (
    MAX_NEW_CARDS,
    MAX_PREFETCHED,
    MAX_PREFETCHED_FAST,
    MAX_RESCORED,
    PrefetchedCards,
    next_card,
    prefetch_cards,
)
from leadqual.campaigns.verdicts.services import record_verdict
from leadqual.core import clock
from leadqual.leads.models import Company
from tests.leadqual.campaigns.conftest import make_companies

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


@pytest.fixture
def many(workspace: Workspace) -> list[Company]:
    """Nine companies, of which a person alone keeps four ahead."""
    return make_companies(workspace, "port", 9)


@pytest.fixture
def lots(workspace: Workspace) -> list[Company]:
    """So many companies that nobody lacks a card."""
    return [
        *make_companies(workspace, "port", 30),
        *make_companies(workspace, "clinic", 30),
    ]


def company_of(found: object) -> int:
    assert isinstance(found, Card)
    return found.company.pk


def judge(
    campaign: Campaign, company: int, person: User, value: Verdict.Value = Verdict.Value.LIKE
) -> None:
    record_verdict(
        campaign=campaign, company=Company.objects.get(pk=company), value=value, author=person
    )


def leased(person: User) -> set[int]:
    return set(Lease.objects.filter(holder=person).values_list("company_id", flat=True))


def test_cards_kept_ahead_are_nobody_elses_and_not_the_one_on_the_table(
    campaign: Campaign, many: Sequence[Company], qualifier: User, manager: User
) -> None:
    shown = company_of(next_card(campaign, person=qualifier))

    ahead = prefetch_cards(campaign, person=qualifier, shown=shown)
    other = company_of(next_card(campaign, person=manager))
    others = {other, *prefetch_cards(campaign, person=manager, shown=other).order}

    assert len(ahead.order) == 4
    assert ahead.order == [card.company.pk for card in ahead.new_cards]
    assert shown not in ahead.order
    assert not others & {shown, *ahead.order}
    assert company_of(next_card(campaign, person=qualifier)) == shown


def test_cards_that_the_browser_holds_are_ordered_anew_and_not_sent_again(
    campaign: Campaign, lots: Sequence[Company], qualifier: User
) -> None:
    shown = company_of(next_card(campaign, person=qualifier))
    first = prefetch_cards(campaign, person=qualifier, shown=shown)
    assert len(first.order) == MAX_PREFETCHED
    assert len(first.new_cards) == MAX_PREFETCHED
    clinic = next(one for one in lots if one.name == "clinic 29")
    judge(campaign, shown, qualifier, Verdict.Value.DISLIKE)
    judge(campaign, clinic.pk, qualifier)

    second = prefetch_cards(campaign, person=qualifier, shown=first.order[0], held=first.order[1:])

    assert second.holds_shown
    fresh = [card.company for card in second.new_cards if card.company.pk not in first.order]
    assert len(fresh) == MAX_NEW_CARDS
    assert all(company.name.startswith("clinic") for company in fresh)
    assert second.order[:MAX_NEW_CARDS] == [company.pk for company in fresh]
    assert set(second.order) - {company.pk for company in fresh} < set(first.order)
    assert len(second.order) == MAX_PREFETCHED
    left = set(first.order[1:]) - set(second.order)
    assert left
    assert left <= leased(qualifier)  # Until the browser knows.
    prefetch_cards(campaign, person=qualifier, shown=first.order[0], held=second.order)
    assert not left & leased(qualifier)
    assert shown in leased(qualifier), "the lease of a card that was judged stays until it expires"


def test_nothing_is_sent_ahead_while_the_description_waits_or_once_the_campaign_is_archived(
    campaign: Campaign, many: Sequence[Company], qualifier: User
) -> None:
    campaign.description = "Berths"
    campaign.save()

    ahead = prefetch_cards(campaign, person=qualifier)

    assert ahead == PrefetchedCards(holds_shown=True, order=[], new_cards=[])
    assert not Lease.objects.exists()
    without = next_card(campaign, person=qualifier, waits_for_description=False)
    assert len(prefetch_cards(campaign, person=qualifier, shown=company_of(without)).order) == 4
    Campaign.objects.update(archived_at=clock.now())
    campaign.refresh_from_db()
    assert prefetch_cards(campaign, person=qualifier).order == []


def test_whoever_presses_fast_gets_more_cards_ahead(
    campaign: Campaign, lots: Sequence[Company], qualifier: User
) -> None:
    shown = company_of(next_card(campaign, person=qualifier))

    some = prefetch_cards(campaign, person=qualifier, shown=shown, n_presses=3)
    most = prefetch_cards(campaign, person=qualifier, shown=shown, held=some.order, n_presses=50)

    assert len(some.order) == MAX_PREFETCHED + 6
    assert len(most.order) == min(MAX_PREFETCHED_FAST, (len(lots) - 1) // 2)


def test_cards_without_a_score_come_again_with_one(
    campaign: Campaign, lots: Sequence[Company], qualifier: User
) -> None:
    shown = company_of(next_card(campaign, person=qualifier))
    first = prefetch_cards(campaign, person=qualifier, shown=shown)
    assert all(card.why is None for card in first.new_cards)
    judge(campaign, shown, qualifier)
    shown, *held = first.order

    second = prefetch_cards(campaign, person=qualifier, shown=shown, held=held)

    again = [card for card in second.new_cards if card.company.pk in held]
    assert len(again) == MAX_RESCORED
    assert all(card.why for card in again)
    scores = dict(Lease.objects.filter(holder=qualifier).values_list("company_id", "score"))
    for card in again:
        assert card.why is not None
        assert scores[card.company.pk] == pytest.approx(card.why.score)
    third = prefetch_cards(campaign, person=qualifier, shown=shown, held=second.order)
    assert not {card.company.pk for card in third.new_cards} & {card.company.pk for card in again}


def test_cards_that_others_judged_or_took_leave_the_order(
    campaign: Campaign, lots: Sequence[Company], qualifier: User, manager: User
) -> None:
    shown = company_of(next_card(campaign, person=qualifier))
    first = prefetch_cards(campaign, person=qualifier, shown=shown)
    gone, taken, skipped = first.order[:3]
    judge(campaign, gone, manager)
    Lease.objects.filter(company=taken).update(holder=manager)
    judge(campaign, skipped, qualifier, Verdict.Value.SKIP)

    second = prefetch_cards(campaign, person=qualifier, shown=shown, held=first.order)

    assert not {gone, taken, skipped} & set(second.order)
    assert set(first.order[3:]) & set(second.order)


def test_card_on_screen_that_somebody_else_has_or_judged_is_not_theirs(
    campaign: Campaign, lots: Sequence[Company], qualifier: User, manager: User
) -> None:
    shown = company_of(next_card(campaign, person=qualifier))
    assert prefetch_cards(campaign, person=qualifier, shown=shown).holds_shown
    Lease.objects.filter(company=shown).delete()
    assert prefetch_cards(campaign, person=qualifier, shown=shown).holds_shown, "taken anew"
    assert shown in leased(qualifier)

    Lease.objects.filter(company=shown).update(holder=manager)
    assert not prefetch_cards(campaign, person=qualifier, shown=shown).holds_shown

    Lease.objects.filter(company=shown).delete()
    judge(campaign, shown, manager)
    assert not prefetch_cards(campaign, person=qualifier, shown=shown).holds_shown


def test_card_that_undo_brings_back_comes_with_the_others(
    campaign: Campaign, lots: Sequence[Company], qualifier: User
) -> None:
    found = prefetch_cards(campaign, person=qualifier, shown=lots[7].pk, requests_shown=True)

    assert found.shown_card is not None
    assert found.shown_card.company == lots[7]
    assert lots[7].pk in leased(qualifier)
    assert lots[7].pk not in found.order


def test_cards_of_a_silent_browser_are_free_in_a_minute_for_who_has_no_other_card(
    campaign: Campaign, many: Sequence[Company], qualifier: User, manager: User
) -> None:
    shown = company_of(next_card(campaign, person=qualifier))
    kept = set(prefetch_cards(campaign, person=qualifier, shown=shown).order)
    later = clock.now() + timedelta(seconds=61)
    seen = []

    for _ in range(len(many)):
        company = company_of(next_card(campaign, person=manager, now=later))
        seen.append(company)
        judge(campaign, company, manager, Verdict.Value.DISLIKE)

    assert len(kept) == 4
    assert shown in seen[:5]  # The card on the table is nobody's after a minute.
    assert set(seen[5:]) == kept


def test_nobody_keeps_ahead_what_a_silent_browser_keeps_for_ten_minutes(
    campaign: Campaign, many: Sequence[Company], qualifier: User, manager: User
) -> None:
    now = clock.now()
    kept = set(prefetch_cards(campaign, person=qualifier, now=now).order)

    def found(seconds: int) -> set[int]:
        then = now + timedelta(seconds=seconds)
        company_of(next_card(campaign, person=manager, now=then))  # Sweeps leases away.
        return set(prefetch_cards(campaign, person=manager, now=then).order)

    assert not found(61) & kept
    assert not found(9 * 60) & kept
    assert found(12 * 60) & kept


def test_everybody_finds_a_card_however_few_are_open(
    campaign: Campaign, many: Sequence[Company], qualifier: User, manager: User
) -> None:
    n_open = len(many)
    while n_open > 1:
        mine = next_card(campaign, person=qualifier)
        shown = company_of(mine)
        prefetch_cards(campaign, person=qualifier, shown=shown)
        assert isinstance(next_card(campaign, person=manager), Card), n_open
        Lease.objects.filter(holder=manager).delete()
        judge(campaign, shown, qualifier)
        n_open -= 1


def test_companies_that_wait_for_a_second_person_are_among_the_cards_ahead_and_hide_the_first(
    campaign: Campaign, lots: Sequence[Company], qualifier: User, manager: User
) -> None:
    Campaign.objects.update(double_labeling_percent=100)
    campaign.refresh_from_db()
    for company in lots[:4]:
        judge(campaign, company.pk, manager)

    shown = company_of(next_card(campaign, person=qualifier))
    found = prefetch_cards(campaign, person=qualifier, shown=shown)

    seconds = {company.pk for company in lots[:4]}
    assert seconds <= {shown, *found.order}
    for card in found.new_cards:
        if card.company.pk in seconds:
            assert card.why is not None
            assert card.company.name not in {one.name for one in card.why.neighbors}
