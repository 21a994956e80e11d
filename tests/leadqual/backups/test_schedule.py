"""When a backup is due, and which ones are expired."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from leadqual.backups.archive.archive_format import BackupSummary
from leadqual.backups.archive.backup_places import FolderPlace
from leadqual.backups.services import delete_expired, is_due, last_slot

NOW = datetime(2026, 11, 26, 6, 30, tzinfo=UTC)
DAY = timedelta(days=1)


def test_slots_are_counted_from_the_hour() -> None:
    for hour, every_hours, expected in (
        (1, 24, datetime(2026, 11, 26, 1, tzinfo=UTC)),
        (7, 24, datetime(2026, 11, 25, 7, tzinfo=UTC)),
        (1, 6, datetime(2026, 11, 26, 1, tzinfo=UTC)),
        (0, 1, datetime(2026, 11, 26, 6, tzinfo=UTC)),
    ):
        assert last_slot(NOW, hour=hour, every_hours=every_hours) == expected


def test_a_missed_backup_is_due_and_a_failed_one_waits() -> None:
    slot = last_slot(NOW, hour=1, every_hours=24)
    minute = timedelta(minutes=1)

    assert is_due(NOW, slot=slot, last_good=None, last_failed=None)
    assert is_due(NOW, slot=slot, last_good=slot - 5 * DAY, last_failed=None)
    assert not is_due(NOW, slot=slot, last_good=slot + minute, last_failed=None)
    assert not is_due(NOW, slot=slot, last_good=None, last_failed=NOW - 2 * minute)
    assert is_due(NOW, slot=slot, last_good=None, last_failed=NOW - 20 * minute)


def put(place: FolderPlace, name: str, content: bytes = b"") -> None:
    with place.writing(name) as file:
        file.write(content)


def put_backup(place: FolderPlace, name: str, *, days: int, last_part: str) -> None:
    at = (NOW - days * DAY).isoformat()
    summary = BackupSummary(
        *(name, f"{name}.tar", at, 1, "", False, "1", 1, 1), last_part=last_part, has_journal=True
    )
    put(place, f"{name}.tar")
    put(place, f"{name}.json", summary.as_bytes())


def test_backups_and_journal_expire_together(tmp_path: Path) -> None:
    place = FolderPlace(tmp_path)
    put_backup(place, "leadqual-a", days=40, last_part="20261017T000000.000000Z")
    put_backup(place, "leadqual-b", days=20, last_part="20261106T000000.000000Z")
    put_backup(place, "leadqual-c", days=1, last_part="20261125T000000.000000Z")
    put(place, "leadqual-killed.tar")
    for stamp in ("20261017T000000.000000Z", "20261106T000000.000000Z", "20261107T000000.000000Z"):
        put(place, f"journal/{stamp}.jsonl")

    deleted = delete_expired(place, now=NOW, keep=30 * DAY)

    assert deleted == ["leadqual-a"]
    assert place.names() == [
        *("journal/20261106T000000.000000Z.jsonl", "journal/20261107T000000.000000Z.jsonl"),
        *("leadqual-b.json", "leadqual-b.tar", "leadqual-c.json", "leadqual-c.tar"),
    ]


def test_the_newest_backup_is_kept_whatever_its_age(tmp_path: Path) -> None:
    place = FolderPlace(tmp_path)
    put_backup(place, "leadqual-a", days=400, last_part="")

    assert delete_expired(place, now=NOW, keep=DAY) == []
    assert place.names() == ["leadqual-a.json", "leadqual-a.tar"]
