"""Decode line by line where some lines use another encoding than the rest of the file."""

import io
import re
from collections.abc import Callable

import ftfy

from leadqual.imports.files.encodings import WESTERN, reads_well

_BLOCK = 2**18
_LONGEST_LINE = 2**20
_TWICE = re.compile(rb"\xc3[\x82\x83\x84\x85\xa2]|\xc5\xb8")  # UTF-8 that was read as Windows-1252.
_END_IN_CELL = b"_x000D_"  # As workbooks write it, and what copies their texts as they are.
_OLDER = re.compile("cp125[0-8]")


def decodes_lines(encoding: str) -> bool:
    """Return whether a file in this encoding may have lines in another one."""
    return encoding in {"utf-8", "utf-8-sig"} or bool(_OLDER.fullmatch(encoding))


class LinesAsUtf8(io.RawIOBase):
    """A file as UTF-8, whichever of its lines are in UTF-8 or in a Windows code page.

    A line that is neither keeps its bytes, so that its row is refused. Umlauts that were encoded
    twice ("MÃ¼ller") are repaired.

    Args:
        content: the bytes of the file.
        encoding: of most lines: `utf-8`, `utf-8-sig` or a Windows code page.
    """

    def __init__(self, content: io.BufferedReader, encoding: str) -> None:
        self._content = content
        self._decode: Callable[[bytes], bytes] = (
            _from_utf8 if encoding.startswith("utf-8") else lambda line: _from(line, encoding)
        )
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill a buffer; 0 at the end."""
        if not self._rest:
            block = self._content.read(_BLOCK)
            if block and not block.endswith(b"\n"):
                block += self._content.readline(_LONGEST_LINE)
            self._rest = self._converted(block)
        part, self._rest = self._rest[: len(buffer)], self._rest[len(buffer) :]
        buffer[: len(part)] = part
        return len(part)

    def _converted(self, block: bytes) -> bytes:
        block = block.replace(_END_IN_CELL, b" ") if _END_IN_CELL in block else block
        if block.isascii() or (self._decode is _from_utf8 and _is_clean(block)):
            return block
        lines = block.split(b"\n")
        return b"\n".join(line if line.isascii() else self._decode(line) for line in lines)


def _is_clean(block: bytes) -> bool:
    return is_utf8(block) and not _TWICE.search(block)


def is_utf8(line: bytes) -> bool:
    """Return whether bytes are UTF-8."""
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _from_utf8(line: bytes) -> bytes:
    if is_utf8(line):
        return _once(line)
    has_letters = not line.decode("utf-8", "ignore").isascii()
    if has_letters or not reads_well(line, WESTERN):
        return line  # UTF-8 with a byte that is damaged.
    return _from(line, WESTERN)


def _from(line: bytes, encoding: str) -> bytes:
    if is_utf8(line):
        return _once(line)
    return line.decode(encoding, "surrogateescape").encode("utf-8", "surrogateescape")


def _once(line: bytes) -> bytes:
    """Undo an encoding that was applied twice."""
    return ftfy.fix_encoding(line.decode("utf-8")).encode("utf-8") if _TWICE.search(line) else line
