"""Backups of this installation by its settings: made, verified, watched, and noted."""

import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from psycopg.conninfo import make_conninfo

from leadqual.accounts.audit.audit_rows import record_audit
from leadqual.backups.archive.age_encryption import read_identities, read_recipients
from leadqual.backups.archive.archive_format import JOURNAL, SUMMARY_ENDING, BackupSummary
from leadqual.backups.archive.backup_places import Place, place_at
from leadqual.backups.archive.read_archive import check_hash, list_summaries
from leadqual.backups.errors import BackupError
from leadqual.backups.journal.write_journal import write_journal
from leadqual.backups.making import (
    ERASURE_KEY_NAME,
    SECRET_NAME,
    Installation,
    Progress,
    make_backup,
)
from leadqual.backups.models import BackupRun
from leadqual.backups.restoring.verified_restore import verify_by_restoring
from leadqual.core import clock
from leadqual.core.files.file_store import file_store
from leadqual.core.hosts.direct_connection import session_parameters
from leadqual.core.locks import hold_once
from leadqual.monitoring.alerts import lifecycle
from leadqual.monitoring.alerts.lifecycle import AlertFinding
from leadqual.monitoring.models import Alert

ARCHIVE_ENDINGS = (".tar", ".tar.age")

RETRY = timedelta(minutes=15)
"""Pause after a backup that failed."""
MAX_INTERVALS = 2
"""Intervals after which the last good backup is too old."""
logger = logging.getLogger(__name__)
NOT_RESTORED_NOTE = "Its SHA-256 is right. It was not restored: BACKUP_IDENTITY_FILE is not set."
_MAX_PROBLEM_LENGTH = 500
_ADDRESS = ("host", "port", "user", "password", "dbname", "sslmode", "sslrootcert")
Kind = BackupRun.Kind


def delete_expired(place: Place, *, now: datetime, keep: timedelta) -> list[str]:
    """Delete backups that are older than `keep`, parts of the journal before the oldest one left.

    Archives without their summary, which a killed process left behind, are deleted too.

    Returns:
        Names of the backups that were deleted.
    """
    found = list_summaries(place)
    expired = [one for one in found[:-1] if now - one.at > keep]
    for one in expired:
        place.delete(f"{one.name}{SUMMARY_ENDING}")  # First: without it nothing looks whole.
        place.delete(one.archive)
    kept_backups = [one for one in found if one not in expired]
    archives = {one.archive for one in kept_backups}
    needed = min((one.last_part for one in kept_backups if one.has_journal), default="")
    for name in place.names():
        is_archive = "/" not in name and name.endswith(ARCHIVE_ENDINGS)
        if is_archive and name.startswith("leadqual-") and name not in archives:
            place.delete(name)
        stamp = name.removeprefix(JOURNAL).split(".jsonl")[0]
        if name.startswith(JOURNAL) and kept_backups and stamp < needed:
            place.delete(name)
    return [one.name for one in expired]


def last_slot(now: datetime, *, hour: int, every_hours: int) -> datetime:
    """Return the last moment at which a backup was to begin.

    Args:
        now: the clock.
        hour: of the day, in UTC, from which on hours are counted.
        every_hours: between two backups; more than 24 count from a fixed day on.
    """
    first = datetime(2024, 1, 1, hour, tzinfo=UTC)
    step = timedelta(hours=every_hours)
    return first + (now - first) // step * step


def is_due(
    now: datetime,
    *,
    slot: datetime,
    last_good: datetime | None,
    last_failed: datetime | None,
) -> bool:
    """Return whether a backup is to begin; one that was missed while nothing ran is made up for."""
    if last_good is not None and last_good >= slot:
        return False
    return last_failed is None or now - last_failed >= RETRY


def conninfo() -> str:
    """Return the address of the database that Django works with; not that of a PgBouncer."""
    parameters = session_parameters()
    return make_conninfo(**{name: parameters[name] for name in _ADDRESS if parameters.get(name)})


def configured_place() -> Place | None:
    """Return the place of `BACKUP_TO`; None where no backups are set up."""
    return place_at(settings.BACKUP_TO) if settings.BACKUP_TO else None


def runs_in(place: Place, kind: BackupRun.Kind) -> QuerySet[BackupRun]:
    """Return the runs of a kind in a place, the newest first."""
    return BackupRun.objects.filter(kind=kind, place=place.address)


def recipients() -> list[Any]:
    """Return the public keys that backups are encrypted for."""
    return read_recipients(settings.BACKUP_RECIPIENTS)


def back_up(place: Place, *, progress: Progress = lambda _: None) -> BackupSummary:
    """Make a backup now, and note how it went.

    Raises:
        BackupError: it failed, or another one is being made.
    """
    configured = configured_place()
    is_configured = configured is not None and place.address == configured.address
    with hold_once("backups.make") as is_ours:
        if not is_ours:
            raise BackupError("A backup is being made already.")
        if is_configured:
            write_journal(place, recipients=recipients())
        started_at = clock.now()
        what = Installation(
            conninfo=conninfo(),
            state=Path(settings.STATE_DIR),
            keys={SECRET_NAME: settings.SECRET_KEY, ERASURE_KEY_NAME: settings.ERASURE_KEY},
            has_journal=is_configured,
            store=file_store(),
        )
        try:
            summary = make_backup(what, place, recipients=recipients(), progress=progress)
        except Exception as error:
            _record_run(Kind.BACKUP, place, started_at, problem=error)
            raise
        _record_run(Kind.BACKUP, place, started_at, summary=summary)
        return summary


