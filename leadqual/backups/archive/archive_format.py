"""What an archive of a backup consists of."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Self

from leadqual.backups.errors import DamagedBackupError

FORMAT = 1
MANIFEST = "manifest.json"
DATABASE = "database/"
FILES = "files/"
KEYS = "keys/"
SUMMARY_ENDING = ".json"
JOURNAL = "journal/"


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
    """The file next to an archive: what is known without its key. Written last.

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
