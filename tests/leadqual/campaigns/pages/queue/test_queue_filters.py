"""Filters of the queue: only companies that match them are asked about, kept ahead and counted."""

from collections.abc import Sequence

import pytest
from django.test import Client

from leadqual.accounts.models import User, Workspace
from leadqual.campaigns.models import Campaign, Lease, Verdict
from leadqual.campaigns.ranking.cards import Card
from leadqual.campaigns.ranking.next_card import next_card, next_card_and_progress
from leadqual.campaigns.verdicts.services import record_verdict
from leadqual.leads.models import Company
from leadqual.search.query.query import CompanyQuery
from leadqual.search.results.result_pages import matching_keys
from tests.leadqual.campaigns.conftest import make_companies
from tests.leadqual.campaigns.pages.queue.test_sync import press, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
GERMAN = "country=Germany"


@pytest.fixture
def german(workspace: Workspace) -> list[Company]:
    return make_companies(workspace, "port", 12, country="Germany", size_band="51-200")


@pytest.fixture
def french(workspace: Workspace) -> list[Company]:
    return make_companies(workspace, "clinic", 12, country="France", size_band="51-200")


def keys(companies: Sequence[Company]) -> set[int]:
    return {company.pk for company in companies}


def test_only_companies_that_match_are_asked_about_kept_ahead_and_counted(
    campaign: Campaign,
    german: Sequence[Company],
    french: Sequence[Company],
    qualifier_client: Client,
) -> None:
    page = qualifier_client.get(f"/campaigns/{campaign.pk}/queue/?{GERMAN}").content.decode()
    shown = Lease.objects.get().company_id
    held = [french[0].pk, german[0].pk]
    answer = send(
        qualifier_client, campaign, press(german[1]), shown=shown, held=held, filters=GERMAN
    ).json()

    assert shown in keys(german)
    assert "Remove Germany" in page
    assert f'data-among="{GERMAN}"' in page
    assert answer["order"]
    assert set(answer["order"]) <= keys(german)
    assert (answer["numbers"]["left"], answer["numbers"]["done"]) == (11, 1)
    assert answer["numbers"]["likely"] is not None


@pytest.mark.usefixtures("french")
def test_values_are_counted_among_the_companies_of_the_campaign(
    campaign: Campaign, german: Sequence[Company], qualifier_client: Client
) -> None:
    address = f"/campaigns/{campaign.pk}/queue/"

    def counted(url: str) -> list[tuple[str, int | None]]:
        boxes = {box.param: box for box in qualifier_client.get(url).context["facets"]}
        return [(option.value, option.count) for option in boxes["country"].options]

    assert counted(address) == [("France", 12), ("Germany", 12)]
    assert counted(f"{address}?{GERMAN}") == [("France", 12), ("Germany", 12)]
    campaign.scope = Campaign.Scope.SELECTED
    campaign.save()
    campaign.companies.set(german[:5])
    assert counted(address) == [("Germany", 5)]


def test_held_card_that_does_not_match_is_released_and_one_that_is_picked_drops_the_filters(
    campaign: Campaign,
    german: Sequence[Company],
    french: Sequence[Company],
    workspace: Workspace,
    qualifier: User,
    qualifier_client: Client,
) -> None:
    among = matching_keys(workspace, CompanyQuery(country=("Germany",)))
    for company in french[1:]:
        record_verdict(
            campaign=campaign, company=company, value=Verdict.Value.SKIP, author=qualifier
        )
    qualifier_client.get(f"/campaigns/{campaign.pk}/queue/?country=France")
    held = Lease.objects.get()

    found, left = next_card_and_progress(campaign, person=qualifier, matching_ids=among)

    assert held.company_id == french[0].pk
    assert isinstance(found, Card)
    assert found.company.pk in keys(german)
    assert left.n_left == len(german)
    assert not Lease.objects.filter(company=held.company_id).exists()
    pick = f"/campaigns/{campaign.pk}/companies/{french[0].pk}/pick/"
    queue = f"/campaigns/{campaign.pk}/queue/"
    for sent, shown in ((GERMAN, queue), ("country=France", f"{queue}?country=France")):
        answer = qualifier_client.post(pick, {"next": f"{queue}?{sent}"})
        assert answer.url == shown  # type: ignore[attr-defined]
    assert french[0].name in qualifier_client.get(shown).content.decode()


