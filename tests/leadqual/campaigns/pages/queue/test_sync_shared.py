"""Two people who work at once in two browsers, each with cards ahead: what they share, and when."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from leadqual.accounts.models import Workspace
from leadqual.campaigns.models import Campaign, Verdict
from leadqual.leads.models import Company
from tests.leadqual.campaigns.conftest import make_companies
from tests.leadqual.campaigns.pages.queue.test_sync import press, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def lots(workspace: Workspace) -> list[Company]:
    return make_companies(workspace, "port", 120)


@dataclass
class Browser:
    """A queue as its script keeps it: the card on screen, those behind it, and what was pressed."""

    client: Client
    campaign: Campaign
    cards: list[int] = field(default_factory=list)
    judged: list[int] = field(default_factory=list)

    def press_once(self) -> None:
        """Judge the card on screen, show the next one, and send the press behind it."""
        if not self.cards:
            self.cards = self._sent()["order"]
        judged, *self.cards = self.cards
        self.judged.append(judged)
        answer = self._sent(press(judged))
        assert "code" not in answer["results"][0], answer["results"]
        self.cards = [*self.cards[:1], *answer["order"]]

    def _sent(self, *presses: object) -> Any:
        shown, held = next(iter(self.cards), None), self.cards[1:]
        return send(self.client, self.campaign, *presses, shown=shown, held=held).json()


@pytest.mark.slow
def test_two_who_work_at_once_share_cards_soon_whatever_their_browsers_keep_ahead(
    campaign: Campaign,
    lots: Sequence[Company],
    qualifier_client: Client,
    manager_client: Client,
) -> None:
    Campaign.objects.update(double_labeling_percent=25)
    campaign.refresh_from_db()
    first, second = Browser(qualifier_client, campaign), Browser(manager_client, campaign)

    for _ in range(30):
        first.press_once()
        second.press_once()

    assert set(first.judged) & set(second.judged)
    verdicts = Verdict.objects.filter(undone_at=None)
    assert verdicts.count() == len(first.judged) + len(second.judged)


def test_a_press_takes_at_most_25_queries_with_the_cards_that_come_back(
    campaign: Campaign,
    lots: Sequence[Company],
    qualifier_client: Client,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    browser = Browser(qualifier_client, campaign)
    for _ in range(3):
        browser.press_once()

    with django_assert_max_num_queries(25):
        browser.press_once()
