"""Promises of webhooks by API."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from leadqual.accounts.keys.services import create_api_key
from leadqual.accounts.models import AuditRow, Scope, User, Workspace
from leadqual.leads.records.creation import create_contact
from leadqual.search.lists.services import create_list
from leadqual.taxonomy.models import Function
from leadqual.webhooks.models import WebhookDelivery, WebhookEndpoint, WebhookEvent
from tests.leadqual.webhooks.conftest import Subscribe, send
from tests.leadqual.webhooks.receiver import Receiver
from tests.problems import wrong_values

pytestmark = pytest.mark.django_db
URL = "/api/v1/webhooks"


def post(client: Client, path: str, body: object = None) -> Any:
    return client.post(path, json.dumps(body or {}), content_type="application/json")


def patch(client: Client, path: str, body: object) -> Any:
    return client.patch(path, json.dumps(body), content_type="application/json")


def test_webhook_is_created_with_a_secret_that_is_shown_once(
    api: Client, workspace: Workspace, receiver: Receiver
) -> None:
    body = {
        "url": receiver.url,
        "event_types": ["verdict.given", "contact.created"],
        "filters": {"country": ["Germany"]},
        "description": "CRM",
    }

    created = post(api, URL, body)

    assert created.status_code == 201
    found = created.json()
    assert found["secret"].startswith("whsec_")
    assert found["event_types"] == ["contact.created", "verdict.given"]
    one = api.get(f"{URL}/{found['id']}").json()
    assert "secret" not in one
    assert one["filters"] == {"country": ["Germany"]}
    assert [row["id"] for row in api.get(URL).json()["results"]] == [found["id"]]
    assert found["secret"] not in WebhookEndpoint.objects.get().secret
    assert AuditRow.objects.filter(action="webhook.created", name="CRM").count() == 1


def test_wrong_setting_is_refused(api: Client) -> None:
    for field, value in [
        ("url", "http://example.com/"),
        ("url", "https://10.0.0.1/"),
        ("url", "ftp://example.com/"),
        ("url", "https://user:secret@example.com/"),
        ("event_types", []),
        ("event_types", ["contact.burned"]),
        ("filters", {"color": ["red"]}),
        ("filters", {"campaign": ["1"]}),
        ("filters", {"list": ["999999"]}),
        ("filters", {"list": ["Nobody"]}),
        ("secret", "whsec_mine"),
    ]:
        body: dict[str, object] = {
            "url": "https://example.com/",
            "event_types": ["contact.created"],
        }

        answer = post(api, URL, {**body, field: value})

        assert answer.status_code in {400, 422}  # 400: no such field.
        assert not WebhookEndpoint.objects.exists()


def test_list_of_another_workspace_is_no_filter(
    api: Client, other_workspace: Workspace, stranger: User
) -> None:
    theirs = create_list(workspace=other_workspace, name="Theirs", author=stranger)
    body = {
        "url": "https://example.com/",
        "event_types": ["contact.created"],
        "filters": {"list": [str(theirs.pk)]},
    }

    assert post(api, URL, body).status_code == 422


def test_webhook_is_changed_turned_off_and_deleted(
    api: Client, workspace: Workspace, subscribe: Subscribe
) -> None:
    endpoint, _ = subscribe("contact.created")
    path = f"{URL}/{endpoint.pk}"

    changed = patch(api, path, {"event_types": ["company.created"]}).json()
    workspace.refresh_from_db()
    assert changed["event_types"] == ["company.created"]
    assert "company.created" in workspace.webhook_events
    assert "contact.created" not in workspace.webhook_events

    assert patch(api, path, {"is_active": False}).json()["is_active"] is False
    workspace.refresh_from_db()
    assert workspace.webhook_events == []
    assert post(api, f"{path}/test").status_code == 409

    assert api.delete(path).status_code == 204
    assert api.get(path).status_code == 404


def test_key_without_admin_and_qualifier_get_nothing(
    workspace: Workspace, manager: User, qualifier_client: Client, subscribe: Subscribe
) -> None:
    endpoint, _ = subscribe("contact.created")
    _, secret = create_api_key(
        workspace=workspace, name="reads", scopes=[Scope.READ, Scope.WRITE], author=manager
    )
    reader = Client(headers={"Authorization": f"Bearer {secret}"})

    for client in (reader, qualifier_client):
        assert client.get(URL).status_code == 403
        assert client.get(f"{URL}/{endpoint.pk}").status_code == 403
        assert post(client, f"{URL}/{endpoint.pk}/rotate-secret").status_code == 403


def test_webhook_of_another_workspace_is_not_there(
    subscribe: Subscribe, stranger_client: Client
) -> None:
    endpoint, _ = subscribe("contact.created")

    assert stranger_client.get(f"{URL}/{endpoint.pk}").status_code == 404
    assert stranger_client.get(f"{URL}/{endpoint.pk}/deliveries").status_code == 404


def test_test_event_arrives_with_an_example(
    api: Client, receiver: Receiver, subscribe: Subscribe
) -> None:
    endpoint, secret = subscribe("contact.created")

    answer = post(api, f"{URL}/{endpoint.pk}/test", {"event_type": "verdict.given"})
    send()

    assert answer.status_code == 202
    message = receiver.received[0].verified(secret)
    assert message["type"] == "verdict.given"
    assert message["data"]["is_test"] is True
    rows = api.get(f"{URL}/{endpoint.pk}/deliveries").json()["results"]
    assert rows[0]["message_id"] == answer.json()["message_id"]
    assert (rows[0]["state"], rows[0]["status"], rows[0]["answer"]) == ("sent", 200, "ok")
    assert rows[0]["message"] == message
    assert rows[0]["duration_ms"] >= 0


def test_delivery_log_is_filtered(
    api: Client, workspace: Workspace, manager: User, receiver: Receiver, subscribe: Subscribe
) -> None:
    endpoint, _ = subscribe("contact.created", "company.created")
    receiver.answer_with(500)
    create_contact(workspace=workspace, values={"email": "a@example.com"}, author=manager)
    send()
    log = f"{URL}/{endpoint.pk}/deliveries"

    assert len(api.get(log, {"state": "waiting"}).json()["results"]) == 1
    assert api.get(log, {"state": "sent"}).json()["results"] == []
    assert api.get(log, {"event_type": "company.created"}).json()["results"] == []
    assert api.get(log, {"since": "2100-01-01T00:00:00Z"}).json()["results"] == []
    assert api.get(log, {"state": "burned"}).status_code == 422


def test_rotation_gives_another_secret(api: Client, subscribe: Subscribe) -> None:
    endpoint, secret = subscribe("contact.created")

    answer = post(api, f"{URL}/{endpoint.pk}/rotate-secret").json()

    assert answer["secret"].startswith("whsec_")
    assert answer["secret"] != secret
    assert answer["previous_secret_until"]


def test_delivery_and_span_are_resent(
    api: Client, workspace: Workspace, manager: User, receiver: Receiver, subscribe: Subscribe
) -> None:
    endpoint, _ = subscribe("contact.created")
    for n in range(3):
        values = {"email": f"{n}@example.com"}
        create_contact(workspace=workspace, values=values, author=manager)
    send()
    delivery = WebhookDelivery.objects.order_by("pk")[0]
    path = f"{URL}/{endpoint.pk}"

    one = post(api, f"{path}/deliveries/{delivery.pk}/resend")
    send()
    assert one.status_code == 202
    assert len(receiver.received) == 4
    assert receiver.received[3].headers["webhook-id"] == delivery.event.message_id

    first, *_, last = WebhookEvent.objects.order_by("pk").values_list("created_at", flat=True)
    span = {"since": first.isoformat(), "until": last.isoformat()}  # Both are part of it.
    assert post(api, f"{path}/resend", span).json() == {"n_deliveries": 0}
    again = post(api, f"{path}/resend", {**span, "with_delivered": True})
    send()
    assert again.json() == {"n_deliveries": 3}
    assert len(receiver.received) == 7


def test_a_span_that_ends_before_it_begins_is_refused(api: Client, subscribe: Subscribe) -> None:
    endpoint, _ = subscribe("contact.created")
    now = timezone.now()

    span = {"since": str(now), "until": str(now - timedelta(hours=1))}
    answer = post(api, f"{URL}/{endpoint.pk}/resend", span)

    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["pointer"]) == (422, "#/until")


def test_events_that_an_endpoint_missed_are_in_a_resent_span(
    api: Client, workspace: Workspace, manager: User, receiver: Receiver, subscribe: Subscribe
) -> None:
    subscribe("contact.created")
    late, _ = subscribe("company.created")
    create_contact(workspace=workspace, values={"email": "a@example.com"}, author=manager)
    send()
    patch(api, f"{URL}/{late.pk}", {"event_types": ["contact.created"]})

    now = timezone.now()
    span = {"since": str(now - timedelta(hours=1)), "until": str(now)}
    answer = post(api, f"{URL}/{late.pk}/resend", span)
    send()

    assert answer.json() == {"n_deliveries": 1}
    assert receiver.types() == ["contact.created", "contact.created"]


def test_event_types_are_listed(api: Client) -> None:
    rows = api.get(f"{URL}/event-types").json()["results"]

    assert {"contact.created", "saved_search.matched", "alert.opened"} <= {
        row["type"] for row in rows
    }


def test_workspace_has_a_limited_number_of_webhooks(
    api: Client, subscribe: Subscribe, settings: Settings
) -> None:
    for _ in range(20):
        subscribe("contact.created")

    body = {"url": "https://example.com/", "event_types": ["contact.created"]}
    assert post(api, URL, body).status_code == 409


@pytest.mark.usefixtures("taxonomy")
def test_values_of_filters_are_read_and_unknown_ones_refused(
    api: Client, receiver: Receiver
) -> None:
    body = {"url": receiver.url, "event_types": ["contact.created"]}
    countries = {"country": ["DE", "Frankreich", "Germany"], "function": ["sales"]}

    created = post(api, URL, {**body, "filters": countries})
    own = f"{URL}/{created.json()['id']}"
    function = patch(api, own, {"filters": {"function": ["sales", "salez"]}})
    country = post(api, URL, {**body, "filters": {"country": ["Nowhere"]}})
    intent = patch(
        api, own, {"event_types": ["reply.classified"], "filters": {"intent": ["angry"]}}
    )

    assert created.json()["filters"] == {"country": ["Germany", "France"], "function": ["sales"]}
    assert (function.status_code, wrong_values(function)) == (422, ["filters/function/1"])
    assert function.json()["errors"][0]["nearest"] == "sales"
    assert (country.status_code, wrong_values(country)) == (422, ["filters/country/0"])
    assert (intent.status_code, wrong_values(intent)) == (422, ["filters/intent/0"])


@pytest.mark.usefixtures("taxonomy")
def test_value_that_was_retired_since_may_stay(api: Client, receiver: Receiver) -> None:
    body = {"url": receiver.url, "event_types": ["contact.created"]}
    own = f"{URL}/{post(api, URL, {**body, 'filters': {'function': ['sales']}}).json()['id']}"
    Function.objects.filter(slug="sales").update(retired_at=timezone.now())

    changed = patch(api, own, {"description": "CRM"})

    assert (changed.status_code, changed.json()["filters"]) == (200, {"function": ["sales"]})
