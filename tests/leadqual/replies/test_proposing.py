"""Proposals of replies are accepted, dismissed, and opened again."""

from datetime import date
from uuid import uuid4

import pytest

from leadqual.accounts.models import User
from leadqual.leads.models import Company, Contact
from leadqual.leads.services import set_do_not_contact
from leadqual.replies.corrections import correct_reply, undo_reply
from leadqual.replies.models import ProposedContact, Reply
from leadqual.replies.proposals import ReferredPerson, accept_contact, accept_stop, dismiss_proposal
from leadqual.search.lists.services import add_records, create_list
from tests.leadqual.replies.conftest import is_blocked, reply_of, unsure_text
from tests.problems import refused

pytestmark = pytest.mark.django_db
NAMES_ANA = "Hm. Ask the cat, or Ana Lopes, ana@nordkran.example"
ANA = ReferredPerson("ana@nordkran.example", "Ana", "Lopes", "Nordkran")


@pytest.fixture
def referral(contact: Contact, qualifier: User) -> Reply:
    """A reply that names Ana, as a person said."""
    reply = reply_of(contact.workspace, NAMES_ANA)
    correct_reply(reply=reply, intent="referral_specific_contacts", author=qualifier)
    reply.refresh_from_db()
    return reply


def proposal_of(reply: Reply) -> ProposedContact:
    return ProposedContact.objects.get(reply=reply)


def test_a_referral_keeps_whom_it_names(referral: Reply) -> None:
    proposal = proposal_of(referral)

    assert (referral.action, referral.state) == ("propose_contact", "proposed")
    assert (proposal.email, proposal.company_name) == ("ana@nordkran.example", "Nordkran")
    assert proposal.state == "open"


def test_accepting_creates_the_contact_at_the_company_once(
    referral: Reply, contact: Contact, qualifier: User
) -> None:
    created, is_new = accept_contact(
        reply=referral,
        named=ReferredPerson(" Ana@Nordkran.example ", "Ana", "Lopes", "Nordkran"),
        author=qualifier,
    )

    referral.refresh_from_db()
    assert is_new
    assert (created.email, created.company) == ("ana@nordkran.example", contact.company)
    assert (referral.state, proposal_of(referral).state) == ("taken", "accepted")
    with refused("nothing_proposed"):
        accept_contact(reply=referral, named=ANA, author=qualifier)


def test_accepting_takes_the_contact_who_has_the_address_as_it_is(
    referral: Reply, contact: Contact, qualifier: User
) -> None:
    ana = Contact.objects.create(
        workspace=contact.workspace, email=ANA.email, first_name="A.", last_name="L."
    )

    found, is_new = accept_contact(reply=referral, named=ANA, author=qualifier)

    found.refresh_from_db()
    assert (found, is_new, found.first_name, found.company) == (ana, False, "A.", None)


def test_a_company_that_is_typed_is_found_or_created(
    referral: Reply, contact: Contact, qualifier: User
) -> None:
    named = ReferredPerson(ANA.email, "Ana", "", "Südkran")

    created, _ = accept_contact(reply=referral, named=named, author=qualifier)

    assert created.company == Company.objects.get(workspace=contact.workspace, name="Südkran")


def test_a_named_contact_who_asked_to_stop_stays_blocked(
    referral: Reply, contact: Contact, qualifier: User
) -> None:
    set_do_not_contact(
        workspace=contact.workspace, email=ANA.email, reason="manual", origin="", author=None
    )

    created, _ = accept_contact(reply=referral, named=ANA, author=qualifier)

    assert is_blocked(created)


def test_undo_of_accepting_opens_the_proposal_and_takes_the_new_contact_away(
    referral: Reply, contact: Contact, qualifier: User
) -> None:
    accept_contact(reply=referral, named=ANA, author=qualifier)

    undone = undo_reply(reply=referral, author=qualifier)

    assert (undone.state, undone.intent) == ("proposed", "referral_specific_contacts")
    assert proposal_of(referral).state == "open"
    assert not Contact.objects.filter(email=ANA.email).exists()


def test_undo_of_accepting_leaves_a_contact_whom_somebody_uses(
    referral: Reply, contact: Contact, qualifier: User
) -> None:
    ana, _ = accept_contact(reply=referral, named=ANA, author=qualifier)
    people = create_list(workspace=contact.workspace, name="VIP", author=qualifier)
    add_records(contact_list=people, keys=[ana.pk], author=qualifier, request_id=uuid4())

    undo_reply(reply=referral, author=qualifier)

    assert Contact.objects.filter(email=ANA.email).exists()


