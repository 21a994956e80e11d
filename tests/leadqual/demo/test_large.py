"""A large workspace of invented people."""

import pytest

from leadqual.accounts.models import Member, User, Workspace
from leadqual.demo.large_data import create_records, list_titles, open_workspace
from leadqual.labeling.corrections.services import classify_batch
from leadqual.leads.models import Company, Contact, JobTitle
from leadqual.search.index.index_changes import count_changed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]


def test_people_carry_titles_at_companies_and_few_titles_are_common(workspace: Workspace) -> None:
    create_records(workspace, 2_000)

    contacts = Contact.objects.filter(workspace=workspace)
    assert contacts.count() == 2_000
    assert not contacts.filter(job_title=None).exists()
    assert not contacts.filter(company=None).exists()
    assert Company.objects.filter(workspace=workspace).count() == 200
    # Letters beyond ASCII are rare in an email, and take the database much longer to compare.
    assert all(email and email.isascii() for (email,) in contacts.values_list("email"))
    titles = JobTitle.objects.filter(workspace=workspace)
    carried = sorted(titles.values_list("n_contacts", flat=True), reverse=True)
    assert sum(carried) == 2_000
    assert sum(carried[:20]) > 2_000 / 4
    assert all(one.n_contacts == one.contacts.count() for one in titles[:20])
    assert classify_batch() == 200
    assert count_changed(workspace.pk, 0) > 2_000


def test_workspace_with_contacts_is_left_alone(workspace: Workspace) -> None:
    create_records(workspace, 10)

    with pytest.raises(ValueError, match="already has contacts"):
        create_records(workspace, 10)

    assert Contact.objects.filter(workspace=workspace).count() == 10


def test_same_number_gives_the_same_people(
    workspace: Workspace, other_workspace: Workspace
) -> None:
    for one in (workspace, other_workspace):
        create_records(one, 100)

    people = [
        list(
            Contact.objects.filter(workspace=one)
            .order_by("pk")
            .values_list("first_name", "last_name", "title", "company__name", "email")
        )
        for one in (workspace, other_workspace)
    ]
    assert people[0] == people[1]


@pytest.mark.slow
def test_a_hundred_thousand_titles_are_different() -> None:
    titles = list_titles(100_000)

    assert len(set(titles)) == 100_000


def test_members_of_the_demo_may_enter(workspace: Workspace, manager: User) -> None:
    Workspace.objects.filter(pk=workspace.pk).update(slug="demo")

    place = open_workspace("large")

    assert Member.objects.get(workspace=place).user == manager
    assert open_workspace("large") == place
