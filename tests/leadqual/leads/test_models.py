"""Rules of the tables of leads."""

import uuid

import pytest
from django.db import IntegrityError, transaction

from leadqual.accounts.models import User, Workspace
from leadqual.leads.models import Company, Contact, ContactList, ListEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def callers(workspace: Workspace, manager: User) -> ContactList:
    """An empty list."""
    return ContactList.objects.create(workspace=workspace, name="Callers", author=manager)


def test_name_of_a_list_is_taken_once_in_a_workspace(
    callers: ContactList, other_workspace: Workspace, manager: User
) -> None:
    theirs = ContactList.objects.create(
        workspace=other_workspace, name=callers.name, author=manager
    )
    for name, rule in ((callers.name, "contact_list_name_once"), ("", "contact_list_has_name")):
        with pytest.raises(IntegrityError, match=rule), transaction.atomic():
            ContactList.objects.create(workspace=callers.workspace, name=name, author=manager)

    assert theirs.pk != callers.pk


def test_person_is_in_a_list_once_and_outlives_the_company(
    callers: ContactList, manager: User
) -> None:
    company = Company.objects.create(workspace=callers.workspace, name="K", name_key="k")
    person = Contact.objects.create(workspace=callers.workspace, company=company, last_name="Ito")
    fields = {
        "contact_list": callers,
        "contact": person,
        "added_by": manager,
        "request_id": uuid.uuid4(),
    }
    entry = ListEntry.objects.create(**fields, company=company)

    with pytest.raises(IntegrityError, match="list_entry_contact_once"), transaction.atomic():
        ListEntry.objects.create(**fields)
    company.delete()

    entry.refresh_from_db()
    assert entry.company is None
    assert entry.contact == person


def test_probabilities_of_a_business_model_are_five_or_none(workspace: Workspace) -> None:
    company = Company.objects.create(workspace=workspace, name="K", name_key="k")
    rows = Company.objects.filter(pk=company.pk)

    rows.update(business_model_probabilities=[0.6, 0.1, 0.1, 0.1, 0.1])
    for wrong in ([0.5, 0.5], []):
        with (
            pytest.raises(IntegrityError, match="company_business_model_probabilities"),
            transaction.atomic(),
        ):
            rows.update(business_model_probabilities=wrong)

    company.refresh_from_db()
    assert company.business_model_probabilities == [0.6, 0.1, 0.1, 0.1, 0.1]


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"first_name": "Ada", "last_name": "Berg", "email": "a@x.example"}, "Ada Berg"),
        ({"email": "a@x.example", "phone": "+49 30 1"}, "a@x.example"),
        ({"linkedin_url": "https://www.linkedin.com/in/ada-berg", "phone": "+49 30 1"}, "ada-berg"),
        ({"phone": "+49 30 1", "external_id": "C-7"}, "+49 30 1"),
        ({"external_id": "C-7"}, "C-7"),
    ],
)
def test_person_without_a_name_is_shown_by_an_address(
    workspace: Workspace, fields: dict[str, str], shown: str
) -> None:
    assert str(Contact(workspace=workspace, **fields)) == shown
