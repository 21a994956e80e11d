"""The triggers of contacts stay fast for many rows, whatever the session wrote before."""

import pytest
from django.db import connection

from leadqual.accounts.models import Workspace
from leadqual.leads.models import Contact, DoNotContact
from tests.leadqual.leads.do_not_contact.racing import set_entry
from tests.leadqual.leads.people import make_company, make_contact

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
N_ROWS = 8_000


@pytest.fixture
def bounded() -> None:
    """End statements after ten seconds: comparing each row with each other one takes longer."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '10s'")


@pytest.mark.usefixtures("bounded")
@pytest.mark.parametrize("changed", [{"city": "Oslo"}, {"phone": "+49 30 1234567"}])
def test_many_changed_contacts_are_fast_after_a_single_one(
    workspace: Workspace, changed: dict[str, str]
) -> None:
    company = make_company(workspace, domain="acme.com")
    first = make_contact(workspace, email="anna@x.example", city="Berlin")
    set_entry(workspace, "anna@x.example")
    Contact.objects.filter(pk=first.pk).update(**changed)
    people = [
        Contact(workspace=workspace, company=company, email=f"p{n}@x.example")
        for n in range(N_ROWS)
    ]
    Contact.objects.bulk_create(people)

    Contact.objects.filter(workspace=workspace).update(**changed)

    assert Contact.objects.filter(workspace=workspace, **changed).count() == N_ROWS + 1
    assert Contact.objects.get(do_not_contact=True) == first


@pytest.mark.usefixtures("bounded")
def test_many_changed_companies_are_fast_after_a_single_one(workspace: Workspace) -> None:
    first = make_company(workspace, domain="acme.com")
    type(first).objects.filter(pk=first.pk).update(city="Oslo")
    companies = [
        type(first)(workspace=workspace, name=f"Acme {n}", name_key=f"acme {n}")
        for n in range(N_ROWS)
    ]
    type(first).objects.bulk_create(companies)

    assert type(first).objects.filter(workspace=workspace).update(city="Paris") == N_ROWS + 1


@pytest.mark.usefixtures("bounded")
def test_contacts_are_fast_among_many_entries_that_the_planner_does_not_know(
    workspace: Workspace, other_workspace: Workspace
) -> None:
    set_entry(other_workspace, "ben@x.example")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE leads_donotcontact")
    entries = [
        DoNotContact(
            workspace=workspace, kind="alias", value=f"p{n}@x.example", key=f"p{n}@x.example"
        )
        for n in range(N_ROWS)
    ]
    DoNotContact.objects.bulk_create(entries)
    people = [Contact(workspace=workspace, email=f"p{2 * n}@x.example") for n in range(N_ROWS)]

    Contact.objects.bulk_create(people)

    assert Contact.objects.filter(workspace=workspace, do_not_contact=True).count() == N_ROWS // 2
