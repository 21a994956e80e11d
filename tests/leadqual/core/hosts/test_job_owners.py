"""Jobs of killed workers come back into their queues; those of living workers stay with them."""

from collections.abc import Iterator

import pytest
import redis
from celery import Celery
from django.conf import settings

from leadqual.core import worker_signals
from leadqual.core.worker_signals import WorkerLife, put_back_of_silent

pytestmark = pytest.mark.usefixtures("postgres_and_redis")

QUEUE = "import"


@pytest.fixture
def broker() -> Iterator[redis.Redis]:
    with redis.Redis.from_url(settings.CELERY_BROKER_URL, decode_responses=True) as client:
        client.flushdb()
        yield client
        client.flushdb()


@pytest.fixture
def app(broker: redis.Redis) -> Iterator[Celery]:
    with Celery(broker=settings.CELERY_BROKER_URL, set_as_current=False) as app:
        yield app


def take(app: Celery, worker: WorkerLife) -> None:
    """Send a job and take it as a worker does, without ever finishing it."""
    app.send_task("some.job", queue=QUEUE)
    connection = app.connection_for_read()
    message = connection.default_channel.basic_get(QUEUE)
    worker.note_taken(message.delivery_tag)
    connection.default_channel.qos._delivered.clear()  # As after SIGKILL: nothing is handed back.


def test_next_worker_of_the_same_name_puts_back_what_the_killed_one_had(
    app: Celery, broker: redis.Redis
) -> None:
    killed, other = WorkerLife("worker@one"), WorkerLife("worker@two")
    other.note_alive()
    take(app, killed)
    take(app, other)
    assert broker.llen(QUEUE) == 0

    n = WorkerLife("worker@one").put_back_former()

    assert (n, broker.llen(QUEUE), broker.hlen("unacked")) == (1, 1, 1)
    assert WorkerLife("worker@one").put_back_former() == 0


def test_worker_of_another_host_puts_back_what_a_silent_one_had(
    app: Celery, broker: redis.Redis
) -> None:
    alive, silent = WorkerLife("worker@one"), WorkerLife("worker@two")
    alive.note_alive()
    take(app, alive)
    take(app, silent)
    take(app, silent)

    assert (put_back_of_silent(), broker.llen(QUEUE), broker.hlen("unacked")) == (2, 2, 1)
    assert put_back_of_silent() == 0


def test_sign_of_life_ends_by_itself(broker: redis.Redis) -> None:
    worker = WorkerLife("worker@one")
    worker.note_alive()

    (key,) = broker.scan_iter(f"*{worker.owner}")

    assert 0 < broker.ttl(key) <= worker_signals.SILENT_SECONDS


def test_job_that_another_worker_took_meanwhile_stays_with_it(
    app: Celery, broker: redis.Redis
) -> None:
    former, now = WorkerLife("worker@one"), WorkerLife("worker@two")
    now.note_alive()
    take(app, former)
    (tag,) = broker.hkeys("unacked")
    now.note_taken(str(tag))

    assert put_back_of_silent() == 0
    assert broker.hlen("unacked") == 1


def test_owners_of_finished_jobs_are_forgotten(
    app: Celery, broker: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_signals, "_MAX_OWNERS", 10)
    worker = WorkerLife("worker@one")
    for number in range(11):
        worker.note_taken(f"finished {number}")

    take(app, worker)

    assert broker.hkeys("core.job_owners") == broker.hkeys("unacked")
