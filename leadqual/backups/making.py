"""Makes a backup while everything runs: one snapshot of the database, and the files beside it."""

import hashlib
import io
import logging
import os
import tarfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO, cast

from django.apps import apps
from django.db.models import FileField

from leadqual.backups.archive.age_encryption import encrypted
from leadqual.backups.archive.backup_places import UNFINISHED, Place
from leadqual.backups.archive.read_archive import (
    DATABASE,
    FILES,
    FORMAT,
    KEYS,
    MANIFEST,
    SUMMARY_ENDING,
    ArchiveMember,
    BackupSummary,
    Manifest,
)
from leadqual.backups.database import Snapshot, open_snapshot
from leadqual.backups.errors import BackupError
from leadqual.core.files.file_store import FileStore
from leadqual.core.files.uploads import INCOMING, is_disk_full

# Which files of the state folder are in a backup: those that cannot be made again.

FOLDERS = ("uploads", "models", "exports", "email", "lab")
"""Copied with all that is below them: what people uploaded, models that were trained here, exports
that rows name, emails that no server took, results of the lab."""

SINGLE_FILES = ("demo.json",)
_SHIPPED = "pretrained:"
_HALF_MADE = (INCOMING, UNFINISHED)
_CHANGES_IN_PLACE = ("mlflow.db",)

SECRET, ERASURE = "secret", "erasure.key"
_DIGITS = 8  # Of SHA-256: enough to tell two keys apart, too few to guess one by.
CHUNK_BYTES = 2**24
_BLOCK = 2**20
logger = logging.getLogger(__name__)
Progress = Callable[[str], None]


def stored_files(state: Path) -> Iterator[tuple[str, Path]]:
    """Yield the files to copy, as name in the archive and path; links are not followed."""
    for folder in FOLDERS:
        for home, folders, names in os.walk(state / folder):
            folders[:] = sorted(one for one in folders if not one.startswith(_HALF_MADE))
            for name in sorted(names):
                path = Path(home) / name
                is_whole = not name.startswith((*_HALF_MADE, *_CHANGES_IN_PLACE))
                if is_whole and path.is_file() and not path.is_symlink():
                    yield path.relative_to(state).as_posix(), path
    for name in SINGLE_FILES:
        if (state / name).is_file():
            yield name, state / name


def shared_names(store: FileStore) -> list[str]:
    """Return the names of the files that hosts share; indexes are made again."""
    return [name for folder in FOLDERS for name in store.names(folder)]


def share_restored(store: FileStore, folder: Path) -> None:
    """Put files that were restored below a folder into the store, in place of those of today."""
    for name, path in stored_files(folder):
        if name not in SINGLE_FILES:
            store.put(path, name)


def named_uploads(snapshot: Snapshot) -> set[str]:
    found = set()
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, FileField):
                column, table = field.column, model._meta.db_table
                query = f'SELECT DISTINCT "{column}" FROM "{table}" WHERE "{column}" > \'\''  # noqa: S608
                found |= {f"uploads/{name}" for name in snapshot.values(query)}
    return found


def model_folders(snapshot: Snapshot, state: Path) -> tuple[set[str], list[str]]:
    """Return where models of the registry lie that did not come with the product.

    Returns:
        Folders below the state folder, as in the archive, and those outside of it.
    """
    from leadqual.registry.versions.services import STORED  # A restore has no models yet.

    query = "SELECT DISTINCT folder FROM registry_modelversion WHERE withdrawn_at IS NULL"
    inside, outside = set(), []
    for folder in snapshot.values(query):
        if folder.startswith(_SHIPPED):
            continue
        path = Path(folder)
        if folder.startswith(STORED):
            inside.add(f"models/{folder.removeprefix(STORED)}")
        elif path.is_relative_to(state):
            inside.add(path.relative_to(state).as_posix())
        elif path.is_absolute():
            outside.append(folder)
    return inside, sorted(outside)


# Short checks of the secrets of an installation: they tell another key, and nothing of the key.


def checks_of(keys: Mapping[str, str]) -> dict[str, str]:
    return {
        name: hashlib.sha256(f"leadqual backup {name}\n{key}".encode()).hexdigest()[:_DIGITS]
        for name, key in keys.items()
        if key
    }


"""Size of the pieces of the dump: their size must be known before they are written."""


