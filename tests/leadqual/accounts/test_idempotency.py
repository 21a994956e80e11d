"""A correction by API that is sent again is made once and answered alike."""

from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from leadqual.accounts.keys.services import EXPIRED_RETENTION, delete_old_answers
from leadqual.accounts.models import IdempotentRequest, User, Workspace
from leadqual.labeling.models.corrections import Correction
from leadqual.leads.models import Contact
from tests.leadqual.at_once import Racer, writers_of
from tests.leadqual.labeling.conftest import make_title
from tests.leadqual.leads.people import make_contact

pytestmark = pytest.mark.django_db
SALES = {"functions": ["sales"], "level": "manager"}


def send(
    api: Client, path: str, body: object, key: UUID | str, method: str = "post"
) -> tuple[int, Any]:
    """Send a request with a key and return its status and body."""
    response = getattr(api, method)(
        f"/api/v1{path}",
        body,
        content_type="application/json",
        headers={"Idempotency-Key": str(key)},
    )
    return response.status_code, response.json() if response.content else None


def test_title_is_corrected_once_when_the_request_is_sent_twice(
    api: Client, workspace: Workspace, models: None
) -> None:
    title = make_title(workspace, "Deal Whisperer")
    path, key = f"/titles/{title.pk}/corrections", uuid4()

    first = send(api, path, SALES, key)
    second = send(api, path, SALES, key)
    third = send(api, path, SALES, uuid4())

    assert first[0] == 201
    assert second == first
    assert third != first
    assert Correction.objects.filter(job_title=title).count() == 2


def test_undo_is_answered_alike_when_it_is_sent_twice(
    api: Client, workspace: Workspace, models: None
) -> None:
    title = make_title(workspace, "Deal Whisperer")
    send(api, f"/titles/{title.pk}/corrections", SALES, uuid4())
    path, key = f"/titles/corrections/{Correction.objects.get().pk}", uuid4()

    first = send(api, path, {}, key, "delete")

    assert first == (204, None)
    assert send(api, path, {}, key, "delete") == first


def test_key_is_refused_when_it_comes_with_another_request(
    api: Client, workspace: Workspace, models: None
) -> None:
    title = make_title(workspace, "Deal Whisperer")
    path, key = f"/titles/{title.pk}/corrections", uuid4()
    send(api, path, SALES, key)

    answer = send(api, path, SALES | {"functions": []}, key)

    assert (answer[0], answer[1]["code"]) == (422, "idempotency_key_reused")
    assert Correction.objects.count() == 1


def test_request_that_was_refused_is_tried_again(
    api: Client, workspace: Workspace, models: None
) -> None:
    title = make_title(workspace, "Deal Whisperer")
    path, key = f"/titles/{title.pk}/corrections", uuid4()

    refused = send(api, path, SALES | {"functions": ["nothing-like-it"]}, key)

    assert refused[0] == 422
    assert not IdempotentRequest.objects.exists()
    assert send(api, path, SALES, key)[0] == 201


def test_key_that_is_no_uuid_is_refused(api: Client, workspace: Workspace, models: None) -> None:
    title = make_title(workspace, "Deal Whisperer")

    for key in ("", "1", "not a key"):
        assert send(api, f"/titles/{title.pk}/corrections", SALES, key)[0] == 422

    assert not Correction.objects.exists()


def test_keys_are_forgotten_after_a_day(api: Client, workspace: Workspace, models: None) -> None:
    title = make_title(workspace, "Deal Whisperer")
    path = f"/titles/{title.pk}/corrections"
    send(api, path, SALES, uuid4())
    IdempotentRequest.objects.update(created_at=timezone.now() - EXPIRED_RETENTION * 2)

    delete_old_answers()

    assert IdempotentRequest.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_request_is_refused_while_the_first_one_is_running(
    api: Client, workspace: Workspace, manager: User, models: None
) -> None:
    title, key = make_title(workspace, "Deal Whisperer"), uuid4()
    request = partial(send, api, f"/titles/{title.pk}/corrections", SALES, key)

    with transaction.atomic():
        writers_of(Correction)()
        first = Racer(request)
        first.until_waiting()
        refused = Racer(request).result_beside(connection)
    made = first.result()

    assert (refused[0], refused[1]["code"]) == (409, "idempotency_in_progress")
    assert made[0] == 201
    assert Correction.objects.count() == 1
    assert request() == made


def test_secret_of_a_new_api_key_is_sent_again_and_stored_encrypted(api: Client) -> None:
    body, key = {"name": "Sync", "scopes": ["read"]}, uuid4()

    first = send(api, "/keys", body, key)

    assert first[0] == 201, first
    assert send(api, "/keys", body, key) == first
    assert first[1]["secret"] not in str(vars(IdempotentRequest.objects.get()))


def test_file_with_other_content_is_another_request(api: Client) -> None:
    key = {"Idempotency-Key": str(uuid4())}

    def upload(content: bytes) -> tuple[int, str | None]:
        file = SimpleUploadedFile("stop.csv", content, content_type="text/csv")
        answer = api.post("/api/v1/suppression-lists", {"file": file, "name": "Stop"}, headers=key)
        return answer.status_code, answer.json().get("code")

    first = upload(b"anna@port.example\n")

    assert first[0] == 201
    assert upload(b"anna@port.example\n") == first
    assert upload(b"ben@port.example\n") == (422, "idempotency_key_reused")


@pytest.mark.parametrize(
    ("path", "more"),
    [
        ("/contacts/delete", {}),
        ("/contacts/do-not-contact", {}),
        ("/contacts/bulk-changes", {"status": "won"}),
    ],
)
def test_request_id_names_one_step(
    api: Client, workspace: Workspace, path: str, more: dict[str, str]
) -> None:
    first, second = (make_contact(workspace, name, email=f"{name}@x.com") for name in "ab")
    step = {"request_id": str(uuid4()), **more}

    def ask(contact: Contact) -> tuple[int, Any]:
        body = {"ids": [contact.pk], **step}
        answer = api.post(f"/api/v1{path}", body, content_type="application/json")
        return answer.status_code, answer.json()

    done, again, reused = ask(first), ask(first), ask(second)

    assert again == done
    assert (reused[0], reused[1]["code"]) == (422, "request_id_reused")
    assert reused[1]["errors"][0]["pointer"] == "#/request_id"
    unchanged = Contact.objects.get(pk=second.pk)
    assert (unchanged.do_not_contact, unchanged.status) == (False, second.status)
