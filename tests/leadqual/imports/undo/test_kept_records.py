"""Undoing an import says which records it kept, why, and what was changed in them since."""

import pytest
from django.test import Client
from django.utils import timezone

from leadqual.accounts.models import User
from leadqual.imports.undo.kept_records import PARTLY_RESTORED, Difference, KeptRecords
from leadqual.leads.models import Company, Contact
from tests.leadqual.imports.conftest import Import, undo
from tests.leadqual.imports.undo.test_undo_job import NEWS, PEOPLE

pytestmark = pytest.mark.django_db


def test_kept_people_are_listed_with_what_was_changed_since(
    bring: Import, manager: User, manager_client: Client
) -> None:
    bring(PEOPLE)
    batch = bring(NEWS)
    ann = Contact.objects.get(email="ann@acme.example")
    ann.company = None
    ann.save()
    cy = Contact.objects.get(email="cy@orlo.example")
    Contact.objects.filter(pk=cy.pk).update(title="COO", phone="+39 1", updated_at=timezone.now())

    undo(batch, manager)

    kept = KeptRecords(batch)[0:10]
    assert [(one.number, one.name, one.why) for one in kept] == [
        (3, "Cy Poe", "Changed since the import."),
        (2, "Ann Lee", PARTLY_RESTORED),
    ]
    assert kept[0].differences == [
        Difference("phone", "", "+39 1"),
        Difference("title", "CFO", "COO"),
    ]
    assert kept[1].differences == [Difference("company", "Orlo", "")]
    assert len(KeptRecords(batch)) == batch.undo["n_kept"] == 2
    page = manager_client.get(f"/imports/{batch.pk}/lines/?outcome=kept").content.decode()
    assert f'href="/people/{cy.pk}/"' in page
    assert "<s>CFO</s> COO" in page
    assert "lines/?outcome=kept" in manager_client.get(f"/imports/{batch.pk}/").content.decode()


def test_kept_companies_are_listed_and_who_is_gone_is_said(bring: Import, manager: User) -> None:
    batch = bring("name,domain,city\nAcme,acme.example,Oslo\nOrlo,,Rome\n", kind="companies")
    acme, orlo = Company.objects.order_by("name")
    acme.city = "Bergen"
    acme.save()
    orlo.delete()

    undo(batch, manager)

    first, second = KeptRecords(batch)[0:100]
    assert (first.name, first.differences) == ("Acme", [Difference("city", "Oslo", "Bergen")])
    assert (second.name, second.address, second.why) == ("", "", "Deleted since the import.")


def test_pages_go_from_created_to_updated_ones(bring: Import, manager: User) -> None:
    bring("email,city\na@a.example,Oslo\n")
    batch = bring("email,city\na@a.example,Rome\nb@a.example,\nc@a.example,\n")
    for contact in Contact.objects.all():
        contact.city = "Lyon"
        contact.save()

    undo(batch, manager)

    kept = KeptRecords(batch)
    lines = [[one.number for one in kept[at : at + 2]] for at in (0, 2)]
    assert lines == [[3, 4], [2]]


def test_without_the_file_the_reasons_stay(bring: Import, manager: User) -> None:
    batch = bring("email,city\na@a.example,Oslo\n")
    Contact.objects.update(city="Rome", updated_at=timezone.now())
    undo(batch, manager)
    batch.file.storage.delete(str(batch.file.name))

    (kept,) = KeptRecords(batch)[0:10]
    assert (kept.differences, kept.why) == ([], "Changed since the import.")
