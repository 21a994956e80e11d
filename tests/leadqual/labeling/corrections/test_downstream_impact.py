"""A correction names the lists, saved searches and campaigns that hang on what it changes."""

from uuid import uuid4

import pytest
from django.test import Client

from leadqual.accounts.models import User, Workspace
from leadqual.campaigns.models import Campaign, CampaignCompany
from leadqual.labeling.corrections.bulk import preview_bulk
from leadqual.labeling.corrections.correction_input import CorrectionInput
from leadqual.labeling.corrections.services import classify_batch, preview_correction
from leadqual.leads.models import Company, Contact, ContactList, JobTitle, ListEntry, SavedSearch
from leadqual.taxonomy.models import Function
from tests.leadqual.labeling.conftest import make_title

pytestmark = pytest.mark.django_db


@pytest.fixture
def title(workspace: Workspace, models: None) -> JobTitle:
    """A title that is Other, which one person at a company carries."""
    row = make_title(workspace, "Snake charmer", people=1)
    classify_batch()
    company = Company.objects.create(workspace=workspace, name="Kelvia")
    Contact.objects.filter(job_title=row).update(company=company)
    row.refresh_from_db()
    return row


def search(workspace: Workspace, author: User, name: str, query: str) -> None:
    SavedSearch.objects.create(workspace=workspace, author=author, name=name, query=query)


def test_it_names_what_hangs_on_the_people_and_on_the_functions(
    workspace: Workspace, other_workspace: Workspace, manager: User, title: JobTitle
) -> None:
    medicine = Function.objects.select_related("department").get(slug="nursing")
    for name, query in (
        ("Nurses", "function=nursing"),
        ("No nurses", "exclude=function%3Anursing"),
        ("All of medicine", f"department={medicine.department.slug}"),
        ("Nobody knows", "unclassified=1"),
        ("Sellers", "function=sales"),
        ("Germans", "country=Germany"),
    ):
        search(workspace, manager, name, query)
    search(other_workspace, manager, "Theirs", "function=nursing")
    lists = {
        name: ContactList.objects.create(workspace=workspace, author=manager, name=name)
        for name in ("With them", "Without them")
    }
    person = Contact.objects.get(job_title=title)
    ListEntry.objects.create(
        contact_list=lists["With them"], contact=person, added_by=manager, request_id=uuid4()
    )
    for name, scope in (("Added", "selected"), ("Not added", "selected"), ("Of all", "all")):
        Campaign.objects.create(workspace=workspace, author=manager, name=name, scope=scope)
    CampaignCompany.objects.create(
        campaign=Campaign.objects.get(name="Added"), company=Company.objects.get(name="Kelvia")
    )

    word = CorrectionInput(("nursing",), title.level.slug if title.level else "")
    found = preview_correction(job_title=title, correction_input=word).touched
    step = preview_bulk(
        workspace=workspace,
        title_ids=[title.pk],
        correction_input=CorrectionInput(("nursing",), ""),
    )

    assert sorted(found.searches.values()) == [
        *("All of medicine", "No nurses", "Nobody knows", "Nurses")
    ]
    assert list(found.lists.values()) == ["With them"]
    assert sorted(found.campaigns.values()) == ["Added", "Of all"]
    assert step.reach.touched == found


def test_another_level_touches_searches_for_either_level(
    workspace: Workspace, manager: User, title: JobTitle
) -> None:
    now = title.level.slug if title.level else ""
    for level in (now, "director", "vp"):
        search(workspace, manager, level, f"level={level}")

    found = preview_correction(
        job_title=title, correction_input=CorrectionInput((), "director")
    ).touched

    assert set(found.searches.values()) == {now, "director"}
    assert not preview_correction(
        job_title=title, correction_input=CorrectionInput((), now)
    ).touched


def test_page_and_programs_say_it_before(
    qualifier_client: Client, api: Client, workspace: Workspace, manager: User, title: JobTitle
) -> None:
    search(workspace, manager, "Nurses", "function=nursing")
    Campaign.objects.create(workspace=workspace, author=manager, name="Of all", scope="all")
    form = {"functions": "nursing", "level": "director"}

    body = qualifier_client.post(
        f"/titles/{title.pk}/preview/", form, headers={"HX-Request": "true"}
    ).content.decode()

    sent = {"functions": ["nursing"], "level": "director"}
    address = f"/api/v1/titles/{title.pk}/corrections/preview"
    told = api.post(address, sent, content_type="application/json").json()["downstream_impact"]
    assert (told["lists"], list(told["searches"].values())) == ({}, ["Nurses"])
    assert list(told["campaigns"].values()) == ["Of all"]
    assert "a view:" in body
    assert "Nurses</a>" in body
    assert "a campaign about companies where these people work" in body
