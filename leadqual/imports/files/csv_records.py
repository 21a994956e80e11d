"""Records of a CSV stream, with recovery where a quotation mark is never closed."""

import csv
import io
from collections import deque
from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol

LONGEST_ROW = 250_000
"""Characters; no row of people or companies is longer, and a file without line ends is."""

_UNCLOSED = "This row has an unclosed quotation mark. Close or remove it."
_BLOCK_CHARACTERS = 2**19
_LINE_ENDS = ("\n", "\r")
_TOO_LONG = f"This row is longer than {LONGEST_ROW:,} characters."


class HasLines(Protocol):
    """Text that gives its lines one by one, and several at once."""

    def read(self, size: int, /) -> str:
        """Give so many characters, fewer only at the end."""
        ...

    def readline(self, size: int, /) -> str:
        """Give the next line, or `size` characters of it."""
        ...


class CsvRecord(NamedTuple):
    """The values between two ends of line.

    Args:
        number: line in which it begins, from 1.
        values: at least one; where there is a problem, the start of the line.
        problem: why it cannot be read; empty if it can.
        is_cut: nothing follows, not even an end of line.
    """

    number: int
    values: Sequence[str]
    problem: str = ""
    is_cut: bool = False


def read_records(
    text: HasLines, delimiter: str, *, width: int | None = None
) -> Iterator[CsvRecord]:
    """Yield the records of a CSV text; lines that cannot be read say why and do not end it.

    Args:
        text: opened with `newline=""`.
        delimiter: one character.
        width: number of values that a row should have; with it, a record over several lines is
            checked for a quotation mark that was never closed.
    """
    csv.field_size_limit(LONGEST_ROW)
    return iter(_Records(text, delimiter, width))


class _UnclosedError(Exception):
    """A record goes on and on."""


class _Records:
    def __init__(self, text: HasLines, delimiter: str, width: int | None) -> None:
        self._text = text
        self._delimiter = delimiter
        self._width = width
        self._taken: list[str] = []  # Lines of the record that is being read.
        self._n_taken = 0  # Their characters.
        self._again: deque[str] = deque()  # Lines that were taken by mistake.
        self._at_end = False

    def __iter__(self) -> Iterator[CsvRecord]:
        number = 1
        reader = self._reader()
        while True:
            if not self._again:
                for plain in self._plain_rows():
                    yield CsvRecord(number, plain)
                    number += 1
            self._taken.clear()
            self._n_taken = 0
            try:
                values = next(reader)
            except StopIteration:
                return
            except (_UnclosedError, csv.Error):
                values = None
            n_lines = len(self._taken)
            if values is None or ((n_lines > 1 or self._at_end) and self._is_broken()):
                yield self._give_back(number)
                number += 1
                reader = self._reader()
                continue
            yield CsvRecord(number, values, "", self._is_cut())
            number += n_lines

    def _plain_rows(self) -> Sequence[Sequence[str]]:
        """Read many lines at once where each is a record; else keep them to be read one by one."""
        block = self._text.read(_BLOCK_CHARACTERS)
        if not block.endswith("\n"):
            block += self._text.readline(LONGEST_ROW + 1)
        lines = list(io.StringIO(block, newline=""))
        rows = self._parsed(lines)
        if not rows:
            self._again.extend(lines)
        return rows

    def _parsed(self, lines: Sequence[str]) -> Sequence[Sequence[str]]:
        if not lines or max(map(len, lines)) > LONGEST_ROW or not lines[-1].endswith(_LINE_ENDS):
            return ()
        try:
            rows = list(csv.reader(lines, delimiter=self._delimiter))
        except csv.Error:
            return ()
        # A quotation mark that the last line opens takes the end of the line into its value.
        is_open = bool(rows[-1]) and rows[-1][-1].endswith(_LINE_ENDS)
        return () if is_open or len(rows) < len(lines) else rows

    def _reader(self) -> Iterator[list[str]]:
        return csv.reader(self._lines(), delimiter=self._delimiter)

    def _lines(self) -> Iterator[str]:
        taken = self._taken
        while True:
            line = self._again.popleft() if self._again else self._text.readline(LONGEST_ROW + 1)
            if not line:
                self._at_end = True
                return
            taken.append(line)
            self._n_taken += len(line)
            if self._n_taken > LONGEST_ROW:
                raise _UnclosedError
            yield line

    def _is_broken(self) -> bool:
        """Tell whether the lines hang together only by a quotation mark of another value."""
        if self._width is None and not self._at_end:
            return False
        try:
            list(csv.reader(self._taken, delimiter=self._delimiter, strict=True))
        except csv.Error:
            return True
        return False

    def _is_cut(self) -> bool:
        """Tell whether the last line has no end; looks ahead only for a line without one."""
        return not self._taken[-1].endswith(_LINE_ENDS)

    def _give_back(self, number: int) -> CsvRecord:
        """Refuse the first line of what was taken and read the others anew."""
        first, *others = self._taken
        self._again.extendleft(reversed(others))
        self._at_end = False
        is_long = len(first) > LONGEST_ROW
        if is_long:
            self._skip_line(first)
        return CsvRecord(number, (first[:200].rstrip("\r\n"),), _TOO_LONG if is_long else _UNCLOSED)

    def _skip_line(self, start: str) -> None:
        while start and not start.endswith(_LINE_ENDS):
            start = self._text.readline(LONGEST_ROW)
