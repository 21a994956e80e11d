"""What programs do most, by the Python client against a running server."""

import pytest
from leadqual_client import ApiError, LeadQual

from leadqual.accounts.models import User, Workspace
from leadqual.campaigns.models import Campaign, Verdict
from leadqual.campaigns.setup.services import create_campaign
from leadqual.leads.models import Company
from leadqual.replies.models import Reply
from tests.leadqual.leads.people import make_company, make_contact, make_title

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("models")]


@pytest.fixture
def campaign(workspace: Workspace, manager: User, company: Company) -> Campaign:
    return create_campaign(workspace=workspace, name="Valves", author=manager)


@pytest.fixture
def company(workspace: Workspace) -> Company:
    return make_company(workspace, "Kelvia", domain="kelvia.example")


def test_titles_are_classified(leadqual: LeadQual) -> None:
    found = leadqual.classify_titles({"titles": ["VP Sales", "Leiterin Einkauf"]})

    assert [one["title"] for one in found["results"]] == ["VP Sales", "Leiterin Einkauf"]
    assert "sales" in found["results"][0]["labels"]


def test_every_contact_of_all_pages_comes_once(leadqual: LeadQual, workspace: Workspace) -> None:
    title = make_title(workspace, "VP Sales", {"sales": 0.9})
    keys = {make_contact(workspace, f"Person {n}", job_title=title).pk for n in range(7)}

    found = [one["id"] for one in leadqual.each(leadqual.list_contacts, page_size=3)]

    assert len(found) == 7
    assert set(found) == keys


def test_people_are_collected_in_a_list(leadqual: LeadQual, workspace: Workspace) -> None:
    contact = make_contact(workspace, "Ada")

    made = leadqual.create_list({"name": "Trade fair"})
    leadqual.add_entries(made["id"], {"ids": [contact.pk]})

    assert leadqual.get_list(made["id"])["n_people"] == 1


def test_verdicts_are_given_and_the_next_card_comes(
    leadqual: LeadQual, campaign: Campaign, company: Company
) -> None:
    leadqual.record_verdict(campaign.pk, {"company": company.pk, "verdict": "like"})

    assert Verdict.objects.get().company == company


def test_a_reply_is_handed_in(leadqual: LeadQual) -> None:
    leadqual.create_reply(
        {"sender": "ada@kelvia.example", "subject": "Re: Offer", "text": "Please unsubscribe me."}
    )

    assert Reply.objects.get().sender == "ada@kelvia.example"


def test_what_is_refused_says_which_value_and_why(leadqual: LeadQual) -> None:
    with pytest.raises(ApiError) as caught:
        leadqual.create_list({"name": ""})

    assert (caught.value.status, caught.value.code) == (422, "invalid")
    assert caught.value.errors
