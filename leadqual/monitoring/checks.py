"""Find problems of an installation and how to fix them: `leadqual check`."""

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from smtplib import SMTPException

import redis
from django.conf import settings
from django.core.mail import get_connection
from django.db import DatabaseError, InterfaceError, connection

from classifiers.core import artifacts
from classifiers.core.errors import ArtifactError
from launcher.system.state_files import ERASURE_KEY_FILE, SECRET_FILE
from leadqual.core import clock
from leadqual.core.readiness import find_missing
from leadqual.core.telemetry.metric_store import redis_client
from leadqual.core.telemetry.process_reports import code_version, list_processes
from leadqual.environment import find_path_problems
from leadqual.monitoring.failed_jobs import failed_jobs
from leadqual.monitoring.system_status import waiting_work
from leadqual.registry.models import SHIPPED_ENCODER, ModelVersion
from leadqual.registry.versions.model_files import folder_of

MIN_SECRET, MIN_TOKEN, MIN_LETTERS = 32, 16, 8
MIN_VERSION = 160_000
EXTENSIONS = ("btree_gin", "pg_trgm", "unaccent", "vector")
MAX_SHARE = 0.8
MAX_SKEW = 2.0
_MAJOR = 10_000
_SERVER = """
    SELECT current_setting('server_version_num')::int,
           pg_encoding_to_char(encoding),
           datcollversion IS DISTINCT FROM pg_database_collation_actual_version(oid),
           current_setting('max_connections')::int
           - current_setting('superuser_reserved_connections')::int,
           (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend')
    FROM pg_database WHERE datname = current_database()
"""
_DURABLE = ("fsync", "full_page_writes", "synchronous_commit")
MIN_FREE_BYTES = 2 * 2**30
MIN_FREE_SHARE = 0.05
_OTHERS, _ALL_BUT_OWNER = 0o007, 0o077
KINDS = tuple(ModelVersion.Kind)
MAX_WAIT_SECONDS = 900
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem."""

    problem: str
    fix: str


Check = Callable[[], Iterator[Finding]]
"""Yields the problems it finds."""


def check_settings() -> Iterator[Finding]:
    """Look at secrets, hosts, HTTPS, proxies, backups and the store of files."""
    yield from _secrets()
    yield from _addresses()
    if not settings.BACKUP_TO:
        yield Finding(
            "No backup is configured: a lost disk loses everything.",
            "Set BACKUP_TO to a folder on another disk or to a bucket, and BACKUP_RECIPIENTS.",
        )
    names = ("BACKUP_TO", "BACKUP_IDENTITY_FILE", "FILE_STORE")
    for each in find_path_problems({name: getattr(settings, name) for name in names}):
        yield Finding(each.problem, each.fix)
    if settings.DEBUG:
        yield Finding("DEBUG is on: pages show code and settings.", "Set DEBUG=false.")
    if settings.ALERT_WEBHOOK_URL and not settings.ALERT_WEBHOOK_SECRET:
        yield Finding(
            "ALERT_WEBHOOK_URL is set without ALERT_WEBHOOK_SECRET, so no alert is sent there.",
            "Set ALERT_WEBHOOK_SECRET.",
        )


def _secrets() -> Iterator[Finding]:
    minimums = {"SECRET_KEY": MIN_SECRET, "ERASURE_KEY": MIN_SECRET}
    if settings.METRICS_TOKEN:
        minimums["METRICS_TOKEN"] = MIN_TOKEN
    for name, least in minimums.items():
        value = getattr(settings, name)
        if not value:
            yield Finding(f"{name} is not set.", f"Set {name} to {least} or more random letters.")
        elif len(value) < least or len(set(value)) < MIN_LETTERS:
            yield Finding(
                f"{name} is easy to guess: it has {len(value)} letters, "
                f"{len(set(value))} different ones.",
                f"Set {name} to {least} or more random letters; keep a former SECRET_KEY in "
                "SECRET_KEY_FALLBACKS.",
            )


def _addresses() -> Iterator[Finding]:
    hosts = settings.ALLOWED_HOSTS
    if "*" in hosts:
        yield Finding("ALLOWED_HOSTS allows any name.", "List the names under which people come.")
    is_public = not all(_is_local(host) for host in hosts)
    if is_public and not settings.IS_HTTPS:
        yield Finding(
            "Pages are served to other machines without HTTPS.",
            "Put a proxy with a certificate in front, and set HTTPS=true.",
        )
    if settings.IS_HTTPS and settings.TRUSTED_PROXY_HOPS < 1:
        yield Finding(
            "HTTPS is on, but TRUSTED_PROXY_HOPS is 0: everyone seems to come from the proxy.",
            "Set TRUSTED_PROXY_HOPS to the number of proxies in front of the web server.",
        )
    if settings.IS_HTTPS and not settings.PUBLIC_URL.startswith("https://"):
        yield Finding(
            "HTTPS is on, but PUBLIC_URL does not start with https://.",
            "Set PUBLIC_URL to the address that people open.",
        )


def _is_local(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def check_database() -> Iterator[Finding]:
    """Look at the server and at the database in it."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(_SERVER)
            ((version, encoding, has_moved, most, used),) = cursor.fetchall()
            cursor.execute("SELECT extname FROM pg_extension")
            there = {name for (name,) in cursor.fetchall()}
            cursor.execute(
                "SELECT name FROM pg_settings WHERE name = ANY(%s) AND setting = 'off'",
                [list(_DURABLE)],
            )
            off = sorted(name for (name,) in cursor.fetchall())
    except (DatabaseError, InterfaceError):
        yield Finding("The database does not answer.", "Start Postgres, and check DATABASE_URL.")
        return
    if version < MIN_VERSION:
        yield Finding(
            f"Postgres is of version {version // _MAJOR}.",
            f"Upgrade to {MIN_VERSION // _MAJOR} or later.",
        )
    for name in sorted(set(EXTENSIONS) - there):
        yield Finding(
            f"The extension {name} is missing.",
            f"Run `CREATE EXTENSION {name}` as the owner of the database.",
        )
    if encoding != "UTF8":
        yield Finding(
            f"The database is encoded as {encoding}.",
            "Create it again with ENCODING 'UTF8', and restore a backup into it.",
        )
    if has_moved:
        yield Finding(
            "The operating system sorts text differently than when the database was created.",
            "Run `REINDEX DATABASE`, then `ALTER DATABASE … REFRESH COLLATION VERSION`.",
        )
    if used > MAX_SHARE * most:
        yield Finding(
            f"{used} of {most} connections are in use.",
            "Raise max_connections, or put PgBouncer in front of Postgres.",
        )
    for name in off:
        yield Finding(f"{name} is off: a power failure loses data.", f"Set {name} to on.")


