"""What the registry is told about replies."""

from datetime import timedelta

import pytest
from django.utils import timezone

from leadqual.accounts.models import User, Workspace
from leadqual.leads.models import Contact
from leadqual.registry.selectors import active_model
from leadqual.replies.corrections import correct_reply, undo_reply
from leadqual.replies.training_source import ReplySource
from tests.leadqual.replies.conftest import STOP, reply_of, unsure_text

pytestmark = pytest.mark.django_db


def test_words_on_replies_are_told_until_taken_back(contact: Contact, manager: User) -> None:
    source, reply = ReplySource(), reply_of(contact.workspace, unsure_text())
    correct_reply(reply=reply, intent="objection_financial", author=manager)

    (said,) = source.corrected(limit=10)

    assert (said.row, said.labels) == (reply.pk, frozenset({"objection_financial"}))
    assert said.input.text == reply.text
    assert source.n_corrected_since(None) == 1
    assert source.n_corrected_since(timezone.now()) == 0
    undo_reply(reply=reply, author=manager)
    assert source.corrected(limit=10) == []


def test_replies_that_came_are_told_until_somebody_speaks_of_them(
    contact: Contact, other_workspace: Workspace, manager: User
) -> None:
    source, version = ReplySource(), active_model("replies").version
    first, second = reply_of(contact.workspace, STOP), reply_of(contact.workspace, unsure_text())

    assert [one.row for one in source.read_predictions(0, version=version, limit=9)] == [
        first.pk,
        second.pk,
    ]
    assert source.read_predictions(second.pk, version=version, limit=9) == []
    assert source.read_predictions(0, version="another", limit=9) == []
    correct_reply(reply=second, intent="objection_financial", author=manager)

    assert [one.row for one in source.read_predictions(0, version=version, limit=9)] == [first.pk]
    assert source.newest() == second.pk
    said = {second.pk: frozenset({"objection_financial"})}
    assert source.corrected_labels(contact.workspace, [first.pk, second.pk]) == said
    for empty in (source.corrected_labels, source.names):
        assert empty(other_workspace, [first.pk, second.pk]) == {}


def test_a_confirmation_is_no_word_against_the_model(contact: Contact, manager: User) -> None:
    source, since = ReplySource(), timezone.now() - timedelta(days=7)
    first, second = reply_of(contact.workspace, STOP), reply_of(contact.workspace, unsure_text())
    correct_reply(reply=first, intent=first.intent, author=manager)
    other = "objection_financial"
    assert second.intent != other
    correct_reply(reply=second, intent=other, author=manager)

    found = source.count_agreement(contact.workspace, since)

    assert (found.n_read, found.n_corrected) == (2, 1)
