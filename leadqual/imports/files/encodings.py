"""In which encoding a file is written, and whether it is text at all."""

import codecs
import re
import unicodedata
from collections.abc import Iterable, Iterator

from leadqual.imports.errors import BinaryFileError, EmptyFileError
from leadqual.imports.files.code_pages import find_code_page

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # Before UTF-16, whose mark is the start of it.
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ZIP = "This is a ZIP archive, not an Excel workbook. Unpack it and upload the file inside."
_OLD_EXCEL = (
    "This is an old or password-protected Excel workbook. In Excel, choose “Save as” "
    "and “Excel workbook (.xlsx)”, without a password."
)
_MAGIC = (
    (b"PK\x03\x04", _ZIP),
    (b"\xd0\xcf\x11\xe0", _OLD_EXCEL),
    (b"%PDF", "This is a PDF. Export the list as CSV instead."),
    (b"PAR1", "This is a Parquet file. Export the list as CSV instead."),
    (b"BZh", "This file is compressed with bzip2. Decompress it or use gzip."),
    (b"\xfd7zXZ", "This file is compressed with xz. Decompress it or use gzip."),
    (b"(\xb5/\xfd", "This file is compressed with zstd. Decompress it or use gzip."),
)
_NOT_TEXT = "This is not a text file. Save it as CSV and upload that."
_CONTROL = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f]")
_MAX_CONTROL = 0.02
_MAX_NULS = 0.2
_MAX_UNREADABLE = 0.05  # Characters of what may be UTF-16 or UTF-32.
_NO_LETTERS = frozenset({"Cc", "Cn", "Co", "Cs"})
_UTF16_NULS = 0.35  # Of every second byte, in a list with few letters beyond Latin.
_GOOD_FOR_ONE_BAD = 10  # So many characters that read well outweigh one byte that does not.
_SAMPLE_BYTES = 2**16
_UNKNOWN = (
    "The encoding of this file is not recognized. In Excel, save it as “CSV UTF-8”, then upload "
    "that."
)


def detect_encoding(blocks: Iterable[bytes]) -> str:
    """Name the codec of a file, from its bytes in order.

    Reads to the end: a file may hold its first letter beyond ASCII in the last line. Text that is
    UTF-8 but for a few bytes stays UTF-8; the rows with those bytes are refused one by one.

    Raises:
        EmptyFileError: there are no bytes.
        BinaryFileError: it is not text, or reads well in no encoding.
    """
    rest = iter(blocks)
    first = next(rest, b"")
    if not first.strip(b"\x00 \t\r\n"):
        raise EmptyFileError("This file is empty.")
    _refuse_other_files(first)
    marked = next((encoding for mark, encoding in _BOMS if first.startswith(mark)), "")
    encoding = marked or _utf16_without_mark(first)
    if encoding.startswith(("utf-16", "utf-32")):
        _refuse_unreadable(first, encoding)
        return encoding
    _refuse_binary(first)
    return encoding or _utf8_or_older(first, rest)


def _utf16_without_mark(first: bytes) -> str:
    head = first[: _SAMPLE_BYTES - _SAMPLE_BYTES % 2]
    even, odd = head[::2], head[1::2]
    if not odd:
        return ""
    if odd.count(0) / len(odd) > _UTF16_NULS and even.count(0) / len(even) < _MAX_CONTROL:
        return "utf-16-le"
    if even.count(0) / len(even) > _UTF16_NULS and odd.count(0) / len(odd) < _MAX_CONTROL:
        return "utf-16-be"
    return ""


def _refuse_other_files(first: bytes) -> None:
    for magic, words in _MAGIC:
        if first.startswith(magic):
            raise BinaryFileError(words)


def _refuse_unreadable(first: bytes, encoding: str) -> None:
    """Refuse numbers, sounds and pictures, whose bytes can look like those of UTF-16."""
    text = first[:_SAMPLE_BYTES].decode(encoding, "replace")
    n_strange = sum(
        1
        for character in text
        if character == "\ufffd"
        or (unicodedata.category(character) in _NO_LETTERS and character not in "\t\r\n")
    )
    if n_strange > _MAX_UNREADABLE * len(text):
        raise BinaryFileError(_NOT_TEXT)


def _refuse_binary(first: bytes) -> None:
    n_control = len(_CONTROL.findall(first))
    if n_control > _MAX_CONTROL * len(first) or first.count(0) > _MAX_NULS * len(first):
        raise BinaryFileError(_NOT_TEXT)


def _utf8_or_older(first: bytes, rest: Iterator[bytes]) -> str:
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    n_good = n_bad = 0
    lines: list[bytes] = []
    n_sample = 0
    for block in _chain(first, rest):
        if block.isascii() and not decoder.getstate()[0]:
            continue
        text = decoder.decode(block)
        block_bad = len(text) - len(text.encode("utf-8", "ignore").decode())
        n_bad += block_bad
        n_good += len(text) - len(text.encode("ascii", "ignore")) - block_bad
        if n_sample < _SAMPLE_BYTES:
            found = [line for line in block.splitlines() if not line.isascii()]
            lines += found
            n_sample += sum(map(len, found))
    if n_good >= _GOOD_FOR_ONE_BAD * n_bad:
        return "utf-8"
    # A file may mix both: what is UTF-8 says nothing of the code page of the other lines.
    others = [line for line in lines if len(line) > len(line.decode("utf-8", "ignore").encode())]
    return _older(b"\n".join(others or lines)[:_SAMPLE_BYTES])


def _chain(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _older(sample: bytes) -> str:
    if found := find_code_page(sample):
        return found
    raise BinaryFileError(_UNKNOWN)
