"""Which addresses a message may go to."""

import pytest
from pytest_django.fixtures import Settings

from leadqual.monitoring.alerts.delivery import check_webhook, send_webhook
from leadqual.monitoring.errors import WebhookError

SECRET = "a-shared-secret"


def test_https_and_this_machine_may_be_sent_to_and_others_may_not() -> None:
    for address in (
        *("https://hooks.example/x?y=1", "http://127.0.0.1:9/x", "http://localhost/x"),
        "http://[::1]/x",
    ):
        check_webhook(address, "secret")
    for address in (
        *("http://hooks.example/x", "ftp://hooks.example", "file:///etc/passwd", "hooks.example"),
        *("https://", "https://user:word@hooks.example/", "http://localhost.evil.example/"),
        *("http://127.0.0.1.evil.example/", "https://hooks.example:port/", ""),
    ):
        with pytest.raises(WebhookError):
            check_webhook(address, "secret")


def test_nothing_is_sent_without_a_secret() -> None:
    with pytest.raises(WebhookError, match="ALERT_WEBHOOK_SECRET"):
        check_webhook("https://hooks.example/", "")


def test_an_address_that_does_not_answer_is_said_so(settings: Settings) -> None:
    settings.OUTGOING_ALLOW, settings.OUTGOING_PORTS = ["127.0.0.1"], ["1"]
    with pytest.raises(WebhookError, match="did not respond"):
        send_webhook("http://127.0.0.1:1/", {"event": "alert.opened"}, secret=SECRET, at=0)


def test_a_private_address_is_refused_when_the_installation_does_not_allow_it() -> None:
    with pytest.raises(WebhookError, match="private network"):
        send_webhook("http://127.0.0.1:443/", {"event": "alert.opened"}, secret=SECRET, at=0)
