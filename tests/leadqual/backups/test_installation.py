"""Backups by the settings: made when due, verified, watched, and seen by staff."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from leadqual.accounts.models import AuditRow
from leadqual.backups.archive.backup_places import place_at
from leadqual.backups.archive.read_archive import list_summaries
from leadqual.backups.database import Database
from leadqual.backups.models import BackupRun
from leadqual.backups.services import (
    back_up,
    configured_place,
    conninfo,
    make_due_backup,
    update_alert,
    verify_due_backup,
)
from leadqual.backups.tasks import write_journal
from leadqual.leads.models import DoNotContact
from leadqual.monitoring.models import Alert
from tests.leadqual.backups.conftest import Life

ADDRESS = "/lab/monitoring/backups/"
Kind = BackupRun.Kind


def note_run(*, hours: float, is_good: bool = True, kind: Kind = Kind.BACKUP) -> BackupRun:
    place = configured_place()
    return BackupRun.objects.create(
        kind=kind,
        place=place.address if place else "",
        name="leadqual-x",
        started_at=timezone.now() - timedelta(hours=hours),
        is_good=is_good,
        problem="" if is_good else "No room.",
        size=5_000_000,
        n_rows=1_234,
    )


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_due_backup_is_made_once_and_verified_once(
    life: Life, tmp_path: Path, settings: Settings
) -> None:
    settings.BACKUP_TO = str(tmp_path / "there")
    now = timezone.now()

    made, again = make_due_backup(now), make_due_backup(now)
    verified, verified_again = verify_due_backup(now), verify_due_backup(now)

    assert made is not None
    assert (again, verified_again) == (None, None)
    assert [one.name for one in list_summaries(place_at(settings.BACKUP_TO))] == [made.name]
    assert verified is not None
    assert (verified.is_good, verified.name, verified.n_rows) == (True, made.name, made.n_rows)
    assert not Database(conninfo()).beside("verify").exists()
    actions = AuditRow.objects.filter(action__startswith="backup.").order_by("pk")
    assert list(actions.values_list("action", flat=True)) == ["backup.made", "backup.verified"]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_damaged_backup_is_noted_as_not_verified(
    life: Life, tmp_path: Path, settings: Settings
) -> None:
    settings.BACKUP_TO = str(tmp_path / "there")
    made = make_due_backup(timezone.now())
    assert made is not None
    file = tmp_path / "there" / made.archive
    content = bytearray(file.read_bytes())
    content[-20_000] ^= 1
    file.write_bytes(content)

    verified = verify_due_backup(timezone.now())

    assert verified is not None
    assert (verified.is_good, "damaged" in verified.problem) == (False, True)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_backup_elsewhere_is_no_part_of_the_schedule(
    life: Life, tmp_path: Path, settings: Settings
) -> None:
    settings.BACKUP_TO = str(tmp_path / "former")
    now = timezone.now()
    assert make_due_backup(now)
    back_up(place_at(str(tmp_path / "by-hand")))
    settings.BACKUP_TO = str(tmp_path / "there")

    made = make_due_backup(now)

    assert made is not None
    assert [one.name for one in list_summaries(place_at(settings.BACKUP_TO))] == [made.name]
    assert make_due_backup(now) is None
    places = {tmp_path / "former", tmp_path / "by-hand", tmp_path / "there"}
    assert set(BackupRun.objects.values_list("place", flat=True)) == {*map(str, places)}


@pytest.mark.django_db
def test_nothing_is_made_without_a_place() -> None:
    assert (make_due_backup(timezone.now()), verify_due_backup(timezone.now())) == (None, None)
    update_alert(timezone.now())
    assert not Alert.objects.exists()


@pytest.mark.django_db
def test_the_job_of_the_journal_needs_no_place() -> None:
    write_journal()

    assert not DoNotContact.objects.exists()


@pytest.mark.django_db
def test_an_old_backup_opens_an_alert_that_a_new_one_closes(
    settings: Settings, tmp_path: Path
) -> None:
    settings.BACKUP_TO = str(tmp_path)
    note_run(hours=50)
    now = timezone.now()

    update_alert(now)
    opened = Alert.objects.get()
    note_run(hours=1)
    for hours in (1, 2, 3):
        update_alert(now + timedelta(hours=hours))

    assert (opened.signal, opened.area, opened.limit) == ("backup:age", "operation", 48)
    assert Alert.objects.get().closed_at is not None


@pytest.mark.django_db
def test_failed_backups_alone_open_an_alert(settings: Settings, tmp_path: Path) -> None:
    settings.BACKUP_TO = str(tmp_path)
    for hours in (50, 1):
        note_run(hours=hours, is_good=False)

    update_alert(timezone.now())

    assert Alert.objects.filter(closed_at=None).count() == 1


def test_staff_see_the_last_backup_and_the_alert(staff_client: Client, settings: Settings) -> None:
    settings.BACKUP_TO = "/mnt/backups"
    note_run(hours=60)
    note_run(hours=30, kind=Kind.VERIFICATION)
    note_run(hours=20, is_good=False)
    update_alert(timezone.now())

    page = staff_client.get(ADDRESS).content.decode()
    monitoring = staff_client.get("/lab/monitoring/", {"tab": "operation"}).content.decode()

    assert page.count("data-run=") == 3
    assert 'data-good="false"' in page
    assert f'href="{ADDRESS}"' in monitoring
    assert "The last backup is old" in monitoring


def test_the_page_is_there_for_an_address_that_can_hold_no_backups(
    staff_client: Client, settings: Settings
) -> None:
    settings.BACKUP_TO = "ftp://backups"

    assert "to ftp://backups" in staff_client.get(ADDRESS).content.decode()
