"""Ticked companies of the list: one verdict, one step, one undo."""

import uuid
from collections.abc import Sequence

import pytest
from django.test import Client

from leadqual.accounts.models import User
from leadqual.campaigns.models import BulkVerdict, Campaign, Verdict
from leadqual.campaigns.verdicts.services import record_verdict
from leadqual.leads.models import Company

pytestmark = pytest.mark.django_db


def judge(client: Client, campaign: Campaign, companies: Sequence[Company], **more: str) -> str:
    """Press Like with these ticked; return the page that comes back."""
    body = {
        "verdict": "like",
        "press": str(uuid.uuid4()),
        "company": [str(company.pk) for company in companies],
        "next": f"/campaigns/{campaign.pk}/recommendations/?w_text=0.5&page=1",
    }
    response = client.post(
        f"/campaigns/{campaign.pk}/bulk-verdicts/", {**body, **more}, follow=True
    )
    assert response.status_code == 200
    return response.content.decode()


def current(campaign: Campaign) -> dict[int, str]:
    """Return company → verdict that stands."""
    standing = Verdict.objects.filter(campaign=campaign, is_current=True)
    return dict(standing.values_list("company_id", "value"))


def test_ticked_get_one_verdict_and_lose_it_in_one_step(
    qualifier_client: Client,
    qualifier: User,
    campaign: Campaign,
    ports: Sequence[Company],
    clinics: Sequence[Company],
) -> None:
    record_verdict(
        campaign=campaign, company=ports[0], value=Verdict.Value.DISLIKE, author=qualifier
    )

    press = str(uuid.uuid4())
    page = judge(qualifier_client, campaign, ports[:3], press=press)
    judge(qualifier_client, campaign, ports[:3], press=press)  # Counts once.

    assert "Liked 2 companies" in page
    expected = {ports[0].pk: "dislike", ports[1].pk: "like", ports[2].pk: "like"}
    assert current(campaign) == expected
    step = BulkVerdict.objects.get()
    undo_url = f"/campaigns/{campaign.pk}/bulk-verdicts/{step.pk}/undo/"
    assert undo_url in page
    undone = qualifier_client.post(f"{undo_url}?next=/campaigns/{campaign.pk}/", follow=True)
    assert "Undone: like of 2 companies" in undone.content.decode()
    assert current(campaign) == {ports[0].pk: "dislike"}


def test_what_is_judged_or_elsewhere_is_left_alone(
    qualifier_client: Client,
    campaign: Campaign,
    foreign_campaign: Campaign,
    ports: Sequence[Company],
) -> None:
    judge(qualifier_client, campaign, ports[:2])

    page = judge(qualifier_client, campaign, ports[:2], verdict="dislike")

    assert "Nothing was changed" in page
    assert set(current(campaign).values()) == {"like"}
    body = {"verdict": "like", "press": str(uuid.uuid4()), "company": str(ports[3].pk)}
    theirs = f"/campaigns/{foreign_campaign.pk}/bulk-verdicts/"
    assert qualifier_client.post(theirs, body).status_code == 404
    step = BulkVerdict.objects.get()
    assert qualifier_client.post(f"{theirs}{step.pk}/undo/").status_code == 404
    assert len(current(campaign)) == 2


def test_wrong_presses_and_those_of_viewers_are_refused(
    qualifier_client: Client,
    viewer_client: Client,
    campaign: Campaign,
    ports: Sequence[Company],
) -> None:
    assert "Select companies first" in judge(qualifier_client, campaign, [])
    address = f"/campaigns/{campaign.pk}/bulk-verdicts/"
    own = {"verdict": "like", "press": str(uuid.uuid4()), "company": str(ports[0].pk)}
    assert viewer_client.post(address, own).status_code == 403
    page = viewer_client.get(f"/campaigns/{campaign.pk}/recommendations/").content.decode()
    assert 'name="company"' not in page
    for body in [
        {"verdict": "like", "press": "no", "company": "1"},
        {"verdict": "skip", "press": str(uuid.UUID(int=4)), "company": "1"},
        {"verdict": "like", "press": str(uuid.UUID(int=4)), "company": "x" * 30},
    ]:
        response = qualifier_client.post(address, body)

        assert response.status_code == 400
        assert not Verdict.objects.exists()


def test_all_of_a_page_are_ticked_without_script(
    qualifier_client: Client, campaign: Campaign, ports: Sequence[Company]
) -> None:
    url = f"/campaigns/{campaign.pk}/recommendations/"

    none, all_of_them, one = (
        qualifier_client.get(url, query).content.decode().count("checked")
        for query in ({}, {"all": "1"}, {"company": ports[0].pk})
    )

    assert (all_of_them - none, one - none) == (len(ports), 1)


def test_ticked_go_to_their_decision_makers(
    qualifier_client: Client, campaign: Campaign, ports: Sequence[Company]
) -> None:
    body = {"press": str(uuid.uuid4()), "company": [ports[0].pk, ports[1].pk], "next": "/"}

    response = qualifier_client.post("/people/lists/decision-makers/", body)

    assert response.status_code == 302
    assert f"company={ports[0].pk}&company={ports[1].pk}" in response.headers["Location"]
