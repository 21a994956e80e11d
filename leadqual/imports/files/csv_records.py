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

BACKSLASHED = (
    "This row has backslashes before quotation marks and cannot be read. Double the "
    "quotation marks instead."
)
UNCLOSED = "This row has an unclosed quotation mark. Close or remove it."
_BLOCK_CHARACTERS = 2**19
_LINE_ENDS = ("\n", "\r")
_N_COUNTED = 100
_MAX_LINES_ESCAPED = 50
_LONGEST_LINE = 20_000


class HasLines(Protocol):
    """Text that can be read line by line or several lines at a time."""

    def read(self, size: int, /) -> str:
        """Give so many characters, fewer only at the end."""
        ...

    def readline(self, size: int, /) -> str:
        """Give the next line, or `size` characters of it."""
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
    text: HasLines,
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
        text: HasLines,
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
        self._taken: list[str] = []  # Lines of the current record.
        self._n_taken = 0  # Their length in characters.
        self._again = deque(ahead)  # Lines to read again.
        self._at_end = False
        self._quote = '"'
        self._escapes = ('\\"', f"\\{delimiter}")
        self._no_escape = re.compile(rf'\\(?!["\\{re.escape(delimiter)}])')
        self._widths: Counter[int] = Counter()  # Of the records without backslashes.

    def __iter__(self) -> Iterator[CsvRecord]:
        number = 1
        if not self._again and (first := self._text.readline(self._longest + 1)):
            self._again.append(first)
            between = re.escape(self._delimiter)
            is_single = re.fullmatch(rf"'[^']*'(?:{between}'[^']*')+\s*", first)
            self._quote = "'" if is_single else '"'
        reader = self._reader()
        while True:
            if not self._again:
                rows = self._plain_rows()
                self._widths.update(map(len, rows[:_N_COUNTED]))
                yield from map(_record, zip(count(number), rows, repeat(""), repeat(object=False)))
                number += len(rows)
            self._taken.clear()
            self._n_taken = 0
            try:
                values = next(reader)
            except StopIteration:
                return
            except (_UnclosedError, csv.Error):
                values = None
            if escaped := self._escaped(values):
                yield escaped._replace(number=number)
                number += len(self._taken)
                reader = self._reader()
                continue
            n_lines = len(self._taken)
            if values is None or ((n_lines > 1 or self._at_end) and self._is_broken()):
                yield self._give_back(number)
                number += 1
                reader = self._reader()
                continue
            yield CsvRecord(number, values, "", self._is_cut())
            number += n_lines

    def _plain_rows(self) -> Sequence[Sequence[str]]:
        """Read many lines at once if each is a record; else queue them to be read one by one."""
        block = self._text.read(_BLOCK_CHARACTERS)
        if not block.endswith("\n"):
            block += self._text.readline(self._longest + 1)
        lines = list(io.StringIO(block, newline=""))
        rows = self._parsed(block, lines)
        if not rows:
            self._again.extend(lines)
        return rows

    def _parsed(self, block: str, lines: Sequence[str]) -> Sequence[Sequence[str]]:
        if not lines or max(map(len, lines)) > self._longest or not lines[-1].endswith(_LINE_ENDS):
            return ()
        if "\\" in block and any(sign in block for sign in self._escapes):
            return ()
        try:
            return self._split(lines, has_quotes=self._quote in block)
        except csv.Error:
            return ()

    def _split(self, lines: Sequence[str], *, has_quotes: bool) -> list[list[str]]:
        """Read lines that are a record each; empty where one with quotes is not.

        Those without quotes are split, which takes a fifth of the time of a reader of CSV.
        """
        quote, delimiter = self._quote, self._delimiter
        bare = [line.rstrip("\r\n") for line in lines]
        if not has_quotes:
            return [line.split(delimiter) if line else [] for line in bare]
        quoted = [line for line in lines if quote in line]
        read = list(csv.reader(quoted, delimiter=delimiter, quotechar=quote))
        # An open quote in the last line would include the line break in its value.
        if len(read) < len(quoted) or (read and read[-1][-1].endswith(_LINE_ENDS)):
            return []
        if len(read) == len(lines):
            return read
        others = iter(read)
        return [
            next(others) if quote in line else line.split(delimiter) if line else []
            for line in bare
        ]

    def _escaped(self, values: Sequence[str] | None) -> CsvRecord | None:
        """Read a record whose quotes or separators are escaped by backslashes.

        Databases write quotes like this instead of doubling them. If both readings are valid, the
        one as wide as most records is used, else the ordinary one. Lines of other records are
        returned to the queue.

        Args:
            values: as read without backslash escapes; None if that fails.

        Returns:
            None if the ordinary reading is correct.
        """
        if not any(sign in line for line in self._taken for sign in self._escapes):
            self._widths[len(values or ())] += 1
            return None
        is_whole = values is not None and not self._has_stray_quotes()
        width = max(self._widths, key=self._widths.__getitem__, default=0)
        if is_whole and len(values or ()) == width:
            return None
        n_taken, found = len(self._taken), None
        lines = self._lines()
        for n_lines in range(1, n_taken + 1 + (0 if is_whole else _MAX_LINES_ESCAPED)):
            if n_lines > n_taken and self._n_taken > self._longest - _LONGEST_LINE:
                break
            if n_lines > n_taken and next(lines, None) is None:
                break
            found = self._unescaped(self._taken[:n_lines])
            if found is not None and (not is_whole or len(found) == width):
                self._keep(n_lines)
                return CsvRecord(0, found, "", self._is_cut())
        self._keep(n_taken)
        return None if is_whole or values is None else CsvRecord(0, values, BACKSLASHED)

    def _keep(self, n_lines: int) -> None:
        """Return the lines after the first few to the queue."""
        if others := self._taken[n_lines:]:
            self._again.extendleft(reversed(others))
            self._at_end = False
            del self._taken[n_lines:]

    def _unescaped(self, lines: Sequence[str]) -> Sequence[str] | None:
        kept = [self._no_escape.sub(r"\\\\", line) for line in lines]
        try:
            (found,) = csv.reader(kept, delimiter=self._delimiter, escapechar="\\", strict=True)
        except (csv.Error, ValueError):
            return None
        return found

    def _has_stray_quotes(self) -> bool:
        """Return whether quotes occur where a well-formed file has none."""
        try:
            list(
                csv.reader(
                    self._taken, delimiter=self._delimiter, quotechar=self._quote, strict=True
                )
            )
        except csv.Error:
            return True
        return False

    def _reader(self) -> Iterator[list[str]]:
        return csv.reader(self._lines(), delimiter=self._delimiter, quotechar=self._quote)

    def _lines(self) -> Iterator[str]:
        taken = self._taken
        while True:
            line = self._again.popleft() if self._again else self._text.readline(self._longest + 1)
            if not line:
                self._at_end = True
                return
            taken.append(line)
            self._n_taken += len(line)
            if self._n_taken > self._longest:
                raise _UnclosedError
            yield line

    def _is_broken(self) -> bool:
        """Return whether the lines hang together only by a quotation mark of another value."""
        return (self._checks_quotes or self._at_end) and self._has_stray_quotes()

    def _is_cut(self) -> bool:
        """Return whether the text ends without a line break; looks ahead only if needed."""
        return not self._taken[-1].endswith(_LINE_ENDS)

    def _give_back(self, number: int) -> CsvRecord:
        """Reject the first line of the current record and read the others again."""
        first, *others = self._taken
        self._again.extendleft(reversed(others))
        self._at_end = False
        is_long = len(first) > self._longest
        if is_long:
            self._skip_line(first)
        too_long = f"This row is longer than {self._longest:,} characters."
        start = first[:200].rstrip("\r\n")
        return CsvRecord(number, (start,), too_long if is_long else UNCLOSED)

    def _skip_line(self, start: str) -> None:
        while start and not start.endswith(_LINE_ENDS):
            start = self._text.readline(self._longest)
