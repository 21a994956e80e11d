"""Promises about a contact or company that a person changes, and about its undo."""

from datetime import timedelta

import pytest

from leadqual.accounts.models import AuditRow, User, Workspace
from leadqual.core.errors import NothingToUndoError
from leadqual.leads.deletion import delete_record, restore_record
from leadqual.leads.erased_people import Identity, digests_of
from leadqual.leads.errors import ChangedSinceError, ErasedPersonError, KeyTakenError
from leadqual.leads.models import (
    Company,
    Contact,
    ContactFormerKey,
    ErasedKey,
    ErasedPerson,
    JobTitle,
    RecordChange,
)
from leadqual.leads.records.change_undo import undo_step
from leadqual.leads.records.changes import change_record
from leadqual.leads.records.creation import create_company, create_contact
from leadqual.leads.services import set_do_not_contact
from leadqual.leads.upserts import CompanyValues, ContactValues, save_contact
from tests.leadqual.leads.people import make_company, make_contact

pytestmark = pytest.mark.django_db
OLD, NEW = "jana@kelvia.example", "jana@nordport.example"


@pytest.fixture
def jana(workspace: Workspace) -> Contact:
    """Somebody with an email and a title."""
    saved, _ = save_contact(
        workspace=workspace,
        values=ContactValues(
            OLD, title="Head of Sales", fields={"first_name": "Jana", "last_name": "Brandt"}
        ),
    )
    return saved


def erase(workspace: Workspace, email: str) -> None:
    """Keep the hashes of somebody who was erased."""
    person = ErasedPerson.objects.create(workspace=workspace)
    for digest, kind in digests_of(workspace.pk, Identity(emails=[email])).items():
        ErasedKey.objects.create(workspace=workspace, person=person, kind=kind, digest=digest)


def test_a_changed_title_is_classified_and_counted(jana: Contact, manager: User) -> None:
    change_record(record=jana, values={"title": "Chief Executive Officer"}, author=manager)

    jana.refresh_from_db()
    assert jana.job_title is not None
    assert jana.job_title.title == "Chief Executive Officer"
    counts = dict(JobTitle.objects.values_list("title", "n_contacts"))
    assert counts == {"Head of Sales": 0, "Chief Executive Officer": 1}


def test_an_edit_is_undone_as_a_whole(jana: Contact, manager: User) -> None:
    before = Contact.objects.values("title", "job_title", "city", "email", "tags").get()
    values = {"title": "CEO", "city": "Berlin", "email": NEW, "tags": ["VIP"]}
    change = change_record(record=jana, values=values, author=manager)
    assert change is not None

    done = undo_step(workspace=jana.workspace, step=change.step, author=manager)

    assert (done.n_undone, done.n_kept) == (1, 0)
    assert Contact.objects.values("title", "job_title", "city", "email", "tags").get() == before
    assert list(ContactFormerKey.objects.filter(kind="email").values_list("value", flat=True)) == [
        NEW
    ]
    with pytest.raises(NothingToUndoError):
        undo_step(workspace=jana.workspace, step=change.step, author=manager)


def test_an_undo_keeps_what_somebody_changed_since(jana: Contact, manager: User) -> None:
    change = change_record(record=jana, values={"city": "Berlin"}, author=manager)
    assert change is not None
    change_record(record=jana, values={"city": "Munich"}, author=manager)

    done = undo_step(workspace=jana.workspace, step=change.step, author=manager)

    jana.refresh_from_db()
    assert (done.n_undone, done.n_kept, jana.city) == (0, 1, "Munich")


def test_what_was_changed_since_it_was_seen_is_not_overwritten(
    jana: Contact, manager: User
) -> None:
    with pytest.raises(ChangedSinceError):
        change_record(
            record=jana,
            values={"city": "Berlin"},
            author=manager,
            expected=jana.updated_at - timedelta(seconds=1),
        )

    jana.refresh_from_db()
    assert jana.city == ""
    assert not RecordChange.objects.exists()


def test_values_that_a_record_has_already_are_no_change(jana: Contact, manager: User) -> None:
    change = change_record(record=jana, values={"first_name": "Jana"}, author=manager)

    assert change is None
    assert not AuditRow.objects.filter(action="contact.edited").exists()


def test_two_contacts_that_exchanged_their_emails_are_both_stopped(
    jana: Contact, manager: User
) -> None:
    ben = make_contact(jana.workspace, "Ben", email="ben@kelvia.example")
    for contact, email in [(jana, "x@kelvia.example"), (ben, OLD), (jana, "ben@kelvia.example")]:
        change_record(record=contact, values={"email": email}, author=manager)

    set_do_not_contact(
        workspace=jana.workspace, email=OLD, reason="manual", origin="x", author=manager
    )

    assert list(Contact.objects.values_list("do_not_contact", flat=True)) == [True, True]


def test_an_edit_does_not_bring_an_erased_person_back(jana: Contact, manager: User) -> None:
    erase(jana.workspace, NEW)

    with pytest.raises(ErasedPersonError):
        change_record(record=jana, values={"email": NEW}, author=manager)
    with pytest.raises(ErasedPersonError):
        create_contact(workspace=jana.workspace, values={"email": NEW}, author=manager)

    jana.refresh_from_db()
    assert (jana.email, Contact.objects.count()) == (OLD, 1)


def test_a_taken_email_is_refused_and_nothing_is_written(
    jana: Contact, workspace: Workspace, manager: User
) -> None:
    make_contact(workspace, "Ben Öz", email=NEW)

    with pytest.raises(KeyTakenError):
        change_record(record=jana, values={"email": NEW, "city": "Berlin"}, author=manager)
    with pytest.raises(KeyTakenError):
        create_contact(workspace=workspace, values={"email": NEW}, author=manager)

    jana.refresh_from_db()
    assert (jana.email, jana.city, Contact.objects.count()) == (OLD, "", 2)


def test_a_contact_gets_a_company_that_is_there_or_a_new_one(
    workspace: Workspace, manager: User
) -> None:
    kelvia = make_company(workspace, "Kelvia")

    there = create_contact(
        workspace=workspace,
        values={"last_name": "Abel", "company": CompanyValues("Kelvia GmbH")},
        author=manager,
    )
    change_record(record=there, values={"company": CompanyValues("Nordport")}, author=manager)

    there.refresh_from_db()
    assert there.company is not None
    assert there.company.name == "Nordport"
    assert set(Company.objects.values_list("name", flat=True)) == {kelvia.name, "Nordport"}


def test_a_renamed_company_is_found_by_its_new_name(workspace: Workspace, manager: User) -> None:
    company = create_company(workspace=workspace, values={"name": "Kelvia GmbH"}, author=manager)
    change_record(record=company, values={"name": "Nordport AG"}, author=manager)

    company.refresh_from_db()

    assert company.name_key == "nordport"
    with pytest.raises(KeyTakenError):
        create_company(workspace=workspace, values={"name": "Nordport"}, author=manager)


def test_changes_and_former_keys_go_and_come_back_with_a_deleted_contact(
    jana: Contact, manager: User
) -> None:
    change_record(record=jana, values={"email": NEW}, author=manager)
    rows = list(RecordChange.objects.values()), list(ContactFormerKey.objects.values())

    deleted = delete_record(record=jana, workspace=jana.workspace, kind="contact", author=manager)
    assert not RecordChange.objects.exists()
    restore_record(deleted=deleted, author=manager)

    restored = list(RecordChange.objects.values()), list(ContactFormerKey.objects.values())
    assert restored == rows
