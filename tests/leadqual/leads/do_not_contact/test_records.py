"""Any person and any company can be marked, from pages, by API and by MCP."""

import pytest
from django.test import Client

from leadqual.accounts.models import User, Workspace
from leadqual.leads.do_not_contact.entries import EntrySource, entry_for, lift_entries, set_entry
from leadqual.leads.do_not_contact.repair import differences_of
from leadqual.leads.do_not_contact.selectors import active_entries
from leadqual.leads.models import Contact, DoNotContact
from tests.leadqual.leads.people import is_stopped, make_company, make_contact

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]


def test_the_page_marks_and_allows_a_person_with_a_name_only(
    qualifier_client: Client, workspace: Workspace
) -> None:
    person = make_contact(workspace, "Anna Roth")

    page = qualifier_client.get(f"/people/?person={person.pk}").content.decode()
    assert f"/people/{person.pk}/do-not-contact/" in page
    qualifier_client.post(f"/people/{person.pk}/do-not-contact/")
    assert is_stopped(person)
    listed = qualifier_client.get("/settings/do-not-contact/", follow=True).content.decode()
    assert "Anna Roth" in listed
    timeline = qualifier_client.get(f"/people/{person.pk}/timeline/").content.decode()
    assert "Marked Do not contact" in timeline

    qualifier_client.post(f"/people/{person.pk}/allow/")
    assert not is_stopped(person)


def test_the_page_of_a_company_with_a_name_only_marks_and_allows_its_people(
    qualifier_client: Client, viewer_client: Client, workspace: Workspace
) -> None:
    company = make_company(workspace, "Kelvia")
    person = make_contact(workspace, "Anna Roth", company=company)
    other = make_contact(workspace, "Ben Berg", company=make_company(workspace, "Nordkran"))
    url = f"/companies/{company.pk}/"

    assert viewer_client.post(f"{url}do-not-contact/").status_code == 403
    qualifier_client.post(f"{url}do-not-contact/")

    later = make_contact(workspace, "Cem Can", company=company)
    assert [is_stopped(one) for one in (person, later, other)] == [True, True, False]
    assert "Allow contact again" in qualifier_client.get(url).content.decode()
    assert not differences_of(workspace)
    Contact.objects.filter(pk=later.pk).update(company=other.company)
    assert not is_stopped(later)
    assert is_stopped(person)
    said = qualifier_client.post(f"/people/{person.pk}/allow/", follow=True).content.decode()
    assert "stays marked Do not contact: an entry covers Kelvia." in said

    qualifier_client.post(f"{url}allow/")
    assert not is_stopped(person)
    assert not active_entries(workspace).exists()


def test_api_marks_a_company_with_its_domain_and_lifting_frees_both(
    api: Client, workspace: Workspace, manager: User
) -> None:
    company = make_company(workspace, "Kelvia", domain="kelvia.example")
    person = make_contact(workspace, company=company)
    by_domain = make_contact(workspace, email="b@kelvia.example")

    made = api.post(
        "/api/v1/do-not-contact", {"company_id": company.pk}, content_type="application/json"
    ).json()

    assert (made["kind"], made["value"]) == ("company", f"company:{company.pk}")
    assert [is_stopped(person), is_stopped(by_domain)] == [True, True]
    entries = DoNotContact.objects.filter(pk=made["id"])
    assert lift_entries(workspace=workspace, entries=entries, author=manager) == 1
    assert not is_stopped(person)
    assert not is_stopped(by_domain)


def test_a_restored_entry_has_the_keys_that_it_had(
    api: Client, workspace: Workspace, manager: User
) -> None:
    person = make_contact(workspace, "Anna Roth", email="anna@x.example", phone="030 1234567")
    made = api.post(
        "/api/v1/do-not-contact", {"contact_id": person.pk}, content_type="application/json"
    ).json()
    person.delete()
    assert api.delete(f"/api/v1/do-not-contact/{made['id']}").status_code == 204
    assert not active_entries(workspace).exists()

    assert api.post(f"/api/v1/do-not-contact/{made['id']}/restore").status_code == 200

    assert is_stopped(make_contact(workspace, "Anna Roth", phone="030 1234567"))


def test_an_entry_of_an_imported_file_is_named_as_one_that_managers_remove(
    qualifier_client: Client, workspace: Workspace, manager: User
) -> None:
    person = make_contact(workspace, "Anna Roth")
    source = EntrySource("import", "import:1", manager)
    set_entry(workspace=workspace, entry=entry_for(person), source=source)
    (entry,) = active_entries(workspace).filter(derived_from=None)

    page = qualifier_client.post(f"/people/{person.pk}/allow/", follow=True).content.decode()
    answer = qualifier_client.delete(f"/api/v1/do-not-contact/{entry.pk}")

    assert "an imported file, a suppression list" in page
    assert answer.status_code == 403
    assert "an imported file, a suppression list" in answer.json()["detail"]
