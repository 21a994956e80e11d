"""How many rows a file has, so that progress can be told by rows."""

from typing import BinaryIO

import numpy as np

from leadqual.imports.files.reading import Layout, open_content, read_rows
from leadqual.imports.files.workbooks import PREFIX, n_rows_of

EXACT_BELOW = 8 * 2**20
"""Bytes of a file up to which its rows are counted as they are read."""

_BLOCK = 2**20
_TIMES_PACKED = 8  # A workbook is a zip file.
_QUOTE, _LINE_END = ord('"'), ord("\n")


def count_rows(file: BinaryIO, layout: Layout, n_bytes: int) -> int:
    """Count the rows below the header; of a large file about, by the ends of its lines.

    Args:
        file: at any position; stays open.
        layout: as it was settled.
        n_bytes: of the file.

    Raises:
        ImportFileError: a packed file is damaged or too large.
    """
    if layout.sheets and n_bytes > EXACT_BELOW // _TIMES_PACKED:
        return sum(max(0, n_rows_of(file, one.number) - one.line) for one in layout.sheets)
    if layout.encoding.startswith(PREFIX) and not layout.sheets:
        number = int(layout.encoding.removeprefix(PREFIX))
        return max(0, n_rows_of(file, number) - layout.line)
    if n_bytes <= EXACT_BELOW or layout.sheets:
        return sum(1 for _ in read_rows(file, layout))
    return _by_lines(file, layout)


def _by_lines(file: BinaryIO, layout: Layout) -> int:
    """Count ends of lines outside quotation marks, where these make pairs, else all of them."""
    n_all = n_outside = n_quotes = 0
    with open_content(file, layout.encoding) as content:
        while block := content.read(_BLOCK):
            letters = np.frombuffer(block, dtype=np.uint8)
            quotes = np.cumsum(letters == _QUOTE) + n_quotes
            is_end = letters == _LINE_END
            n_all += int(np.count_nonzero(is_end))
            n_outside += int(np.count_nonzero(is_end & (quotes % 2 == 0)))
            n_quotes = int(quotes[-1])
    is_paired = n_quotes % 2 == 0 and n_outside > n_all // 2
    return max(0, (n_outside if is_paired else n_all) - layout.line)
