"""Waiting replies are read, and one that cannot be read keeps no other from it."""

from collections.abc import Callable, Sequence
from importlib import import_module

import pytest
import redis
from django.apps import apps
from django.db import OperationalError, connection
from django.test import Client

from classifiers.core.types import ReplyPrediction, ReplyText
from classifiers.replies.cascade import ReplyCascade
from leadqual.accounts.models import User
from leadqual.leads.models import Contact, DoNotContact
from leadqual.registry.versions.loading import load_replies
from leadqual.replies import classification
from leadqual.replies.classification import classify_pending, classify_reply
from leadqual.replies.corrections import correct_reply
from leadqual.replies.models import Reply
from leadqual.replies.receiving.messages import Mail
from leadqual.replies.receiving.services import receive_reply
from leadqual.replies.selectors import Folder, in_folder, review_counts
from tests.leadqual.at_once import together, writers_of
from tests.leadqual.replies.conftest import ADDRESS, STOP, is_blocked, reply_of, unsure_text

pytestmark = pytest.mark.django_db


def test_below_the_threshold_nothing_is_done_and_a_person_decides(contact: Contact) -> None:
    reply = reply_of(contact.workspace, unsure_text())

    assert (reply.action, reply.state) == ("review", "review")
    assert not is_blocked(contact)


def test_classifying_twice_changes_nothing(contact: Contact) -> None:
    reply = reply_of(contact.workspace, STOP)
    before = reply.classified_at

    assert not classify_reply(reply_id=reply.pk)
    assert not classify_reply(reply_id=10**9)

    reply.refresh_from_db()
    assert reply.classified_at == before
    assert DoNotContact.objects.filter(derived_from=None).count() == 1


def test_what_was_left_behind_is_classified_later(contact: Contact) -> None:
    for number in range(3):
        mail = Mail(sender=ADDRESS, subject="", text="No thanks.", message_id=f"<{number}@x>")
        receive_reply(workspace=contact.workspace, mail=mail)

    assert [classify_pending(size=2), classify_pending(size=2), classify_pending(size=2)] == [
        *(2, 1, 0)
    ]
    assert not Reply.objects.filter(state="pending").exists()


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_classify_a_reply_once(contact: Contact) -> None:
    reply, _ = receive_reply(
        workspace=contact.workspace, mail=Mail(sender=ADDRESS, subject="", text=STOP)
    )
    Reply.objects.filter(pk=reply.pk).update(state="pending", classified_at=None, intent="")
    DoNotContact.objects.all().delete()

    found = together(
        [lambda: classify_reply(reply_id=reply.pk)] * 3, behind=writers_of(Reply, DoNotContact)
    )

    assert sorted(found) == [False, False, True]
    assert DoNotContact.objects.filter(value=ADDRESS, lifted_at=None).count() == 1


class Choking:
    """Stands in the place of the model's rules: reads all but one subject."""

    def __init__(self, real: ReplyCascade) -> None:
        self._real = real
        self.thresholds = real.thresholds

    def predict(self, replies: Sequence[ReplyText]) -> list[ReplyPrediction]:
        if replies[0].subject == "Choke":
            raise AssertionError("unknown status keyword")
        return self._real.predict(replies)


