"""At which company of the workspace a person is whom a reply names."""

import pytest

from leadqual.accounts.models import User, Workspace
from leadqual.leads.company_identity import name_key
from leadqual.leads.models import Company, Contact
from leadqual.replies.corrections import correct_reply
from leadqual.replies.models import ProposedContact, Reply
from leadqual.replies.proposals import ReferredPerson, accept_contact
from tests.leadqual.replies.conftest import ADDRESS, reply_of
from tests.rolled_back import rolled_back

pytestmark = pytest.mark.django_db
STRANGER = "bo@stranger.example"


def company(workspace: Workspace, name: str, domain: str | None = None) -> Company:
    return Company.objects.create(
        workspace=workspace, name=name, name_key=name_key(name), domain=domain
    )


def proposed(workspace: Workspace, text: str, author: User, sender: str = STRANGER) -> Reply:
    reply = reply_of(workspace, text, sender=sender)
    correct_reply(reply=reply, intent="referral_specific_contacts", author=author)
    reply.refresh_from_db()
    return reply


def test_a_named_person_is_proposed_at_a_company_that_is_here(
    contact: Contact, other_workspace: Workspace, qualifier: User
) -> None:
    for text, sender, expected in [
        ("Ask Ana Lopes, ana@mail.fjord.co.uk", STRANGER, "Fjord"),
        ("Ask Ana Lopes, ana@mail.fjord.co.uk", ADDRESS, "Fjord"),
        ("Please contact Ana Lopes at Hanse Kontor GmbH, she decides.", STRANGER, "Hanse Kontor"),
        ("Ask Ana Lopes", "bo@fjord.co.uk", "Fjord"),
        ("Ask Ana Lopes, ana@new.example", ADDRESS, "Nordkran"),
        ("Ask Ana Lopes, ana@gmail.com", STRANGER, ""),
        ("Ask Ana Lopes at Twice, ana@new.example", STRANGER, ""),
        ("Ask Ana Lopes at Theirs, ana@theirs.com", STRANGER, ""),
    ]:
        with rolled_back():
            company(contact.workspace, "Fjord", "fjord.co.uk")
            company(contact.workspace, "Hanse Kontor")
            company(contact.workspace, "Gmail", "gmail.com")
            company(contact.workspace, "Twice", "twice.com")
            company(contact.workspace, "Twice", "twice.de")
            company(other_workspace, "Theirs", "theirs.com")

            reply = proposed(contact.workspace, text, qualifier, sender)

            assert ProposedContact.objects.get(reply=reply).company_name == expected


def test_accepting_takes_the_company_with_the_domain_of_the_address(
    contact: Contact, qualifier: User
) -> None:
    for company_name in [None, "Fjord"]:
        with rolled_back():
            company(contact.workspace, "Fjord")
            right = company(contact.workspace, "Fjord", "fjord.co.uk")
            reply = proposed(contact.workspace, "Ask Ana Lopes, ana@fjord.co.uk", qualifier)

            named = ReferredPerson("ana@fjord.co.uk", "Ana", "Lopes", company_name)
            created, _ = accept_contact(reply=reply, named=named, author=qualifier)

            assert created.company == right


def test_who_wrote_is_not_whom_the_reply_names(contact: Contact, qualifier: User) -> None:
    text = f"You have {ADDRESS}, that is me. Please ask Ana Lopes: ana@nordkran.example"

    reply = proposed(contact.workspace, text, qualifier, ADDRESS)

    assert ProposedContact.objects.get(reply=reply).email == "ana@nordkran.example"
