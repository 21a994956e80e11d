"""Who is in lists, and which companies campaigns ask about."""

from uuid import uuid4

import pytest

from facet_index.types import Members
from leadqual.accounts.models import User, Workspace
from leadqual.campaigns.models import Campaign
from leadqual.campaigns.setup.services import add_companies, create_campaign
from leadqual.search.index.list_members import members_of
from leadqual.search.lists.services import add_people, create_list
from tests.leadqual.leads.people import make_company, make_contact

pytestmark = pytest.mark.django_db


def test_members_of_lists_are_read_unless_they_are_too_many(
    workspace: Workspace, other_workspace: Workspace, manager: User
) -> None:
    ada, ben = make_contact(workspace, "Ada"), make_contact(workspace, "Ben")
    full = create_list(workspace=workspace, name="Full", author=manager)
    empty = create_list(workspace=workspace, name="Empty", author=manager)
    add_people(contact_list=full, contact_ids=[ada.pk, ben.pk], author=manager, request_id=uuid4())
    keys = [str(full.pk), str(empty.pk)]

    read = members_of(workspace.pk, "list", keys, most=2)

    assert read is not None
    assert sorted(read[keys[0]].contacts) == [ada.pk, ben.pk]
    assert read[keys[1]] == Members(contacts=[])
    assert members_of(workspace.pk, "list", keys, most=1) is None
    assert members_of(other_workspace.pk, "list", keys[:1]) == {keys[0]: Members(contacts=[])}
    assert members_of(workspace.pk, "list", []) == {}


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

    here = members_of(workspace.pk, "campaign", keys)
    there = members_of(other_workspace.pk, "campaign", keys[1:])

    others = members_of(other_workspace.pk, "campaign", keys[:1])

    assert others == {keys[0]: Members(companies=[])}
    assert here == {keys[0]: Members(companies=[one.pk]), keys[1]: Members(companies=None)}
    assert there == {keys[1]: Members(companies=[])}