def test_dismissing_and_its_undo(referral: Reply, qualifier: User) -> None:
    dismissed = dismiss_proposal(reply=referral, author=qualifier)

    assert (dismissed.state, proposal_of(referral).state) == ("dismissed", "dismissed")
    with refused("nothing_proposed"):
        dismiss_proposal(reply=referral, author=qualifier)
    assert undo_reply(reply=referral, author=qualifier).state == "proposed"
    assert proposal_of(referral).state == "open"


def test_another_intent_takes_the_proposal_away(referral: Reply, qualifier: User) -> None:
    correct_reply(reply=referral, intent="other_intents", author=qualifier)

    assert not ProposedContact.objects.exists()
    assert undo_reply(reply=referral, author=qualifier).state == "proposed"
    assert proposal_of(referral).email == ANA.email


def test_an_absence_keeps_the_day_of_return_and_can_be_dismissed(
    contact: Contact, qualifier: User
) -> None:
    text = "I am on leave until 3 May 2027."
    reply = reply_of(contact.workspace, text, subject="Automatic reply: Offer")

    dismissed = dismiss_proposal(reply=reply, author=qualifier)

    assert (dismissed.back_on, dismissed.state) == (date(2027, 5, 3), "dismissed")
    assert undo_reply(reply=reply, author=qualifier).state == "proposed"


def test_a_reply_that_proposes_nothing_is_refused(contact: Contact, qualifier: User) -> None:
    reply = reply_of(contact.workspace, unsure_text())

    with refused("nothing_proposed"):
        dismiss_proposal(reply=reply, author=qualifier)
    with refused("nothing_proposed"):
        accept_contact(reply=reply, named=ANA, author=qualifier)


def test_a_date_that_is_dismissed_keeps_the_contact_that_was_accepted_before(
    referral: Reply, qualifier: User
) -> None:
    created, _ = accept_contact(reply=referral, named=ANA, author=qualifier)
    correct_reply(reply=referral, intent="out_of_office", author=qualifier)

    dismiss_proposal(reply=referral, author=qualifier)

    assert proposal_of(referral).contact == created
    states = [undo_reply(reply=referral, author=qualifier).state for _ in range(3)]
    assert states == ["proposed", "taken", "proposed"]
    assert not Contact.objects.filter(pk=created.pk).exists()


def test_undo_of_accepting_leaves_a_contact_whom_another_reply_names(
    referral: Reply, qualifier: User
) -> None:
    created, _ = accept_contact(reply=referral, named=ANA, author=qualifier)
    second = reply_of(referral.workspace, NAMES_ANA)
    correct_reply(reply=second, intent="referral_specific_contacts", author=qualifier)
    accept_contact(reply=second, named=ANA, author=qualifier)

    undo_reply(reply=referral, author=qualifier)

    assert proposal_of(second).contact == created


def test_a_stop_for_a_colleague_is_proposed_and_confirmed_for_the_colleague_alone(
    contact: Contact, qualifier: User
) -> None:
    tom = Contact.objects.create(
        workspace=contact.workspace,
        company=contact.company,
        first_name="Tom",
        last_name="Berg",
        email="tom@nordkran.example",
    )
    reply = reply_of(contact.workspace, "Please remove my colleague Tom from your list.")

    stopped = (reply.action, reply.state, reply.may_ask_to_stop)
    assert stopped == ("propose_stop", "proposed", True)
    assert proposal_of(reply).email == tom.email
    assert not is_blocked(contact)
    assert not is_blocked(tom)

    accept_stop(reply=reply, email="Tom@nordkran.example", author=qualifier)
    reply.refresh_from_db()
    assert not reply.may_ask_to_stop
    assert is_blocked(tom)
    assert not is_blocked(contact)

    undo_reply(reply=reply, author=qualifier)
    reply.refresh_from_db()
    assert (reply.state, reply.may_ask_to_stop) == ("proposed", True)
    assert not is_blocked(tom)


def test_confirming_a_stop_for_a_colleague_does_not_stop_its_writer(
    contact: Contact, qualifier: User
) -> None:
    reply = reply_of(contact.workspace, "stop emailing my boss, write only to me")

    correct_reply(reply=reply, intent=reply.intent, author=qualifier)

    reply.refresh_from_db()
    assert (reply.action, reply.state) == ("propose_stop", "proposed")
    assert not is_blocked(contact)


def test_a_question_for_the_source_of_an_address_is_no_stop(contact: Contact) -> None:
    reply = reply_of(contact.workspace, "How did you get my address?")

    assert (reply.state, reply.may_ask_to_stop) == ("review", False)
    assert not is_blocked(contact)
