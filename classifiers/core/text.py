"""Unicode folding, words and abbreviations: what every text classifier starts with."""

import csv
import html
import re
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path

import ftfy
import yaml

DATA = Path(__file__).parents[1] / "data"
MAX_CHARACTERS = 2_000  # No title or name is longer; the rest of a pasted page is not read.

_MOJIBAKE = re.compile("[ÂÃâÐÑ][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ¡-¿]")
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{1,6}|#[xX][0-9a-fA-F]{1,5});")
_TAG = re.compile(
    r"</?(?:a|b|br|div|em|font|h[1-6]|i|img|li|ol|p|script|small|span|strong|style|sub|sup|table|td"
    r"|th|tr|u|ul)(?:\s[^<>]{0,200})?/?>",
    re.IGNORECASE,
)
_SCRIPT = re.compile(r"<(script|style)\b[^<>]*>.*?(?:</\1\s*>|$)", re.IGNORECASE | re.DOTALL)
_NO_DECOMPOSITION = str.maketrans(
    {"ı": "i", "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "ё": "е", "ð": "d", "þ": "th"}
)
_ACCENTS = re.compile("[\u0300-\u036f]")
_NOT_ACCENTED = str.maketrans({"ł": "l", "ı": "i", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe"})
_MAX_LATIN = 0x24F
_CONTEXT_DEPENDENT = "\ue000"  # Private use: no text folds to it.
_JAMO = re.compile("[\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff]")
MARKS = "".join(
    chr(code)
    for first, last in ((0x900, 0x109F), (0x1780, 0x17FF))  # India and South East Asia.
    for code in range(first, last + 1)
    if unicodedata.category(chr(code))[0] == "M"
)
"""Combining vowels and tones: not letters to Python, but parts of words."""
_VOWEL_POINTS = re.compile(
    "[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670]"
)
"""Vowel points of Hebrew and Arabic, left out in most texts."""
_WORD = re.compile(rf"\.net\b|[^\W_]+(?:[{MARKS}]+[^\W_]*)*(?:\+\+|#)?")
_WORD_OR_LINE_FEED = re.compile(rf"{_WORD.pattern}|\n")
_SYLLABLES = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3"  # Japanese, Chinese, Korean.
_UNSPACED_ALPHABETS = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
_SCRIPTS_WITHOUT_SPACES = re.compile(f"[{_SYLLABLES}]|{_UNSPACED_ALPHABETS.pattern}")


def repair(text: str) -> str:
    """Undo a wrong decoding ("GeschÃ¤ftsfÃ¼hrer") and what a web page left ("&amp;", "<br>").

    What is between the tags of a script goes with them: no person reads it. Text without such
    traces comes back unchanged.
    """
    if has_markup(text):
        text = _TAG.sub(" ", _SCRIPT.sub(" ", html.unescape(text)))
    return ftfy.fix_encoding(text) if is_wrongly_decoded(text) else text


def has_markup(text: str) -> bool:
    """Return whether a text may hold an HTML entity or tag."""
    return "<" in text or ("&" in text and _ENTITY.search(text) is not None)


def is_wrongly_decoded(text: str) -> bool:
    """Return whether a text has the traces of UTF-8 that was read as Windows-1252."""
    return not text.isascii() and _MOJIBAKE.search(text) is not None


def fold(text: str) -> str:
    """Return one spelling for text that reads alike: Unicode forms, case and Latin accents.

    Emoji and other pictures become spaces, control and invisible characters vanish, dashes and
    quotation marks get one form each. Never raises, whatever the input; lone surrogates too.
    """
    if text.isascii() and text.isprintable():
        return text.lower()
    folded = text.translate(_FOLD_TABLE)
    return fold_by_character(text) if _CONTEXT_DEPENDENT in folded else folded


def fold_by_character(text: str) -> str:
    """Return what `fold` returns, in its plain steps: slower, and right for every text."""
    composed = unicodedata.normalize("NFKC", text).casefold()
    letters = _remove_latin_accents(composed).translate(_NO_DECOMPOSITION)
    return "".join(map(_fold_character, letters))


def without_accents(text: str) -> str:
    """Return lower case without accents: `Straße Łódź` → `strasse lodz`; kana stay whole."""
    plain = text.casefold()
    if plain.isascii():
        return plain
    stripped = _ACCENTS.sub("", unicodedata.normalize("NFKD", plain)).translate(_NOT_ACCENTED)
    return unicodedata.normalize("NFC", stripped)


def words(text: str) -> list[str]:
    """Split folded text into words of letters and digits; "c++", "c#" and ".net" stay whole."""
    return _WORD.findall(text)


def words_and_line_feeds(text: str) -> list[str]:
    """Split folded lines into words as `words` does, with each line feed as a word of its own."""
    return _WORD_OR_LINE_FEED.findall(text)


def is_written_without_spaces(text: str) -> bool:
    """Return whether the script marks no words: of East and South East Asia."""
    return _SCRIPTS_WITHOUT_SPACES.search(text) is not None


def has_unspaced_alphabet(text: str) -> bool:
    """Return whether a script is one of letters that marks no words: Thai, Lao, Khmer, Burmese."""
    return _UNSPACED_ALPHABETS.search(text) is not None


class Abbreviations:
    """Replaces short forms by their long ones; the longest short form wins.

    Args:
        long_forms: folded short form, of one or more words → long form; "" drops the word.

    Attributes:
        forms: the words of each short form.
    """

    def __init__(self, long_forms: Mapping[str, str]) -> None:
        longest_first = sorted(long_forms, key=len, reverse=True)
        short_forms = "|".join(map(re.escape, longest_first)) or "(?!)"
        self._pattern = re.compile(rf"(?<!\S)(?:{short_forms})(?!\S)")
        self._long_forms = dict(long_forms)
        self.forms = [form.split() for form in long_forms]
        self._forms_by_first_word: dict[
            str, list[tuple[list[str], str]]
        ] = {}  # First word → forms.
        for form in longest_first:
            words = form.split()
            if words:
                self._forms_by_first_word.setdefault(words[0], []).append((words, long_forms[form]))

    def expand(self, text: str) -> str:
        """Expand every short form between spaces."""
        words = text.split()
        if self._forms_by_first_word.keys().isdisjoint(words):
            return text  # Trying hundreds of short forms at every word takes longer.
        if " ".join(words) != text:
            return self._pattern.sub(lambda match: self._long_forms[match.group()], text)
        index, found = 0, list[str]()
        while index < len(words):
            for form, long_form in self._forms_by_first_word.get(words[index], ()):
                if len(form) == 1 or words[index : index + len(form)] == form:
                    found.append(long_form)
                    index += len(form)
                    break
            else:
                found.append(words[index])
                index += 1
        return " ".join(found)


def read_table(path: Path) -> list[dict[str, str]]:
    """Read a CSV or TSV seed file with a header; lines that start with `#` are remarks."""
    delimiter = "\t" if path.suffix == ".tsv" else ","
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(_skip_comments(lines), delimiter=delimiter))


def read_yaml(path: Path) -> object:
    """Read a YAML seed file, with the compiled reader where there is one: ten times as quick."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    content: object = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506  # both are safe
    return content


def load_abbreviations(path: Path = DATA / "titles/abbreviations.csv") -> dict[str, str]:
    return {fold(row["short"]): fold(row["long"]) for row in read_table(path)}


class _FoldTable(dict[int, str]):
    """Character → its folded form; `_CONTEXT_DEPENDENT` where its neighbors matter."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        first = unicodedata.normalize("NFKD", character)[0]
        is_context_dependent = (
            unicodedata.category(first)[0] == "M"
            or _JAMO.match(first)
            or character == _CONTEXT_DEPENDENT
        )
        self[code] = folded = (
            _CONTEXT_DEPENDENT if is_context_dependent else fold_by_character(character)
        )
        return folded


_FOLD_TABLE = _FoldTable()


def _skip_comments(lines: Iterable[str]) -> Iterable[str]:
    return (line for line in lines if not line.startswith("#"))


def _remove_latin_accents(text: str) -> str:
    characters: list[str] = []
    base_is_latin = False
    for character in unicodedata.normalize("NFD", text):
        if unicodedata.combining(character):
            if not base_is_latin:
                characters.append(character)
            continue
        base_is_latin = ord(character) <= _MAX_LATIN
        characters.append(character)
    return unicodedata.normalize("NFC", "".join(characters))


def _fold_character(character: str) -> str:
    if character.isascii():
        return character if character.isprintable() else " "
    category = unicodedata.category(character)
    if (
        category in {"Cf", "Me"}
        or "\ufe00" <= character <= "\ufe0f"
        or _VOWEL_POINTS.match(character)
    ):
        return ""
    if category == "Pd":
        return "-"
    if category in {"Pi", "Pf"} or character == "´":
        return "'" if character in "‘’‚‛" else " "
    return character if category[0] in "LMNP" else " "
