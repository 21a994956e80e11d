"""Proves that a backup can be restored: into a second database, whose rows are counted."""

from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any, BinaryIO

from leadqual.backups.archive.archive_format import DATABASE, BackupSummary, Manifest
from leadqual.backups.archive.backup_places import Place
from leadqual.backups.archive.read_archive import copy_checked, open_members, verify
from leadqual.backups.database import Database
from leadqual.backups.errors import DamagedBackupError


def verify_by_restoring(
    place: Place, summary: BackupSummary, conninfo: str, *, identities: Sequence[Any]
) -> Manifest:
    """Check every checksum, restore into a second database, compare its rows, drop it.

    Raises:
        DamagedBackupError: the backup is not whole, or its tables have other numbers of rows.
        BackupError: it could not be restored.
    """
    manifest = verify(place, summary, identities)
    scratch = Database(conninfo).beside("verify")
    scratch.create()
    try:
        with ExitStack() as open_dump, open_members(place, summary, identities) as members:
            dump: BinaryIO | None = None
            for member in members:
                if member.name.startswith(DATABASE):
                    dump = dump or open_dump.enter_context(scratch.loading())
                    copy_checked(member, manifest.members.get(member.name), dump)
        check_rows(manifest, scratch)
    finally:
        scratch.drop()
    return manifest


def check_rows(manifest: Manifest, database: Database) -> None:
    """Compare the rows of each table with those of the snapshot.

    Raises:
        DamagedBackupError: some tables have more or fewer.
    """
    found = database.row_counts()
    differing_tables = [
        name for name, n_rows in manifest.row_counts.items() if found.get(name) != n_rows
    ]
    if differing_tables:
        raise DamagedBackupError(
            f"These tables have other numbers of rows than the backup says: "
            f"{', '.join(differing_tables)}."
        )
