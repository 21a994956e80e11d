"""Detect the encoding of a file, and whether it is text at all."""

import codecs
import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import chain

from leadqual.imports.errors import BinaryFileError, EmptyFileError
from leadqual.imports.files.code_pages import find_code_page

ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8 with byte order mark",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16 (little-endian)",
    "utf-16-be": "UTF-16 (big-endian)",
    "utf-32": "UTF-32",
    "cp1252": "Windows-1252 (Western European)",
    "iso8859_15": "ISO 8859-15 (Western European)",
    "mac_roman": "Mac Roman (Western European)",
    "cp850": "DOS 850 (Western European)",
    "cp1250": "Windows-1250 (Central European)",
    "iso8859_2": "ISO 8859-2 (Central European)",
    "mac_latin2": "Mac (Central European)",
    "cp852": "DOS 852 (Central European)",
    "cp1257": "Windows-1257 (Baltic)",
    "cp1254": "Windows-1254 (Turkish)",
    "mac_turkish": "Mac (Turkish)",
    "cp857": "DOS 857 (Turkish)",
    "cp1251": "Windows-1251 (Cyrillic)",
    "koi8_u": "KOI8-U (Cyrillic)",
    "mac_cyrillic": "Mac (Cyrillic)",
    "cp866": "DOS 866 (Cyrillic)",
    "iso8859_5": "ISO 8859-5 (Cyrillic)",
    "cp1253": "Windows-1253 (Greek)",
    "mac_greek": "Mac (Greek)",
    "cp737": "DOS 737 (Greek)",
    "cp1255": "Windows-1255 (Hebrew)",
    "cp1256": "Windows-1256 (Arabic)",
    "shift_jis": "Shift JIS (Japanese)",
    "cp932": "Windows-31J (Japanese)",
    "euc_jp": "EUC-JP (Japanese)",
    "gb18030": "GB 18030 (Chinese)",
    "big5": "Big5 (Chinese)",
    "euc_kr": "EUC-KR (Korean)",
}
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # Before UTF-16, whose BOM is a prefix of this one.
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ZIP = "This is a ZIP archive, not an Excel workbook. Unpack it and upload the file inside."
_OLD_EXCEL = (
    "This is an old or password-protected Excel workbook. In Excel, choose “Save as” "
    "and “Excel workbook (.xlsx)”, without a password."
)
_MAGIC_BYTES = (
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
_MIN_GOOD_PER_BAD = 10  # So many characters that read well outweigh one byte that does not.
_SAMPLE_BYTES = 2**16
_UNKNOWN = (
    "The encoding of this file is not recognized. In Excel, save it as “CSV UTF-8”, then upload "
    "that."
)


def detect_encoding(blocks: Iterable[bytes]) -> str:
    """Detect the encoding of a file.

    Reads to the end: the first non-ASCII letter may be in the last line. Text that is UTF-8 except
    for a few bytes counts as UTF-8; the rows with those bytes are rejected.

    Raises:
        EmptyFileError: the file is empty.
        BinaryFileError: not text, or no encoding fits.
    """
    rest = iter(blocks)
    first = next(rest, b"")
    if not first.strip(b"\x00 \t\r\n"):
        raise EmptyFileError("This file is empty.")
    _reject_other_files(first)
    marked_encoding = next((encoding for mark, encoding in _BOMS if first.startswith(mark)), "")
    encoding = marked_encoding or _detect_utf16(first)
    if encoding.startswith(("utf-16", "utf-32")):
        _reject_unreadable(first, encoding)
        return encoding
    _reject_binary(first)
    return encoding or _detect_utf8_or_page(first, rest)


def _detect_utf16(first: bytes) -> str:
    head = first[: _SAMPLE_BYTES - _SAMPLE_BYTES % 2]
    even, odd = head[::2], head[1::2]
    if not odd:
        return ""
    if odd.count(0) / len(odd) > _UTF16_NULS and even.count(0) / len(even) < _MAX_CONTROL:
        return "utf-16-le"
    if even.count(0) / len(even) > _UTF16_NULS and odd.count(0) / len(odd) < _MAX_CONTROL:
        return "utf-16-be"
    return ""


def _reject_other_files(first: bytes) -> None:
    for magic, message in _MAGIC_BYTES:
        if first.startswith(magic):
            raise BinaryFileError(message)


def _reject_unreadable(first: bytes, encoding: str) -> None:
    """Reject binary data, audio and images, whose bytes can look like UTF-16."""
    text = first[:_SAMPLE_BYTES].decode(encoding, "replace")
    n_unreadable = sum(
        1
        for character in text
        if character == "\ufffd"
        or (unicodedata.category(character) in _NO_LETTERS and character not in "\t\r\n")
    )
    if n_unreadable > _MAX_UNREADABLE * len(text):
        raise BinaryFileError(_NOT_TEXT)


def _reject_binary(first: bytes) -> None:
    n_control = len(_CONTROL.findall(first))
    if n_control > _MAX_CONTROL * len(first) or first.count(0) > _MAX_NULS * len(first):
        raise BinaryFileError(_NOT_TEXT)


def _detect_utf8_or_page(first: bytes, rest: Iterator[bytes]) -> str:
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    n_good = n_bad = 0
    lines: list[bytes] = []
    n_sample = 0
    for block in chain([first], rest):
        if block.isascii() and not decoder.getstate()[0]:
            continue
        text = decoder.decode(block)
        block_bad = len(text) - len(text.encode("utf-8", "ignore").decode())
        n_bad += block_bad
        n_good += len(text) - len(text.encode("ascii", "ignore")) - block_bad
        if n_sample < _SAMPLE_BYTES:
            non_ascii_lines = [line for line in block.splitlines() if not line.isascii()]
            lines += non_ascii_lines
            n_sample += sum(map(len, non_ascii_lines))
    if n_good >= _MIN_GOOD_PER_BAD * n_bad:
        return "utf-8"
    # A file may mix both: valid UTF-8 is no evidence for the code page of other lines.
    others = [line for line in lines if len(line) > len(line.decode("utf-8", "ignore").encode())]
    if page := find_code_page(b"\n".join(others or lines)[:_SAMPLE_BYTES]):
        return page
    raise BinaryFileError(_UNKNOWN)
