"""In which encoding a file is written, and whether it is text at all."""

import codecs
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from leadqual.imports.errors import BinaryFileError, EmptyFileError

if TYPE_CHECKING:
    from py3langid import langid

WESTERN = "cp1252"
_ALPHABETS = Path(__file__).with_name("alphabets.yaml")
# Where two read equally well, the first counts: what Windows, a Mac and DOS wrote, by region.
_PAGES = (
    *("cp1252", "mac_roman", "cp850", "iso8859_15", "cp1250", "iso8859_2", "mac_latin2", "cp852"),
    *("cp1254", "mac_turkish", "cp857", "cp1257", "cp1255", "cp1251", "koi8_u", "mac_cyrillic"),
    *("cp866", "iso8859_5", "cp1253", "mac_greek", "cp737", "cp1256"),
)
_FAR_EAST = ("shift_jis", "cp932", "euc_jp", "gb18030", "big5", "euc_kr")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_WORD = re.compile(r"[^\W\d_]+")
_BEFORE = frozenset("«»„“‘‚‹›¿¡№§•–—…©")
_AFTER = frozenset("«»”“’‘‹›™®©ªº°²³€£…–—")
_WITHIN = frozenset("’‘´·–—…")
_ALONE = _BEFORE | _AFTER | _WITHIN | frozenset("×±½¼")
_SPACES = "\xa0\xad"  # Used in any language: no evidence.
_DOT_ABOVE = "\u0307"  # Added by casefold to the Turkish capital İ.
_BAD_WEIGHS = -2
_ENOUGH = 2**14  # Bytes that are read in each code page.
_MAX_BAD = 0.1
_MIN_COMMON = 0.6
_IDEOGRAPHS = re.compile("[\u3005\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")

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


def find_code_page(sample: bytes) -> str:
    """Name the code page in which bytes read best; "" where they read well in none.

    Args:
        sample: lines with bytes beyond ASCII.
    """
    enough = sample[:_ENOUGH]
    merits = {page: _merit(enough, page) for page in _PAGES if reads_well(enough, page)}
    best = max(merits.values(), default=0)
    tied = [page for page, merit in merits.items() if merit == best]
    return _by_language(enough, tied) if tied else _far_east(sample)


def reads_well(sample: bytes, page: str) -> bool:
    """Return whether nearly all that is beyond ASCII is words of some language, and signs."""
    n_words, n_signs, n_bad = _counted(sample.decode(page, "replace"))
    return n_bad <= _MAX_BAD * (n_words + n_signs + n_bad)


def _merit(sample: bytes, page: str) -> int:
    n_words, _, n_bad = _counted(sample.decode(page, "replace"))
    return n_words + _BAD_WEIGHS * n_bad


def _by_language(sample: bytes, pages: Sequence[str]) -> str:
    """Return the first code page that can write the language in which it reads the sample.

    Words alone do not tell "Lefèvre" from "Lefčvre": both are letters of one language.
    """
    texts: dict[str, str] = {}
    for page in pages:
        texts.setdefault(sample.decode(page, "replace"), page)
    if len(texts) == 1:
        return pages[0]
    for text, page in texts.items():
        words = " ".join(_WORD.findall(text)).lower()
        if _can_write(page, _identifier().classify(words)[0]):
            return page
    return pages[0]


def _can_write(page: str, language: str) -> bool:
    letters = "".join(_alphabets().get(language, ()))
    return letters.encode(page, "ignore").decode(page) == letters


@cache
def _identifier() -> "langid.LanguageIdentifier":
    from py3langid import langid  # It brings numpy, which most commands do without.

    found = langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE)
    found.set_languages(["en", *_alphabets()])
    return found


def _counted(text: str) -> tuple[int, int, int]:
    """Count words with non-ASCII letters, plausible symbols, and implausible characters."""
    n_words = n_signs = n_bad = 0
    for word, n_found in Counter(_WORD.findall(text)).items():
        if word.isascii():
            continue
        if not _is_word(word):
            n_bad += n_found
        elif len(word) > 1:  # A single letter is weak evidence.
            n_words += n_found
    for found in _BEYOND_ASCII.finditer(text):
        sign, at = found[0], found.start()
        if not sign.isalpha() and sign not in _SPACES:
            is_good = _is_in_place(sign, text[at - 1 : at] if at else "", text[at + 1 : at + 2])
            n_signs, n_bad = n_signs + is_good, n_bad + (not is_good)
    return n_words, n_signs, n_bad


def _is_in_place(sign: str, before: str, after: str) -> bool:
    if before.isalpha() and after.isalpha():
        return sign in _WITHIN
    if unicodedata.category(sign).startswith("C"):
        return False
    if before.isalpha():
        return sign in _AFTER
    return sign in (_BEFORE if after.isalpha() else _ALONE)


def _is_word(word: str) -> bool:
    """Return whether non-ASCII letters fit one language and capitals only start words."""
    foreign = _foreign(word)
    if not _languages_of(foreign):
        return False
    if any(map(str.isascii, word)) and not foreign <= _latin():
        return False
    return not any(
        large.isupper() and (before.islower() or (not large.isascii() and after.islower()))
        for before, large, after in zip(word, word[1:], f"{word[2:]} ", strict=False)
    )


def _foreign(word: str) -> frozenset[str]:
    """Return the letters beyond ASCII; casefold makes two of the ß, which is put back."""
    letters = {letter for letter in word.casefold() if not letter.isascii()} - {_DOT_ABOVE}
    return frozenset(letters | {"ß"} if "ß" in word else letters)


@lru_cache(maxsize=50_000)
def _languages_of(letters: frozenset[str]) -> tuple[str, ...]:
    return tuple(name for name, known in _alphabets().items() if letters <= known)


def _far_east(sample: bytes) -> str:
    """Name a code page of several bytes for a letter, of texts from China, Japan or Korea."""
    from charset_normalizer import from_bytes

    best = from_bytes(sample, cp_isolation=[*_FAR_EAST]).best()
    if best is None:
        return ""
    text = sample.decode(best.encoding, "replace")
    beyond = _BEYOND_ASCII.findall(text)
    n_common = len(_IDEOGRAPHS.findall(text))
    return best.encoding if n_common >= _MIN_COMMON * len(beyond) else ""


@cache
def _alphabets() -> Mapping[str, frozenset[str]]:
    letters: dict[str, str] = yaml.safe_load(_ALPHABETS.read_text(encoding="utf-8"))
    return {language: frozenset(known) for language, known in letters.items()}


@cache
def _latin() -> frozenset[str]:
    return frozenset(
        letter
        for known in _alphabets().values()
        for letter in known
        if unicodedata.name(letter, "").startswith("LATIN")
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
    """Reject binary data, audio and images, whose bytes can look like UTF-16."""
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
    # A file may mix both: valid UTF-8 is no evidence for the code page of other lines.
    others = [line for line in lines if len(line) > len(line.decode("utf-8", "ignore").encode())]
    return _older(b"\n".join(others or lines)[:_SAMPLE_BYTES])


def _chain(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _older(sample: bytes) -> str:
    if found := find_code_page(sample):
        return found
    raise BinaryFileError(_UNKNOWN)
