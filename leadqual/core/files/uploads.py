"""Uploaded files: private, and written atomically.

An upload is received under a temporary name in the uploads folder and moved when complete. On any
failure the partial file is deleted; after a kill, the next start of a web server or worker does it.
"""

import fcntl
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files import File
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, TemporaryFileUploadHandler
from django.utils.crypto import get_random_string

PARTIAL_PREFIX = ".incoming-"
"""Name prefix of incomplete files."""

_GRACE_SECONDS = 5.0  # A file is locked shortly after its creation.

_SUFFIX_LENGTH = 12


class IncomingFile(TemporaryUploadedFile):
    """An incoming file; closing deletes it unless it was moved."""

    def __init__(
        self,
        name: str | None,
        content_type: str | None = None,
        size: int | None = None,
        charset: str | None = None,
        content_type_extra: dict[str, bytes] | None = None,
    ) -> None:
        home = Path(settings.MEDIA_ROOT)
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = tempfile.NamedTemporaryFile(prefix=PARTIAL_PREFIX, dir=home)  # noqa: SIM115  # closed later
        fcntl.flock(file.fileno(), fcntl.LOCK_EX)  # Released by the kernel in any case.
        UploadedFile.__init__(self, file, name, content_type, size, charset, content_type_extra)

    def close(self) -> None:
        """Close and delete the file; ignore unwritten data."""
        with suppress(OSError):
            super().close()


def delete_abandoned() -> int:
    """Delete partial files of killed processes; return the number deleted.

    Files still in progress are locked, in any process or container.
    """
    n = 0
    for path in Path(settings.MEDIA_ROOT).glob(f"{PARTIAL_PREFIX}*"):
        with suppress(OSError), path.open("rb") as file:
            if time.time() - path.stat().st_mtime < _GRACE_SECONDS:
                continue
            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink()
            n += 1
    return n


class IncomingFileHandler(TemporaryFileUploadHandler):
    """Stores large uploads on the disk of the uploads, not in a shared temporary folder."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Open the file for the next chunks."""
        FileUploadHandler.new_file(self, *args, **kwargs)
        self.file = IncomingFile(
            self.file_name, self.content_type, 0, self.charset, self.content_type_extra
        )

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write a chunk; if the disk is full, delete the partial file at once."""
        try:
            super().receive_data_chunk(raw_data, start)
        except OSError:
            self.file.close()
            raise

    def file_complete(self, file_size: int) -> "UploadedFile[bytes] | None":
        """Return the complete file, flushed to disk."""
        try:
            return super().file_complete(file_size)
        except OSError:
            self.file.close()
            raise


class NewNames:
    """Gives each file a name that was never used, on any host.

    If a name were reused, the row of an earlier file could delete the new one.
    """

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """Return the name with random letters."""
        path = Path(name)
        added = f"_{get_random_string(_SUFFIX_LENGTH)}{path.suffix}"
        room = (max_length or len(name) + len(added)) - len(str(path.parent)) - 1 - len(added)
        return str(path.with_name(f"{path.stem[:room]}{added}"))


class WholeFileStorage(NewNames, FileSystemStorage):
    """Stores files atomically: there are no partial files, even on a full disk."""

    def _save(self, name: str, content: "File[bytes]") -> str:
        if hasattr(content, "temporary_file_path"):
            return str(super()._save(name, content))  # type: ignore[misc]  # not in the types
        with IncomingFile(name) as target:
            for piece in content.chunks():
                target.write(piece)
            target.flush()
            return str(super()._save(name, target))  # type: ignore[misc]
