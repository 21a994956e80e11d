"""Promises about deleting records: hidden at once everywhere, restored as they were."""

from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from leadqual.accounts.models import User, Workspace
from leadqual.campaigns.models import Verdict
from leadqual.campaigns.setup.services import create_campaign
from leadqual.campaigns.verdicts.services import record_verdict
from leadqual.leads.deletion import delete_record, restore_record
from leadqual.leads.erased_people import Identity, digests_of
from leadqual.leads.errors import ErasedPersonError, RestoreConflictError
from leadqual.leads.merging.services import undo_merge
from leadqual.leads.models import (
    Company,
    Contact,
    ContactList,
    DeletedRecord,
    ErasedKey,
    ErasedPerson,
    JobTitle,
    ListEntry,
    MergedRecord,
)
from leadqual.leads.upserts import CompanyValues, ContactValues, save_contact
from leadqual.replies.models import ProposedContact, Reply
from leadqual.search.lists.services import add_records, create_list
from tests.leadqual.leads.people import merge_two

pytestmark = pytest.mark.django_db
EMAIL = "zdenka@kranwerk.example"


@pytest.fixture
def contact(workspace: Workspace, manager: User, taxonomy: None) -> Contact:
    """Somebody at a company, on a list, who replied."""
    values = ContactValues(EMAIL, title="Head of Sales", company=CompanyValues("Kranwerk"))
    saved, _ = save_contact(workspace=workspace, values=values)
    row = create_list(workspace=workspace, name="Here", author=manager)
    add_records(contact_list=row, keys=[saved.pk], author=manager, request_id=uuid4())
    Reply.objects.create(
        workspace=workspace,
        contact=saved,
        message_id="<1@x>",
        sender=EMAIL,
        text="Hello",
        received_at=timezone.now(),
    )
    return saved


def delete(contact: Contact, author: User) -> DeletedRecord:
    """Delete a contact."""
    return delete_record(record=contact, workspace=contact.workspace, kind="contact", author=author)


def test_a_deleted_contact_is_gone_everywhere_and_comes_back_as_it_was(
    contact: Contact, manager: User
) -> None:
    before = Contact.objects.filter(pk=contact.pk).values().get()
    entry = ListEntry.objects.values().get()

    deleted = delete(contact, manager)

    assert not Contact.objects.exists()
    assert not ListEntry.objects.exists()
    assert (Reply.objects.get().contact, JobTitle.objects.get().n_contacts) == (None, 0)

    restore_record(deleted=deleted, author=manager)

    assert Contact.objects.values().get() == before
    assert ListEntry.objects.values().get() == entry
    assert (Reply.objects.get().contact, JobTitle.objects.get().n_contacts) == (contact, 1)
    assert not DeletedRecord.objects.exists()


def test_a_deleted_company_comes_back_with_its_verdicts_and_contacts(
    contact: Contact, workspace: Workspace, manager: User
) -> None:
    company = Company.objects.get()
    campaign = create_campaign(workspace=workspace, name="Cranes", author=manager)
    record_verdict(campaign=campaign, company=company, value=Verdict.Value.LIKE, author=manager)
    verdict = Verdict.objects.values().get()

    deleted = delete_record(record=company, workspace=workspace, kind="company", author=manager)
    contact.refresh_from_db()
    assert (contact.company, Verdict.objects.count()) == (None, 0)
    restore_record(deleted=deleted, author=manager)

    contact.refresh_from_db()
    assert contact.company == company
    assert Verdict.objects.values().get() == verdict


def test_a_deleted_reply_comes_back_with_what_it_proposed(
    contact: Contact, workspace: Workspace, manager: User
) -> None:
    reply = Reply.objects.get()
    ProposedContact.objects.create(reply=reply, email="b@kranwerk.example")

    deleted = delete_record(record=reply, workspace=workspace, kind="reply", author=manager)
    assert (Reply.objects.count(), ProposedContact.objects.count()) == (0, 0)
    restore_record(deleted=deleted, author=manager)

    assert Reply.objects.get().proposal.email == "b@kranwerk.example"


