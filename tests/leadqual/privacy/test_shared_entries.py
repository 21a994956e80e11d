"""Promises about do-not-contact entries that cover others, too: erasing frees nobody of them."""

from pathlib import Path

import pytest

from leadqual.accounts.models import User, Workspace
from leadqual.leads.deletion import delete_record, restore_record
from leadqual.leads.do_not_contact.entries import EntrySource, add_entry, set_record_entry
from leadqual.leads.errors import ErasedPersonError
from leadqual.leads.models import Contact, DeletedRecord, DoNotContact
from leadqual.leads.upserts import ContactValues, save_contact
from leadqual.privacy.erasure.erase_person import run_erasure, start_erasure
from leadqual.privacy.erasure.person import Identifiers
from tests.problems import refused

pytestmark = pytest.mark.django_db
PHONE = "+49 30 9988776"
ANNA, BERT = "anna@x.example", "bert@x.example"


def add(workspace: Workspace, email: str, **fields: object) -> Contact:
    """Store a contact with the shared number."""
    values = ContactValues(email, fields={"phone": PHONE, **fields})
    return save_contact(workspace=workspace, values=values)[0]


def block(workspace: Workspace, author: User, text: str, kind: str) -> DoNotContact:
    """Set something to do not contact, for a reason that names Anna."""
    source = EntrySource("asked Anna Zwitsch", f"page {text}", author)
    return add_entry(workspace=workspace, text=text, kind=kind, source=source)


def erase(workspace: Workspace, author: User, **given: object) -> None:
    """Erase a person to the end."""
    identifiers = Identifiers(**given)  # type: ignore[arg-type]
    erasure = start_erasure(workspace=workspace, identifiers=identifiers, author=author)
    assert run_erasure(erasure.pk) is not None


def test_a_colleague_stays_do_not_contact_when_somebody_with_the_same_entry_is_erased(
    workspace: Workspace, manager: User, state: Path
) -> None:
    anna = add(workspace, ANNA, first_name="Anna", last_name="Zwitsch")
    bert = add(workspace, BERT, first_name="Bert", last_name="Boot")
    block(workspace, manager, PHONE, "phone")
    block(workspace, manager, "x.example", "domain")
    block(workspace, manager, "030 / 9988776 (Anna Zwitsch)", "phone")

    erase(workspace, manager, contact_id=anna.pk)

    bert.refresh_from_db()
    assert bert.do_not_contact
    kept = DoNotContact.objects.filter(lifted_at=None)
    assert {"phone", "domain"} <= {one.kind for one in kept}
    assert not any("Zwitsch".lower() in f"{one.value}{one.reason}".lower() for one in kept)


def test_a_deleted_colleague_is_restored_as_do_not_contact(
    workspace: Workspace, manager: User, state: Path
) -> None:
    anna = add(workspace, ANNA, first_name="Anna", last_name="Zwitsch")
    bert = add(workspace, BERT, first_name="Bert", last_name="Boot")
    block(workspace, manager, PHONE, "phone")
    delete_record(record=bert, workspace=workspace, kind="contact", author=manager)

    erase(workspace, manager, contact_id=anna.pk)
    restore_record(deleted=DeletedRecord.objects.get(), author=manager)

    assert Contact.objects.get(email=BERT).phone == PHONE
    assert Contact.objects.get(email=BERT).do_not_contact


def test_the_entry_goes_when_it_covers_nobody_else(
    workspace: Workspace, manager: User, state: Path
) -> None:
    anna = add(workspace, ANNA, first_name="Anna", last_name="Zwitsch")
    add(workspace, BERT, last_name="Boot", phone="+49 30 1112223")
    block(workspace, manager, PHONE, "phone")
    block(workspace, manager, "anna+news@x.example", "email")

    erase(workspace, manager, contact_id=anna.pk)

    assert not DoNotContact.objects.exists()


def test_a_number_of_people_without_names_erases_nobody(
    workspace: Workspace, manager: User, state: Path
) -> None:
    add(workspace, ANNA, first_name="Anna", last_name="Zwitsch")
    add(workspace, BERT)
    block(workspace, manager, PHONE, "phone")

    with refused("several_people"):
        erase(workspace, manager, phone=PHONE)

    assert Contact.objects.filter(do_not_contact=True).count() == 2


def test_erasing_by_the_number_keeps_its_entry_for_colleagues_who_were_erased_by_none(
    workspace: Workspace, manager: User, state: Path
) -> None:
    add(workspace, ANNA, first_name="Anna", last_name="Zwitsch")
    add(workspace, "hanna@x.example", first_name="Hanna", last_name="Zwitsch")
    bert = add(workspace, BERT, first_name="Bert", last_name="Boot")
    block(workspace, manager, PHONE, "phone")
    erase(workspace, manager, email=ANNA)
    bert.refresh_from_db()
    assert bert.do_not_contact

    with refused("several_people"):
        erase(workspace, manager, phone=PHONE)

    bert.refresh_from_db()
    assert bert.do_not_contact


def test_whoever_has_an_erased_number_stays_away_when_nobody_known_had_it(
    workspace: Workspace, manager: User, state: Path
) -> None:
    block(workspace, manager, PHONE, "phone")

    erase(workspace, manager, phone=PHONE)

    assert not DoNotContact.objects.exists()
    with pytest.raises(ErasedPersonError):
        add(workspace, BERT, last_name="Boot")
    add(workspace, BERT, last_name="Boot", phone="")


def test_no_key_of_an_erased_person_stays_in_entries(
    workspace: Workspace, manager: User, state: Path
) -> None:
    profile = "https://www.linkedin.com/in/anna-zwitsch"
    anna = add(workspace, ANNA, first_name="Anna", last_name="Zwitsch", linkedin_url=profile)
    bert = add(workspace, BERT, first_name="Bert", last_name="Boot")
    for text in (ANNA, PHONE, "linkedin.com/in/anna-zwitsch"):
        block(workspace, manager, text, "")
    block(workspace, manager, BERT, "email")

    erase(workspace, manager, contact_id=anna.pk)

    bert.refresh_from_db()
    assert bert.do_not_contact
    kept = DoNotContact.objects.values_list("value", "key", "reason")
    assert not any("zwitsch" in " ".join(one).lower() or ANNA in one for one in kept)
    assert not DoNotContact.objects.filter(kind="contact", key=str(anna.pk)).exists()
    assert {one[0] for one in kept} <= {BERT, f"contact:{bert.pk}", "030 9988776", PHONE}


def test_a_person_with_a_name_only_who_is_stopped_is_erased_with_the_entry(
    workspace: Workspace, manager: User, state: Path
) -> None:
    anna = Contact.objects.create(workspace=workspace, first_name="Anna", last_name="Zwitsch")
    source = EntrySource("manual", "page", manager)
    set_record_entry(workspace=workspace, kind="contact", record_id=anna.pk, source=source)

    erase(workspace, manager, contact_id=anna.pk)

    assert not DoNotContact.objects.exists()
