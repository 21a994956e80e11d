"""Makes a backup while everything runs: one snapshot of the database, and the files next to it."""

import hashlib
import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO, cast

from leadqual.backups.archive.age_encryption import open_encrypted
from leadqual.backups.archive.archive_format import (
    DATABASE,
    FILES,
    FORMAT,
    KEYS,
    MANIFEST,
    SUMMARY_ENDING,
    BackupSummary,
    Manifest,
)
from leadqual.backups.archive.backup_places import Place
from leadqual.backups.archive.write_archive import ArchiveWriter, HashedWriter, new_archive
from leadqual.backups.archived_files import model_folders, named_uploads, shared_names, stored_files
from leadqual.backups.errors import BackupError
from leadqual.backups.snapshots import Snapshot, open_snapshot
from leadqual.core.files.file_store import FileStore
from leadqual.core.files.full_disk import is_disk_full

SECRET_NAME, ERASURE_KEY_NAME = "secret", "erasure.key"
_CHECK_DIGITS = 8  # Of SHA-256: enough to tell two keys apart, too few to guess one by.
logger = logging.getLogger(__name__)
Progress = Callable[[str], None]


def key_checks_of(keys: Mapping[str, str]) -> dict[str, str]:
    return {
        name: hashlib.sha256(f"leadqual backup {name}\n{key}".encode()).hexdigest()[:_CHECK_DIGITS]
        for name, key in keys.items()
        if key
    }


@dataclass(frozen=True, slots=True)
class Installation:
    """What is backed up.

    Args:
        keys: name → secret, such as `erasure.key`; in the archive only where it is encrypted.
        store: in which several hosts share their files; None where all are below `state`.
    """

    conninfo: str
    state: Path
    keys: Mapping[str, str]
    has_journal: bool = False
    store: FileStore | None = None


def make_backup(
    installation: Installation,
    place: Place,
    *,
    recipients: Sequence[Any],
    progress: Progress = lambda _: None,
) -> BackupSummary:
    """Write a backup; it counts once its summary is there, which is written last.

    Args:
        installation: what is backed up.
        place: where.
        recipients: public keys; without one the backup is not encrypted and holds no secrets.
        progress: told what is done now.

    Raises:
        BackupError: it could not be written; nothing that looks whole is left.
    """
    try:
        with open_snapshot(installation.conninfo) as snapshot:
            return _write_backup(snapshot, installation, place, recipients, progress)
    except OSError as error:
        if is_disk_full(error):
            raise BackupError(
                "There is no room for the backup. Nothing was left behind. Free up space, or let "
                "BACKUP_TO name another place."
            ) from error
        raise BackupError(
            f"The backup could not be written to {place.address}: {error.strerror or error}."
        ) from error


def _write_backup(
    snapshot: Snapshot,
    installation: Installation,
    place: Place,
    recipients: Sequence[Any],
    progress: Progress,
) -> BackupSummary:
    taken_at = snapshot.taken_at.astimezone(UTC)
    name = f"leadqual-{taken_at:%Y%m%dT%H%M%S}Z"
    file_name = f"{name}.tar.age" if recipients else f"{name}.tar"
    if f"{name}{SUMMARY_ENDING}" in place.names():
        raise BackupError(f"There is a backup named {name} already. Try again in a second.")
    try:
        with place.writing(file_name) as target:
            hashed = HashedWriter(target)
            with (
                open_encrypted(cast("BinaryIO", hashed), recipients) as plain,
                new_archive(plain) as archive,
            ):
                keys = installation.keys if recipients else {}
                manifest = _write_members(archive, snapshot, installation, keys, name, progress)
        summary = BackupSummary(
            name=name,
            archive=file_name,
            taken_at=taken_at.isoformat(),
            size=hashed.size,
            sha256=hashed.sha256,
            is_encrypted=bool(recipients),
            code_version=manifest.code_version,
            n_rows=sum(manifest.row_counts.values()),
            n_files=sum(one.startswith(FILES) for one in manifest.members),
            last_part=manifest.last_part,
            has_journal=installation.has_journal,
        )
        with place.writing(f"{name}{SUMMARY_ENDING}") as target:
            target.write(summary.as_bytes())
    except BaseException:
        place.delete(file_name)
        raise
    logger.info("backup made", extra={"backup": name, "n_bytes": summary.size})
    return summary


def _write_members(
    archive: ArchiveWriter,
    snapshot: Snapshot,
    installation: Installation,
    keys: Mapping[str, str],
    name: str,
    progress: Progress,
) -> Manifest:
    """Write the members, the manifest last."""
    for key, secret in keys.items():
        archive.add_bytes(f"{KEYS}{key}", secret.encode())
    progress("files")
    for stored, path in stored_files(installation.state):
        archive.add_file(f"{FILES}{stored}", path)
    if installation.store is not None:
        _add_shared(archive, installation.store)
    progress("database")
    with snapshot.dump() as dump:
        archive.add_chunks(DATABASE, dump)
    progress("counts")
    inside, outside = model_folders(snapshot, installation.state)
    manifest = Manifest(
        format=FORMAT,
        name=name,
        code_version=version("leadqual"),
        migrations=snapshot.values("SELECT app || '.' || name FROM django_migrations ORDER BY id"),
        taken_at=snapshot.taken_at.astimezone(UTC).isoformat(),
        snapshot=snapshot.name,
        server_version=snapshot.server_version,
        state_dir=str(installation.state),
        row_counts=snapshot.count_rows(),
        members=dict(archive.members),
        missing=_find_missing(named_uploads(snapshot), inside, archive.members),
        elsewhere=outside,
        last_part=next(iter(snapshot.values("SELECT last_part FROM backups_journalstate")), ""),
        key_checks=key_checks_of(installation.keys),
    )
    archive.add_bytes(MANIFEST, manifest.as_bytes())
    return manifest


def _add_shared(archive: ArchiveWriter, store: FileStore) -> None:
    with TemporaryDirectory(prefix="leadqual-backup-") as folder:
        copy = Path(folder) / "file"
        for name in shared_names(store):
            if f"{FILES}{name}" not in archive.members:
                with suppress(FileNotFoundError):  # Deleted since it was listed.
                    store.get(name, copy)
                    archive.add_file(f"{FILES}{name}", copy)


def _find_missing(uploads: set[str], folders: set[str], members: Mapping[str, object]) -> list[str]:
    """Return the files and folders that rows name, but that were gone when they were copied."""
    missing = [name for name in uploads if f"{FILES}{name}" not in members]
    missing += [
        folder
        for folder in folders
        if not any(name.startswith(f"{FILES}{folder}/") for name in members)
    ]
    return sorted(missing)
