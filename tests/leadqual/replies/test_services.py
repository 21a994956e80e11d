"""People's words on replies: corrected, confirmed, taken back."""

import pytest
from django.db import transaction
from pytest_django import DjangoCaptureOnCommitCallbacks

from leadqual.accounts.models import AuditRow, User
from leadqual.core.errors import NothingToUndoError
from leadqual.leads.models import Contact, DoNotContact
from leadqual.leads.services import set_do_not_contact
from leadqual.replies.classification import classify_reply
from leadqual.replies.corrections import correct_reply, undo_reply
from leadqual.replies.models import ReplyCorrection
from leadqual.replies.receiving.messages import Mail
from leadqual.replies.receiving.services import receive_reply
from tests.leadqual.at_once import Racer
from tests.leadqual.replies.conftest import ADDRESS, STOP, is_blocked, reply_of, unsure_text
from tests.problems import refused

pytestmark = pytest.mark.django_db


def test_a_person_wins_and_unsubscribe_sets_do_not_contact(
    contact: Contact, qualifier: User
) -> None:
    reply = reply_of(contact.workspace, unsure_text())

    correct_reply(reply=reply, intent="unsubscribe", author=qualifier)

    reply.refresh_from_db()
    assert (reply.intent, reply.state, reply.corrected_by) == ("unsubscribe", "taken", qualifier)
    assert is_blocked(contact)
    assert DoNotContact.objects.get(derived_from=None).author == qualifier
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
    assert {entry.lifted_by for entry in DoNotContact.objects.all()} == {qualifier}


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


@pytest.mark.django_db(transaction=True)
def test_a_request_that_comes_while_another_is_taken_back_is_not_lost(
    contact: Contact, qualifier: User
) -> None:
    first = reply_of(contact.workspace, STOP)
    with transaction.atomic():
        undo_reply(reply=first, author=qualifier)
        request = Racer(lambda: reply_of(contact.workspace, "unsubscribe").state)
        request.until_waiting()  # It must not find what is being lifted.

    assert request.result() == "taken"
    assert is_blocked(contact)


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
    reply = reply_of(contact.workspace, unsure_text())
    correct_reply(reply=reply, intent="unsubscribe", author=qualifier)

    undone = undo_reply(reply=reply, author=qualifier)

    assert (undone.state, undone.action) == ("review", "review")
    assert not is_blocked(contact)


def test_a_correction_before_classification_stays_and_undo_sends_it_to_the_model(
    contact: Contact,
    qualifier: User,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    mail = Mail(sender=ADDRESS, subject="Re: Offer", text="No thanks.\n\n> Shall we talk?")
    reply, _ = receive_reply(workspace=contact.workspace, mail=mail)
    correct_reply(reply=reply, intent="other_intents", author=qualifier)
    assert not classify_reply(reply_id=reply.pk)
    reply.refresh_from_db()
    assert (reply.written, reply.left_out) == ("No thanks.", ["> Shall we talk?"])

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

    with refused("unknown_intent"):
        correct_reply(reply=reply, intent="angry", author=qualifier)

    reply.refresh_from_db()
    assert reply.intent == "unsubscribe"
    assert not ReplyCorrection.objects.exists()
