"""Proves that a backup can be restored: into a database beside, whose rows are counted."""

from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any, BinaryIO

from leadqual.backups.archive.backup_places import Place
from leadqual.backups.archive.read_archive import (
    DATABASE,
    BackupSummary,
    Manifest,
    copy_checked,
    members_of,
    verify,
)
from leadqual.backups.database import Database
from leadqual.backups.errors import DamagedBackupError


def verified_restore(
    place: Place, summary: BackupSummary, conninfo: str, *, identities: Sequence[Any]
) -> Manifest:
    """Check every checksum, restore the database beside the live one, compare its rows, drop it.

    Raises:
        DamagedBackupError: the backup is not whole, or its tables have other numbers of rows.
        BackupError: it could not be restored.
    """
    manifest = verify(place, summary, identities)
    scratch = Database(conninfo).beside("verify")
    scratch.create()
    try:
        with ExitStack() as open_dump, members_of(place, summary, identities) as members:
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
    wrong = [name for name, n_rows in manifest.row_counts.items() if found.get(name) != n_rows]
    if wrong:
        raise DamagedBackupError(
            f"These tables have other numbers of rows than the backup says: {', '.join(wrong)}."
        )
