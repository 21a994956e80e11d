"""Deletes backups after their time, and what the journal keeps for them.

Erased people disappear from backups this way, so nothing is kept longer than the settings say, but
for the newest backup: where none is made any more, it is all there is.
"""

from datetime import datetime, timedelta

from leadqual.backups.archive.backup_places import Place
from leadqual.backups.archive.read_archive import JOURNAL, SUMMARY_ENDING, summaries

ARCHIVE_ENDINGS = (".tar", ".tar.age")


def delete_expired(place: Place, *, now: datetime, keep: timedelta) -> list[str]:
    """Delete backups that are older than `keep`, parts of the journal before the oldest one left.

    Archives without their summary, which a killed process left behind, are deleted too.

    Returns:
        Names of the backups that were deleted.
    """
    found = summaries(place)
    expired = [one for one in found[:-1] if now - one.at > keep]
    for one in expired:
        place.delete(f"{one.name}{SUMMARY_ENDING}")  # First: without it nothing looks whole.
        place.delete(one.archive)
    kept = [one for one in found if one not in expired]
    archives = {one.archive for one in kept}
    needed = min((one.last_part for one in kept if one.has_journal), default="")
    for name in place.names():
        is_archive = "/" not in name and name.endswith(ARCHIVE_ENDINGS)
        if is_archive and name.startswith("leadqual-") and name not in archives:
            place.delete(name)
        stamp = name.removeprefix(JOURNAL).split(".jsonl")[0]
        if name.startswith(JOURNAL) and kept and stamp < needed:
            place.delete(name)
    return [one.name for one in expired]