def make_due_backup(now: datetime) -> BackupSummary | None:
    """Make the backup that is due by the settings, and delete those that are expired.

    Only those in the place of `BACKUP_TO` count: one for somewhere else is no part of the schedule.
    """
    place = configured_place()
    if place is None:
        return None
    runs = runs_in(place, Kind.BACKUP)
    good, failed = runs.filter(is_good=True).first(), runs.filter(is_good=False).first()
    slot = last_slot(now, hour=settings.BACKUP_HOUR, every_hours=settings.BACKUP_EVERY_HOURS)
    if not is_due(
        now,
        slot=slot,
        last_good=good.started_at if good else None,
        last_failed=failed.finished_at if failed else None,
    ):
        return None
    summary = back_up(place)
    delete_expired(place, now=now, keep=timedelta(days=settings.BACKUP_KEEP_DAYS))
    return summary


def verify_due_backup(now: datetime) -> BackupRun | None:
    """Restore the newest backup into a second database if that is due, and record the result."""
    place = configured_place()
    if place is None or not settings.BACKUP_VERIFY_DAYS:
        return None
    last = runs_in(place, Kind.VERIFICATION).first()
    if last and now - last.started_at < timedelta(days=settings.BACKUP_VERIFY_DAYS):
        return None
    with hold_once("backups.verify") as is_ours:
        found = list_summaries(place) if is_ours else []
        return verify_backup(place, found[-1]) if found else None


def verify_backup(place: Place, summary: BackupSummary) -> BackupRun:
    """Restore a backup into a second database, and record the result.

    Without the identity of an encrypted one only its SHA-256 is compared, which counts as failed.
    """
    started_at = clock.now()
    path = settings.BACKUP_IDENTITY_FILE
    if summary.is_encrypted and not path:
        problem = _hash_problem(place, summary)
        return _record_run(Kind.VERIFICATION, place, started_at, summary=summary, problem=problem)
    try:
        identities = read_identities(Path(path)) if summary.is_encrypted else []
        verify_by_restoring(place, summary, conninfo(), identities=identities)
    except BackupError as error:
        logger.warning("backup not verified", extra={"backup": summary.name})
        return _record_run(Kind.VERIFICATION, place, started_at, summary=summary, problem=error)
    return _record_run(Kind.VERIFICATION, place, started_at, summary=summary)


def _hash_problem(place: Place, summary: BackupSummary) -> BackupError:
    """Return why a backup that cannot be decrypted here is not verified."""
    try:
        check_hash(place, summary)
    except BackupError as error:
        return error
    return BackupError(NOT_RESTORED_NOTE)


def update_alert(now: datetime) -> None:
    """Open an alert of the installation where the last good backup is too old, or close it."""
    place = configured_place()
    if place is None:
        return
    runs = runs_in(place, Kind.BACKUP)
    since = runs.filter(is_good=True).first() or runs.last()
    if since is None:
        return
    limit = MAX_INTERVALS * settings.BACKUP_EVERY_HOURS
    hours = (now - since.started_at) / timedelta(hours=1)
    finding = AlertFinding(
        area=Alert.Area.OPERATION,
        signal="backup:age",
        is_over=hours > limit,
        figure=hours,
        limit=float(limit),
        at=now.replace(minute=0, second=0, microsecond=0),
        facts={"what": "backup", "group": "backups"},
    )
    lifecycle.note(finding, workspace=None)


@transaction.atomic
def _record_run(
    kind: BackupRun.Kind,
    place: Place,
    started_at: datetime,
    *,
    summary: BackupSummary | None = None,
    problem: Exception | None = None,
) -> BackupRun:
    """Write down a run, also in the audit log of the installation."""
    problem_text = (
        "" if problem is None else (str(problem) or type(problem).__name__)[:_MAX_PROBLEM_LENGTH]
    )
    run = BackupRun.objects.create(
        kind=kind,
        name=summary.name if summary else "",
        place=place.address,
        started_at=started_at,
        size=summary.size if summary else 0,
        n_rows=summary.n_rows if summary else 0,
        n_files=summary.n_files if summary else 0,
        is_encrypted=bool(summary and summary.is_encrypted),
        is_good=problem is None,
        problem=problem_text,
    )
    done = {Kind.BACKUP: "made", Kind.VERIFICATION: "verified"}[kind]
    record_audit(
        workspace=None,
        actor=None,
        action=f"backup.{done if run.is_good else f'not_{done}'}",
        subject=f"backup:{run.name or run.pk}",
        name=run.name or "Backup",
        details={"size": run.size, "n_rows": run.n_rows}
        if run.is_good
        else {"problem": problem_text},
    )
    return run
