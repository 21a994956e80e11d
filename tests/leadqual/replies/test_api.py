"""Replies by API."""

import pytest
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from leadqual.accounts.models import Role, User, Workspace
from leadqual.accounts.services import create_api_key
from leadqual.leads.models import Contact
from leadqual.replies.models import Reply
from tests.leadqual.replies.conftest import ADDRESS, STOP, UNSURE, reply_of

pytestmark = pytest.mark.django_db
URL = "/api/v1/replies"


def send(api: Client, **body: object) -> dict[str, object]:
    response = api.post(URL, body, content_type="application/json")
    assert response.status_code in {200, 201}, response.content
    return {"status": response.status_code, **response.json()}


def test_a_reply_is_stored_classified_and_acted_on(
    api: Client,
    contact: Contact,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        sent = send(api, sender=ADDRESS, subject="Re: Offer", text=STOP, message_id="<1@x>")
    found = api.get(f"{URL}/{sent['id']}").json()

    assert (sent["status"], sent["state"]) == (201, "pending")
    assert (found["intent"], found["category"], found["action"], found["state"]) == (
        *("unsubscribe", "unsubscribe", "do_not_contact", "taken"),
    )
    assert found["contact"] == contact.pk
    assert found["why"][0]["label"] == "unsubscribe"
    contact.refresh_from_db()
    assert contact.do_not_contact


def test_the_same_message_id_gives_the_reply_there_is(api: Client, contact: Contact) -> None:
    first = send(api, sender=ADDRESS, text="No.", message_id="<1@x>")
    second = send(api, sender=ADDRESS, text="Something else", message_id="<1@x>")

    assert (first["status"], second["status"]) == (201, 200)
    assert first["id"] == second["id"]
    assert Reply.objects.count() == 1


def test_a_body_without_text_is_refused(api: Client, contact: Contact) -> None:
    response = api.post(URL, {"sender": "no address"}, content_type="application/json")

    assert (response.status_code, response.json()["code"]) == (422, "invalid")
    assert set(response.json()["errors"]) == {"sender", "text"}
    assert not Reply.objects.exists()


def test_lists_are_filtered_and_the_newest_comes_first(api: Client, contact: Contact) -> None:
    stop = reply_of(contact.workspace, STOP)
    unsure = reply_of(contact.workspace, UNSURE)

    def keys(query: str) -> list[int]:
        return [row["id"] for row in api.get(f"{URL}?{query}").json()["results"]]

    assert keys("") == [unsure.pk, stop.pk]
    assert keys("intent=unsubscribe") == [stop.pk]
    assert keys("category=unsubscribe") == [stop.pk]
    assert keys("show=unsure") == [unsure.pk]
    assert api.get(f"{URL}?intent=angry").status_code == 422


def test_a_correction_and_its_undo(api: Client, contact: Contact) -> None:
    reply = reply_of(contact.workspace, STOP)

    corrected = api.post(
        f"{URL}/{reply.pk}/corrections",
        {"intent": "objection_no_reason"},
        content_type="application/json",
    )
    undone = api.post(f"{URL}/{reply.pk}/undo")

    assert (corrected.status_code, corrected.json()["intent"]) == (201, "objection_no_reason")
    assert corrected.json()["is_corrected"]
    assert (undone.status_code, undone.json()["intent"]) == (200, "unsubscribe")
    contact.refresh_from_db()
    assert contact.do_not_contact


def test_undo_of_nothing_is_a_conflict(api: Client, contact: Contact) -> None:
    reply = reply_of(contact.workspace, UNSURE)

    response = api.post(f"{URL}/{reply.pk}/undo")

    assert (response.status_code, response.json()["code"]) == (409, "nothing_to_undo")


def test_an_unknown_intent_is_refused_and_nothing_is_written(api: Client, contact: Contact) -> None:
    reply = reply_of(contact.workspace, STOP)

    response = api.post(
        f"{URL}/{reply.pk}/corrections", {"intent": "angry"}, content_type="application/json"
    )

    assert response.status_code == 422
    assert not reply.corrections.exists()


def test_replies_of_another_workspace_are_not_there(
    contact: Contact, other_workspace: Workspace, stranger: User
) -> None:
    _, secret = create_api_key(
        workspace=other_workspace, name="theirs", role=Role.MANAGER, author=stranger
    )
    theirs = Client(headers={"Authorization": f"Bearer {secret}"})
    reply = reply_of(contact.workspace, STOP)

    answers = [
        theirs.get(f"{URL}/{reply.pk}").status_code,
        theirs.post(
            f"{URL}/{reply.pk}/corrections",
            {"intent": "other_intents"},
            content_type="application/json",
        ).status_code,
        theirs.post(f"{URL}/{reply.pk}/undo").status_code,
    ]

    assert answers == [404, 404, 404]
    assert theirs.get(URL).json()["results"] == []
    reply.refresh_from_db()
    assert reply.state == "taken"


def test_a_viewer_reads_and_writes_nothing(contact: Contact, manager: User) -> None:
    _, secret = create_api_key(
        workspace=contact.workspace, name="reader", role=Role.VIEWER, author=manager
    )
    reader = Client(headers={"Authorization": f"Bearer {secret}"})
    reply = reply_of(contact.workspace, STOP)

    assert reader.get(URL).status_code == 200
    assert reader.post(URL, {"text": "x"}, content_type="application/json").status_code == 403
    assert reader.post(f"{URL}/{reply.pk}/undo").status_code == 403


def test_nobody_without_a_key_gets_in(db: None) -> None:
    assert Client().get(URL).status_code == 401
