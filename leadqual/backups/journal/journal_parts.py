"""Parts of the journal as files: names that sort by time, a chain without gaps, encrypted lines."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from leadqual.backups.archive.age_encryption import open_decrypted, open_encrypted
from leadqual.backups.archive.archive_format import JOURNAL, BackupSummary
from leadqual.backups.archive.backup_places import Place
from leadqual.backups.errors import BackupError, DamagedBackupError, JournalError

FORMAT = 1
_PLAIN, _ENCRYPTED = ".jsonl", ".jsonl.age"
_STAMP = "%Y%m%dT%H%M%S.%fZ"


@dataclass(frozen=True, slots=True)
class JournalLine:
    """The last state of a row that changed.

    Args:
        row: column → value, as JSON; None where the row was deleted.
        workspace_since: when its workspace was created, ISO 8601: another workspace may get the
            same key after a restore.
    """

    table: str
    row_id: int
    row: Mapping[str, Any] | None
    workspace_since: str

    def as_json(self) -> str:
        values = [self.table, self.row_id, self.row, self.workspace_since]
        return json.dumps(values, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "JournalLine":
        return cls(*json.loads(text))


def next_stamp(now: datetime, last: str) -> str:
    """Return the name of the part after `last`: the time, and later than it whatever the clock."""
    at = now.astimezone(UTC)
    if last and at.strftime(_STAMP) <= last:
        at = datetime.strptime(last, _STAMP).replace(tzinfo=UTC) + timedelta(microseconds=1)
    return at.strftime(_STAMP)


def write_part(
    place: Place,
    stamp: str,
    lines: Iterable[JournalLine],
    *,
    previous: str,
    recipients: Sequence[Any],
) -> None:
    """Write one part.

    Args:
        place: where.
        stamp: its name.
        lines: what changed.
        previous: name of the part before; "" for the first.
        recipients: public keys; without one it is not encrypted.

    Raises:
        BackupError: the place cannot be written.
    """
    name = f"{JOURNAL}{stamp}{_ENCRYPTED if recipients else _PLAIN}"
    header = json.dumps({"format": FORMAT, "previous": previous})
    text = "\n".join([header, *(line.as_json() for line in lines), ""])
    try:
        with place.writing(name) as target, open_encrypted(target, recipients) as plain:
            plain.write(text.encode())
    except OSError as error:
        raise BackupError(f"The journal could not be written: {error.strerror}.") from error


def list_parts(place: Place) -> dict[str, str]:
    """Return the parts of a place, as stamp → name of the file, in their order."""
    names = (name for name in place.names() if name.startswith(JOURNAL))
    found = {name.removeprefix(JOURNAL).split(".jsonl")[0]: name for name in names}
    return dict(sorted(found.items()))


def read_since(
    place: Place, summary: BackupSummary, identities: Sequence[Any]
) -> Iterator[JournalLine]:
    """Yield the lines that were written since a backup, in their order.

    Raises:
        JournalError: a part is missing, or cannot be read.
    """
    parts = list_parts(place)
    if summary.last_part not in parts:
        raise JournalError(_unreadable_error(f"its part {summary.last_part or 'one'} is missing"))
    for stamp, name in parts.items():
        if stamp > summary.last_part:
            header, lines = _read_part(place, name, identities)
            if header["previous"] > summary.last_part and header["previous"] not in parts:
                raise JournalError(_unreadable_error(f"its part {header['previous']} is missing"))
            yield from lines


def _read_part(
    place: Place, name: str, identities: Sequence[Any]
) -> tuple[dict[str, Any], list[JournalLine]]:
    is_encrypted = name.endswith(_ENCRYPTED)
    if is_encrypted and not identities:
        raise JournalError(_unreadable_error("it is encrypted, and no identity was given"))
    try:
        with (
            place.open(name) as source,
            open_decrypted(source, identities if is_encrypted else ()) as plain,
        ):
            text = plain.read().decode()
        header, *lines = text.splitlines()
        return dict(json.loads(header)), [JournalLine.from_json(line) for line in lines]
    except (BackupError, ValueError, TypeError) as error:
        if isinstance(error, JournalError):
            raise
        is_damaged = isinstance(error, (DamagedBackupError, ValueError, TypeError))
        reason = "is damaged or encrypted for another key" if is_damaged else "cannot be opened"
        raise JournalError(_unreadable_error(f"{name} {reason}")) from error


def _unreadable_error(reason: str) -> str:
    return (
        f"The journal of erasures and do-not-contact entries cannot be read: {reason}. Whoever was "
        "erased or marked Do not contact since this backup would come back. Name its place with "
        "--journal, or restore without it by --without-journal."
    )
