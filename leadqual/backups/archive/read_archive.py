"""Reads archives: members are checked by name, kind, size and SHA-256; nothing hostile is written.

An archive is input: who may write to the store may have put anything there.
"""

import hashlib
import tarfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO, Any, BinaryIO, cast

from leadqual.backups.archive.age_encryption import open_decrypted
from leadqual.backups.archive.archive_format import (
    DATABASE,
    FILES,
    KEYS,
    MANIFEST,
    SUMMARY_ENDING,
    ArchiveMember,
    BackupSummary,
    Manifest,
)
from leadqual.backups.archive.backup_places import Place
from leadqual.backups.errors import BackupError, DamagedBackupError

MAX_SMALL = 2**28
"""The most bytes of a manifest or key: a hostile archive must not fill the memory."""
_BLOCK = 2**20
_PREFIXES = (DATABASE, FILES, KEYS)


@dataclass(frozen=True, slots=True)
class OpenMember:
    """A member while it is read.

    Args:
        name: checked: relative, below one of the known folders.
        content: its bytes; to be read before the next member.
        size: in bytes.
    """

    name: str
    content: IO[bytes]
    size: int


def list_summaries(place: Place) -> list[BackupSummary]:
    """Return the whole backups of a place, the oldest first.

    Raises:
        BackupError: the place cannot be read.
    """
    names = place.names()
    known = set(names)
    found = []
    for name in names:
        if name.endswith(SUMMARY_ENDING) and "/" not in name:
            with place.open(name) as file:
                summary = BackupSummary.from_bytes(file.read(MAX_SMALL))
            if summary.archive in known:
                found.append(summary)
    return sorted(found, key=lambda one: one.at)


def summary_named(place: Place, name: str) -> BackupSummary:
    """Return the backup with this name, or the newest one for `latest`.

    Raises:
        BackupError: there is no such backup.
    """
    found = list_summaries(place)
    if name == "latest" and found:
        return found[-1]
    for one in found:
        if one.name == name:
            return one
    if not found:
        raise BackupError(f"There are no backups in {place.address}.")
    newest_names = ", ".join(one.name for one in found[-3:])
    raise BackupError(f"There is no backup named {name}. The newest are: {newest_names}.")


@contextmanager
def open_members(
    place: Place, summary: BackupSummary, identities: Sequence[Any]
) -> Iterator[Iterator[OpenMember]]:
    """Yield the members of an archive in their order; the manifest is the last one.

    Raises:
        DamagedBackupError: it is encrypted for another key, damaged, cut off or hostile.
    """
    if summary.is_encrypted and not identities:
        raise BackupError(f"{summary.name} is encrypted. Name the identity file with --identity.")
    keys = identities if summary.is_encrypted else ()
    with place.open(summary.archive) as file:
        source = _HashedSource(file)
        with open_decrypted(cast("BinaryIO", source), keys) as plain:
            try:
                with tarfile.open(fileobj=plain, mode="r|", bufsize=_BLOCK) as tar:
                    yield _iterate_members(tar)
            except (tarfile.TarError, EOFError) as error:
                raise DamagedBackupError(f"{summary.name} is damaged or cut off.") from error
        source.check(summary)


def verify(place: Place, summary: BackupSummary, identities: Sequence[Any]) -> Manifest:
    """Read all of an archive and compare each member with the manifest; nothing is written.

    Raises:
        DamagedBackupError: something is damaged, missing, more than there should be, or hostile.
    """
    found: dict[str, ArchiveMember] = {}
    manifest: Manifest | None = None
    with open_members(place, summary, identities) as members:
        for member in members:
            if manifest is not None:
                raise DamagedBackupError(f"{summary.name} has members behind its manifest.")
            if member.name == MANIFEST:
                manifest = Manifest.from_bytes(read_small(member))
            elif member.name in found:
                raise DamagedBackupError(f"{summary.name} has {member.name} twice.")
            else:
                digest = hashlib.sha256()
                while block := member.content.read(_BLOCK):
                    digest.update(block)
                found[member.name] = ArchiveMember(member.size, digest.hexdigest())
    if manifest is None:
        raise DamagedBackupError(f"{summary.name} is cut off: it has no manifest.")
    if differences := _find_differences(manifest.members, found):
        raise DamagedBackupError(f"{summary.name} is damaged: {', '.join(differences[:5])}.")
    return manifest


def check_hash(place: Place, summary: BackupSummary) -> None:
    """Compare the whole archive with its SHA-256, which needs no key.

    Raises:
        DamagedBackupError: it is not what was written.
    """
    with place.open(summary.archive) as file:
        _HashedSource(file).check(summary)


def copy_checked(member: OpenMember, expected: ArchiveMember | None, target: BinaryIO) -> None:
    """Write the content of a member.

    Raises:
        DamagedBackupError: it is not what the manifest says.
    """
    digest = hashlib.sha256()
    while block := member.content.read(_BLOCK):
        digest.update(block)
        target.write(block)
    if expected != ArchiveMember(member.size, digest.hexdigest()):
        raise DamagedBackupError(f"{member.name} changed while it was restored.")


def read_small(member: OpenMember) -> bytes:
    """Read a member that must be small.

    Raises:
        DamagedBackupError: it is not.
    """
    if member.size > MAX_SMALL:
        raise DamagedBackupError(f"{member.name} of the backup is too large.")
    return member.content.read()


class _HashedSource:
    """Passes on what is read of an archive, and knows whether all of it is what was written."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self._digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        block = self._source.read(size)
        self._digest.update(block)
        return block

    def check(self, summary: BackupSummary) -> None:
        while self.read(_BLOCK):
            pass
        if self._digest.hexdigest() != summary.sha256:
            raise DamagedBackupError(f"{summary.name} is damaged: its SHA-256 is different.")


def _iterate_members(tar: tarfile.TarFile) -> Iterator[OpenMember]:
    for entry in tar:
        content = tar.extractfile(entry) if entry.isreg() and _is_safe(entry.name) else None
        if content is None:
            raise DamagedBackupError(
                f"The backup holds {entry.name[:100]!r}, which no backup of LeadQual has. "
                "Nothing was changed."
            )
        yield OpenMember(entry.name, content, entry.size)


def _is_safe(name: str) -> bool:
    """Return whether a name stays below the folder that it is restored into."""
    if name == MANIFEST:
        return True
    parts = PurePosixPath(name).parts
    is_plain = name == "/".join(parts) and not {"..", ".", "/"} & set(parts)
    return is_plain and name.startswith(_PREFIXES) and "\\" not in name and "\0" not in name


def _find_differences(said: dict[str, ArchiveMember], found: dict[str, ArchiveMember]) -> list[str]:
    missing = [f"{name} is missing" for name in said if name not in found]
    more = [f"{name} is not in its manifest" for name in found if name not in said]
    changed = [f"{name} changed" for name, one in found.items() if said.get(name, one) != one]
    return [*missing, *more, *changed]
