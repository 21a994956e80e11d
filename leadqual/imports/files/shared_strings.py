"""Texts that cells of a workbook share: kept close together, read as far as cells ask for them."""

from array import array
from typing import Protocol
from xml.parsers import expat

from leadqual.imports.errors import BrokenArchiveError, TooLargeError

MAX_TEXT_BYTES = 2**20
"""Bytes of XML between the ends of two texts; Excel writes no text beyond 32,767 characters."""

MAX_ROW_BYTES = 8 * 2**20
"""Maximum bytes of the texts of one row: thousands of cells may share one long text."""

_BLOCK = 2**16
_MAX_DEPTH, _MAX_NAMES = 20, 200  # What Excel writes has 6 and some 30; expat keeps each.
_SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main "
_ITEM, _TEXT, _PHONETIC = f"{_SPACE}si", f"{_SPACE}t", f"{_SPACE}rPh"


def too_large(what: str, limit: int) -> TooLargeError:
    """Reject a row or a text that is unreasonably long."""
    return TooLargeError(
        f"A {what} in this workbook is larger than {limit / 2**20:,.0f} MB. Check the "
        "workbook, or save the list as CSV."
    )


class BlockReader(Protocol):
    """What can be read block by block."""

    def read(self, size: int, /) -> bytes:
        """Return the next bytes, at most `size`; none at the end."""


class SharedTexts:
    """The shared strings of a workbook, by index; read only as far as cells need them.

    Stores them as one UTF-8 buffer: millions of short texts would take twenty times their length as
    strings.

    Args:
        part: the table as XML; stays open.

    Attributes:
        n_row_bytes: bytes of the texts of the row that is being read; its reader sets it to 0.
    """

    def __init__(self, part: BlockReader) -> None:
        self._part = part
        self._buffer = bytearray()
        self._ends = array("Q")
        self._is_at_end = self._is_text = self._is_phonetic = False
        self.n_row_bytes = self._n_bytes_since_text = self._depth = 0
        self._names: set[str] = set()
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = _reject_declaration
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._add_text

    def __getitem__(self, at: int) -> str:
        """Return the text at an index, from 0, with its escapes decoded.

        Raises:
            IndexError: no such text.
            BrokenArchiveError: the table is not plain XML.
            TooLargeError: a text is too long, or a row has too many long ones.
        """
        if at < 0:
            raise IndexError(at)
        while at >= len(self._ends) and not self._is_at_end:
            self._read_block()
        begin = self._ends[at - 1] if at else 0
        self.n_row_bytes += self._ends[at] - begin
        if self.n_row_bytes > MAX_ROW_BYTES:
            raise too_large("row", MAX_ROW_BYTES)
        return self._buffer[begin : self._ends[at]].decode()

    def _read_block(self) -> None:
        block = self._part.read(_BLOCK)
        self._n_bytes_since_text += len(block)
        self._is_at_end = not block
        self._parser.Parse(block, self._is_at_end)
        if self._n_bytes_since_text > MAX_TEXT_BYTES:
            raise too_large("text", MAX_TEXT_BYTES)

    def _start(self, name: str, _: object) -> None:
        self._depth += 1
        self._names.add(name)
        if self._depth > _MAX_DEPTH or len(self._names) > _MAX_NAMES:
            _reject_declaration()
        self._is_phonetic |= name == _PHONETIC
        self._is_text = name == _TEXT and not self._is_phonetic

    def _add_text(self, text: str) -> None:
        if self._is_text:
            self._buffer += text.encode()

    def _end(self, name: str) -> None:
        self._is_text = False
        self._depth -= 1
        if name == _PHONETIC:
            self._is_phonetic = False
        elif name == _ITEM:
            self._ends.append(len(self._buffer))
            self._n_bytes_since_text = 0


def _reject_declaration(*_: object) -> None:
    raise BrokenArchiveError(
        "This workbook is damaged: its texts contain XML declarations. Save the list "
        "as CSV and upload that."
    )
