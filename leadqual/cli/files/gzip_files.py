"""Content of gzip files."""

import gzip
import io
import zlib
from typing import BinaryIO

from leadqual.cli.files.input_files import NOTHING_WRITTEN, FileError


class UnpackedFile(io.RawIOBase):
    """What a gzip file holds; one that is damaged is told in one line, wherever it breaks."""

    def __init__(self, packed: BinaryIO, name: str) -> None:
        self._content = gzip.GzipFile(fileobj=packed, mode="rb")
        self._name = name

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def seekable(self) -> bool:
        """Say that it can be read again from its start."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Read what is next into a buffer."""
        try:
            return self._content.readinto(buffer)
        except (EOFError, OSError, zlib.error) as error:
            raise self._broken(error) from error

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place, which reads all before it again."""
        try:
            return self._content.seek(offset, whence)
        except (EOFError, OSError, zlib.error) as error:
            raise self._broken(error) from error

    def _broken(self, error: Exception) -> FileError:
        what = "not a gzip file, or damaged"
        if isinstance(error, EOFError):
            what = "incomplete"
        return FileError(
            f"{self._name} could not be decompressed: {what}. {NOTHING_WRITTEN} "
            "Compress or download it again."
        )
