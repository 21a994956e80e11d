"""People by list and by campaign, ticked and excluded: search and page."""

import random
from uuid import uuid4

import pytest
from django.test import Client

from leadqual.accounts.models import User, Workspace
from leadqual.campaigns.models import Campaign
from leadqual.campaigns.setup.services import add_companies, create_campaign
from leadqual.leads.models import Company, Contact, ContactList
from leadqual.search.index.index_file_job import build_files
from leadqual.search.lists.services import add_records, create_list, delete_list
from leadqual.search.query.query import ContactQuery
from leadqual.search.results.result_counts import counts_of
from leadqual.search.results.result_pages import result_queryset
from tests.leadqual.leads.facet_index.test_holding import alike
from tests.leadqual.leads.people import make_company, make_contact, make_people
from tests.leadqual.search.pages.test_people_and_companies import html_of
from tests.leadqual.search.results.test_result_counts import random_query

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]


def make_list(workspace: Workspace, author: User, name: str, contacts: list[int]) -> ContactList:
    row = create_list(workspace=workspace, name=name, author=author)
    add_records(contact_list=row, keys=contacts, author=author, request_id=uuid4())
    return row


def make_campaign(workspace: Workspace, author: User, name: str, companies: list[int]) -> Campaign:
    row = create_campaign(
        workspace=workspace, name=name, scope=Campaign.Scope.SELECTED, author=author
    )
    add_companies(campaign=row, company_ids=companies)
    return row


def names(workspace: Workspace, **ticks: tuple[str, ...]) -> list[str]:
    rows = result_queryset(workspace, ContactQuery(**ticks))
    return sorted(row.first_name for row in rows)


@pytest.fixture
def gathered(workspace: Workspace, manager: User) -> tuple[ContactList, Campaign]:
    """Ada in a list, Ben at a company of a campaign, Ute at none."""
    kelvia = make_company(workspace, "Kelvia")
    ada = make_contact(workspace, "Ada Abel", email="a@x.example", company=kelvia)
    make_contact(workspace, "Ben Neu", company=make_company(workspace, "Nord"))
    make_contact(workspace, "Ute Paris")
    one = make_list(workspace, manager, "Berlin", [ada.pk])
    nord = Company.objects.get(name="Nord")
    return one, make_campaign(workspace, manager, "Harbours", [nord.pk])


def test_lists_and_campaigns_are_ticked_and_left_out(
    gathered: tuple[ContactList, Campaign], workspace: Workspace
) -> None:
    one, campaign = (str(row.pk) for row in gathered)

    assert names(workspace, list=(one,)) == ["Ada"]
    assert names(workspace, exclude=(f"list:{one}",)) == ["Ben", "Ute"]
    assert names(workspace, campaign=(campaign,)) == ["Ben"]
    assert names(workspace, exclude=(f"campaign:{campaign}",)) == ["Ada", "Ute"]
    assert names(workspace, exclude=(f"campaign:{campaign}", f"list:{one}")) == ["Ute"]


def test_campaign_of_every_company_holds_everybody_who_has_one(
    gathered: tuple[ContactList, Campaign], workspace: Workspace
) -> None:
    _, campaign = gathered
    Campaign.objects.update(scope=Campaign.Scope.ALL)

    assert names(workspace, campaign=(str(campaign.pk),)) == ["Ada", "Ben"]
    assert names(workspace, exclude=(f"campaign:{campaign.pk}",)) == ["Ute"]


def test_deleted_lists_and_those_of_others_hold_nobody(
    gathered: tuple[ContactList, Campaign],
    workspace: Workspace,
    other_workspace: Workspace,
    manager: User,
) -> None:
    one, campaign = gathered
    theirs = make_contact(other_workspace, "Theirs", company=make_company(other_workspace))
    delete_list(contact_list=one, author=manager)

    assert names(workspace, list=(str(one.pk),)) == []
    assert names(other_workspace, campaign=(str(campaign.pk),)) == []
    assert names(other_workspace, exclude=(f"campaign:{campaign.pk}",)) == [theirs.first_name]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_random_lists_and_campaigns_count_what_a_tick_would_find(
    workspace: Workspace, manager: User
) -> None:
    rnd = random.Random(4)
    people = make_people(workspace, seed=4)
    contacts = list(Contact.objects.filter(workspace=workspace).values_list("pk", flat=True))
    companies = list(Company.objects.filter(workspace=workspace).values_list("pk", flat=True))
    lists = [
        str(make_list(workspace, manager, f"L{n}", rnd.sample(contacts, 25)).pk) for n in range(3)
    ]
    campaigns = [
        str(make_campaign(workspace, manager, f"C{n}", rnd.sample(companies, 3)).pk)
        for n in range(3)
    ]
    everybody = str(create_campaign(workspace=workspace, name="All", author=manager).pk)
    build_files(workspace.pk)
    n_found = 0
    for _ in range(25):
        refused = rnd.sample([*(f"list:{key}" for key in lists), f"campaign:{campaigns[2]}"], 2)
        query = random_query(rnd, people)
        query = query.changed(
            list=tuple(rnd.sample(lists, rnd.choice([0, 0, 2]))),
            campaign=tuple(rnd.sample(campaigns, rnd.choice([0, 1, 2]))),
            exclude=(*query.exclude, *refused[: rnd.choice([0, 1, 2])]),
        )
        alike(workspace, query)
        shown = {"list": lists, "campaign": [*campaigns, everybody]}
        counted = counts_of(workspace, query, shown=shown).by_facet
        for kind, key in (("list", lists[0]), ("campaign", campaigns[1])):
            if f"{kind}:{key}" not in query.exclude:
                after = counts_of(workspace, query.changed(**{kind: (key,)}))
                assert counted[kind].get(key, 0) == after.total, (kind, query)
        n_found += counts_of(workspace, query).total

    assert n_found > 0  # Not all of them find nobody.


