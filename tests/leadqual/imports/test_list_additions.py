"""People of an import in a list: chosen before it, or afterwards."""

import pytest
from django.test import Client
from django.urls import reverse

from leadqual.accounts.models import User, Workspace
from leadqual.imports.errors import MappingError
from leadqual.imports.list_additions import add_to_list
from leadqual.leads.models import Contact, ContactList
from leadqual.leads.services import set_do_not_contact
from leadqual.search.lists.services import create_list
from tests.leadqual.imports.conftest import Import, undo

pytestmark = pytest.mark.django_db

PEOPLE = "email\na@x.example\nb@x.example\nc@x.example\n"


def emails_in(name: str) -> list[str]:
    row = ContactList.objects.get(name=name, deleted_at=None)
    return sorted(str(entry.contact.email) for entry in row.entries.select_related("contact"))


def test_an_import_fills_a_new_list_and_an_existing_one(
    bring: Import, workspace: Workspace, manager: User
) -> None:
    create_list(workspace=workspace, name="Fair", author=manager)

    first = bring(PEOPLE, list_name="Fair")
    bring("email\nc@x.example\nd@x.example\n", list_name="Fair")
    bring(PEOPLE, list_name="New")

    assert emails_in("Fair") == ["a@x.example", "b@x.example", "c@x.example", "d@x.example"]
    assert emails_in("New") == ["a@x.example", "b@x.example", "c@x.example"]
    assert first.contact_list is not None
    assert ContactList.objects.count() == 2


def test_people_marked_do_not_contact_stay_out_of_the_list(
    bring: Import, workspace: Workspace
) -> None:
    set_do_not_contact(
        workspace=workspace, email="b@x.example", reason="manual", origin="manual", author=None
    )

    bring(PEOPLE, list_name="Fair")

    assert emails_in("Fair") == ["a@x.example", "c@x.example"]


def test_undoing_an_import_takes_its_people_out_of_the_list_and_deletes_them(
    bring: Import, manager: User
) -> None:
    bring("email\na@x.example\n", list_name="Fair")
    batch = bring(PEOPLE, list_name="Other")
    add_to_list(batch=batch, name="Fair", author=manager)

    figures = undo(batch, manager)

    assert figures["n_deleted"] == 2
    assert emails_in("Fair") == ["a@x.example"]
    assert Contact.objects.count() == 1


def test_a_dry_run_fills_no_list(bring: Import) -> None:
    bring(PEOPLE, list_name="Fair", is_dry=True)

    assert not ContactList.objects.exists()


def test_bad_names_are_refused(bring: Import) -> None:
    with pytest.raises(MappingError, match="100 characters"):
        bring(PEOPLE, list_name="x" * 101)


def test_people_are_added_after_an_import_on_its_page_and_the_undo_takes_them_out(
    bring: Import, qualifier_client: Client
) -> None:
    batch = bring(PEOPLE)
    address = reverse("imports:add_to_list", args=[batch.pk])

    page = qualifier_client.post(address, {"name": "  Fair  2026 "}, follow=True)
    again = qualifier_client.post(address, {"name": "Fair 2026"}, follow=True)

    assert "3 people were added to Fair 2026." in page.content.decode()
    assert "Everyone is already in Fair 2026." in again.content.decode()
    assert len(emails_in("Fair 2026")) == 3
    qualifier_client.post(reverse("imports:take_from_list", args=[batch.pk]))
    assert emails_in("Fair 2026") == []


def test_a_large_import_is_added_in_parts_each_once(
    bring: Import, manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("leadqual.imports.list_additions.MAX_AT_ONCE", 2)
    batch = bring("email\n" + "".join(f"p{at}@x.example\n" for at in range(5)))

    assert add_to_list(batch=batch, name="Fair", author=manager) == 5
    assert add_to_list(batch=batch, name="Fair", author=manager) == 0
    assert len(emails_in("Fair")) == 5


def test_companies_of_an_import_fill_a_list_of_companies(
    bring: Import, workspace: Workspace, manager: User, qualifier_client: Client
) -> None:
    create_list(workspace=workspace, name="Fair", author=manager)

    first = bring("name\nAcme\nNord\n", kind="companies", list_name="Accounts")
    second = bring("name\nBerg\n", kind="companies", list_name="Fair")

    assert first.contact_list
    assert second.contact_list
    assert (first.contact_list.records, first.contact_list.company_entries.count()) == (
        "companies",
        2,
    )
    assert second.contact_list.name == "Fair (companies)", "a list of people has the name"
    assert emails_in("Fair") == []
    here = reverse("imports:batch", args=[first.pk])
    assert f"/companies/?import={first.pk}" in qualifier_client.get(here).content.decode()
    address = reverse("imports:add_to_list", args=[second.pk])
    page = qualifier_client.post(address, {"name": "Accounts"}, follow=True).content.decode()
    assert "1 company was added to Accounts." in page
    assert first.contact_list.company_entries.count() == 3
    qualifier_client.post(reverse("imports:take_from_list", args=[second.pk]))
    assert first.contact_list.company_entries.count() == 2
    undo(first, manager)
    assert first.contact_list.company_entries.count() == 0


def test_list_of_companies_takes_no_people_of_an_import(bring: Import) -> None:
    bring("name\nAcme\n", kind="companies", list_name="Fair")

    batch = bring(PEOPLE, list_name="Fair")

    assert batch.contact_list
    assert batch.contact_list.name == "Fair (people)"
    assert len(emails_in("Fair (people)")) == 3
