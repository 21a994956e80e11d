"""Each log line of a request or job has its IDs, also in jobs that jobs start."""

import json
import logging
from collections.abc import Iterator

import pytest
from celery import current_app, shared_task
from django.conf import settings as django_settings
from django.test import Client

from leadqual.core.requests import job_ids
from leadqual.core.requests.request_ids import continue_request, end_request
from leadqual.core.telemetry.server_logs import JsonFormatter

logger = logging.getLogger("tests.ids")


class Lines(logging.Handler):
    """Keeps lines as they are written."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(JsonFormatter())
        self.found: list[dict[str, str]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.found.append(json.loads(self.format(record)))


@pytest.fixture
def lines() -> Iterator[list[dict[str, str]]]:
    handler = Lines()
    logger.addHandler(handler)
    logger.setLevel("INFO")
    yield handler.found
    logger.removeHandler(handler)


@shared_task(name="tests.outer")  # type: ignore[untyped-decorator]
def outer() -> None:
    logger.warning("outer begins")
    inner.delay()
    logger.warning("outer ends")


@shared_task(name="tests.inner")  # type: ignore[untyped-decorator]
def inner() -> None:
    logger.warning("inner")


def test_a_job_logs_its_own_id_and_that_of_the_request(lines: list[dict[str, str]]) -> None:
    current_app.finalize()
    token = continue_request("request-0001")
    outer.delay()
    logger.warning("after")
    end_request(token)
    logger.warning("outside")

    begins, within, ends, after, outside = lines
    assert {line.get("request_id") for line in (begins, within, ends, after)} == {"request-0001"}
    assert begins["job_id"] == ends["job_id"] != within["job_id"]
    assert "job_id" not in after
    assert not {"job_id", "request_id"} & set(outside)


def test_the_message_of_a_job_carries_the_request_and_when_it_was_sent() -> None:
    token = continue_request("request-0002")
    headers: dict[str, object] = {}
    job_ids.mark_message(headers=headers)
    end_request(token)

    assert headers[job_ids.HEADER] == "request-0002"
    assert float(str(headers[job_ids.SENT_AT])) > 0


def test_what_celery_says_of_a_job_has_its_id() -> None:
    record = logging.makeLogRecord(
        {"msg": "Task %(name)s[%(id)s] received", "data": {"id": "abc", "name": "imports.run"}}
    )

    line = json.loads(JsonFormatter().format(record))

    assert (line["job_id"], line["event"]) == ("abc", "Task imports.run[abc] received")


@pytest.mark.django_db
def test_readyz_and_metrics_are_asked_without_https(settings: object) -> None:
    assert django_settings.SECURE_REDIRECT_EXEMPT == [r"^healthz$", r"^readyz$", r"^metrics$"]
    assert Client().get("/readyz").status_code in {200, 503}
