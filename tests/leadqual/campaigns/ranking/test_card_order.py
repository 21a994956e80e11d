"""Why a company is next: by the strategy, or to check a new area as often as the campaign says."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from leadqual.accounts.models import User, Workspace
from leadqual.campaigns.models import Campaign, ChosenBecause, Lease, Verdict
from leadqual.campaigns.ranking import card_order
from leadqual.campaigns.ranking.card_order import is_exploration_turn
from leadqual.campaigns.ranking.cards import Card
from leadqual.campaigns.ranking.next_card import first_companies, next_card, prefetch_cards
from leadqual.campaigns.verdicts.services import record_verdict
from leadqual.leads.models import Company
from tests.examples import examples
from tests.leadqual.campaigns.conftest import describe, make_companies


@pytest.fixture(autouse=True)
def _no_cells() -> Iterator[None]:
    """Keys of rolled back tests come again: what a process remembers of them is wrong."""
    card_order._cache.clear()
    yield
    card_order._cache.clear()


def asked(campaign: Campaign, person: User) -> Card:
    card = next_card(campaign, person=person)
    assert isinstance(card, Card), card
    return card


@given(percent=st.integers(0, 50), start=st.integers(0, 10_000))
@settings(max_examples=examples(60))
def test_of_a_hundred_cards_in_a_row_as_many_percent_check_a_new_area(
    percent: int, start: int
) -> None:
    turns = [is_exploration_turn(percent, start + n) for n in range(100)]

    assert sum(turns) == percent
    gaps = [n for n, is_turn in enumerate(turns) if is_turn]
    longest = max((b - a for a, b in pairwise(gaps)), default=0)
    assert not percent or longest <= -(-100 // percent)


@pytest.mark.django_db
def test_card_says_why_it_is_next_also_when_it_is_shown_again(
    campaign: Campaign, ports: Sequence[Company], qualifier: User
) -> None:
    for strategy, because in [
        ("likely", "likely"),
        ("uncertain", "uncertain"),
        ("unexplored", "unexplored"),
        ("largest", "largest"),
        ("mix", "likely"),
    ]:
        Lease.objects.all().delete()
        Campaign.objects.update(strategy=strategy)
        campaign.refresh_from_db()
        record_verdict(
            campaign=campaign, company=ports[0], value=Verdict.Value.LIKE, author=qualifier
        )

        first, again = asked(campaign, qualifier), asked(campaign, qualifier)

        assert first.company == again.company
        assert first.chosen_because == again.chosen_because == because
        assert Lease.objects.get(holder=qualifier).chosen_because == because


@pytest.mark.django_db
def test_first_cards_follow_the_description_else_what_is_known_best(
    campaign: Campaign, ports: Sequence[Company], qualifier: User, manager: User
) -> None:
    assert asked(campaign, qualifier).chosen_because == ChosenBecause.WELL_KNOWN

    describe(campaign, "Port software", axis=0)

    assert asked(campaign, manager).chosen_because == ChosenBecause.DESCRIPTION


@pytest.mark.django_db
def test_share_of_exploration_checks_clusters_in_which_nobody_judged(
    campaign: Campaign, workspace: Workspace, qualifier: User
) -> None:
    Campaign.objects.update(exploration=25)
    campaign.refresh_from_db()
    make_companies(workspace, "port", 30)
    make_companies(workspace, "clinic", 10)
    seen: list[tuple[str, str]] = []

    for _ in range(8):
        card = asked(campaign, qualifier)
        kind = card.company.name.split()[0]
        value = Verdict.Value.LIKE if kind == "port" else Verdict.Value.DISLIKE
        record_verdict(campaign=campaign, company=card.company, value=value, author=qualifier)
        seen.append((kind, card.chosen_because))

    assert [because == "new_area" for _, because in seen] == [False, False, False, True] * 2
    assert "clinic" in {kind for kind, because in seen if because == "new_area"}
    assert {kind for kind, because in seen[1:] if because != "new_area"} == {"port"}


@pytest.mark.django_db
def test_cards_ahead_hold_their_turns_of_exploration(
    campaign: Campaign, workspace: Workspace, qualifier: User
) -> None:
    Campaign.objects.update(exploration=25)
    campaign.refresh_from_db()
    make_companies(workspace, "port", 40)
    shown = asked(campaign, qualifier).company

    ahead = prefetch_cards(campaign, person=qualifier, shown=shown.pk)

    whys = [card.chosen_because for card in ahead.new_cards]
    assert [n for n, why in enumerate(whys[:7]) if why == "new_area"] == [2, 6]


@pytest.mark.django_db
def test_first_companies_are_those_that_come_and_nobody_leases_them(
    campaign: Campaign, ports: Sequence[Company], qualifier: User
) -> None:
    found = first_companies(campaign, person=qualifier, n=3)
    assert not Lease.objects.exists()

    came = []
    for _ in range(3):
        company = asked(campaign, qualifier).company
        came.append(company)
        skip = Verdict.Value.SKIP
        record_verdict(campaign=campaign, company=company, value=skip, author=qualifier)

    assert [card.company for card in found] == came


@pytest.mark.django_db
def test_share_of_exploration_is_set_by_form_and_api_and_bounded(
    campaign: Campaign, qualifier_client: Client, api: Client
) -> None:
    form = {"name": "Ports", "strategy": "likely", "scope": "all", "exploration": "20"}
    qualifier_client.post(f"/campaigns/{campaign.pk}/settings/", form)
    url = f"/api/v1/campaigns/{campaign.pk}/order"
    before = api.get(url).json()["exploration_percent"]

    answers = [
        api.put(url, {"exploration_percent": percent}, content_type="application/json").status_code
        for percent in (10, 51)
    ]

    campaign.refresh_from_db()
    assert (before, answers, campaign.exploration) == (20, [200, 422], 10)
    assert "Checking a new area" in dict(ChosenBecause.choices).values()


@pytest.mark.django_db
def test_card_on_the_page_and_in_the_api_says_why(
    campaign: Campaign, ports: Sequence[Company], qualifier_client: Client, api: Client
) -> None:
    Campaign.objects.update(strategy="mix")

    page = qualifier_client.get(f"/campaigns/{campaign.pk}/queue/").content.decode()
    answer = api.get(f"/api/v1/campaigns/{campaign.pk}/next").json()

    assert "Checking a new area" in page
    assert answer["chosen_because"] == "new_area"
