"""Answers about replies are looked up with what people said of them, by page and by API."""

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from leadqual.accounts.models import User, Workspace
from leadqual.labeling.prediction_log import ShownAnswer, log_shown
from leadqual.labeling.suggestions import SuggestionAuthor, SuggestionInput, suggest
from leadqual.leads.models import Contact
from leadqual.lookup.past_replies import records_of, replies_about
from leadqual.replies.corrections import correct_reply
from leadqual.replies.models import Reply
from tests.leadqual.replies.conftest import STOP, reply_of

pytestmark = pytest.mark.django_db
PAGE, API = "/replies/predictions/", "/api/v1/replies/predictions"


@pytest.fixture
def reply(workspace: Workspace, contact: Contact, manager: User) -> Reply:
    """A reply that a person corrected, and of whose text an anonymous visitor spoke."""
    found = reply_of(workspace, STOP)
    correct_reply(reply=found, intent="objection_bad_timing", author=manager)
    shown: dict[str, object] = {"names": {"objection_financial": "Budget or price"}}
    said = SuggestionInput("reply", STOP, label="objection_financial", shown=shown)
    suggest(workspace=workspace, suggested=said, suggester=SuggestionAuthor(visitor="somebody"))
    return found


def test_what_people_said_of_the_same_text_stands_with_the_reply(
    workspace: Workspace,
    other_workspace: Workspace,
    reply: Reply,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    reply_of(workspace, "Please call me next week.")
    replies = list(replies_about(workspace, ""))

    with django_assert_max_num_queries(2):
        other, found = records_of(workspace, replies)

    assert (found.reply, len(found.corrections), len(found.answers)) == (reply, 1, 2)
    assert [one.label for one in found.suggestions] == ["objection_financial"]
    assert list(other.suggestions) == []
    assert records_of(other_workspace, replies)[1].suggestions == []


def test_the_page_shows_it_and_says_what_cannot_be_read(
    viewer_client: Client, stranger_client: Client, reply: Reply
) -> None:
    log_shown(
        [ShownAnswer("reply", STOP, [("unsubscribe", 0.8)], "", "replies-old")], workspace=None
    )

    page = viewer_client.get(PAGE, {"text": "henrik list"}, follow=True).content.decode()
    pasted = viewer_client.get(PAGE, {"text": STOP}, follow=True).content.decode()
    unread = viewer_client.get(f"{PAGE}?at=yesterday", follow=True)
    by_model = viewer_client.get(PAGE, {"model": reply.model_version}, follow=True).content.decode()

    for words in ("corrected by Mira Okafor", "active", "Unsubscribe", reply.model_version):
        assert words in page
    assert "Budget or price" in page  # What an anonymous visitor suggested.
    assert "replies-old; shown 1 time" in pasted
    assert "Unsubscribe" in by_model
    letter = viewer_client.get(f"/replies/?reply={reply.pk}").content.decode()
    assert 'href="/look-up/reply/?q=henrik%40nordkran.example"' in letter
    assert unread.status_code == 422
    assert "No replies yet." in stranger_client.get(PAGE, follow=True).content.decode()
    assert (
        "No matches. Try fewer words"
        in viewer_client.get(f"{PAGE}?text=elephants", follow=True).content.decode()
    )


def test_the_api_gives_the_same(api: Client, reply: Reply) -> None:
    (found,) = api.get(f"{API}?text=henrik").json()["replies"]
    (older,) = api.get(API, {"model": reply.model_version}).json()["replies"]
    bad = api.get(f"{API}?at=yesterday")

    assert found["reply"] == reply.pk
    assert [(one["intent"], one["source"]) for one in found["predictions"]] == [
        ("objection_bad_timing", "correction"),
        ("unsubscribe", reply.source),
    ]
    assert found["predictions"][1]["model"] == reply.model_version
    assert found["predictions"][1]["why"]
    assert [one["label"] for one in found["suggestions"]] == ["objection_financial"]
    assert [one["intent"] for one in older["predictions"]] == ["unsubscribe"]
    assert bad.status_code == 422
