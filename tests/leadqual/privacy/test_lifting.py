"""Promises about lifting an erasure: do-not-contact is not lost with it."""

from pathlib import Path

import pytest

from leadqual.accounts.models import User, Workspace
from leadqual.leads.do_not_contact.entries import EntrySource, add_entry
from leadqual.leads.errors import ErasedPersonError
from leadqual.leads.models import ErasedPerson
from leadqual.leads.upserts import ContactValues, save_contact
from leadqual.privacy.erasure.erase_person import lift_erasure, run_erasure, start_erasure
from leadqual.privacy.erasure.person import Identifiers
from tests.problems import refused

pytestmark = pytest.mark.django_db
EMAIL, LINKEDIN = "cara.lift@x.example", "https://www.linkedin.com/in/caralift"
PHONE, ID = "+49 40 1112223", "CRM-4711"
VALUES = ContactValues(
    EMAIL, fields={"last_name": "Lift", "linkedin_url": LINKEDIN, "phone": PHONE, "external_id": ID}
)


@pytest.fixture
def erased(workspace: Workspace, manager: User, state: Path) -> ErasedPerson:
    """Somebody who was do not contact and is erased."""
    save_contact(workspace=workspace, values=VALUES)
    source = EntrySource("manual", "page", manager)
    add_entry(workspace=workspace, text=EMAIL, kind="email", source=source)
    given = Identifiers(email=EMAIL)
    erasure = start_erasure(workspace=workspace, identifiers=given, author=manager)
    assert run_erasure(erasure.pk) is not None
    return erasure.person


def test_lifting_without_the_email_is_refused_when_the_person_was_do_not_contact(
    workspace: Workspace, manager: User, erased: ErasedPerson
) -> None:
    for given in (
        Identifiers(linkedin_url=LINKEDIN),
        Identifiers(external_id=ID),
        Identifiers(linkedin_url=LINKEDIN, phone=PHONE),
        Identifiers(linkedin_url=LINKEDIN, email="somebody.else@x.example"),
    ):
        with refused("no_address"):
            lift_erasure(workspace=workspace, identifiers=given, author=manager)
        with pytest.raises(ErasedPersonError):
            save_contact(workspace=workspace, values=VALUES)


def test_lifting_keeps_do_not_contact_by_every_address_given(
    workspace: Workspace, manager: User, erased: ErasedPerson
) -> None:
    given = Identifiers(email=EMAIL.upper(), linkedin_url=LINKEDIN)

    lift_erasure(workspace=workspace, identifiers=given, author=manager)

    assert save_contact(workspace=workspace, values=VALUES)[0].do_not_contact
    again = ContactValues("cara@home.example", fields={"linkedin_url": LINKEDIN})
    contact, _ = save_contact(workspace=workspace, values=VALUES)
    contact.delete()
    assert save_contact(workspace=workspace, values=again)[0].do_not_contact


def test_lifting_asks_for_no_email_when_the_person_could_be_contacted(
    workspace: Workspace, manager: User, state: Path
) -> None:
    save_contact(workspace=workspace, values=VALUES)
    given = Identifiers(linkedin_url=LINKEDIN)
    start_erasure(workspace=workspace, identifiers=given, author=manager)

    lift_erasure(workspace=workspace, identifiers=given, author=manager)

    assert not save_contact(workspace=workspace, values=VALUES)[0].do_not_contact
