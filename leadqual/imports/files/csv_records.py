"""Records of a CSV stream, with recovery where a quotation mark is never closed."""

import csv
import io
import re
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import count, repeat
from typing import NamedTuple, Protocol

LONGEST_ROW = 250_000
"""Characters; no row of people or companies is longer, and a file without line ends is."""

BACKSLASH_PROBLEM = (
    "This row has backslashes before quotation marks and cannot be read. Double the "
    "quotation marks instead."
)
UNCLOSED_PROBLEM = "This row has an unclosed quotation mark. Close or remove it."
_BLOCK_CHARACTERS = 2**19
_LINE_ENDS = ("\n", "\r")
_N_SAMPLED = 100
_MAX_LINES_ESCAPED = 50
_LONGEST_LINE = 20_000


class LineReader(Protocol):
    """Text that can be read line by line or several lines at a time."""

    def read(self, size: int, /) -> str:
        """Return `size` characters, fewer only at the end."""
        ...

    def readline(self, size: int, /) -> str:
        """Return the next line, or `size` characters of it."""
        ...


class CsvRecord(NamedTuple):
    """One CSV record.

    Args:
        number: its first line, from 1.
        values: at least one; if there is a problem, the start of the line.
        problem: why it cannot be read; empty if it can.
        is_cut: the text ends here without a line break.
    """

    number: int
    values: Sequence[str]
    problem: str = ""
    is_cut: bool = False


def read_records(
    text: LineReader,
    delimiter: str,
    *,
    checks_quotes: bool = False,
    longest: int = LONGEST_ROW,
    ahead: Sequence[str] = (),
) -> Iterator[CsvRecord]:
    """Yield the records of a CSV text; unreadable lines yield a problem and reading goes on.

    Args:
        text: opened with `newline=""`.
        delimiter: one character.
        checks_quotes: check a record over several lines for a quotation mark that was never
            closed, also before the end of the text.
        longest: maximum characters of a row.
        ahead: lines already read from the text; they are parsed first.
    """
    csv.field_size_limit(longest)
    return iter(_Records(text, delimiter, ahead, longest, checks_quotes=checks_quotes))


_record = partial(tuple.__new__, CsvRecord)


class _UnclosedError(Exception):
    """A record is longer than the limit."""


