"""Jobs of killed workers come back into their queues; those of living workers stay with them."""

from collections.abc import Iterator

import pytest
import redis
from celery import Celery
from django.conf import settings

from leadqual.core import worker_signals
from leadqual.core.worker_signals import WorkerLife, requeue_of_dead_workers

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
    worker.record_taken(message.delivery_tag)
    connection.default_channel.qos._delivered.clear()  # As after SIGKILL: nothing is handed back.


def test_next_worker_of_the_same_name_puts_back_what_the_killed_one_had(
    app: Celery, broker: redis.Redis
) -> None:
    killed, other = WorkerLife("worker@one"), WorkerLife("worker@two")
    other.send_heartbeat()
    take(app, killed)
    take(app, other)
    assert broker.llen(QUEUE) == 0

    n = WorkerLife("worker@one").requeue_former()

    assert (n, broker.llen(QUEUE), broker.hlen("unacked")) == (1, 1, 1)
    assert WorkerLife("worker@one").requeue_former() == 0


def test_worker_of_another_host_puts_back_what_a_silent_one_had(
    app: Celery, broker: redis.Redis
) -> None:
    alive, silent = WorkerLife("worker@one"), WorkerLife("worker@two")
    alive.send_heartbeat()
    take(app, alive)
    take(app, silent)
    take(app, silent)

    assert (requeue_of_dead_workers(), broker.llen(QUEUE), broker.hlen("unacked")) == (2, 2, 1)
    assert requeue_of_dead_workers() == 0


def test_sign_of_life_ends_by_itself(broker: redis.Redis) -> None:
    worker = WorkerLife("worker@one")
    worker.send_heartbeat()

    (key,) = broker.scan_iter(f"*{worker.owner}")

    assert 0 < broker.ttl(key) <= worker_signals.HEARTBEAT_TIMEOUT


def test_job_that_another_worker_took_meanwhile_stays_with_it(
    app: Celery, broker: redis.Redis
) -> None:
    former, now = WorkerLife("worker@one"), WorkerLife("worker@two")
    now.send_heartbeat()
    take(app, former)
    (tag,) = broker.hkeys("unacked")
    now.record_taken(str(tag))

    assert requeue_of_dead_workers() == 0
    assert broker.hlen("unacked") == 1


def test_owners_of_finished_jobs_are_forgotten(
    app: Celery, broker: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_signals, "_MAX_OWNERS", 10)
    worker = WorkerLife("worker@one")
    for number in range(11):
        worker.record_taken(f"finished {number}")

    take(app, worker)

    assert broker.hkeys("core.job_owners") == broker.hkeys("unacked")