class HashedWriter(io.RawIOBase):
    """Passes on what is written, and remembers its size and SHA-256."""

    def __init__(self, target: BinaryIO) -> None:
        self._target = target
        self._digest = hashlib.sha256()
        self.size = 0

    def writable(self) -> bool:
        """Say that it takes bytes."""
        return True

    def write(self, block: bytes) -> int:  # type: ignore[override]  # whole blocks of bytes alone
        self._target.write(block)
        self._digest.update(block)
        self.size += len(block)
        return len(block)

    @property
    def sha256(self) -> str:
        """Return the SHA-256 of all that was written, in hexadecimal."""
        return self._digest.hexdigest()


class ArchiveWriter:
    """Adds members to an archive, and notes what they are."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self.members: dict[str, ArchiveMember] = {}

    def add_bytes(self, name: str, content: bytes) -> None:
        self._add(name, io.BytesIO(content), len(content))

    def add_chunks(self, prefix: str, stream: BinaryIO) -> None:
        """Add a stream of unknown length, in pieces `prefix` + number."""
        number = 0
        while chunk := _full(stream, CHUNK_BYTES):
            number += 1
            self.add_bytes(f"{prefix}{number:06}", chunk)

    def add_file(self, name: str, path: Path) -> bool:
        """Add a file as it is now; False where it is gone. What is appended meanwhile is not in it.

        Raises:
            BackupError: it was cut while it was read.
        """
        try:
            file = path.open("rb")
        except FileNotFoundError:
            return False
        with file:
            size = file.seek(0, io.SEEK_END)
            file.seek(0)
            self._add(name, file, size)
        return True

    def _add(self, name: str, content: BinaryIO, size: int) -> None:
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = size, 0o600
        hashed = _HashedReader(content)
        try:
            self._tar.addfile(entry, hashed)
        except OSError as error:
            if hashed.size < size and error.errno is None:  # tarfile: unexpected end of data
                raise BackupError(f"{name} was cut while it was read. Try again.") from error
            raise
        self.members[name] = ArchiveMember(size, hashed.sha256)


class _HashedReader(io.RawIOBase):
    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self._digest = hashlib.sha256()
        self.size = 0

    def read(self, size: int = -1) -> bytes:
        block = self._source.read(size)
        self._digest.update(block)
        self.size += len(block)
        return block

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()


@contextmanager
def new_archive(target: BinaryIO) -> Iterator[ArchiveWriter]:
    with tarfile.open(fileobj=target, mode="w|", format=tarfile.PAX_FORMAT, bufsize=_BLOCK) as tar:
        yield ArchiveWriter(tar)


def _full(stream: BinaryIO, size: int) -> bytes:
    """Read exactly `size` bytes, fewer only at the end."""
    parts, n_read = [], 0
    while n_read < size and (part := stream.read(size - n_read)):
        parts.append(part)
        n_read += len(part)
    return b"".join(parts)


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
    """Write a backup; it counts once the summary beside it is there, which is written last.

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
            return _written(snapshot, installation, place, recipients, progress)
    except OSError as error:
        if is_disk_full(error):
            raise BackupError(
                "There is no room for the backup. Nothing was left behind. Free up space, or let "
                "BACKUP_TO name another place."
            ) from error
        raise BackupError(
            f"The backup could not be written to {place.address}: {error.strerror or error}."
        ) from error


def _written(
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
                encrypted(cast("BinaryIO", hashed), recipients) as plain,
                new_archive(plain) as archive,
            ):
                keys = installation.keys if recipients else {}
                manifest = _fill(archive, snapshot, installation, keys, name, progress)
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


def _fill(
    archive: ArchiveWriter,
    snapshot: Snapshot,
    installation: Installation,
    keys: Mapping[str, str],
    name: str,
    progress: Progress,
) -> Manifest:
    """Write the members, the manifest behind all others."""
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
        row_counts=snapshot.row_counts(),
        members=dict(archive.members),
        missing=_missing(named_uploads(snapshot), inside, archive.members),
        elsewhere=outside,
        last_part=next(iter(snapshot.values("SELECT last_part FROM backups_journalstate")), ""),
        key_checks=checks_of(installation.keys),
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


def _missing(uploads: set[str], folders: set[str], members: Mapping[str, object]) -> list[str]:
    """Return the files and folders that rows name, but that were gone when they were copied."""
    gone = [name for name in uploads if f"{FILES}{name}" not in members]
    gone += [
        folder
        for folder in folders
        if not any(name.startswith(f"{FILES}{folder}/") for name in members)
    ]
    return sorted(gone)
