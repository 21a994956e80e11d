"""Many replies corrected in one step by API, and the way back."""

import pytest
from django.test import Client

from leadqual.accounts.models import Workspace
from leadqual.leads.models import Contact
from leadqual.replies.models import Reply
from tests.leadqual.replies.conftest import reply_of

pytestmark = pytest.mark.django_db
BULK = "/api/v1/replies/bulk-corrections"


def test_replies_are_corrected_in_one_step_and_undone(
    api: Client, workspace: Workspace, contact: Contact, models: None
) -> None:
    replies = [reply_of(workspace, text) for text in ("We have no budget.", "Not this year.")]
    before = {reply.pk: reply.intent for reply in replies}
    body = {"ids": list(before), "intent": "objection_financial"}

    answer = api.post(BULK, body, content_type="application/json")
    marked = {(reply.intent, reply.corrected_at is None) for reply in Reply.objects.all()}
    undone = api.delete(f"{BULK}/{answer.json()['id']}")

    assert (answer.status_code, answer.json()["n_replies"]) == (201, 2)
    assert marked == {("objection_financial", False)}
    assert undone.json() == {"undone": 2, "kept": 0}
    assert dict(Reply.objects.values_list("pk", "intent")) == before


def test_replies_of_another_workspace_are_left_alone(
    api: Client, other_workspace: Workspace, models: None
) -> None:
    reply = reply_of(other_workspace, "We have no budget.")
    body = {"ids": [reply.pk], "intent": "empty_body"}

    answer = api.post(BULK, body, content_type="application/json")

    reply.refresh_from_db()
    assert (answer.status_code, answer.json().get("n_replies")) == (201, 0), answer.json()
    assert reply.corrected_at is None


def test_unusable_body_is_refused(api: Client) -> None:
    for body in [{}, {"ids": []}, {"ids": [1], "intent": "no_such"}]:
        assert api.post(BULK, body, content_type="application/json").status_code == 422
