"""A list and a company whose people go into lists."""

from uuid import uuid4

import pytest

from leadqual.accounts.models import User, Workspace
from leadqual.leads.models import Company, ContactList
from leadqual.search.lists.services import add_records, create_list
from leadqual.taxonomy.models import Level
from tests.leadqual.leads.people import make_company, make_contact, make_title


@pytest.fixture
def kelvia(workspace: Workspace) -> Company:
    """A company with two directors, a manager, and an owner not to be contacted."""
    company = make_company(workspace, "Kelvia")
    for number, (slug, is_stopped) in enumerate(
        [("director", False), ("director", False), ("manager", False), ("owner", True)]
    ):
        title = make_title(
            workspace,
            f"Title {number}",
            {"sales": 0.9} if number == 0 else {},
            level=Level.objects.get(slug=slug),
        )
        make_contact(
            workspace,
            f"P{number} {slug}",
            email=f"p{number}@kelvia.example",
            company=company,
            job_title=title,
            do_not_contact=is_stopped,
        )
    return company


@pytest.fixture
def berlin(workspace: Workspace, qualifier: User) -> ContactList:
    """A list with two people."""
    row = create_list(workspace=workspace, name="Berlin", author=qualifier)
    people = [
        make_contact(workspace, "Ada Abel", email="ada@x.example", title="=1+1"),
        make_contact(workspace, "Ben Öz", email="ben@x.example"),
    ]
    add_records(
        contact_list=row,
        keys=[person.pk for person in people],
        author=qualifier,
        request_id=uuid4(),
    )
    return row
