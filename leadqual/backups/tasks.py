"""Jobs of backups."""

from celery import shared_task

from leadqual.backups import services
from leadqual.backups.journal import write_journal as journal
from leadqual.core import clock
from leadqual.core.jobs import Job

_SECONDS_PER_HOUR = 3_600
MAX_SECONDS = 12 * _SECONDS_PER_HOUR
"""Seconds that a backup may take; a message that comes again meanwhile finds it at work."""


@shared_task(name=Job.MAKE_DUE_BACKUP, time_limit=MAX_SECONDS, soft_time_limit=MAX_SECONDS - 60)
def make_due() -> None:
    """Make the backup that is due."""
    services.make_due_backup(clock.now())


@shared_task(name=Job.VERIFY_DUE_BACKUP, time_limit=MAX_SECONDS, soft_time_limit=MAX_SECONDS - 60)
def verify_due() -> None:
    """Restore the newest backup into a second database, if that is due."""
    services.verify_due_backup(clock.now())


@shared_task(name=Job.WATCH_BACKUPS)
def watch() -> None:
    """Open or close the alert about backups."""
    services.update_alert(clock.now())


@shared_task(name=Job.WRITE_JOURNAL)
def write_journal() -> None:
    """Write what changed about erasures and do-not-contact entries next to the backups."""
    journal.write_journal(services.configured_place(), recipients=services.recipients())
