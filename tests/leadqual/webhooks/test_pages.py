"""Promises of the webhooks pages."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from leadqual.accounts.models import User, Workspace
from leadqual.core.pages.panels import address_of
from leadqual.leads.records.creation import create_contact
from leadqual.webhooks.models import WebhookDelivery, WebhookEndpoint
from tests.leadqual.webhooks.conftest import Subscribe, send
from tests.leadqual.webhooks.receiver import Receiver

pytestmark = pytest.mark.django_db


def test_manager_creates_a_webhook_and_sees_its_secret_once(
    manager_client: Client, receiver: Receiver
) -> None:
    values = {
        "url": receiver.url,
        "event_types": ["contact.created"],
        "is_active": "on",
        "filter_country": "Germany, fr",
    }

    created = manager_client.post(reverse("webhooks:endpoints"), values)

    assert created.status_code == 201
    (secret,) = re.findall(r"whsec_[A-Za-z0-9+/=]+", created.content.decode())
    endpoint = WebhookEndpoint.objects.get()
    assert endpoint.filters == {"country": ["Germany", "France"]}
    page = manager_client.get(address_of("webhooks:endpoints")).content.decode()
    assert secret not in page
    assert f'data-webhook="{endpoint.pk}"' in page


def test_wrong_values_are_errors_of_their_fields(manager_client: Client) -> None:
    for field, values in (
        ("filter_country", {"url": "https://example.com", "filter_country": "Nowhere"}),
        ("url", {"url": "http://example.com", "is_active": "on"}),
    ):
        answer = manager_client.post(
            reverse("webhooks:endpoints"), {"event_types": ["contact.created"], **values}
        )

        assert answer.status_code == 422
        assert field in answer.context["form"].errors


def test_page_of_a_webhook_shows_deliveries_and_resends_them(
    manager_client: Client,
    workspace: Workspace,
    manager: User,
    receiver: Receiver,
    subscribe: Subscribe,
) -> None:
    endpoint, _ = subscribe("contact.created")
    create_contact(workspace=workspace, values={"email": "a@example.com"}, author=manager)
    send()
    delivery = WebhookDelivery.objects.get()
    page = reverse("webhooks:endpoint", args=[endpoint.pk])

    text = manager_client.get(page).content.decode()
    assert f'data-delivery="{delivery.pk}" data-state="sent"' in text
    assert "a@example.com" in text
    assert "data-delivery" not in manager_client.get(page, {"state": "failed"}).content.decode()

    resend = reverse("webhooks:resend_delivery", args=[endpoint.pk, delivery.pk])
    assert manager_client.post(resend).status_code == 302
    send()
    assert len(receiver.received) == 2


def test_webhook_is_tested_rotated_changed_and_deleted_on_its_page(
    manager_client: Client, receiver: Receiver, subscribe: Subscribe
) -> None:
    endpoint, secret = subscribe("contact.created")
    keys = [endpoint.pk]

    test = reverse("webhooks:test_endpoint", args=keys)
    assert manager_client.post(test, {"event_type": "webhook.test"}).status_code == 302
    send()
    assert receiver.types() == ["webhook.test"]

    rotated = manager_client.post(reverse("webhooks:rotate_secret", args=keys))
    assert rotated.status_code == 201
    assert secret not in rotated.content.decode()

    values = {"url": receiver.url, "event_types": ["company.created"]}
    changed = manager_client.post(reverse("webhooks:endpoint", args=keys), values)
    endpoint.refresh_from_db()
    assert changed.status_code == 302
    assert (endpoint.event_types, endpoint.is_active) == (["company.created"], False)

    assert manager_client.post(reverse("webhooks:delete_endpoint", args=keys)).status_code == 302
    assert not WebhookEndpoint.objects.exists()


def test_only_managers_see_webhooks(
    qualifier_client: Client, viewer_client: Client, subscribe: Subscribe
) -> None:
    endpoint, _ = subscribe("contact.created")

    for client in (qualifier_client, viewer_client):
        assert client.get(address_of("webhooks:endpoints")).status_code == 403
        assert client.get(reverse("webhooks:endpoint", args=[endpoint.pk])).status_code == 403
