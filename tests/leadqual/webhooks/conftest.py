"""What tests of webhooks share: a receiver that this installation may reach."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from leadqual.accounts.models import User, Workspace
from leadqual.core import clock
from leadqual.webhooks.endpoint_settings import EndpointSettings
from leadqual.webhooks.endpoints import create_endpoint
from leadqual.webhooks.models import WebhookEndpoint
from leadqual.webhooks.tasks import send_webhooks
from tests.leadqual.webhooks.receiver import Receiver, receiving

Subscribe = Callable[..., tuple[WebhookEndpoint, str]]


@pytest.fixture
def receiver(settings: Settings) -> Iterator[Receiver]:
    """A receiver on this machine, which the installation allows."""
    with receiving() as server:
        settings.OUTGOING_ALLOW = ["127.0.0.1"]
        settings.OUTGOING_PORTS = [str(server.port)]
        yield server


@pytest.fixture
def subscribe(workspace: Workspace, manager: User, receiver: Receiver) -> Subscribe:
    """Make an endpoint for event types; gives it with its secret."""

    def make(*event_types: str, **more: object) -> tuple[WebhookEndpoint, str]:
        given = {"url": receiver.url, **more}
        wanted = EndpointSettings(event_types=event_types, **given)  # type: ignore[arg-type]
        found = create_endpoint(workspace=workspace, wanted=wanted, author=manager)
        workspace.refresh_from_db()
        return found

    return make


def send(*, later: timedelta = timedelta()) -> None:
    """Do what the job does, now or some time later."""
    with clock.using(lambda: timezone.now() + later):
        send_webhooks()
