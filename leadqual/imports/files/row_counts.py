"""The number of rows of a file, for progress by rows."""

from typing import BinaryIO

from leadqual.imports.files.reading import Layout, open_content, read_rows
from leadqual.imports.files.workbooks import PREFIX, count_workbook_rows

EXACT_COUNT_BYTES = 8 * 2**20
"""Bytes of a file up to which its rows are counted as they are read."""
_BLOCK = 2**20
_PACKING_RATIO = 8  # A workbook is a zip file.
_QUOTE, _LINE_END = b'"', b"\n"


def count_rows(file: BinaryIO, layout: Layout, n_bytes: int) -> int:
    """Count the rows below the header; for a large file, estimate by line breaks.

    Args:
        file: at any position; stays open.
        layout: as it was settled.
        n_bytes: of the file.

    Raises:
        ImportFileError: a packed file is damaged or too large.
    """
    if layout.sheets and n_bytes > EXACT_COUNT_BYTES // _PACKING_RATIO:
        return sum(
            max(0, count_workbook_rows(file, one.number) - one.line) for one in layout.sheets
        )
    if layout.encoding.startswith(PREFIX) and not layout.sheets:
        number = int(layout.encoding.removeprefix(PREFIX))
        return max(0, count_workbook_rows(file, number) - layout.line)
    if n_bytes <= EXACT_COUNT_BYTES or layout.sheets:
        return sum(1 for _ in read_rows(file, layout))
    return _count_by_lines(file, layout)


def _count_by_lines(file: BinaryIO, layout: Layout) -> int:
    """Count ends of lines outside quotation marks, where these make pairs, else all of them."""
    n_all = n_outside = n_quotes = 0
    with open_content(file, layout.encoding) as content:
        while block := content.read(_BLOCK):
            parts = block.split(_QUOTE)
            n_all += block.count(_LINE_END)
            n_outside += b"".join(parts[n_quotes % 2 :: 2]).count(_LINE_END)
            n_quotes += len(parts) - 1
    is_paired = n_quotes % 2 == 0 and n_outside > n_all // 2
    return max(0, (n_outside if is_paired else n_all) - layout.line)