def check_migrations() -> Iterator[Finding]:
    """Look for tables, taxonomy and models that the set-up has yet to make."""
    fixes = {
        "tables": "Run `django-admin migrate`.",
        "taxonomy": "Run `django-admin setup_leadqual --no-demo`.",
        "models": "Run `django-admin setup_leadqual --no-demo`.",
    }
    for name in find_missing():
        if name in fixes:
            yield Finding(f"Not set up yet: {name}.", fixes[name])


def check_clock() -> Iterator[Finding]:
    """Compare the clocks of the database and of Redis with the one of this machine."""
    with suppress(DatabaseError, InterfaceError), connection.cursor() as cursor:
        begun = time.time()
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
        (theirs,) = cursor.fetchone() or (begun,)
        yield from _skew("the database", float(theirs), begun)
    with suppress(redis.RedisError):
        begun = time.time()
        seconds, microseconds = redis_client().time()
        yield from _skew("Redis", float(seconds) + microseconds / 1e6, begun)


def _skew(server: str, theirs: float, begun: float) -> Iterator[Finding]:
    """Compare a time with the middle of the question's round trip."""
    ours = (begun + time.time()) / 2
    if abs(theirs - ours) > MAX_SKEW:
        yield Finding(
            f"The clock of {server} differs by {theirs - ours:+.0f} s from the one here.",
            "Run a time service, such as chrony, on both machines.",
        )


