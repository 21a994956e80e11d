"""Who is in lists and imports, and which companies campaigns ask about."""

from uuid import uuid4

import pytest

from facet_index.types import Members
from leadqual.accounts.models import User, Workspace
from leadqual.campaigns.models import Campaign
from leadqual.campaigns.setup.services import add_companies, create_campaign
from leadqual.imports.models import ImportBatch, ImportRow
from leadqual.leads.models import Contact
from leadqual.search.index.list_members import members_of
from leadqual.search.lists.services import add_records, create_list
from leadqual.search.query.query import ContactQuery
from leadqual.search.results.result_counts import counts_of
from leadqual.search.results.result_pages import result_page, result_queryset
from tests.leadqual.leads.people import make_company, make_contact

pytestmark = pytest.mark.django_db


def test_members_of_lists_are_read_unless_they_are_too_many(
    workspace: Workspace, other_workspace: Workspace, manager: User
) -> None:
    ada, ben = make_contact(workspace, "Ada"), make_contact(workspace, "Ben")
    full = create_list(workspace=workspace, name="Full", author=manager)
    empty = create_list(workspace=workspace, name="Empty", author=manager)
    add_records(contact_list=full, keys=[ada.pk, ben.pk], author=manager, request_id=uuid4())
    keys = [str(full.pk), str(empty.pk)]

    read = members_of(workspace.pk, {"list": keys}, max_members=2)["list"]

    assert sorted(read[keys[0]].contacts) == [ada.pk, ben.pk]
    assert read[keys[1]] == Members(contacts=[])
    assert members_of(workspace.pk, {"list": keys}, max_members=1) == {}
    others = members_of(other_workspace.pk, {"list": keys[:1]})
    assert others == {"list": {keys[0]: Members(contacts=[])}}
    assert members_of(workspace.pk, {"list": []}) == {}


def test_campaign_asks_about_added_companies_or_about_all_of_its_own_workspace(
    workspace: Workspace, other_workspace: Workspace, manager: User
) -> None:
    one = make_company(workspace)
    some = create_campaign(
        workspace=workspace, name="Some", scope=Campaign.Scope.SELECTED, author=manager
    )
    add_companies(campaign=some, company_ids=[one.pk])
    every = create_campaign(workspace=workspace, name="Every", author=manager)
    keys = [str(some.pk), str(every.pk)]

    here = members_of(workspace.pk, {"campaign": keys})["campaign"]
    there = members_of(other_workspace.pk, {"campaign": keys[1:]})["campaign"]

    others = members_of(other_workspace.pk, {"campaign": keys[:1]})["campaign"]

    assert others == {keys[0]: Members(companies=[])}
    assert here == {keys[0]: Members(companies=[one.pk]), keys[1]: Members(companies=None)}
    assert there == {keys[1]: Members(companies=[])}


def test_imports_hold_whom_their_rows_became_and_nobody_of_other_workspaces(
    workspace: Workspace, other_workspace: Workspace, manager: User
) -> None:
    ada, ben = make_contact(workspace, "Ada"), make_contact(workspace, "Ben")
    firm = make_company(workspace)
    people = make_import(workspace, manager, "contacts", [ada.pk, ben.pk, ada.pk])
    refused = ImportRow(batch=people, number=9, outcome="rejected", reason="No name.")
    refused.save()
    companies = make_import(workspace, manager, "companies", [firm.pk])
    keys = [str(people.pk), str(companies.pk)]

    here = members_of(workspace.pk, {"import": keys})["import"]
    there = members_of(other_workspace.pk, {"import": keys})["import"]

    assert list(here[keys[0]].contacts) == [ada.pk, ben.pk]
    assert list(here[keys[1]].companies or ()) == [firm.pk]
    assert there == {key: Members() for key in keys}


@pytest.mark.usefixtures("taxonomy")
def test_search_finds_the_people_of_imports_and_of_imported_companies(
    workspace: Workspace, manager: User
) -> None:
    people = [make_contact(workspace, name) for name in ("Ada", "Ben", "Cem", "Dia")]
    firm = make_company(workspace)
    Contact.objects.filter(pk=people[3].pk).update(company=firm)
    of_people = make_import(workspace, manager, "contacts", [people[0].pk, people[1].pk])
    of_firms = make_import(workspace, manager, "companies", [firm.pk])
    searches = {
        (str(of_people.pk),): (),
        (str(of_firms.pk),): (),
        (str(of_people.pk), str(of_firms.pk)): (),
        (): (f"import:{of_people.pk}",),
        ("987654321",): (),
    }

    found = []
    for ticked, excluded in searches.items():
        query = ContactQuery(**{"import": ticked, "exclude": excluded})
        assert counts_of(workspace, query).total == result_queryset(workspace, query).count()
        page = result_page(workspace, query)
        found.append([row.first_name for row in page.rows])

    assert found == [["Ada", "Ben"], ["Dia"], ["Ada", "Ben", "Dia"], ["Cem", "Dia"], []]


def make_import(workspace: Workspace, author: User, kind: str, records: list[int]) -> ImportBatch:
    """Create an import whose rows became these records."""
    batch = ImportBatch.objects.create(
        workspace=workspace, author=author, kind=kind, status="done", n_rows=len(records)
    )
    for number, record in enumerate(records, 2):
        ImportRow.objects.create(batch=batch, number=number, outcome="created", record_id=record)
    return batch