def test_page_has_boxes_chips_and_ways_to_leave_out(
    viewer_client: Client, gathered: tuple[ContactList, Campaign]
) -> None:
    one, campaign = gathered

    page = html_of(viewer_client.get("/people/?facets=list&facets=campaign"))
    html = html_of(viewer_client.get(f"/people/?list={one.pk}&exclude=campaign:{campaign.pk}"))

    assert f'name="add_exclude" value="list:{one.pk}"' in page
    assert f'name="campaign" value="{campaign.pk}"' in page
    assert "<i>List</i> Berlin" in html
    assert "<i>Exclude campaign</i> Harbours" in html
    assert '<span class="num">1</span> person' in html


def test_archived_campaign_keeps_its_name_in_a_search_that_has_it(
    viewer_client: Client, gathered: tuple[ContactList, Campaign]
) -> None:
    _, campaign = gathered
    Campaign.objects.update(archived_at="2026-11-20T00:00Z")

    assert "Harbours" not in html_of(viewer_client.get("/people/"))
    html = html_of(viewer_client.get(f"/people/?campaign={campaign.pk}"))
    assert "<i>Campaign</i> Harbours" in html


def test_lists_and_campaigns_count_what_a_tick_would_find(
    gathered: tuple[ContactList, Campaign], workspace: Workspace
) -> None:
    berlin, harbours = (str(row.pk) for row in gathered)
    shown = {"list": [berlin], "campaign": [harbours]}

    plain = counts_of(workspace, ContactQuery(), shown=shown)
    ticked = counts_of(workspace, ContactQuery(list=(berlin,)), shown=shown)
    named = counts_of(workspace, ContactQuery(q="Ben"), shown=shown)

    assert plain.by_facet["list"] == {berlin: 1}
    assert plain.by_facet["campaign"] == {harbours: 1}
    assert ticked.by_facet["list"] == {berlin: 1}, "own ticks change nothing"
    assert ticked.by_facet["campaign"] == {}
    assert (named.by_facet["list"], named.by_facet["campaign"]) == ({}, {harbours: 1})


def test_campaign_of_every_company_counts_everybody_who_has_one(
    gathered: tuple[ContactList, Campaign], workspace: Workspace
) -> None:
    harbours = str(gathered[1].pk)
    Campaign.objects.update(scope=Campaign.Scope.ALL)

    counts = counts_of(workspace, ContactQuery(), shown={"campaign": [harbours]})

    assert counts.by_facet["campaign"] == {harbours: 2}


@pytest.mark.django_db(transaction=True)
def test_very_many_members_are_not_counted_beside_the_search(
    workspace: Workspace, manager: User, monkeypatch: pytest.MonkeyPatch, manager_client: Client
) -> None:
    contacts = [one.pk for one in make_people(workspace, seed=4, n=9)]
    berlin = str(make_list(workspace, manager, "Berlin", contacts[:5]).pk)
    build_files(workspace.pk)
    shown = {"list": [berlin]}
    n_members = ContactList.objects.get().entries.count()
    assert counts_of(workspace, ContactQuery(), shown=shown).by_facet["list"] == {berlin: n_members}

    monkeypatch.setattr("leadqual.search.index.index_queries.MAX_MEMBERS", n_members - 1)

    counts = counts_of(workspace, ContactQuery(list=(berlin,)), shown=shown)
    assert "list" not in counts.by_facet
    assert counts.total == n_members
    assert "Berlin" in html_of(manager_client.get("/people/?facets=list"))