def folders() -> dict[str, Path]:
    """Return the folders that LeadQual writes to, by the name of their content."""
    state = settings.STATE_DIR
    return {
        "state": state,
        "uploads": settings.MEDIA_ROOT,
        "facets": state / "facets",
        "indexes": state / "indexes",
        "servers": state / "servers",
        "emails": settings.EMAIL_FILE_PATH,
        "temporary files": Path(tempfile.gettempdir()),
    }


def check_disk() -> Iterator[Finding]:
    """Check the free space of each folder; folders on the same disk are one finding."""
    seen: dict[int, list[str]] = {}
    for name, folder in folders().items():
        if folder.is_dir():
            seen.setdefault(folder.stat().st_dev, []).append(name)
    for names in seen.values():
        folder = folders()[names[0]]
        free = shutil.disk_usage(folder)
        if free.free < MIN_FREE_BYTES or free.free < MIN_FREE_SHARE * free.total:
            yield Finding(
                f"{free.free / 2**30:.1f} of {free.total / 2**30:.1f} GiB are free for "
                f"{', '.join(names)} ({folder}).",
                "Free space, or move the folder to a larger disk.",
            )


def check_permissions() -> Iterator[Finding]:
    """Check that folders are writable and not accessible to other accounts."""
    if not settings.STATE_DIR.is_dir():
        yield Finding(
            f"The folder {settings.STATE_DIR} does not exist.",
            "Create it for the account of LeadQual, with mode 0700, or correct STATE_DIR.",
        )
    for name, folder in folders().items():
        if not folder.is_dir():
            continue
        if not _is_writable(folder):
            yield Finding(
                f"Nothing can be written to {name} ({folder}).",
                "Give the folder to the account of LeadQual, and mount it for writing.",
            )
        is_temporary = folder == Path(tempfile.gettempdir())
        if not is_temporary and folder.stat().st_mode & _OTHERS and not _is_closed_above(folder):
            yield Finding(
                f"Every account of the machine may enter {name} ({folder}).",
                f"Run `chmod o-rwx {folder}`.",
            )
    for name in (SECRET_FILE, ERASURE_KEY_FILE):
        file = settings.STATE_DIR / name
        if file.is_file() and file.stat().st_mode & _ALL_BUT_OWNER:
            yield Finding(
                f"More than the account of LeadQual may read the key in {file}.",
                f"Run `chmod 600 {file}`.",
            )


def _is_closed_above(folder: Path) -> bool:
    """Return whether the state folder denies access to other accounts."""
    state = settings.STATE_DIR
    return state in folder.parents and not state.stat().st_mode & _OTHERS


def _is_writable(folder: Path) -> bool:
    try:
        descriptor, name = tempfile.mkstemp(prefix=".incoming-check-", dir=folder)
    except OSError:
        return False
    os.close(descriptor)
    Path(name).unlink(missing_ok=True)
    return True


def check_models() -> Iterator[Finding]:
    """Read the files of every live model, and compare them with their checksums."""
    try:
        live = list(ModelVersion.objects.filter(is_active=True).only("kind", "version", "folder"))
    except (DatabaseError, InterfaceError):
        return
    for kind in KINDS:
        if all(each.kind != kind for each in live):
            yield Finding(
                f"No model for {kind} is live.", "Run `django-admin setup_leadqual --no-demo`."
            )
    for each in live:
        if each.kind == ModelVersion.Kind.ENCODER:
            yield from _encoder(each)
            continue
        try:
            artifacts.load(folder_of(each.folder), kind=each.kind)
        except ArtifactError as error:
            yield Finding(
                f"The files of {each.version} cannot be used. {error}",
                "Restore them from a backup, or roll back to a previous model in the lab.",
            )


def _encoder(version: ModelVersion) -> Iterator[Finding]:
    if version.folder != SHIPPED_ENCODER and not folder_of(version.folder).is_dir():
        yield Finding(
            f"The folder of the encoder {version.version} is missing: {version.folder}.",
            "Mount it at that path for web server and worker.",
        )


