"""A suppression list without a header row gets one: often it is one address per line."""

import shutil
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from django.core.files import File

from leadqual.imports.files.workbooks import is_workbook

_DELIMITERS = b",;\t"
_MAX_LINE = 2**16
_IN_MEMORY = 2**22


def with_header(file: BinaryIO) -> "File[bytes]":
    """Return a copy of a text file with a header row on top; a workbook as it is.

    Args:
        file: at any position, in an encoding in which separators are one byte.
    """
    target = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  # returned open
    is_book = is_workbook(file)
    file.seek(0)
    if not is_book:
        first = file.readline(_MAX_LINE)
        sign = max((bytes([one]) for one in _DELIMITERS), key=first.count)
        names = [f"column {at + 1}".encode() for at in range(first.count(sign) + 1)]
        target.write(sign.join(names) + b"\n")
        file.seek(0)
    shutil.copyfileobj(file, target)
    return File(cast("BinaryIO", target), name="list.csv")
