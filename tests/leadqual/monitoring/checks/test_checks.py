"""`leadqual check`: each check names what was broken, and nothing where all is well."""

import json
import shutil
import socket
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import redis
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.test import override_settings
from pytest_django.fixtures import Settings

from classifiers.core.artifacts import pretrained
from leadqual.accounts.models import User, Workspace
from leadqual.core import clock
from leadqual.core.readiness import BEAT_KEY, WORKER_KEY, record_heartbeat
from leadqual.core.telemetry.metric_store import redis_client
from leadqual.imports.models import ImportBatch
from leadqual.monitoring import checks as checks_module
from leadqual.monitoring.checks import checks, findings_of
from leadqual.monitoring.failed_jobs import record_failure
from leadqual.registry.models import ModelVersion
from tests.leadqual.cli.test_imports import called
from tests.small_disk import small_disk
from tests.smtp import free_port

pytestmark = pytest.mark.django_db
SAFE = "Zk3v9PqL1xW7tB5nR2sD8fG4hJ6mC0yA"


def problems(name: str) -> str:
    """Return what a check found, as one text."""
    return " ".join(each.problem for each in findings_of(name))


@pytest.fixture(autouse=True)
def _well(settings: Settings, tmp_path: Path) -> None:
    """An installation in which nothing is wrong."""
    settings.SECRET_KEY = settings.ERASURE_KEY = SAFE
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
    settings.DEBUG = False
    settings.BACKUP_TO = "s3://backups/leadqual"
    settings.STATE_DIR = tmp_path / "state"
    settings.MEDIA_ROOT = settings.STATE_DIR / "uploads"
    settings.EMAIL_FILE_PATH = settings.STATE_DIR / "email"
    settings.MEDIA_ROOT.mkdir(mode=0o700, parents=True)
    settings.STATE_DIR.chmod(0o700)
    record_heartbeat(WORKER_KEY)
    record_heartbeat(BEAT_KEY)


def test_nothing_is_found_where_all_is_well() -> None:
    quick = set(checks()) - {"disk", "database", "redis"}  # Those are of the machine of the test.

    assert {name: problems(name) for name in quick} == dict.fromkeys(quick, "")


def test_settings() -> None:
    for name, value, words in (
        ("SECRET_KEY", "short", "SECRET_KEY is easy to guess"),
        ("SECRET_KEY", "a" * 60, "SECRET_KEY is easy to guess"),
        ("ERASURE_KEY", "", "ERASURE_KEY is not set"),
        ("METRICS_TOKEN", "short", "METRICS_TOKEN is easy to guess"),
        ("ALLOWED_HOSTS", ["*"], "ALLOWED_HOSTS allows any name"),
        ("ALLOWED_HOSTS", ["leads.example.com"], "without HTTPS"),
        ("DEBUG", True, "DEBUG is on"),
        ("BACKUP_TO", "", "No backup is configured"),
        ("BACKUP_TO", f"{__file__}/backups", "Nothing can be written there"),
        ("BACKUP_IDENTITY_FILE", "/none", "It cannot be read"),
        ("ALERT_WEBHOOK_URL", "https://example.com", "without ALERT_WEBHOOK_SECRET"),
        ("IS_HTTPS", True, "TRUSTED_PROXY_HOPS is 0"),
        ("IS_HTTPS", True, "PUBLIC_URL does not start"),
    ):
        with override_settings(**{name: value}):
            assert words in problems("settings"), name


def test_a_database_that_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise DatabaseError

    with monkeypatch.context() as away:
        away.setattr(connection, "cursor", refuse)

        assert "does not answer" in problems("database")
        assert problems("clock") == ""


def test_a_missing_extension() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP EXTENSION unaccent CASCADE")

    assert "The extension unaccent is missing" in problems("database")


def test_an_old_server_and_few_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks_module, "MIN_VERSION", 990_000)
    monkeypatch.setattr(checks_module, "MAX_SHARE", 0.0)

    assert "Postgres is of version" in problems("database")
    assert "connections are in use" in problems("database")


def test_a_server_that_may_lose_data() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")

    assert "synchronous_commit is off" in problems("database")


def test_a_migration_to_come() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM django_migrations WHERE id = (SELECT max(id) FROM django_migrations)"
        )

    assert problems("migrations") == "Not set up yet: tables."


@pytest.fixture
def broken_redis() -> Iterator[redis.Redis]:
    """The Redis of the test, whose settings are put back."""
    client = redis_client()
    names = ("appendonly", "maxmemory-policy", "maxmemory")
    former = {name: client.config_get(name)[name] for name in names}
    yield client
    for name, value in former.items():
        client.config_set(name, str(value))


def test_a_redis_that_loses_jobs(broken_redis: redis.Redis) -> None:
    broken_redis.config_set("appendonly", "no")
    broken_redis.config_set("maxmemory", "1gb")
    broken_redis.config_set("maxmemory-policy", "allkeys-lru")

    assert "does not write jobs down" in problems("redis")
    assert "allkeys-lru" in problems("redis")
    broken_redis.config_set("maxmemory-policy", "noeviction")
    broken_redis.config_set("maxmemory", int(broken_redis.info()["used_memory"] * 1.1))
    assert "of its memory" in problems("redis")