def test_card_of_filters_that_are_gone_comes_in_its_turn_again(
    campaign: Campaign,
    german: Sequence[Company],
    french: Sequence[Company],
    qualifier: User,
    qualifier_client: Client,
) -> None:
    record_verdict(campaign=campaign, company=german[0], value=Verdict.Value.LIKE, author=qualifier)
    queue = f"/campaigns/{campaign.pk}/queue/"
    shown = []
    for address in (f"{queue}?country=France", queue, queue):
        qualifier_client.get(address)
        shown.append(Lease.objects.get().company_id)

    assert shown[0] in keys(french)
    assert shown[1] in keys(german)
    assert shown[2] == shown[1]


def test_company_that_waits_for_a_second_person_matches_too(
    campaign: Campaign,
    german: Sequence[Company],
    french: Sequence[Company],
    workspace: Workspace,
    qualifier: User,
    manager: User,
) -> None:
    Campaign.objects.filter(pk=campaign.pk).update(double_labeling_percent=100)
    campaign.refresh_from_db()
    for company in (*german, *french):
        record_verdict(campaign=campaign, company=company, value=Verdict.Value.LIKE, author=manager)
    among = matching_keys(workspace, CompanyQuery(country=("Germany",)))

    found, left = next_card_and_progress(campaign, person=qualifier, matching_ids=among)

    assert isinstance(found, Card)
    assert found.company.pk in keys(german)
    assert (left.n_left, left.n_done) == (len(german), 0)


def test_filters_without_cards_say_which_one_to_remove(
    campaign: Campaign,
    german: Sequence[Company],
    french: Sequence[Company],
    qualifier: User,
    qualifier_client: Client,
) -> None:
    address = f"/campaigns/{campaign.pk}/queue/"
    page = qualifier_client.get(f"{address}?country=Germany&size=11-50").content.decode()

    assert "No cards match these filters" in page
    assert f'href="{address}?country=Germany"' in page
    assert f'href="{address}"' in page
    for company in german:
        record_verdict(
            campaign=campaign, company=company, value=Verdict.Value.LIKE, author=qualifier
        )
    answer = send(qualifier_client, campaign, shown=None, held=[], filters=GERMAN).json()
    assert "No cards match these filters" in answer["nothing"]
    assert answer["numbers"]["left"] == 0


def test_filters_that_cannot_be_read_are_no_filters(
    campaign: Campaign, ports: Sequence[Company], qualifier_client: Client
) -> None:
    for filters in [None, 7, [GERMAN], {"country": "Germany"}, "x" * 9_999]:
        answer = send(qualifier_client, campaign, shown=None, held=[], filters=filters)

        assert answer.json()["numbers"]["left"] == len(ports)
    address = f"/campaigns/{campaign.pk}/queue/?country=Germny&sort=nonsense&q=nonsense"
    assert "There is no country “Germny”" in qualifier_client.get(address).content.decode()


def test_filters_are_of_one_workspace(
    campaign: Campaign,
    ports: Sequence[Company],
    other_workspace: Workspace,
    qualifier: User,
) -> None:
    foreign = make_companies(other_workspace, "bakery", 3, country="Norway")
    among = matching_keys(other_workspace, CompanyQuery(country=("Norway",)))
    assert set(among.tolist()) == keys(foreign)

    found, left = next_card_and_progress(campaign, person=qualifier, matching_ids=among)

    assert not isinstance(found, Card)
    assert left.n_left == 0
    assert isinstance(next_card(campaign, person=qualifier), Card)
