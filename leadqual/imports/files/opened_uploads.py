"""Uploaded files as jobs read them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from django.conf import settings
from django.db.models.fields.files import FieldFile

from launcher.system.state_files import RESTORE_FILE
from leadqual.imports.errors import FileGoneError


@contextmanager
def open_upload(file: FieldFile) -> Iterator[BinaryIO]:
    """Open an uploaded file for the duration of the context.

    Raises:
        FileGoneError: the upload is missing. Other missing files raise the job's own error, which
            is retried; so does this one during a restore, which restores tables before files.
    """
    try:
        opened = file.open("rb")
    except FileNotFoundError as error:
        if (Path(settings.STATE_DIR) / RESTORE_FILE).exists():
            raise
        raise FileGoneError("The file no longer exists. Upload it again.") from error
    with opened:
        yield cast("BinaryIO", opened)  # A file of Django reads like a file.
