"""Unicode folding, words and abbreviations: what every text classifier starts with."""

import csv
import re
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path

import ftfy

DATA = Path(__file__).parent / "data"
MOST_CHARACTERS = 2_000  # No title or name is longer; the rest of a pasted page is not read.

_MOJIBAKE = re.compile("[ÂÃâÐÑ][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ¡-¿]")
_NO_DECOMPOSITION = str.maketrans(
    {"ı": "i", "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "ё": "е", "ð": "d", "þ": "th"}
)
_LAST_LATIN = 0x24F
_WORD = re.compile(r"\.net\b|[^\W_]+(?:\+\+|#)?")
_SCRIPTS_WITHOUT_SPACES = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\u0e00-\u0e7f]")


def repair(text: str) -> str:
    """Undo a wrong decoding ("GeschÃ¤ftsfÃ¼hrer"); text without its traces comes back unchanged."""
    return ftfy.fix_encoding(text) if _MOJIBAKE.search(text) else text


def fold(text: str) -> str:
    """Return one spelling for text that reads alike: Unicode forms, case and Latin accents.

    Emoji and other pictures become spaces, control and invisible characters vanish, dashes and
    quotation marks get one form each. Never raises, whatever the input; lone surrogates too.
    """
    if text.isascii() and text.isprintable():
        return text.lower()
    composed = unicodedata.normalize("NFKC", text).casefold()
    letters = _without_latin_accents(composed).translate(_NO_DECOMPOSITION)
    return "".join(map(_plain, letters))


def words(text: str) -> list[str]:
    """Split folded text into words of letters and digits; "c++", "c#" and ".net" stay whole."""
    return _WORD.findall(text)


def is_written_without_spaces(text: str) -> bool:
    """Say whether the script marks no words: Chinese, Japanese, Korean or Thai."""
    return _SCRIPTS_WITHOUT_SPACES.search(text) is not None


class Abbreviations:
    """Replaces short forms by their long ones; the longest short form wins.

    Args:
        long_forms: folded short form, of one or more words → long form; "" drops the word.
    """

    def __init__(self, long_forms: Mapping[str, str]) -> None:
        longest_first = sorted(long_forms, key=len, reverse=True)
        short_forms = "|".join(map(re.escape, longest_first)) or "(?!)"
        self._pattern = re.compile(rf"(?<!\S)(?:{short_forms})(?!\S)")
        self._long_forms = dict(long_forms)

    def expand(self, text: str) -> str:
        """Expand every short form that stands between spaces."""
        return self._pattern.sub(lambda match: self._long_forms[match.group()], text)


def read_table(path: Path) -> list[dict[str, str]]:
    """Read a CSV or TSV seed file with a header; lines that start with `#` are remarks."""
    delimiter = "\t" if path.suffix == ".tsv" else ","
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(_without_remarks(lines), delimiter=delimiter))


def load_abbreviations(path: Path = DATA / "abbreviations.csv") -> dict[str, str]:
    """Read the abbreviations that come with the product."""
    return {fold(row["short"]): fold(row["long"]) for row in read_table(path)}


def _without_remarks(lines: Iterable[str]) -> Iterable[str]:
    return (line for line in lines if not line.startswith("#"))


def _without_latin_accents(text: str) -> str:
    kept: list[str] = []
    base_is_latin = False
    for character in unicodedata.normalize("NFD", text):
        if unicodedata.combining(character):
            if not base_is_latin:
                kept.append(character)
            continue
        base_is_latin = ord(character) <= _LAST_LATIN
        kept.append(character)
    return unicodedata.normalize("NFC", "".join(kept))


def _plain(character: str) -> str:
    if character.isascii():
        return character if character.isprintable() else " "
    category = unicodedata.category(character)
    if category in {"Cf", "Me"} or "\ufe00" <= character <= "\ufe0f":
        return ""
    if category == "Pd":
        return "-"
    if category in {"Pi", "Pf"} or character == "´":
        return "'" if character in "‘’‚‛" else " "
    return character if category[0] in "LMNP" else " "
