"""Replies by API."""

from typing import Any

import pytest
from django.test import Client

from leadqual.accounts.keys.scopes import covered_scopes
from leadqual.accounts.keys.services import create_api_key
from leadqual.accounts.models import Role, User, Workspace
from leadqual.core.api.rate_limits import KeyThrottle
from leadqual.leads.models import Contact
from leadqual.replies.models import Reply
from leadqual.replies.receiving.trimmed_messages import MAX_MESSAGE_BYTES
from tests.leadqual.replies.conftest import ADDRESS, STOP, is_blocked, reply_of, unsure_text
from tests.problems import wrong_values

pytestmark = pytest.mark.django_db
URL = "/api/v1/replies"


def send(api: Client, **body: object) -> dict[str, object]:
    response = api.post(URL, body, content_type="application/json")
    assert response.status_code in {200, 201}, response.content
    return {"status": response.status_code, **response.json()}


def test_a_reply_is_stored_classified_and_acted_on_in_the_answer(
    api: Client, contact: Contact
) -> None:
    sent = send(api, sender=ADDRESS, subject="Re: Offer", text=STOP, message_id="<1@x>")
    found = api.get(f"{URL}/{sent['id']}").json()

    assert sent == {"status": 201, **found}
    assert (found["intent"], found["category"], found["action"], found["state"]) == (
        *("unsubscribe", "unsubscribe", "do_not_contact", "taken"),
    )
    assert found["contact"] == contact.pk
    assert found["why"][0]["label"] == "unsubscribe"
    contact.refresh_from_db()
    assert contact.do_not_contact


def test_a_body_without_text_is_refused(api: Client, contact: Contact) -> None:
    response = api.post(URL, {"sender": "no address"}, content_type="application/json")

    assert (response.status_code, response.json()["code"]) == (422, "invalid")
    assert set(wrong_values(response)) == {"sender", "text"}
    assert not Reply.objects.exists()


def test_a_body_that_is_nested_too_deep_is_refused(api: Client, contact: Contact) -> None:
    response = api.post(URL, "[" * 100_000, content_type="application/json")

    assert (response.status_code, response.json()["code"]) == (400, "parse_error")


def test_the_last_day_of_the_calendar_breaks_nothing(api: Client, contact: Contact) -> None:
    sent = send(api, sender=ADDRESS, text="Back on 3 May 2027.", received_at="9999-12-31T12:00:00Z")

    response = api.post(
        f"{URL}/{sent['id']}/corrections",
        {"intent": "out_of_office"},
        content_type="application/json",
    )

    assert (response.status_code, response.json()["returns_on"]) == (201, None)


def test_lists_are_filtered_and_the_newest_comes_first(api: Client, contact: Contact) -> None:
    stop = reply_of(contact.workspace, STOP)
    unsure = reply_of(contact.workspace, unsure_text())

    def keys(query: str) -> list[int]:
        return [row["id"] for row in api.get(f"{URL}?{query}").json()["results"]]

    assert keys("") == [unsure.pk, stop.pk]
    assert keys("intent=unsubscribe") == [stop.pk]
    assert keys("category=unsubscribe") == [stop.pk]
    assert keys("show=unsure") == [unsure.pk]
    assert keys("show=unsure&intent=unsubscribe") == []
    assert keys("show=unsure&category=other&intent=unsubscribe") == []
    assert keys("state=taken&text=list&since=2026-01-01&until=9999-12-31") == [stop.pk]
    assert keys(f"contact={contact.pk}&campaign=1") == []
    for odd in ("intent=angry", "since=today", "campaign=x", "text=%00", "state=odd"):
        assert api.get(f"{URL}?{odd}").status_code == 422, odd


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
    reply = reply_of(contact.workspace, unsure_text())

    response = api.post(f"{URL}/{reply.pk}/undo")

    assert (response.status_code, response.json()["code"]) == (409, "nothing_to_undo")


