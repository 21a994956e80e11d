"""Uploaded files as jobs read them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, cast

from django.db.models.fields.files import FieldFile

from leadqual.imports.errors import FileGoneError


@contextmanager
def uploaded(file: FieldFile) -> Iterator[BinaryIO]:
    """Open an uploaded file while the context lasts.

    Raises:
        FileGoneError: it is not there. Any other file that a job misses is an error of the job,
            which then runs again: the upload is not said to be gone.
    """
    try:
        opened = file.open("rb")
    except FileNotFoundError as error:
        raise FileGoneError("The file no longer exists. Upload it again.") from error
    with opened:
        yield cast("BinaryIO", opened)  # A file of Django reads like a file.
