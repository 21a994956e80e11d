"""A mixed order: likely likes while they come, and where nobody asked yet when they run dry."""

from collections.abc import Iterator, Sequence

import pytest

from leadqual.accounts.models import User
from leadqual.campaigns.models import Campaign, Verdict
from leadqual.campaigns.ranking import card_order
from leadqual.campaigns.ranking.cards import Card
from leadqual.campaigns.ranking.next_card import next_card
from leadqual.campaigns.verdicts.services import record_verdict, undo_last
from leadqual.leads.models import Company
from recommender.active_learning import MAX_DISLIKES_IN_ROW
from tests.leadqual.campaigns.conftest import CLUSTERS, describe, make_companies

pytestmark = pytest.mark.django_db
LIKE, DISLIKE = Verdict.Value.LIKE, Verdict.Value.DISLIKE


@pytest.fixture(autouse=True)
def _no_cells() -> Iterator[None]:
    """Keys of rolled back tests come again: what a process remembers of them is wrong."""
    card_order._cache.clear()
    yield
    card_order._cache.clear()


@pytest.fixture
def mixed(campaign: Campaign) -> Campaign:
    """The campaign, its cards in a mixed order."""
    campaign.strategy = Campaign.Strategy.MIX
    campaign.save()
    return campaign


def asked(campaign: Campaign, person: User) -> Company:
    card = next_card(campaign, person=person)
    assert isinstance(card, Card), card
    return card.company


def judge(campaign: Campaign, company: Company, value: Verdict.Value, person: User) -> None:
    record_verdict(campaign=campaign, company=company, value=value, author=person)


def cluster_of(company: Company) -> str:
    return company.name.split()[0]


def test_first_cards_are_of_one_cluster_after_the_other_until_one_is_liked(
    mixed: Campaign,
    ports: Sequence[Company],
    clinics: Sequence[Company],
    bakeries: Sequence[Company],
    qualifier: User,
) -> None:
    seen = []
    for _ in range(3):
        company = asked(mixed, qualifier)
        seen.append(cluster_of(company))
        judge(mixed, company, DISLIKE, qualifier)
    assert sorted(seen) == sorted(CLUSTERS)

    company = asked(mixed, qualifier)
    judge(mixed, company, LIKE, qualifier)

    assert cluster_of(asked(mixed, qualifier)) == cluster_of(company)


def test_after_dislikes_in_a_row_the_card_is_of_a_cluster_that_nobody_judged(
    mixed: Campaign, ports: Sequence[Company], qualifier: User
) -> None:
    more = make_companies(mixed.workspace, "clinic", 10, overview="Plans beds.")
    others = make_companies(mixed.workspace, "bakery", 5, overview="Bakes bread.")
    judge(mixed, more[0], LIKE, qualifier)
    judge(mixed, ports[0], DISLIKE, qualifier)
    for clinic in more[1:MAX_DISLIKES_IN_ROW]:
        judge(mixed, clinic, DISLIKE, qualifier)

    company = asked(mixed, qualifier)

    assert company in others
    judge(mixed, company, DISLIKE, qualifier)
    undo_last(campaign=mixed, person=qualifier)
    assert asked(mixed, qualifier) == company
    judge(mixed, company, LIKE, qualifier)
    assert asked(mixed, qualifier) in (*others, *more)


def test_description_orders_the_first_cards_of_a_mix(
    mixed: Campaign, ports: Sequence[Company], clinics: Sequence[Company], qualifier: User
) -> None:
    describe(mixed, "Software for clinics", axis=CLUSTERS.index("clinic"))

    company = asked(mixed, qualifier)
    assert company in clinics
    judge(mixed, company, DISLIKE, qualifier)

    assert asked(mixed, qualifier) in clinics


def test_cells_are_found_again_only_for_other_companies(
    mixed: Campaign, ports: Sequence[Company], qualifier: User
) -> None:
    judge(mixed, asked(mixed, qualifier), DISLIKE, qualifier)
    company = asked(mixed, qualifier)
    (first,) = card_order._cache.values()
    judge(mixed, company, DISLIKE, qualifier)
    company = asked(mixed, qualifier)
    assert list(card_order._cache.values()) == [first]

    make_companies(mixed.workspace, "clinic", 5)
    judge(mixed, company, DISLIKE, qualifier)

    assert cluster_of(asked(mixed, qualifier)) == "clinic"
