"""Whoever stands in for an absent person is proposed as a contact, beside the day of return."""

import pytest

from leadqual.accounts.models import User
from leadqual.leads.models import Contact
from leadqual.replies.models import ProposedContact, Reply
from leadqual.replies.proposals import ReferredPerson, accept_contact, dismiss_proposal
from tests.leadqual.replies.conftest import reply_of
from tests.rolled_back import rolled_back

pytestmark = pytest.mark.django_db
SUBJECT = "Automatic reply: Offer"
AWAY = "I am out of the office until 4 December 2099. "
NAMED = AWAY + "In urgent cases please contact my colleague Ana Lopes, ana@nordkran.example."


def absence(contact: Contact, text: str) -> Reply:
    return reply_of(contact.workspace, text, subject=SUBJECT)


def test_a_deputy_is_proposed_and_created_when_accepted(contact: Contact, qualifier: User) -> None:
    reply = absence(contact, NAMED)

    proposal = ProposedContact.objects.get(reply=reply)
    assert (reply.intent, reply.state) == ("out_of_office", "proposed")
    assert (proposal.first_name, proposal.email) == ("Ana", "ana@nordkran.example")
    named = ReferredPerson("ana@nordkran.example", "Ana", "Lopes")
    created, is_new = accept_contact(reply=reply, named=named, author=qualifier)
    assert is_new
    assert created.company == contact.company


def test_a_deputy_goes_when_the_proposal_is_dismissed(contact: Contact, qualifier: User) -> None:
    reply = absence(contact, NAMED)

    dismiss_proposal(reply=reply, author=qualifier)

    assert ProposedContact.objects.get(reply=reply).state == "dismissed"


def test_nobody_is_proposed_when_no_person_is_named(contact: Contact) -> None:
    for text in [AWAY, AWAY + "For urgent matters write to info@nordkran.example."]:
        with rolled_back():
            reply = absence(contact, text)

            assert reply.state == "proposed"
            assert not ProposedContact.objects.filter(reply=reply).exists()
