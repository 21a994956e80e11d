"""The whole course of a reply: what was said of it, when and by whom."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from leadqual.accounts.models import User, Workspace
from leadqual.leads.models import Contact
from leadqual.lookup.past_replies import (
    RecordedIntent,
    answers_of,
    model_versions,
    replies_about,
)
from leadqual.replies.classification import classify_reply
from leadqual.replies.corrections import correct_reply, undo_reply
from leadqual.replies.models import Reply, ReplyCorrection
from leadqual.replies.receiving.messages import Mail
from leadqual.replies.receiving.services import receive_reply
from tests.leadqual.replies.conftest import ADDRESS, STOP, reply_of

pytestmark = pytest.mark.django_db
TIMING = "objection_bad_timing"


def who(answers: list[RecordedIntent]) -> list[tuple[str, bool]]:
    """Return intent and whether a person said so."""
    return [(one.intent, one.author is not None) for one in answers]


def test_answer_of_the_model_stays_on_record_behind_words_of_people(
    workspace: Workspace, contact: Contact, manager: User
) -> None:
    reply = reply_of(workspace, STOP)
    version, why = reply.model_version, reply.why
    correct_reply(reply=reply, intent=TIMING, author=manager)
    correct_reply(reply=reply, intent="other_intents", author=manager)
    undo_reply(reply=reply, author=manager)

    (found,) = replies_about(workspace, "henrik list")
    answers = answers_of(found)

    assert who(answers) == [
        (TIMING, True),
        ("other_intents", True),
        (TIMING, True),
        ("unsubscribe", False),
    ]
    model = answers[-1]
    assert (model.model, model.why, model.score) == (version, why, reply.score)
    assert [one.ended_at for one in answers] == [None, *(one.since for one in answers[:-1])]
    assert who(answers_of(found, model=version)) == [("unsubscribe", False)]
    assert answers_of(found, model="another") == []


def test_reply_without_a_proposed_intent_is_on_record(
    workspace: Workspace, contact: Contact, manager: User
) -> None:
    reply = reply_of(workspace, "今後メールを送らないでください")
    (found,) = replies_about(workspace, "henrik")
    assert [one.name for one in answers_of(found)] == ["No intent proposed"]

    correct_reply(reply=reply, intent=TIMING, author=manager)

    (found,) = replies_about(workspace, "henrik")
    assert [one.name for one in answers_of(found)] == ["Bad timing", "No intent proposed"]


def test_answer_of_a_time_is_the_one_that_was_in_force_then(
    workspace: Workspace, contact: Contact, manager: User
) -> None:
    reply = reply_of(workspace, STOP)
    correct_reply(reply=reply, intent=TIMING, author=manager)
    undo_reply(reply=reply, author=manager)
    monday = datetime(2026, 11, 2, tzinfo=UTC)
    Reply.objects.update(classified_at=monday)
    ReplyCorrection.objects.update(
        created_at=monday + timedelta(days=1), undone_at=monday + timedelta(days=2)
    )

    (found,) = replies_about(workspace, "")
    courses = [who(answers_of(found, at=monday + timedelta(days=day))) for day in range(-1, 4)]

    assert courses == [
        [],
        [("unsubscribe", False)],
        [(TIMING, True)],
        [("unsubscribe", False)],
        [("unsubscribe", False)],
    ]
    assert not replies_about(workspace, "", at=monday - timedelta(days=1)).exists()


def test_word_that_was_taken_back_before_the_model_read_the_reply_ended_then(
    workspace: Workspace, contact: Contact, manager: User
) -> None:
    reply, _ = receive_reply(workspace=workspace, mail=Mail(sender=ADDRESS, subject="", text=STOP))
    correct_reply(reply=reply, intent=TIMING, author=manager)
    undo_reply(reply=reply, author=manager)
    classify_reply(reply_id=reply.pk)
    reply.refresh_from_db()

    now, before = answers_of(reply)

    assert who([now, before]) == [("unsubscribe", False), (TIMING, True)]
    assert before.ended_at == ReplyCorrection.objects.get().undone_at
    assert now.since == reply.classified_at


def test_replies_are_found_by_words_and_version_in_their_workspace_alone(
    workspace: Workspace, other_workspace: Workspace, contact: Contact
) -> None:
    reply = reply_of(workspace, STOP)
    Reply.objects.update(model_version="replies-older")

    assert list(replies_about(workspace, "", model="replies-older")) == [reply]
    assert not replies_about(workspace, "", model="another").exists()
    assert not replies_about(workspace, "elephants").exists()
    assert not replies_about(other_workspace, "").exists()
    assert list(replies_about(workspace, "", at=timezone.now())) == [reply]
    assert "replies-older" in model_versions(workspace)
    assert "replies-older" not in model_versions(other_workspace)
