"""Verdicts that waited in a browser arrive in their own campaign, once, however late."""

import json
import uuid
from collections.abc import Sequence
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from leadqual.accounts.models import Member, Role, User, Workspace
from leadqual.campaigns.errors import CampaignArchivedError, NotHereError
from leadqual.campaigns.models import Campaign, Verdict
from leadqual.campaigns.setup.services import create_campaign, set_archived
from leadqual.campaigns.verdicts.offline_verdicts import record_offline
from leadqual.campaigns.verdicts.services import Press
from leadqual.leads.models import Company

pytestmark = pytest.mark.django_db
LIKE = Verdict.Value.LIKE


def waited(company: Company, *, is_undone: bool = False) -> Press:
    return Press(company_id=company.pk, value=LIKE, is_undone=is_undone)


def arrive(campaign: Campaign, person: User, press: Press) -> Verdict | None:
    """Store a press that waited; raise why it was refused."""
    ((_, error, _),) = record_offline(campaign=campaign, person=person, presses=[press])
    if error is not None:
        raise error
    return Verdict.objects.filter(campaign=campaign, request_id=press.request_id).first()


def send(
    client: Client, campaign: Campaign, company: Company, person: User, **more: object
) -> tuple[int, Any]:
    press = {"company": company.pk, "verdict": "like", "request_id": str(uuid.uuid4()), **more}
    address = f"/campaigns/{campaign.pk}/queue/sync/"
    body = json.dumps({"person": person.pk, "presses": [press]})
    answer = client.post(address, body, content_type="application/json")
    return answer.status_code, answer.json()


@pytest.fixture
def elsewhere(qualifier: User, other_workspace: Workspace, qualifier_client: Client) -> Client:
    """The qualifier's browser, who also belongs to another workspace and works there now."""
    Member.objects.create(workspace=other_workspace, user=qualifier, role=Role.MANAGER)
    qualifier_client.post("/account/workspace/", {"workspace": other_workspace.pk})
    return qualifier_client


def test_who_may_not_judge_there_any_more_is_told_why(
    elsewhere: Client, campaign: Campaign, ports: Sequence[Company], qualifier: User
) -> None:
    own = Member.objects.filter(workspace=campaign.workspace, user=qualifier)
    own.update(role=Role.VIEWER)
    lowered, said = send(elsewhere, campaign, ports[0], qualifier)
    own.delete()
    left, said_then = send(elsewhere, campaign, ports[0], qualifier)

    assert (lowered, said["code"]) == (403, "not_allowed")
    assert campaign.name in said["detail"]
    assert (left, said_then["code"]) == (404, "not_here")
    assert campaign.name not in said_then["detail"]
    assert not Verdict.objects.exists()


def test_what_is_stored_is_never_refused_whatever_became_of_its_campaign(
    workspace: Workspace, manager: User, qualifier: User, ports: Sequence[Company]
) -> None:
    campaign = create_campaign(workspace=workspace, name="Few", author=manager)
    sent = waited(ports[0])
    first = arrive(campaign, qualifier, sent)
    campaign.scope = Campaign.Scope.SELECTED  # The company is none of it any more.
    campaign.archived_at = timezone.now()
    campaign.save()

    again = arrive(campaign, qualifier, sent)

    assert again == first
    assert arrive(campaign, qualifier, waited(ports[1], is_undone=True)) is None  # Taken back.
    with pytest.raises(CampaignArchivedError):
        arrive(campaign, qualifier, waited(ports[1]))
    set_archived(campaign=campaign, is_archived=False)
    with pytest.raises(NotHereError):
        arrive(campaign, qualifier, waited(ports[1]))
    assert Verdict.objects.count() == 1
