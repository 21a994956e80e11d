"""Verdicts that a browser saved offline, and undos that arrive late or twice."""

import json
import uuid
from collections.abc import Sequence
from typing import Any

import pytest
from django.test import Client

from leadqual.accounts.models import User, Workspace
from leadqual.campaigns.models import Campaign, Lease, Reason, Verdict
from leadqual.campaigns.ranking.cards import Card
from leadqual.campaigns.ranking.next_card import next_card
from leadqual.campaigns.setup.services import ReasonLine, set_reasons
from leadqual.campaigns.verdicts.services import record_verdict
from leadqual.leads.models import Company
from tests.leadqual.campaigns.conftest import make_companies

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


@pytest.fixture
def many(workspace: Workspace) -> list[Company]:
    """Eight companies."""
    return make_companies(workspace, "port", 8)


def company_of(found: object) -> int:
    assert isinstance(found, Card)
    return found.company.pk


def sync(client: Client, campaign: Campaign, company: Company, **more: Any) -> Any:
    press = {"company": company.pk, "verdict": "like", "request_id": str(uuid.uuid4()), **more}
    address = f"/campaigns/{campaign.pk}/queue/sync/"
    body = json.dumps({"presses": [press]})
    return client.post(address, body, content_type="application/json")


def test_verdict_that_waited_counts_once_with_reasons_that_lost_their_key(
    campaign: Campaign, ports: Sequence[Company], qualifier: User, qualifier_client: Client
) -> None:
    reason, gone = campaign.reasons.filter(verdict="like")[:2]
    record_verdict(
        campaign=campaign,
        company=ports[1],
        value=Verdict.Value.LIKE,
        author=qualifier,
        reason_ids=[reason.pk],
    )
    set_reasons(campaign=campaign, verdict=Reason.Verdict.LIKE, lines=[ReasonLine("New", "", 0)])
    press = str(uuid.uuid4())

    for _ in range(2):
        answer = sync(
            qualifier_client,
            campaign,
            ports[0],
            request_id=press,
            reasons=[reason.pk, gone.pk],
        )
        assert answer.json() == {"results": [{"request_id": press}]}

    verdict = Verdict.objects.get(company=ports[0])
    assert list(verdict.reasons.all()) == [reason]


def test_undo_that_arrives_late_brings_its_card_back_only_where_none_is_open(
    campaign: Campaign, many: Sequence[Company], qualifier: User, qualifier_client: Client
) -> None:
    sync(qualifier_client, campaign, many[5], undone=True)
    assert company_of(next_card(campaign, person=qualifier)) == many[5].pk  # None was open.
    shown = company_of(next_card(campaign, person=qualifier))
    before = next(company for company in many if company.pk != shown)

    sync(qualifier_client, campaign, before, undone=True)

    assert Lease.objects.filter(company=shown, holder=qualifier, is_ahead=False).exists()
    assert company_of(next_card(campaign, person=qualifier)) == shown


def test_undo_of_a_named_verdict_that_comes_twice_takes_one_back(
    campaign: Campaign, ports: Sequence[Company], qualifier: User, qualifier_client: Client
) -> None:
    first, second = (
        record_verdict(
            campaign=campaign, company=company, value=Verdict.Value.LIKE, author=qualifier
        )
        for company in ports[:2]
    )
    page = qualifier_client.get(f"/campaigns/{campaign.pk}/queue/").content.decode()

    for _ in range(2):
        qualifier_client.post(f"/campaigns/{campaign.pk}/undo/", {"press": str(second.request_id)})

    assert f'name="press" value="{second.request_id}"' in page
    assert f"/campaigns/{campaign.pk}/undo/" in page
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.undone_at is None, second.undone_at is None) == (True, False)
    strange = qualifier_client.post(f"/campaigns/{campaign.pk}/undo/", {"press": "1"})
    unknown = {"press": str(uuid.uuid4())}
    gone = qualifier_client.post(f"/campaigns/{campaign.pk}/undo/", unknown)
    assert (strange.status_code, gone.status_code) == (400, 302)
    first.refresh_from_db()
    assert first.undone_at is None
