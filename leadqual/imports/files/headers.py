"""Find the start of a table in a text, its delimiter and its column names."""

import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from operator import itemgetter

from leadqual.imports.errors import (
    EmptyFileError,
    NoHeaderError,
    NotATableError,
    TooManyColumnsError,
)
from leadqual.imports.files.csv_records import CsvRecord, read_records

DELIMITERS = ",;\t|"
MAX_COLUMNS = 1_000
LONGEST_NAME = 100

_SEPARATOR_LINE = re.compile(r"sep=(.)\s*", re.IGNORECASE)
_ADDRESS = re.compile(r"[^\s@]+@[^\s@]+\.\w+|https?://\S+")
_NUMBER = re.compile(r"[\d.,+() -]*\d[\d.,+() -]*")
_N_COMPARED = 50
_MAX_LINES_ABOVE = 15
_HEADER_WIDTH_RATIO = 2
_MIN_ALIKE_SHARE = 0.8
_MAX_CANDIDATES = 3  # In which the header is looked for, by each separator.
_LONGEST_GROUP = 40


def find_delimiter(sample: str, line: int = 1) -> str:
    """Find the delimiter: comma, semicolon, tab or pipe; comma for a single column.

    Prefers the one with the most rows as wide as the header, then the one with the most columns.

    Args:
        sample: the start of the text.
        line: the header's first line, or an earlier one.

    Raises:
        NotATableError: the text is something else, such as JSON or a web page.
    """
    head = sample.lstrip("\ufeff\r\n\t ")
    if head[:1] in {"{", "[", "<"}:
        kind = "a web page or XML" if head[0] == "<" else "JSON"
        raise NotATableError(f"This looks like {kind}, not like a table. Save the list as CSV.")
    if joined := _SEPARATOR_LINE.match(head):  # Excel writes and reads such a first line.
        return joined.group(1)
    found = max(DELIMITERS, key=lambda delimiter: _fitness(sample, delimiter, line))
    return found if _fitness(sample, found, line) > (0, 0) else ","


def _fitness(sample: str, delimiter: str, line: int) -> tuple[float, int]:
    records = _records_from(line, read_records(io.StringIO(sample, newline=""), delimiter))
    widths = [len(record.values) for record in islice(records, _N_COMPARED)]
    if not widths or widths[0] < 2:  # one column is no use of a separator
        return 0, 0
    share = Counter(widths)[widths[0]] / len(widths)
    return round(share, 1), widths[0]


def header_candidates(sample: str, delimiters: str = DELIMITERS) -> list[tuple[int, str]]:
    """Find later lines that may be the header, each with its delimiter.

    Such a line holds distinct names, is as wide as all lines above, and at least as wide as most
    lines below. Those at least twice as wide as all lines above come first.
    """
    found = []
    for delimiter in delimiters:
        records = filled(read_records(io.StringIO(sample, newline=""), delimiter))
        first = list(islice(records, _N_COMPARED))
        joined = [_join_group_names(*pair) for pair in zip([None, *first], first, strict=False)]
        widths = [sum(map(bool, map(str.strip, record.values))) for record in joined]
        candidates = [
            (widths[at] < _HEADER_WIDTH_RATIO * max(widths[:at]), first[at].number, delimiter)
            for at in range(1, min(len(first) - 1, _MAX_LINES_ABOVE + 1))
            if widths[at] >= max(2, *widths[:at])
            and _may_be_header(first[at], joined[at], first[at + 1 :])
        ]
        found += sorted(candidates)[:_MAX_CANDIDATES]
    return [(line, delimiter) for _, line, delimiter in sorted(found, key=itemgetter(0))]


def _may_be_header(record: CsvRecord, joined: CsvRecord, below: Sequence[CsvRecord]) -> bool:
    names = [name.strip() for name in record.values if name.strip()]
    full_names = [name.strip().casefold() for name in joined.values if name.strip()]
    width = len(record.values)
    n_alike = sum(width / 2 < len(other.values) <= width for other in below)
    return (
        not record.problem
        and n_alike >= _MIN_ALIKE_SHARE * len(below)
        and len(set(full_names)) == len(full_names)
        and not any(_ADDRESS.fullmatch(name) or _NUMBER.fullmatch(name) for name in names)
    )


def read_header(records: Iterator[CsvRecord], delimiter: str, line: int = 1) -> CsvRecord:
    """Take the header from records: the first non-empty one at or below a line.

    If the line above names groups of columns, as merged cells do, both names are joined: "Company:
    Name".

    Raises:
        EmptyFileError: there is none.
    """
    above = None
    for record in filled(records):
        if record.number == 1 and _SEPARATOR_LINE.fullmatch(delimiter.join(record.values)):
            continue
        if record.number >= line:
            return _join_group_names(above, record)
        above = record
    if line > 1:
        raise EmptyFileError(f"Line {line} and all lines below it are empty.")
    raise EmptyFileError("This file is empty.")


def _join_group_names(above: CsvRecord | None, record: CsvRecord) -> CsvRecord:
    if above is None or above.problem or record.problem or above.number + 1 != record.number:
        return record
    groups = [" ".join(name.split()) for name in above.values]
    is_title = not any(groups[1:]) or all(groups) or max(map(len, groups)) > _LONGEST_GROUP
    if is_title or any(":" in group or _ADDRESS.fullmatch(group) for group in groups):
        return record
    names, group = [], ""
    for at, name in enumerate(record.values):
        group_name = groups[at] if at < len(groups) else ""
        group = group_name or group
        is_both = group and name.strip() and group.casefold() not in name.casefold()
        names.append(f"{group}: {name.strip()}" if is_both else name.strip() or group_name)
    return record._replace(values=names)


def names_of(record: CsvRecord) -> tuple[str, ...]:
    """Return unique, non-empty names for all columns.

    Raises:
        ImportFileError: not a header; the message says why.
    """
    line = "The first line" if record.number == 1 else f"Line {record.number}"
    if record.problem:
        raise NotATableError(f"{line} is not a header: {record.problem} Save the list as CSV.")
    names = [" ".join(printable(name).split())[:LONGEST_NAME] for name in record.values]
    if len(names) > MAX_COLUMNS:
        raise TooManyColumnsError(
            f"This file has {len(names):,} columns; the maximum is {MAX_COLUMNS:,}. "
            "Remove columns you do not need."
        )
    n_numbers = sum(bool(_NUMBER.fullmatch(name)) for name in names)
    if any(map(_ADDRESS.fullmatch, names)) or n_numbers > len(names) / 2:
        raise NoHeaderError(
            f"{line} must contain column names, as in “name,email,job title”, but "
            f"contains values: “{names[0]}”. Add a header row."
        )
    used: set[str] = set()
    unique: list[str] = []
    for name in (name or f"Column {at}" for at, name in enumerate(names, 1)):
        unique.append(_unique_name(name, used))
        used.add(unique[-1])
    return tuple(unique)


def filled(records: Iterator[CsvRecord]) -> Iterator[CsvRecord]:
    """Skip records without any value."""
    return (record for record in records if record.problem or any(map(str.strip, record.values)))


def printable(text: str) -> str:
    """Give a text as it can be stored: without NULs, unreadable bytes as question marks."""
    if text.isascii():
        return text.replace("\x00", "") if "\x00" in text else text
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def _unique_name(name: str, used: set[str]) -> str:
    if name not in used:
        return name
    count = 2
    while f"{name} ({count})" in used:
        count += 1
    return f"{name} ({count})"


def _records_from(line: int, records: Iterator[CsvRecord]) -> Iterator[CsvRecord]:
    return (record for record in filled(records) if record.number >= line)
