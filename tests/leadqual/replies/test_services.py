"""Replies are received, classified, corrected, and what they ask for is done."""

import threading

import pytest
from django.db import connection
from pytest_django import DjangoCaptureOnCommitCallbacks

from leadqual.accounts.models import AuditRow, User, Workspace
from leadqual.leads.models import Contact, DoNotContact
from leadqual.leads.services import set_do_not_contact
from leadqual.replies.errors import NothingProposedError, NothingToUndoError, UnknownIntentError
from leadqual.replies.models import Reply, ReplyCorrection
from leadqual.replies.services import (
    Mail,
    classify_pending,
    classify_reply,
    correct_reply,
    create_named_contact,
    receive_reply,
    undo_reply,
)
from tests.leadqual.replies.conftest import ADDRESS, STOP, UNSURE, reply_of

pytestmark = pytest.mark.django_db


def is_blocked(contact: Contact) -> bool:
    """Whether the flag and the row agree that a contact may not be written to."""
    contact.refresh_from_db()
    rows = DoNotContact.objects.filter(
        workspace=contact.workspace, email=contact.email, lifted_at=None
    )
    assert contact.do_not_contact == rows.exists()
    return contact.do_not_contact


def test_a_reply_finds_its_contact_and_is_classified_after_commit(
    contact: Contact, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    mail = Mail(sender=f"Henrik Sand <{ADDRESS.upper()}>", subject="Re: Offer", text=STOP)

    with django_capture_on_commit_callbacks(execute=True):
        reply, is_new = receive_reply(workspace=contact.workspace, mail=mail)
        assert reply.state == Reply.State.PENDING

    reply.refresh_from_db()
    assert is_new
    assert (reply.contact, reply.sender) == (contact, ADDRESS)
    assert (reply.intent, reply.category, reply.state) == ("unsubscribe", "unsubscribe", "taken")
    assert reply.written == "Hello,\n\nPlease take me off your list."
    assert reply.left_out == ["Best regards,\nHenrik Sand", "> Shall we talk?"]
    assert reply.model_version.startswith("replies-")


def test_the_same_message_id_comes_in_once_for_each_workspace(
    contact: Contact, other_workspace: Workspace
) -> None:
    mail = Mail(sender=ADDRESS, subject="Re: Offer", text=STOP, message_id="<1@x.example>")

    first, first_new = receive_reply(workspace=contact.workspace, mail=mail)
    second, second_new = receive_reply(workspace=contact.workspace, mail=mail)
    theirs, theirs_new = receive_reply(workspace=other_workspace, mail=mail)

    assert (first_new, second_new, theirs_new) == (True, False, True)
    assert first == second
    assert theirs.contact is None


def test_a_request_to_stop_sets_do_not_contact_with_its_trail(contact: Contact) -> None:
    reply = reply_of(contact.workspace, STOP)

    assert is_blocked(contact)
    row = DoNotContact.objects.get()
    assert (row.reason, row.origin, row.author) == ("unsubscribe", f"reply:{reply.pk}", None)
    audit = AuditRow.objects.get(action="do_not_contact.set")
    assert audit.details == {
        "reason": "unsubscribe",
        "origin": f"reply:{reply.pk}",
        "n_contacts": 1,
    }


def test_a_request_to_stop_touches_no_other_workspace(
    contact: Contact, other_workspace: Workspace
) -> None:
    theirs = Contact.objects.create(workspace=other_workspace, email=ADDRESS)

    reply_of(contact.workspace, STOP)

    assert not is_blocked(theirs)


def test_below_the_floor_nothing_is_done_and_a_person_decides(contact: Contact) -> None:
    reply = reply_of(contact.workspace, UNSURE)

    assert (reply.action, reply.state) == ("review", "review")
    assert not is_blocked(contact)


def test_a_request_to_stop_without_an_address_goes_to_a_person(contact: Contact) -> None:
    reply = reply_of(contact.workspace, STOP, sender="")

    assert (reply.intent, reply.state) == ("unsubscribe", "review")
    assert not DoNotContact.objects.exists()


def test_classifying_twice_changes_nothing(contact: Contact) -> None:
    reply = reply_of(contact.workspace, STOP)
    before = reply.classified_at

    assert not classify_reply(reply_id=reply.pk)
    assert not classify_reply(reply_id=10**9)

    reply.refresh_from_db()
    assert reply.classified_at == before
    assert DoNotContact.objects.count() == 1


def test_what_was_left_behind_is_classified_later(contact: Contact) -> None:
    for number in range(3):
        mail = Mail(sender=ADDRESS, subject="", text="No thanks.", message_id=f"<{number}@x>")
        receive_reply(workspace=contact.workspace, mail=mail)

    assert [classify_pending(size=2), classify_pending(size=2), classify_pending(size=2)] == [
        *(2, 1, 0)
    ]
    assert not Reply.objects.filter(state="pending").exists()


def test_a_person_wins_and_unsubscribe_sets_do_not_contact(
    contact: Contact, qualifier: User
) -> None:
    reply = reply_of(contact.workspace, UNSURE)

    correct_reply(reply=reply, intent="unsubscribe", author=qualifier)

    reply.refresh_from_db()
    assert (reply.intent, reply.state, reply.corrected_by) == ("unsubscribe", "taken", qualifier)
    assert is_blocked(contact)
    assert DoNotContact.objects.get().author == qualifier
    assert not classify_reply(reply_id=reply.pk)


def test_correcting_away_from_unsubscribe_lifts_what_this_reply_set(
    contact: Contact, qualifier: User
) -> None:
    reply = reply_of(contact.workspace, STOP)

    correct_reply(reply=reply, intent="objection_bad_timing", author=qualifier)

    reply.refresh_from_db()
    assert (reply.intent, reply.category, reply.state) == (
        *("objection_bad_timing", "objection", "none"),
    )
    assert not is_blocked(contact)
    assert DoNotContact.objects.get().lifted_by == qualifier


def test_correcting_away_leaves_what_somebody_else_set(contact: Contact, manager: User) -> None:
    set_do_not_contact(
        workspace=contact.workspace, email=ADDRESS, reason="manual", origin="", author=manager
    )
    reply = reply_of(contact.workspace, STOP)

    correct_reply(reply=reply, intent="objection_no_reason", author=manager)

    assert is_blocked(contact)


def test_correcting_away_leaves_what_another_reply_asks_for(
    contact: Contact, qualifier: User
) -> None:
    first = reply_of(contact.workspace, STOP)
    second = reply_of(contact.workspace, "unsubscribe")

    correct_reply(reply=first, intent="other_intents", author=qualifier)
    still = is_blocked(contact)
    correct_reply(reply=second, intent="other_intents", author=qualifier)

    assert still
    assert not is_blocked(contact)


def test_undo_takes_back_what_the_product_did_by_itself(contact: Contact, qualifier: User) -> None:
    reply = reply_of(contact.workspace, STOP)

    undo_reply(reply=reply, author=qualifier)

    reply.refresh_from_db()
    assert reply.state == "undone"
    assert not is_blocked(contact)
    assert AuditRow.objects.filter(action="reply.undone", actor=qualifier).count() == 1
    with pytest.raises(NothingToUndoError):
        undo_reply(reply=reply, author=qualifier)


def test_undo_takes_corrections_back_one_by_one(contact: Contact, qualifier: User) -> None:
    reply = reply_of(contact.workspace, STOP)
    score = reply.score
    correct_reply(reply=reply, intent="out_of_office", author=qualifier)
    correct_reply(reply=reply, intent="objection_financial", author=qualifier)

    first = undo_reply(reply=reply, author=qualifier)
    between = (first.intent, first.state, first.corrected_by, is_blocked(contact))
    second = undo_reply(reply=reply, author=qualifier)

    assert between == ("out_of_office", "proposed", qualifier, False)
    assert (second.intent, second.state, second.corrected_at) == ("unsubscribe", "taken", None)
    assert second.score == score
    assert is_blocked(contact)
    assert ReplyCorrection.objects.filter(undone_at=None).count() == 0


def test_undo_of_a_correction_to_unsubscribe_lifts_it_again(
    contact: Contact, qualifier: User
) -> None:
    reply = reply_of(contact.workspace, UNSURE)
    correct_reply(reply=reply, intent="unsubscribe", author=qualifier)

    undone = undo_reply(reply=reply, author=qualifier)

    assert (undone.state, undone.action) == ("review", "review")
    assert not is_blocked(contact)


def test_a_correction_before_classification_stays_and_undo_sends_it_to_the_model(
    contact: Contact,
    qualifier: User,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    mail = Mail(sender=ADDRESS, subject="Re: Offer", text="No thanks.")
    reply, _ = receive_reply(workspace=contact.workspace, mail=mail)
    correct_reply(reply=reply, intent="other_intents", author=qualifier)
    assert not classify_reply(reply_id=reply.pk)

    with django_capture_on_commit_callbacks(execute=True):
        undo_reply(reply=reply, author=qualifier)

    reply.refresh_from_db()
    assert reply.intent == "objection_no_reason"


def test_confirming_settles_a_proposal_and_keeps_the_intent(
    contact: Contact, qualifier: User
) -> None:
    reply = reply_of(
        contact.workspace, "I am on leave until 3 May.", subject="Automatic reply: Offer"
    )
    assert (reply.action, reply.state) == ("propose_date", "proposed")

    correct_reply(reply=reply, intent="out_of_office", author=qualifier)

    reply.refresh_from_db()
    assert (reply.intent, reply.state) == ("out_of_office", "taken")
    assert AuditRow.objects.filter(action="reply.confirmed").count() == 1


def test_an_unknown_intent_is_refused_and_nothing_is_written(
    contact: Contact, qualifier: User
) -> None:
    reply = reply_of(contact.workspace, STOP)

    with pytest.raises(UnknownIntentError):
        correct_reply(reply=reply, intent="angry", author=qualifier)

    reply.refresh_from_db()
    assert reply.intent == "unsubscribe"
    assert not ReplyCorrection.objects.exists()


def test_a_named_contact_is_created_once_at_the_company_of_who_replied(
    contact: Contact, qualifier: User
) -> None:
    reply = reply_of(contact.workspace, "Please contact my colleague Ana Lopes.")
    correct_reply(reply=reply, intent="referral_specific_contacts", author=qualifier)
    reply.refresh_from_db()
    named = {"first_name": "Ana", "last_name": "Lopes", "email": " Ana@Nordkran.example "}
    if reply.state != "proposed":  # The model was sure: the correction confirmed it.
        undo_reply(reply=reply, author=qualifier)

    created = create_named_contact(reply=reply, author=qualifier, **named)

    assert (created.email, created.company) == ("ana@nordkran.example", contact.company)
    with pytest.raises(NothingProposedError):
        create_named_contact(reply=reply, author=qualifier, **named)


def test_a_named_contact_who_asked_to_stop_stays_blocked(contact: Contact, qualifier: User) -> None:
    set_do_not_contact(
        workspace=contact.workspace, email="ana@x.example", reason="manual", origin="", author=None
    )
    reply = reply_of(contact.workspace, UNSURE)
    correct_reply(reply=reply, intent="referral_specific_contacts", author=qualifier)

    created = create_named_contact(
        reply=reply, first_name="Ana", last_name="", email="ana@x.example", author=qualifier
    )

    assert is_blocked(created)


def test_text_that_postgres_cannot_hold_is_received(contact: Contact) -> None:
    mail = Mail(
        sender="x\0@y.example", subject="a\0b", text="no\0 \ud800", headers={"Precedence": "bulk\0"}
    )

    reply, _ = receive_reply(workspace=contact.workspace, mail=mail)

    assert reply.subject == "ab"
    assert reply.headers == {"precedence": "bulk"}


def test_headers_that_do_not_decide_are_not_kept(contact: Contact) -> None:
    headers = {"Auto-Submitted": "auto-replied", "Received": "from x", "To": ADDRESS}
    mail = Mail(sender=ADDRESS, subject="Away", text="Back on Monday.", headers=headers)

    reply, _ = receive_reply(workspace=contact.workspace, mail=mail)
    classify_reply(reply_id=reply.pk)

    reply.refresh_from_db()
    assert reply.headers == {"auto-submitted": "auto-replied"}
    assert reply.intent == "out_of_office"


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_classify_a_reply_once(contact: Contact) -> None:
    reply, _ = receive_reply(
        workspace=contact.workspace, mail=Mail(sender=ADDRESS, subject="", text=STOP)
    )
    Reply.objects.filter(pk=reply.pk).update(state="pending", classified_at=None, intent="")
    DoNotContact.objects.all().delete()
    found: list[bool] = []

    def work() -> None:
        found.append(classify_reply(reply_id=reply.pk))
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sorted(found) == [False, False, True]
    assert DoNotContact.objects.filter(email=ADDRESS, lifted_at=None).count() == 1
