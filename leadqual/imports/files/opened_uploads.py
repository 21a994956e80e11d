"""Uploaded files as jobs read them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from django.conf import settings
from django.db.models.fields.files import FieldFile

from launcher.system.state_files import RESTORING
from leadqual.imports.errors import FileGoneError


@contextmanager
def uploaded(file: FieldFile) -> Iterator[BinaryIO]:
    """Open an uploaded file while the context lasts.

    Raises:
        FileGoneError: it is not there. Any other file that a job misses is an error of the job,
            which then runs again: the upload is not said to be gone. So is this one while a
            restore puts the tables in place, and then the files.
    """
    try:
        opened = file.open("rb")
    except FileNotFoundError as error:
        if (Path(settings.STATE_DIR) / RESTORING).exists():
            raise
        raise FileGoneError("The file no longer exists. Upload it again.") from error
    with opened:
        yield cast("BinaryIO", opened)  # A file of Django reads like a file.