def test_a_redis_that_is_away(settings: Settings) -> None:
    settings.REDIS_URL = f"redis://127.0.0.1:{free_port()}/0"
    redis_client.cache_clear()
    try:
        assert "does not answer" in problems("redis")
        assert problems("versions") == problems("queues") == ""
    finally:
        redis_client.cache_clear()


def test_a_full_disk(settings: Settings) -> None:
    with small_disk(n_bytes=2**20) as folder:
        settings.STATE_DIR = folder
        if folder.stat().st_dev == folder.parent.stat().st_dev:
            pytest.skip("a small file system needs root")

        assert str(folder) in problems("disk")


def test_a_folder_that_everyone_may_enter(settings: Settings) -> None:
    settings.STATE_DIR.chmod(0o755)

    assert "may enter state" in problems("permissions")


def test_a_folder_in_a_closed_one_is_not_open(settings: Settings) -> None:
    settings.MEDIA_ROOT = settings.STATE_DIR / "uploads"
    settings.MEDIA_ROOT.mkdir(exist_ok=True)
    settings.MEDIA_ROOT.chmod(0o755)
    settings.STATE_DIR.chmod(0o710)
    closed = problems("permissions")
    settings.STATE_DIR.chmod(0o711)

    assert closed == ""
    assert "may enter uploads" in problems("permissions")


def test_a_key_that_others_may_read(settings: Settings) -> None:
    (settings.STATE_DIR / "secret").touch(mode=0o600)
    private = problems("permissions")
    (settings.STATE_DIR / "secret").chmod(0o640)

    assert private == ""
    assert "may read the key" in problems("permissions")


def test_a_folder_that_is_missing_or_takes_no_files(settings: Settings) -> None:
    settings.MEDIA_ROOT = Path("/proc/self")  # Takes no files, also of root.
    found = problems("permissions")
    settings.STATE_DIR = settings.STATE_DIR / "no-such-folder"

    assert "Nothing can be written to uploads" in found
    assert "does not exist" in problems("permissions")


def test_a_damaged_model(models: None, tmp_path: Path) -> None:
    folder = tmp_path / "replies"
    shutil.copytree(pretrained("replies"), folder)
    ModelVersion.objects.filter(kind="replies", is_active=True).update(folder=str(folder))
    assert problems("models") == ""

    path = next(path for path in folder.iterdir() if path.suffix == ".npz")
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    damaged = problems("models")
    shutil.rmtree(folder)

    assert "is damaged" in damaged
    assert "cannot be used" in problems("models")


def test_no_live_model(models: None) -> None:
    ModelVersion.objects.filter(kind="titles").update(is_active=False)

    assert "No model for titles is live" in problems("models")


def test_a_clock_that_differs(monkeypatch: pytest.MonkeyPatch) -> None:
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + 3_600)

    assert "The clock of the database differs by -3600 s" in problems("clock")
    assert "The clock of Redis differs" in problems("clock")


def test_a_part_without_a_sign_of_life() -> None:
    for key, name in ((WORKER_KEY, "worker"), (BEAT_KEY, "beat")):
        cache.delete(key)
        assert f"No {name} has reported" in problems("processes")


def test_processes_with_other_code() -> None:
    report = {
        "role": "worker",
        "host": "other-host",
        "pid": 7,
        "started": 0.0,
        "version": "0.0.9",
        "seen": time.time(),
    }
    redis_client().hset("leadqual:processes", "other-host:7", json.dumps(report))

    assert "worker on other-host: runs 0.0.9" in problems("versions")


def test_an_import_that_waits_for_long(workspace: Workspace, manager: User) -> None:
    batch = ImportBatch.objects.create(
        workspace=workspace, author=manager, kind="contacts", status="queued", file="x"
    )
    ImportBatch.objects.filter(pk=batch.pk).update(created_at=clock.now() - timedelta(hours=1))
    record_failure(job="imports.run", arguments={}, job_id="1", error=OSError())

    assert "1 wait in the queue imports, the oldest for 60 minutes" in problems("queues")
    assert "Jobs failed in the last day: imports.run." in problems("queues")


def test_an_email_server_that_is_away(settings: Settings) -> None:
    settings.EMAIL_DELIVERY = "smtp"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        settings.EMAIL_HOST, settings.EMAIL_PORT = taken.getsockname()

        assert "cannot be used (ConnectionRefusedError)" in problems("email")


def test_the_command_names_problems_and_fixes_and_ends_with_1(settings: Settings) -> None:
    fine = called("check", "settings", "permissions")
    settings.DEBUG = True
    wrong = called("check", "settings")
    as_json = called("check", "settings", "--json")

    assert (fine.exit_code, wrong.exit_code, as_json.exit_code) == (0, 1, 1)
    assert "DEBUG is on" in wrong.output
    assert "Set DEBUG=false." in wrong.output
    answer = json.loads(as_json.stdout)
    assert answer["is_ok"] is False
    assert [each["fix"] for each in answer["checks"]["settings"]] == ["Set DEBUG=false."]


def test_an_unknown_check_is_refused_with_those_there_are() -> None:
    answer = called("check", "nonsense")

    assert answer.exit_code != 0
    assert "do-not-contact" in str(answer.exception)
