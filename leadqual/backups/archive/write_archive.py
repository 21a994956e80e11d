"""Members of an archive, written with their sizes and hashes."""

import hashlib
import io
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from leadqual.backups.archive.archive_format import ArchiveMember
from leadqual.backups.errors import BackupError

CHUNK_BYTES = 2**24
"""Size of the pieces of the dump: their size must be known before they are written."""
_BLOCK = 2**20


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
        while chunk := _read_fully(stream, CHUNK_BYTES):
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
        reader = _HashedReader(content)
        try:
            self._tar.addfile(entry, reader)
        except OSError as error:
            if reader.size < size and error.errno is None:  # tarfile: unexpected end of data
                raise BackupError(f"{name} was cut while it was read. Try again.") from error
            raise
        self.members[name] = ArchiveMember(size, reader.sha256)


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


def _read_fully(stream: BinaryIO, size: int) -> bytes:
    """Read exactly `size` bytes, fewer only at the end."""
    parts, n_read = [], 0
    while n_read < size and (part := stream.read(size - n_read)):
        parts.append(part)
        n_read += len(part)
    return b"".join(parts)
