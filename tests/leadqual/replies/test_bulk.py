"""One word of a person on many replies at once, and its way back in one step."""

import pytest

from leadqual.accounts.models import User, Workspace
from leadqual.core.errors import NothingToUndoError
from leadqual.leads.models import Contact
from leadqual.replies.corrections import correct_many, correct_reply, undo_step
from leadqual.replies.models import BulkReplyCorrection, Reply
from leadqual.replies.receiving.messages import Mail
from leadqual.replies.receiving.services import receive_reply
from tests.leadqual.replies.conftest import STOP, is_blocked, reply_of, unsure_text
from tests.problems import refused

pytestmark = pytest.mark.django_db


def intents() -> list[str]:
    return list(Reply.objects.order_by("pk").values_list("intent", flat=True))


def test_many_are_corrected_and_taken_back_as_one(contact: Contact, qualifier: User) -> None:
    replies = [reply_of(contact.workspace, text) for text in (unsure_text(), STOP, "No thanks.")]
    before = intents()

    step, n_corrected = correct_many(
        workspace=contact.workspace,
        reply_ids=[one.pk for one in replies],
        intent="other_intents",
        author=qualifier,
    )
    marked, was_blocked = intents(), is_blocked(contact)
    undone = undo_step(step=step, author=qualifier)

    assert (n_corrected, marked, was_blocked) == (3, ["other_intents"] * 3, False)
    assert undone == (3, 0)
    assert intents() == before
    assert is_blocked(contact)
    with pytest.raises(NothingToUndoError):
        undo_step(step=step, author=qualifier)


def test_many_are_confirmed_but_those_that_nobody_read(contact: Contact, qualifier: User) -> None:
    read = reply_of(contact.workspace, STOP)
    unread, _ = receive_reply(workspace=contact.workspace, mail=Mail("a@x.example", "", "Hm."))

    _, n_corrected = correct_many(
        workspace=contact.workspace, reply_ids=[read.pk, unread.pk], intent="", author=qualifier
    )

    assert n_corrected == 1
    assert [row.intent for row in read.corrections.all()] == ["unsubscribe"]
    assert not unread.corrections.exists()


def test_what_somebody_said_since_stays(contact: Contact, qualifier: User) -> None:
    first, second = (
        reply_of(contact.workspace, unsure_text()),
        reply_of(contact.workspace, unsure_text()),
    )
    step, _ = correct_many(
        workspace=contact.workspace,
        reply_ids=[first.pk, second.pk],
        intent="other_intents",
        author=qualifier,
    )
    correct_reply(reply=first, intent="objection_financial", author=qualifier)

    assert undo_step(step=step, author=qualifier) == (1, 1)
    first.refresh_from_db()
    assert first.intent == "objection_financial"


def test_replies_of_others_are_passed_over_and_an_unknown_intent_is_refused(
    contact: Contact, other_workspace: Workspace, stranger: User
) -> None:
    reply = reply_of(contact.workspace, STOP)

    _, n_corrected = correct_many(
        workspace=other_workspace, reply_ids=[reply.pk], intent="other_intents", author=stranger
    )
    with refused("unknown_intent"):
        correct_many(workspace=other_workspace, reply_ids=[], intent="angry", author=stranger)

    assert n_corrected == 0
    assert intents() == ["unsubscribe"]
    assert BulkReplyCorrection.objects.count() == 1