def test_replies_of_another_workspace_are_not_there(
    contact: Contact, other_workspace: Workspace, stranger: User
) -> None:
    _, secret = create_api_key(
        workspace=other_workspace,
        name="theirs",
        scopes=covered_scopes(Role.MANAGER),
        author=stranger,
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


def send_raw(api: Client, raw: bytes) -> tuple[int, dict[str, Any]]:
    response = api.post(URL, raw, content_type="message/rfc822")
    return response.status_code, response.json()


def test_a_raw_message_is_read_once(api: Client, contact: Contact) -> None:
    raw = f"From: {ADDRESS}\nMessage-ID: <1@x>\nSubject: Re\n\nPlease take me off your list.\n"

    first, second = send_raw(api, raw.encode()), send_raw(api, raw.encode())

    assert (first[0], second[0]) == (201, 200)
    said = first[1]
    assert (said["intent"], said["action"], said["state"]) == (
        *("unsubscribe", "do_not_contact", "taken"),
    )
    assert said["score"] > 0.9
    assert said["why"][0]["text"]
    assert second[1] == said
    assert is_blocked(contact)


def test_what_is_no_message_or_too_large_is_refused_and_nothing_is_kept(
    api: Client, contact: Contact
) -> None:
    answers = [
        send_raw(api, b"no header at all"),
        send_raw(api, b"From: a@x.example\n\n" + b"x " * MAX_MESSAGE_BYTES),
    ]
    unknown = api.post(URL, "x", content_type="text/plain")

    assert [code for code, _ in answers] == [422, 413]
    assert answers[0][1]["code"] == "no_mail"
    assert unknown.status_code == 415
    assert not Reply.objects.exists()


def test_too_many_messages_in_a_minute_are_asked_to_wait(
    api: Client, contact: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(KeyThrottle, "THROTTLE_RATES", {"key": "2/min"})
    monkeypatch.setattr(KeyThrottle, "timer", staticmethod(lambda: 1_000_000.0))

    answers = [send_raw(api, b"From: a@x.example\n\nNo.") for _ in range(2)]
    refused = api.post(URL, b"From: a@x.example\n\nNo.", content_type="message/rfc822")

    assert [code for code, _ in answers] == [201, 200]
    assert (refused.status_code, "Retry-After" in refused.headers) == (429, True)


def test_a_named_contact_is_accepted_and_an_absence_dismissed(
    api: Client, contact: Contact
) -> None:
    reply = reply_of(contact.workspace, "Hm. It is Ana Lopes, ana@nordkran.example")
    referral = {"intent": "referral_specific_contacts"}
    api.post(f"{URL}/{reply.pk}/corrections", referral, content_type="application/json")
    absence = reply_of(contact.workspace, "Away until 3 May 2027.", subject="Automatic reply: x")

    proposed = api.get(f"{URL}/{reply.pk}").json()["proposed_contact"]
    named = {"email": proposed["email"], "first_name": "Ana"}
    accepted = api.post(f"{URL}/{reply.pk}/contact", named, content_type="application/json")
    dismissed = api.post(f"{URL}/{absence.pk}/dismiss")
    again = api.post(f"{URL}/{absence.pk}/dismiss")

    assert accepted.status_code == 201
    ana = Contact.objects.get(email="ana@nordkran.example")
    assert accepted.json()["proposed_contact"]["contact"] == ana.pk
    assert (dismissed.json()["state"], dismissed.json()["returns_on"]) == (
        "dismissed",
        "2027-05-03",
    )
    assert (again.status_code, again.json()["code"]) == (409, "nothing_proposed")


def test_the_thread_of_a_reply_is_listed(api: Client, contact: Contact) -> None:
    first = send(api, sender=ADDRESS, text="Hm.", message_id="<1@x>")
    headers = {"References": "<1@x>"}
    second = send(api, sender="x@home.example", text="And?", message_id="<2@x>", headers=headers)

    rows = api.get(f"{URL}/{second['id']}/thread").json()["results"]

    assert [row["id"] for row in rows] == [first["id"], second["id"]]
    assert rows[1]["contact"] == contact.pk