def test_a_contact_is_not_restored_beside_a_new_one_with_the_same_email(
    contact: Contact, workspace: Workspace, manager: User
) -> None:
    deleted = delete(contact, manager)
    save_contact(workspace=workspace, values=ContactValues(EMAIL))

    with pytest.raises(RestoreConflictError):
        restore_record(deleted=deleted, author=manager)

    assert Contact.objects.count() == 1
    assert DeletedRecord.objects.count() == 1


def test_a_person_comes_back_before_the_company_that_was_deleted_later(
    contact: Contact, workspace: Workspace, manager: User
) -> None:
    company = Company.objects.get()
    ListEntry.objects.update(company=company)
    person = delete(contact, manager)
    later = delete_record(record=company, workspace=workspace, kind="company", author=manager)

    restore_record(deleted=person, author=manager)

    assert (Contact.objects.get().company, ListEntry.objects.get().company) == (None, None)

    restore_record(deleted=later, author=manager)

    assert (Contact.objects.get().company, ListEntry.objects.get().company) == (company, company)


def test_a_person_comes_back_to_the_company_that_theirs_was_merged_into(
    contact: Contact, workspace: Workspace, manager: User
) -> None:
    company = Company.objects.get()
    kept = Company.objects.create(workspace=workspace, name="Kran Werke", name_key="kran werke")
    ListEntry.objects.update(company=company)
    deleted = delete(contact, manager)
    merged = merge_two(kept, company, manager)

    restore_record(deleted=deleted, author=manager)

    assert (Contact.objects.get().company, ListEntry.objects.get().company) == (kept, kept)

    undo_merge(merged=merged, author=manager)

    assert (Contact.objects.get().company, ListEntry.objects.get().company) == (company, company)


def test_a_person_comes_back_without_the_list_that_is_gone_for_good(
    contact: Contact, manager: User
) -> None:
    deleted = delete(contact, manager)
    ContactList.objects.all().delete()

    restore_record(deleted=deleted, author=manager)

    assert (Contact.objects.get(), ListEntry.objects.count()) == (contact, 0)


def test_a_kept_person_comes_back_after_the_rows_of_the_merged_one_were_removed_for_good(
    contact: Contact, workspace: Workspace, manager: User
) -> None:
    other, _ = save_contact(workspace=workspace, values=ContactValues("z@kranwerk.example"))
    merge_two(contact, other, manager)
    deleted = delete(contact, manager)
    DeletedRecord.objects.filter(record_id=other.pk).delete()

    restore_record(deleted=deleted, author=manager)

    assert MergedRecord.objects.get().kept_now == contact.pk


def test_an_erased_person_is_not_restored(
    contact: Contact, workspace: Workspace, manager: User
) -> None:
    deleted = delete(contact, manager)
    person = ErasedPerson.objects.create(workspace=workspace)
    for digest, kind in digests_of(workspace.pk, Identity(emails=[EMAIL])).items():
        ErasedKey.objects.create(workspace=workspace, person=person, kind=kind, digest=digest)

    with pytest.raises(ErasedPersonError):
        restore_record(deleted=deleted, author=manager)

    assert not Contact.objects.exists()


def test_the_api_deletes_and_restores(contact: Contact, manager_client: Client) -> None:
    reply = Reply.objects.get()
    for path in (
        f"/api/v1/replies/{reply.pk}",
        f"/api/v1/contacts/{contact.pk}",
        f"/api/v1/companies/{contact.company_id}",
    ):
        deleted = manager_client.delete(path)
        assert deleted.status_code == 200
        assert manager_client.get(path).status_code == 404

        restored = manager_client.post(f"/api/v1/deletions/{deleted.json()['id']}/restore")

        assert restored.status_code == 200
        assert manager_client.get(path).status_code == 200
    assert manager_client.get("/api/v1/deletions").json()["results"] == []


def test_a_page_deletes_a_contact_and_offers_to_undo_it(
    contact: Contact, manager_client: Client
) -> None:
    manager_client.post(f"/people/{contact.pk}/delete/")
    deleted = DeletedRecord.objects.get()

    page = manager_client.get("/people/").content.decode()
    manager_client.post(f"/deleted/{deleted.pk}/restore/")

    assert f"/deleted/{deleted.pk}/restore/" in page
    assert Contact.objects.filter(pk=contact.pk).exists()
