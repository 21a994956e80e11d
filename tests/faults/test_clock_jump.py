"""The clock jumps by hours, forward and back: work that was begun goes on at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from leadqual.accounts.models import User, Workspace
from leadqual.beat import NotedScheduler, app
from leadqual.core import clock
from leadqual.imports import services
from leadqual.imports.models import ImportBatch
from leadqual.imports.tasks import resume_imports
from leadqual.leads.services import set_do_not_contact
from leadqual.webhooks.deliveries import CLAIM_PERIOD
from leadqual.webhooks.fan_out import fan_out_all
from leadqual.webhooks.models import WebhookDelivery
from leadqual.webhooks.tasks import send_webhooks
from tests.leadqual.leads.people import make_contact
from tests.leadqual.webhooks.conftest import (  # noqa: F401  # fixtures
    Subscribe,
    receiver,
    subscribe,
)
from tests.leadqual.webhooks.receiver import Receiver

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("models")]
JUMPS = [timedelta(hours=5), timedelta(hours=-5)]
"""From the present to when work was begun: the clock is set back, or forward, by as much."""


@contextmanager
def begun(jump: timedelta) -> Iterator[None]:
    """Let the block happen by a clock that was wrong by `jump`."""
    with clock.using(lambda: timezone.now() + jump):
        yield


@pytest.mark.parametrize("jump", JUMPS)
def test_import_whose_job_died_goes_on(
    workspace: Workspace, manager: User, jump: timedelta
) -> None:
    with begun(jump):
        batch = services.start_and_confirm(
            workspace=workspace,
            author=manager,
            kind="contacts",
            file=ContentFile(b"name,email\nAnn Lee,ann@acme.example\n", name="list.csv"),
            file_name="list.csv",
            changes={},
            is_queued=False,
        )
        assert batch.heartbeat_at is not None

    resume_imports()

    batch.refresh_from_db()
    assert (batch.status, batch.n_created) == (ImportBatch.Status.DONE, 1)


@pytest.mark.parametrize("jump", JUMPS)
def test_webhook_that_was_on_its_way_is_sent(
    workspace: Workspace,
    manager: User,
    receiver: Receiver,  # noqa: F811  # the fixture
    subscribe: Subscribe,  # noqa: F811
    jump: timedelta,
) -> None:
    with begun(jump):
        subscribe("contact.do_not_contact")
        make_contact(workspace, "Ann Lee", email="ann@acme.example")
        set_do_not_contact(
            workspace=workspace,
            email="ann@acme.example",
            reason="manual",
            origin="",
            author=manager,
        )
        fan_out_all()
        WebhookDelivery.objects.update(
            state=WebhookDelivery.State.WAITING,
            n_attempts=0,
            next_at=clock.now(),
            claimed_until=clock.now() + CLAIM_PERIOD,  # Of a worker that died.
        )
    receiver.received.clear()

    send_webhooks()

    assert receiver.types() == ["contact.do_not_contact"]


def test_schedule_goes_on_after_the_clock_was_set_back(tmp_path: Path) -> None:
    schedule = NotedScheduler(app=app, schedule_filename=str(tmp_path / "schedule"))
    try:
        entries = list(schedule.schedule.values())
        for entry in entries:
            entry.last_run_at = entry.default_now() + timedelta(hours=5)

        wait = schedule.tick()

        now = entries[0].default_now()
        assert all(entry.last_run_at <= now for entry in schedule.schedule.values())
        assert wait <= 20
    finally:
        schedule.close()
