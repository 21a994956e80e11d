"""Reads archives: members are checked by name, kind, size and SHA-256; nothing hostile is written.

An archive is input: who may write to the store may have put anything there.
"""

import hashlib
import json
import tarfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import IO, Any, BinaryIO, Self, cast

from leadqual.backups.archive.age_encryption import decrypted
from leadqual.backups.archive.backup_places import Place
from leadqual.backups.errors import BackupError, DamagedBackupError

FORMAT = 1
MANIFEST = "manifest.json"
DATABASE = "database/"
FILES = "files/"
KEYS = "keys/"

SUMMARY_ENDING = ".json"
JOURNAL = "journal/"
MAX_SMALL = 2**28
"""The most bytes of a manifest or key: a hostile archive must not fill the memory."""
_BLOCK = 2**20
_PREFIXES = (DATABASE, FILES, KEYS)


@dataclass(frozen=True, slots=True)
class ArchiveMember:
    """One member of the archive.

    Args:
        size: in bytes.
        sha256: of its content, in hexadecimal.
    """

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is in an archive.

    Args:
        migrations: applied ones, as `app.name`.
        taken_at: when the snapshot was taken, ISO 8601 in UTC.
        server_version: of Postgres, as a number such as 180006.
        row_counts: table → rows in the snapshot.
        members: name → member, in the order of the archive.
        missing: files that rows of the snapshot name, but that no longer were there.
        elsewhere: model folders outside of the state folder, which are not in the archive.
        last_part: newest part of the journal at the snapshot; "" where there was none.
        key_checks: name of a key → a short check that tells another key, but not the key.
    """

    format: int
    name: str
    code_version: str
    migrations: list[str]
    taken_at: str
    snapshot: str
    server_version: int
    state_dir: str
    row_counts: dict[str, int]
    members: dict[str, ArchiveMember]
    missing: list[str]
    elsewhere: list[str]
    last_part: str
    key_checks: dict[str, str]

    def as_bytes(self) -> bytes:
        return json.dumps(asdict(self), indent=1).encode()

    @classmethod
    def from_bytes(cls, text: bytes) -> Self:
        """Read it from JSON.

        Raises:
            DamagedBackupError: it is none, or of a later format.
        """
        try:
            values: dict[str, Any] = json.loads(text)
            if values["format"] > FORMAT:
                raise DamagedBackupError(
                    f"The backup was made by a later LeadQual ({values['code_version']}). "
                    "Update LeadQual, then restore it."
                )
            members = {name: ArchiveMember(**one) for name, one in values["members"].items()}
            return cls(**{**values, "members": members})
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise DamagedBackupError("The manifest of the backup cannot be read.") from error


@dataclass(frozen=True, slots=True)
class BackupSummary:
    """The file beside an archive: what can be told without its key. Written last.

    Args:
        taken_at: when the snapshot was taken, ISO 8601 in UTC.
        size: of the archive in bytes.
    """

    name: str
    archive: str
    taken_at: str
    size: int
    sha256: str
    is_encrypted: bool
    code_version: str
    n_rows: int
    n_files: int
    last_part: str = ""
    has_journal: bool = False

    @property
    def at(self) -> datetime:
        """When the snapshot was taken."""
        return datetime.fromisoformat(self.taken_at)

    def as_bytes(self) -> bytes:
        return json.dumps(asdict(self), indent=1).encode()

    @classmethod
    def from_bytes(cls, text: bytes) -> Self:
        """Read it from JSON.

        Raises:
            DamagedBackupError: it is none.
        """
        try:
            return cls(**json.loads(text))
        except (ValueError, TypeError) as error:
            raise DamagedBackupError("The file beside the backup cannot be read.") from error


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


def summaries(place: Place) -> list[BackupSummary]:
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
    found = summaries(place)
    if name == "latest" and found:
        return found[-1]
    for one in found:
        if one.name == name:
            return one
    if not found:
        raise BackupError(f"There are no backups in {place.address}.")
    there = ", ".join(one.name for one in found[-3:])
    raise BackupError(f"There is no backup named {name}. The newest are: {there}.")


@contextmanager
def members_of(
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
        with decrypted(cast("BinaryIO", source), keys) as plain:
            try:
                with tarfile.open(fileobj=plain, mode="r|", bufsize=_BLOCK) as tar:
                    yield _members(tar)
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
    with members_of(place, summary, identities) as members:
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
    if wrong := _differing(manifest.members, found):
        raise DamagedBackupError(f"{summary.name} is damaged: {', '.join(wrong[:5])}.")
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


def _members(tar: tarfile.TarFile) -> Iterator[OpenMember]:
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


def _differing(said: dict[str, ArchiveMember], found: dict[str, ArchiveMember]) -> list[str]:
    missing = [f"{name} is missing" for name in said if name not in found]
    more = [f"{name} is not in its manifest" for name in found if name not in said]
    changed = [f"{name} changed" for name, one in found.items() if said.get(name, one) != one]
    return [*missing, *more, *changed]
