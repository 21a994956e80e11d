"""Worker, beat, versions of the code, queues, failed jobs and the email server."""

from collections.abc import Iterator
from datetime import timedelta
from smtplib import SMTPException

import redis
from django.conf import settings
from django.core.mail import get_connection
from django.db import DatabaseError, InterfaceError

from leadqual.core import clock
from leadqual.core.health import not_ready
from leadqual.core.telemetry.code_version import code_version
from leadqual.core.telemetry.process_reports import living_processes
from leadqual.monitoring.checks.finding import Finding
from leadqual.monitoring.installation.failed_jobs import failed_jobs
from leadqual.monitoring.installation.queues import waiting_work

MAX_WAIT_SECONDS = 900
_ONE_DAY = timedelta(days=1)


def check_processes() -> Iterator[Finding]:
    """Look for signs of life of worker and beat."""
    fixes = {
        "worker": "Start it: `celery --app=leadqual.celery worker`, or `make run`.",
        "beat": "Start one: `celery --app=leadqual.beat beat`, or `make run`.",
    }
    for name in not_ready():
        if name in fixes:
            yield Finding(f"No {name} has reported in the last 30 seconds.", fixes[name])


def check_versions() -> Iterator[Finding]:
    """Compare the code of all processes with the code of this command."""
    try:
        processes = living_processes()
    except redis.RedisError:
        return
    found = {each.version for each in processes} - {code_version()}
    for version in sorted(found):
        of_it = sorted(
            {f"{each.role} on {each.host}" for each in processes if each.version == version}
        )
        yield Finding(
            f"{', '.join(of_it)}: runs {version}; the code here is {code_version()}.",
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
    """Sign in to the email server, where one is set; nothing is sent."""
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