class _Records:
    def __init__(
        self,
        text: LineReader,
        delimiter: str,
        ahead: Sequence[str],
        longest: int,
        *,
        checks_quotes: bool,
    ) -> None:
        self._text = text
        self._delimiter = delimiter
        self._longest = longest
        self._checks_quotes = checks_quotes
        self._record_lines: list[str] = []  # Lines of the current record.
        self._n_record_characters = 0  # Their length in characters.
        self._queued_lines = deque(ahead)  # Lines to read again.
        self._at_end = False
        self._quote = '"'
        self._escapes = ('\\"', f"\\{delimiter}")
        self._no_escape = re.compile(rf'\\(?!["\\{re.escape(delimiter)}])')
        self._widths: Counter[int] = Counter()  # Of the records without backslashes.

    def __iter__(self) -> Iterator[CsvRecord]:
        number = 1
        if not self._queued_lines and (first := self._text.readline(self._longest + 1)):
            self._queued_lines.append(first)
            between = re.escape(self._delimiter)
            is_single = re.fullmatch(rf"'[^']*'(?:{between}'[^']*')+\s*", first)
            self._quote = "'" if is_single else '"'
        reader = self._reader()
        while True:
            if not self._queued_lines:
                rows = self._read_simple_rows()
                self._widths.update(map(len, rows[:_N_SAMPLED]))
                yield from map(_record, zip(count(number), rows, repeat(""), repeat(object=False)))
                number += len(rows)
            self._record_lines.clear()
            self._n_record_characters = 0
            try:
                values = next(reader)
            except StopIteration:
                return
            except (_UnclosedError, csv.Error):
                values = None
            if escaped := self._read_escaped_record(values):
                yield escaped._replace(number=number)
                number += len(self._record_lines)
                reader = self._reader()
                continue
            n_lines = len(self._record_lines)
            if values is None or ((n_lines > 1 or self._at_end) and self._is_broken()):
                yield self._reject_first_line(number)
                number += 1
                reader = self._reader()
                continue
            yield CsvRecord(number, values, "", self._is_cut())
            number += n_lines

    def _read_simple_rows(self) -> Sequence[Sequence[str]]:
        """Read many lines at once if each is a record; else queue them to be read one by one."""
        block = self._text.read(_BLOCK_CHARACTERS)
        if not block.endswith("\n"):
            block += self._text.readline(self._longest + 1)
        lines = list(io.StringIO(block, newline=""))
        rows = self._parse_block(block, lines)
        if not rows:
            self._queued_lines.extend(lines)
        return rows

    def _parse_block(self, block: str, lines: Sequence[str]) -> Sequence[Sequence[str]]:
        if not lines or max(map(len, lines)) > self._longest or not lines[-1].endswith(_LINE_ENDS):
            return ()
        if "\\" in block and any(escape in block for escape in self._escapes):
            return ()
        try:
            return self._split_lines(lines, has_quotes=self._quote in block)
        except csv.Error:
            return ()

    def _split_lines(self, lines: Sequence[str], *, has_quotes: bool) -> list[list[str]]:
        """Read lines that are a record each; empty where one with quotes is not.

        Those without quotes are split, which takes a fifth of the time of a reader of CSV.
        """
        quote, delimiter = self._quote, self._delimiter
        stripped = [line.rstrip("\r\n") for line in lines]
        if not has_quotes:
            return [line.split(delimiter) if line else [] for line in stripped]
        quoted = [line for line in lines if quote in line]
        quoted_rows = list(csv.reader(quoted, delimiter=delimiter, quotechar=quote))
        # An open quote in the last line would include the line break in its value.
        if len(quoted_rows) < len(quoted) or (
            quoted_rows and quoted_rows[-1][-1].endswith(_LINE_ENDS)
        ):
            return []
        if len(quoted_rows) == len(lines):
            return quoted_rows
        others = iter(quoted_rows)
        return [
            next(others) if quote in line else line.split(delimiter) if line else []
            for line in stripped
        ]

    def _read_escaped_record(self, values: Sequence[str] | None) -> CsvRecord | None:
        """Read a record whose quotes or separators are escaped by backslashes.

        Databases write quotes like this instead of doubling them. If both readings are valid, the
        one as wide as most records is used, else the ordinary one. Lines of other records are
        returned to the queue.

        Args:
            values: as read without backslash escapes; None if that fails.

        Returns:
            None if the ordinary reading is correct.
        """
        if not any(escape in line for line in self._record_lines for escape in self._escapes):
            self._widths[len(values or ())] += 1
            return None
        is_well_formed = values is not None and not self._has_stray_quotes()
        width = max(self._widths, key=self._widths.__getitem__, default=0)
        if is_well_formed and len(values or ()) == width:
            return None
        n_record_lines, found = len(self._record_lines), None
        lines = self._lines()
        for n_lines in range(1, n_record_lines + 1 + (0 if is_well_formed else _MAX_LINES_ESCAPED)):
            if (
                n_lines > n_record_lines
                and self._n_record_characters > self._longest - _LONGEST_LINE
            ):
                break
            if n_lines > n_record_lines and next(lines, None) is None:
                break
            found = self._parse_escaped(self._record_lines[:n_lines])
            if found is not None and (not is_well_formed or len(found) == width):
                self._requeue_after(n_lines)
                return CsvRecord(0, found, "", self._is_cut())
        self._requeue_after(n_record_lines)
        return None if is_well_formed or values is None else CsvRecord(0, values, BACKSLASH_PROBLEM)

    def _requeue_after(self, n_lines: int) -> None:
        """Return the lines after the first few to the queue."""
        if others := self._record_lines[n_lines:]:
            self._queued_lines.extendleft(reversed(others))
            self._at_end = False
            del self._record_lines[n_lines:]

    def _parse_escaped(self, lines: Sequence[str]) -> Sequence[str] | None:
        doubled = [self._no_escape.sub(r"\\\\", line) for line in lines]
        try:
            (found,) = csv.reader(doubled, delimiter=self._delimiter, escapechar="\\", strict=True)
        except (csv.Error, ValueError):
            return None
        return found

    def _has_stray_quotes(self) -> bool:
        """Return whether quotes occur where a well-formed file has none."""
        try:
            list(
                csv.reader(
                    self._record_lines,
                    delimiter=self._delimiter,
                    quotechar=self._quote,
                    strict=True,
                )
            )
        except csv.Error:
            return True
        return False

    def _reader(self) -> Iterator[list[str]]:
        return csv.reader(self._lines(), delimiter=self._delimiter, quotechar=self._quote)

    def _lines(self) -> Iterator[str]:
        record_lines = self._record_lines
        while True:
            line = (
                self._queued_lines.popleft()
                if self._queued_lines
                else self._text.readline(self._longest + 1)
            )
            if not line:
                self._at_end = True
                return
            record_lines.append(line)
            self._n_record_characters += len(line)
            if self._n_record_characters > self._longest:
                raise _UnclosedError
            yield line

    def _is_broken(self) -> bool:
        """Return whether the lines hang together only by a quotation mark of another value."""
        return (self._checks_quotes or self._at_end) and self._has_stray_quotes()

    def _is_cut(self) -> bool:
        """Return whether the text ends without a line break; looks ahead only if needed."""
        return not self._record_lines[-1].endswith(_LINE_ENDS)

    def _reject_first_line(self, number: int) -> CsvRecord:
        """Reject the first line of the current record and read the others again."""
        first, *others = self._record_lines
        self._queued_lines.extendleft(reversed(others))
        self._at_end = False
        is_long = len(first) > self._longest
        if is_long:
            self._skip_line(first)
        too_long = f"This row is longer than {self._longest:,} characters."
        start = first[:200].rstrip("\r\n")
        return CsvRecord(number, (start,), too_long if is_long else UNCLOSED_PROBLEM)

    def _skip_line(self, start: str) -> None:
        while start and not start.endswith(_LINE_ENDS):
            start = self._text.readline(self._longest)
