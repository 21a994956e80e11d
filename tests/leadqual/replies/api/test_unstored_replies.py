"""Replies that are sent in a request, classified by API."""

import pytest
from django.test import Client

from leadqual.accounts.keys.services import create_api_key
from leadqual.accounts.models import Scope, User, Workspace
from leadqual.leads.models import DoNotContact
from leadqual.replies.api.unstored_replies import MAX_REPLIES
from leadqual.replies.models import Reply
from tests.leadqual.replies.conftest import STOP

pytestmark = pytest.mark.django_db
CLASSIFY = "/api/v1/replies/classify"


def test_each_reply_gets_its_intent_and_nothing_is_stored_or_done(
    api: Client, models: None
) -> None:
    bodies = [
        {"subject": "Re: Offer", "text": STOP},
        {"text": "I am out of office.", "headers": {"Auto-Submitted": "auto-replied"}},
    ]

    response = api.post(CLASSIFY, {"replies": bodies}, content_type="application/json")

    stop, absent = response.json()["results"]
    assert response.status_code == 200
    assert stop["action"] == Reply.Action.DO_NOT_CONTACT
    assert "Shall we talk" not in stop["visible_text"]
    assert absent["intent"] == "out_of_office"
    assert not Reply.objects.exists()
    assert not DoNotContact.objects.exists()


def test_unsupported_language_is_named_and_no_intent_is_proposed(api: Client, models: None) -> None:
    body = {"replies": [{"text": "配信停止をお願いします。よろしくお願いします。"}]}

    response = api.post(CLASSIFY, body, content_type="application/json")

    (found,) = response.json()["results"]
    assert (found["intent"], found["category"], found["action"]) == ("", "", "review")
    assert (found["source"], found["score"], found["others"]) == ("language", 0, [])
    assert [(why["label"], why["text"]) for why in found["why"]] == [
        ("", "Japanese"),
        ("", "配信停止をお願いします"),
    ]


def test_unusable_body_is_refused(api: Client, models: None) -> None:
    for body, status in [
        ({}, 422),
        ({"replies": []}, 422),
        ({"replies": [{"subject": "No text"}]}, 422),
        ({"replies": [{"text": "A"}] * (MAX_REPLIES + 1)}, 422),
        ({"replies": [{"text": "A", "txt": "B"}]}, 400),
    ]:
        response = api.post(CLASSIFY, body, content_type="application/json")

        assert response.status_code == status
        assert response.headers["Content-Type"] == "application/problem+json"


def test_key_needs_the_scope_to_classify(workspace: Workspace, manager: User, models: None) -> None:
    _, secret = create_api_key(
        workspace=workspace, name="reads", scopes=[Scope.READ], author=manager
    )
    client = Client(headers={"Authorization": f"Bearer {secret}"})

    response = client.post(CLASSIFY, {"replies": [{"text": "A"}]}, content_type="application/json")

    assert response.status_code == 403