def test_a_reply_that_cannot_be_read_goes_to_a_person_and_the_next_ones_are_read(
    contact: Contact, qualifier_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(classification, "load_replies", lambda: Choking(load_replies()))
    bad, _ = receive_reply(workspace=contact.workspace, mail=Mail(ADDRESS, "Choke", "<![x["))
    good, _ = receive_reply(workspace=contact.workspace, mail=Mail(ADDRESS, "Re: Offer", STOP))

    assert classify_pending() == 2

    bad.refresh_from_db()
    good.refresh_from_db()
    assert (bad.state, bad.action, bad.written, bad.score) == ("review", "review", "<![x[", None)
    assert bad.intent == ""
    assert good.state == "taken"
    body = qualifier_client.get(f"/replies/?reply={bad.pk}").content.decode()
    assert "The model could not read this reply" in body
    assert "&lt;![x[" in body


def test_migration_takes_guesses_off_held_replies_alone(contact: Contact, manager: User) -> None:
    guess = {"intent": "unsubscribe", "category": "unsubscribe", "score": 0.72, "source": "rules"}
    why = [
        {"label": "unsubscribe", "because": "language not supported", "text": "Greek"},
        {"label": "unsubscribe", "because": "rule", "text": "stop", "score": 0.72},
    ]
    held, corrected, known = (reply_of(contact.workspace, unsure_text()) for _ in range(3))
    correct_reply(reply=corrected, intent="unsubscribe", author=manager)
    Reply.objects.exclude(pk=known.pk).update(**guess, why=why)
    before = Reply.objects.get(pk=known.pk).intent

    import_module("leadqual.replies.migrations.0002_no_intent_of_unread_text").withdraw_guesses(
        apps, None
    )

    for reply in (held, corrected, known):
        reply.refresh_from_db()
    assert (held.intent, held.category, held.score, held.source) == ("", "", None, "language")
    assert held.why == [{"label": "", "because": "language not supported", "text": "Greek"}]
    assert (corrected.intent, known.intent) == ("unsubscribe", before)


@pytest.mark.parametrize("error", [OperationalError, redis.ConnectionError])
def test_reply_waits_while_a_server_is_away(contact: Contact, error: type[Exception]) -> None:
    reply, _ = receive_reply(workspace=contact.workspace, mail=Mail(ADDRESS, "Re: Offer", STOP))
    Reply.objects.filter(pk=reply.pk).update(state="pending", classified_at=None, intent="")

    def break_off(execute: Callable[..., object], sql: str, *rest: object) -> object:
        if sql.startswith("UPDATE"):
            raise error("the connection is closed")
        return execute(sql, *rest)

    with connection.execute_wrapper(break_off), pytest.raises(error):
        classify_reply(reply_id=reply.pk)

    reply.refresh_from_db()
    assert reply.state == "pending"
    assert classify_reply(reply_id=reply.pk)
    reply.refresh_from_db()
    assert reply.state == "taken"


@pytest.mark.django_db(transaction=True)
def test_nothing_is_locked_while_the_model_reads(
    contact: Contact, qualifier: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    reply, _ = receive_reply(
        workspace=contact.workspace, mail=Mail(sender=ADDRESS, subject="", text=STOP)
    )
    Reply.objects.filter(pk=reply.pk).update(state="pending", classified_at=None, intent="")

    class Slow(Choking):
        def predict(self, replies: Sequence[ReplyText]) -> list[ReplyPrediction]:
            correct_reply(reply=reply, intent="other_intents", author=qualifier)
            assert not connection.in_atomic_block
            return super().predict(replies)

    monkeypatch.setattr(classification, "load_replies", lambda: Slow(load_replies()))

    assert not classify_reply(reply_id=reply.pk)
    reply.refresh_from_db()
    assert (reply.intent, reply.corrected_by) == ("other_intents", qualifier)


def test_what_may_ask_to_stop_comes_first_until_somebody_decides(
    contact: Contact, manager: User
) -> None:
    asks = reply_of(contact.workspace, "Proszę więcej do mnie nie pisać.")
    other = reply_of(contact.workspace, "Tuesday at ten works, send me an invite.")
    reply_of(contact.workspace, STOP)
    inbox = Folder(is_inbox=True)

    assert next(iter(in_folder(contact.workspace, inbox))) == asks
    assert list(in_folder(contact.workspace, Folder(show="may_ask_to_stop"))) == [asks]
    assert review_counts(contact.workspace).may_ask_to_stop == 1

    correct_reply(reply=asks, intent="objection_no_reason", author=manager)

    assert list(in_folder(contact.workspace, inbox))[-1] == asks
    assert review_counts(contact.workspace).may_ask_to_stop == 0
    assert not other.may_ask_to_stop


def test_migration_marks_what_may_ask_to_stop_and_nobody_handled(
    contact: Contact, manager: User
) -> None:
    open_one, handled, plain = (
        reply_of(contact.workspace, text)
        for text in ("Už mi nepište.", "Už mi nepište prosím.", "Tuesday at ten works for me.")
    )
    correct_reply(reply=handled, intent="other_intents", author=manager)
    Reply.objects.update(may_ask_to_stop=False, why=[])

    import_module("leadqual.replies.migrations.0005_may_ask_to_stop").mark_existing(apps, None)

    marked = Reply.objects.filter(may_ask_to_stop=True).values_list("pk", flat=True)
    assert list(marked) == [open_one.pk]
    assert plain.pk not in marked
