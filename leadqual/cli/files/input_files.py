"""What readers and writers of all kinds of files share."""

import json
from collections.abc import Mapping, Sequence
from typing import Protocol

CHUNK_ROWS = 5_000
NO_OUTPUT_NOTE = "No output file was written; the input file is unchanged."

Row = dict[str, object]
Columns = Mapping[str, object]  # Name → str, int, float, bool or a type of pyarrow.


class FileError(Exception):
    """A file cannot be read or written; the message tells a person why, in one line."""


class Writer(Protocol):
    """Writes chunks of rows to one file."""

    def write(self, rows: Sequence[Row]) -> None:
        """Add rows at the end."""
        ...

    def close(self) -> None:
        """Finish the file; the caller closes the file itself."""
        ...


def text_of(value: object) -> str:
    """Return a value as text: "" for nothing, JSON for lists and objects; always valid Unicode."""
    if isinstance(value, str) and value.isascii():
        return value  # Most values; all that follows takes ten times as long.
    if value is None:
        return ""
    if isinstance(value, Mapping | list | tuple):
        value = json.dumps(value, ensure_ascii=False, default=str)
    return str(value).encode("utf-8", "backslashreplace").decode("utf-8")
