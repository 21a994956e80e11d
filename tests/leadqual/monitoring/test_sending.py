"""Messages about alerts leave once, by mail and by webhook, and failures are tried again."""

import json
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from django.core import mail
from django.test import Client
from pytest_django.fixtures import Settings

from leadqual.accounts.models import User, Workspace
from leadqual.core import clock
from leadqual.monitoring.alerts import delivery as webhook
from leadqual.monitoring.alerts.delivery import RETRY_DELAYS, send_waiting, try_again
from leadqual.monitoring.alerts.lifecycle import end, note
from leadqual.monitoring.models import Alert, Delivery
from tests.leadqual.monitoring.conftest import finding, turkish_titles

pytestmark = pytest.mark.django_db
LIMITS = "/lab/monitoring/alert-thresholds/"
SECRET = "a-shared-secret"


class Receiver(HTTPServer):
    """Somebody who gets messages."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.status = 204
        self.got: list[tuple[dict[str, str], bytes]] = []


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((dict(self.headers), body))
        self.send_response(self.server.status)
        self.send_header("Location", "/elsewhere")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def receiver(settings: Settings) -> Iterator[Receiver]:
    server = Receiver()
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    settings.ALERT_WEBHOOK_URL = f"http://127.0.0.1:{server.server_port}/hook"
    settings.ALERT_WEBHOOK_SECRET = SECRET
    settings.OUTGOING_ALLOW, settings.OUTGOING_PORTS = ["127.0.0.1"], [str(server.server_port)]
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def mailing(settings: Settings) -> Settings:
    settings.EMAIL_HOST = "mail.example"
    settings.ALERT_MAIL_TO = ["ops@leadqual.example"]
    return settings


def slow() -> Alert:
    """Open an alert about the installation."""
    facts = {"what": "slow", "group": "web pages", "n": 90}
    opened = note(
        finding(
            "slow:web pages",
            area="operation",
            facts=facts,
            figure=2_000.0,
            at=clock.now(),
        ),
        workspace=None,
    )
    assert opened is not None
    return opened


def test_the_webhook_gets_signed_json_without_figures_of_the_workspace(
    receiver: Receiver, workspace: Workspace
) -> None:
    alert = note(finding(at=clock.now()), workspace=workspace)

    sent = send_waiting(), send_waiting()

    ((headers, body),) = receiver.got
    at = int(headers[webhook.TIME])
    assert sent == (1, 0)
    assert headers[webhook.SIGNATURE] == webhook.signature(body, secret=SECRET, at=at)
    message = json.loads(body)
    assert message["event"] == "alert.opened"
    assert (message["id"], message["workspace"]) == (alert.pk if alert else 0, "northwind")
    assert "figure" not in message
    assert b"Turkish" not in body


def test_figures_of_the_installation_are_in_the_message(receiver: Receiver) -> None:
    slow()

    send_waiting()

    message = json.loads(receiver.got[0][1])
    assert (message["figure"], message["workspace"]) == (2_000.0, None)


def test_one_that_fails_waits_longer_each_time_and_is_given_up(receiver: Receiver) -> None:
    receiver.status = 500
    alert = slow()

    for _ in range(len(RETRY_DELAYS) + 3):
        Delivery.objects.filter(state="waiting").update(next_at=clock.now() - timedelta(hours=1))
        send_waiting()

    given_up = Delivery.objects.get()
    assert len(receiver.got) == len(RETRY_DELAYS) + 1
    assert (given_up.state, given_up.problem) == ("failed", "The webhook answered with status 500.")

    receiver.status = 200
    try_again(alert=alert)
    assert Delivery.objects.get().n_tries == 0
    send_waiting()
    assert Delivery.objects.get().state == "sent"


def test_one_that_failed_is_not_tried_before_its_time(receiver: Receiver) -> None:
    receiver.status = 500
    slow()

    for _ in range(3):
        send_waiting()

    assert len(receiver.got) == 1


def test_a_redirect_is_not_followed(receiver: Receiver) -> None:
    receiver.status = 302
    slow()

    send_waiting()

    assert len(receiver.got) == 1
    assert "redirects (status 302)" in Delivery.objects.get().problem


def test_mail_goes_to_the_managers_of_the_workspace_alone(
    mailing: Settings, workspace: Workspace, manager: User, qualifier: User, stranger: User
) -> None:
    alert = note(finding(at=clock.now()), workspace=workspace)
    assert alert is not None
    send_waiting()
    end(alert)
    send_waiting()

    opened, over = mail.outbox
    assert opened.bcc == over.bcc == [manager.email]
    assert opened.subject == "LeadQual: Languages of titles changed"
    assert turkish_titles(0) in opened.body.replace("\xa0", " ")
    assert over.subject.startswith("LeadQual: over: ")
    assert f"Workspace {workspace.name}:" in opened.body  # A manager may have several.


def test_mail_about_the_installation_goes_to_those_whom_the_settings_name(
    mailing: Settings, manager: User
) -> None:
    slow()

    send_waiting()

    assert mail.outbox[0].bcc == ["ops@leadqual.example"]
    assert "Workspace" not in mail.outbox[0].body


def test_a_test_leaves_by_each_way_and_the_page_says_what_kept_it(
    receiver: Receiver, mailing: Settings, staff_client: Client
) -> None:
    page = staff_client.get(LIMITS).content.decode()
    sent = staff_client.post(f"{LIMITS}test/", follow=True).content.decode()
    receiver.status = 500
    refused = staff_client.post(f"{LIMITS}test/", follow=True).content.decode()

    assert "operations alerts to ops@leadqual.example" in page
    assert "Signed JSON to 127.0.0.1." in page
    assert "Test sent by email." in sent
    assert "Test sent by webhook." in sent
    assert "Not sent by webhook: The webhook answered with status 500." in refused
    (headers, body), _ = receiver.got
    assert json.loads(body)["event"] == "alert.test"
    at = int(headers[webhook.TIME])
    assert headers[webhook.SIGNATURE] == webhook.signature(body, secret=SECRET, at=at)
    assert [message.bcc for message in mail.outbox] == [["ops@leadqual.example"]] * 2
    assert not Delivery.objects.exists()


@pytest.mark.parametrize(
    ("name", "value", "way"),
    [
        ("ALERT_WEBHOOK_URL", "https://hooks..example/x", "webhook"),
        ("DEFAULT_FROM_EMAIL", "leadqual@localhost\nBcc: all@leadqual.example", "mail"),
    ],
)
def test_an_address_that_cannot_be_written_to_holds_up_no_other_message(
    mailing: Settings, receiver: Receiver, name: str, value: str, way: str
) -> None:
    mailing.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    setattr(mailing, name, value)
    slow()

    n_sent = send_waiting()

    states = dict(Delivery.objects.values_list("way", "state"))
    assert n_sent == 1
    assert states.pop(way) == Delivery.State.WAITING
    assert list(states.values()) == [Delivery.State.SENT]
    assert Delivery.objects.get(way=way).problem


def test_where_nothing_is_set_up_the_page_says_what_to_set(staff_client: Client) -> None:
    page = staff_client.get(LIMITS).content.decode()

    assert "EMAIL_HOST" in page
    assert "ALERT_WEBHOOK_URL" in page
    assert "Send test alert" not in page


def test_an_address_that_cannot_be_read_is_said_so(
    receiver: Receiver, settings: Settings, staff_client: Client
) -> None:
    settings.ALERT_WEBHOOK_URL = "http://["

    assert "has no host" in staff_client.get(LIMITS).content.decode()
    sent = staff_client.post(f"{LIMITS}test/", follow=True).content.decode()
    assert "Not sent by webhook: ALERT_WEBHOOK_URL is not a valid URL." in sent


def test_without_a_server_and_an_address_nothing_waits(settings: Settings) -> None:
    slow()

    assert not Delivery.objects.exists()


def test_people_are_told_once_of_what_began_long_ago_and_still_lasts(
    mailing: Settings, workspace: Workspace, manager: User
) -> None:
    for n in range(20, 0, -1):
        note(finding(at=clock.now() - timedelta(days=n)), workspace=workspace)

    assert send_waiting() == 1
    assert [message.event for message in Delivery.objects.all()] == [Delivery.Event.OPENED]


def test_nobody_is_told_of_what_was_found_in_months_that_are_over(
    mailing: Settings, workspace: Workspace, manager: User
) -> None:
    alert = note(finding(at=clock.now() - timedelta(days=20)), workspace=workspace)
    assert alert is not None
    end(alert)

    assert send_waiting() == 0
    assert not Delivery.objects.exists()
