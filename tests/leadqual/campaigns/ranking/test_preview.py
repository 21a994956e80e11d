"""The first companies of a campaign before it starts: those that come, and nothing is saved."""

from collections.abc import Iterator, Sequence

import pytest
from django.test import Client

from leadqual.accounts.models import AuditRow, User, Workspace
from leadqual.campaigns.models import Campaign, DescriptionVector, Lease, Seed
from leadqual.campaigns.ranking import card_order
from leadqual.campaigns.ranking.cards import Card
from leadqual.campaigns.ranking.next_card import next_card
from leadqual.campaigns.ranking.preview import preview
from leadqual.campaigns.setup.description_vectors import embed_descriptions
from leadqual.campaigns.setup.services import create_campaign
from leadqual.leads.models import Company
from leadqual.registry.versions.loading import load_encoder
from tests.leadqual.campaigns.conftest import make_companies

pytestmark = pytest.mark.django_db
FORM = {"name": "", "strategy": "likely", "scope": "all"}


@pytest.fixture(autouse=True)
def _no_cells() -> Iterator[None]:
    card_order._cache.clear()
    yield
    card_order._cache.clear()


def rows() -> tuple[int, ...]:
    tables = (Campaign, DescriptionVector, Seed, Lease, AuditRow)
    return tuple(table.objects.count() for table in tables)


def test_preview_shows_the_cards_that_come_then_and_saves_nothing(
    workspace: Workspace, ports: Sequence[Company], clinics: Sequence[Company], qualifier: User
) -> None:
    words = "Software for ports and terminals"
    before = rows()

    found = preview(workspace=workspace, person=qualifier, description=words)

    assert rows() == before
    campaign = create_campaign(
        workspace=workspace, name="Ports", description=words, author=qualifier
    )
    embed_descriptions(load_encoder())
    first = next_card(campaign, person=qualifier)
    assert isinstance(first, Card)
    assert first.company == found[0].company
    assert first.description_similarity == pytest.approx(found[0].description_similarity)
    assert found[0].chosen_because == "description"
    assert len(found) == len(ports) + len(clinics)


def test_page_previews_what_was_typed_and_creates_nothing(
    qualifier_client: Client,
    ports: Sequence[Company],
    clinics: Sequence[Company],
    other_workspace: Workspace,
) -> None:
    make_companies(other_workspace, "bakery", 2)
    Company.objects.filter(pk=clinics[0].pk).update(domain="clinic.example")
    before = rows()
    typed = FORM | {"domains": "clinic.example"}

    part = qualifier_client.post("/campaigns/preview/", typed, headers={"HX-Request": "true"})
    page = qualifier_client.post("/campaigns/new/", typed | {"name": "A", "preview": "1"})

    assert rows() == before
    for answer in (part, page):
        shown = answer.content.decode()
        assert answer.status_code == 200
        assert "clinic 1" in shown
        assert shown.index("clinic 1") < shown.index("port 0")
        assert "bakery" not in shown


def test_preview_without_companies_says_so_and_bad_input_is_no_error(
    qualifier_client: Client, viewer_client: Client
) -> None:
    typed = {"strategy": "x", "domains": "\0" * 10, "customers": "nothing", "scope": "?"}

    answer = qualifier_client.post("/campaigns/preview/", typed)

    assert answer.status_code == 200
    assert "No analyzed companies yet" in answer.content.decode()
    assert viewer_client.post("/campaigns/preview/", FORM).status_code == 403


def test_queue_shows_the_first_ten_before_the_first_verdict(
    qualifier_client: Client, campaign: Campaign, ports: Sequence[Company]
) -> None:
    url = f"/campaigns/{campaign.pk}/queue/first/"
    page = qualifier_client.get(f"/campaigns/{campaign.pk}/queue/").content.decode()

    part = qualifier_client.get(url, headers={"HX-Request": "true"}).content.decode()

    assert f'hx-get="{url}"' in page
    assert all(company.name in part for company in ports)
    assert "<html" not in part
    assert qualifier_client.get(url).status_code == 302