def check_processes() -> Iterator[Finding]:
    """Look for signs of life of worker and beat."""
    fixes = {
        "worker": "Start it: `celery --app=leadqual.celery worker`, or `make run`.",
        "beat": "Start one: `celery --app=leadqual.beat beat`, or `make run`.",
    }
    for name in find_missing():
        if name in fixes:
            yield Finding(f"No {name} has reported in the last 30 seconds.", fixes[name])


def check_versions() -> Iterator[Finding]:
    """Compare the code of all processes with the code of this command."""
    try:
        processes = list_processes()
    except redis.RedisError:
        return
    found = {each.version for each in processes} - {code_version()}
    for version in sorted(found):
        outdated_parts = sorted(
            {f"{each.role} on {each.host}" for each in processes if each.version == version}
        )
        yield Finding(
            f"{', '.join(outdated_parts)}: runs {version}; the code here is {code_version()}.",
            "Restart what runs the older code.",
        )


def check_queues() -> Iterator[Finding]:
    """Look for work that has waited for too long, and for jobs that failed lately."""
    try:
        for queue in waiting_work():
            if queue.oldest_seconds > MAX_WAIT_SECONDS:
                yield Finding(
                    f"{queue.length:,} wait in the queue {queue.name}, the oldest for "
                    f"{queue.oldest_seconds / 60:.0f} minutes.",
                    "Look at the failed jobs and the log of the worker; add worker processes.",
                )
        since = clock.now() - _ONE_DAY
        names = failed_jobs().filter(last_at__gt=since).values_list("job", flat=True)
        if failed := sorted(set(names)):
            yield Finding(
                f"Jobs failed in the last day: {', '.join(failed)}.",
                "See Lab › System status: fix the cause, then run them again.",
            )
    except (redis.RedisError, DatabaseError, InterfaceError):
        return


def check_email() -> Iterator[Finding]:
    """Sign in to the email server, if configured; nothing is sent."""
    if settings.EMAIL_DELIVERY != "smtp":
        return
    try:
        server = get_connection()
        server.open()
        server.close()
    except (OSError, SMTPException) as error:
        yield Finding(
            f"The email server {settings.EMAIL_HOST}:{settings.EMAIL_PORT} cannot be used "
            f"({type(error).__name__}).",
            "Check EMAIL_HOST, EMAIL_PORT, EMAIL_HOST_USER, EMAIL_HOST_PASSWORD, EMAIL_USE_TLS.",
        )


def check_redis() -> Iterator[Finding]:
    """Look at the append-only file, the policy for a full memory, and how full it is."""
    try:
        facts = redis_client().info("everything")
    except redis.RedisError:
        yield Finding("Redis does not answer.", "Start Redis, and check REDIS_URL.")
        return
    if not facts.get("aof_enabled"):
        yield Finding(
            "Redis does not write jobs down: a restart loses those that wait.",
            "Start it with `--appendonly yes`.",
        )
    elif facts.get("aof_last_write_status", "ok") != "ok":
        yield Finding("Redis could not write its append-only file.", "Free space on its disk.")
    policy = facts.get("maxmemory_policy", "noeviction")
    if policy != "noeviction":
        yield Finding(
            f"Redis deletes jobs when its memory is full (maxmemory-policy {policy}).",
            "Start it with `--maxmemory-policy noeviction`.",
        )
    most, used = int(facts.get("maxmemory", 0)), int(facts.get("used_memory", 0))
    if most and used > MAX_SHARE * most:
        yield Finding(
            f"Redis uses {used / most:.0%} of its memory.", "Raise maxmemory on a larger machine."
        )


_CHECKS: dict[str, Check] = {
    "settings": check_settings,
    "database": check_database,
    "migrations": check_migrations,
    "redis": check_redis,
    "disk": check_disk,
    "permissions": check_permissions,
    "models": check_models,
    "clock": check_clock,
    "processes": check_processes,
    "versions": check_versions,
    "queues": check_queues,
    "email": check_email,
}


def checks() -> Mapping[str, Check]:
    """Return all checks by name, in the order in which they run."""
    return _CHECKS


def findings_of(name: str) -> Sequence[Finding]:
    """Run one check; return its problems."""
    return list(_CHECKS[name]())
