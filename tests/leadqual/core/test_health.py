"""`/healthz` names what is not ready yet."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client, override_settings

from leadqual.core.hosts.queue_names import JobQueue
from leadqual.core.readiness import (
    BEAT_KEY,
    WORKER_KEY,
    forget_heartbeats,
    queue_key,
    record_heartbeat,
)
from leadqual.registry.models import ModelVersion

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def alive(models: None) -> None:
    """Everything runs."""
    record_heartbeat(WORKER_KEY, BEAT_KEY, *map(queue_key, JobQueue))


def health() -> tuple[int, str, list[str]]:
    answer = Client().get("/healthz")
    body = answer.json()
    return answer.status_code, body["status"], body["not_ready"]


def test_nothing_is_missing_when_everything_runs() -> None:
    assert health() == (200, "ok", [])


def test_a_queue_is_named_when_no_worker_takes_its_jobs() -> None:
    cache.delete(queue_key(JobQueue.TRAIN))

    assert health() == (200, "degraded", ["worker:train"])


def test_models_are_named_when_none_is_live() -> None:
    ModelVersion.objects.filter(kind="titles").update(is_active=False)

    assert health() == (503, "unavailable", ["models"])
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.json()["not_ready"]) == (503, ["models"])
    assert int(answer.headers["Retry-After"]) > 0


def test_tables_are_named_when_a_migration_is_to_come() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM django_migrations WHERE id = (SELECT max(id) FROM django_migrations)"
        )

    assert health() == (503, "unavailable", ["tables"])


def test_the_broker_is_named_when_it_is_away() -> None:
    backend = "django.core.cache.backends.redis.RedisCache"
    away = {"default": {"BACKEND": backend, "LOCATION": "redis://127.0.0.1:1/0"}}

    with override_settings(CACHES=away):
        assert health() == (503, "unavailable", ["broker"])


def test_worker_and_beat_of_an_earlier_run_count_no_more_once_the_web_server_starts() -> None:
    forget_heartbeats()
    assert health() == (200, "degraded", ["worker", "beat"])
    assert Client().get("/readyz").status_code == 200  # Pages are served all the same.

    record_heartbeat(WORKER_KEY, *map(queue_key, JobQueue))
    assert health() == (200, "degraded", ["beat"])
