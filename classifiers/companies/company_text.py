"""The text of a company that is embedded, and the key that says whether it has changed."""

import csv
import hashlib
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from classifiers.core.types import CompanyRecord

# Folding of names and texts of companies: lower case without accents.

ACCENTS = re.compile("[\u0300-\u036f]")
NOT_FOLDED = str.maketrans({"ł": "l", "ı": "i", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe"})

SEED = Path(__file__).parents[1] / "data" / "companies/placeholders.csv"
SENTENCE = re.compile(r"(?<=[.!?;•|])\s+|(?<=[。！？])|\s[–—|]\s|\n+|:\s+")
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
REST = 4
REST_OF_JOINED = 0.7
OVERVIEW_CHARACTERS = 600
LIST_ENTRIES = 8
BEGINNING = 16


def fold(text: str) -> str:
    """Return lower case without accents: `Straße Łódź` → `strasse lodz`; kana stay whole."""
    plain = text.casefold()
    if plain.isascii():
        return plain
    bare = ACCENTS.sub("", unicodedata.normalize("NFKD", plain)).translate(NOT_FOLDED)
    return unicodedata.normalize("NFC", bare)


# Sentences that stand where nothing is told yet: parked, under construction, a cookie banner.

"""A sentence of a placeholder may hold one other word in as many."""
"""Share of the letters that may stand beside a placeholder in a script without spaces."""


@dataclass(frozen=True, slots=True)
class Placeholders:
    """The phrases of the seed file, folded."""

    sentences: re.Pattern[str]
    words: re.Pattern[str]
    joined: re.Pattern[str]
    weak: frozenset[str]

    def may_be_in(self, text: str) -> bool:
        """Return whether folded text needs a closer look."""
        patterns = (self.sentences, self.words, self.joined)
        return any(pattern.search(text) for pattern in patterns) or not any(self.telling(text))

    def say_all(self, sentence: str, *, name: Collection[str]) -> bool:
        """Return whether a folded sentence tells nothing of the company."""
        if self.sentences.search(sentence):
            return True
        rest, n_joined = self.joined.subn(" ", sentence)
        if n_joined:
            return _letters(rest) <= REST_OF_JOINED * _letters(sentence)
        rest, n_phrases = self.words.subn(" ", sentence)
        if not n_phrases:
            return not any(self.telling(rest))
        n_left = sum(1 for _ in self.telling(rest, name=name))
        return n_left <= len(WORD.findall(sentence)) // REST

    def telling(self, text: str, *, name: Collection[str] = ()) -> Iterator[str]:
        """Yield the words of folded text that say something, without those of the name."""
        words = (found[0] for found in WORD.finditer(text))
        known = (word for word in words if word not in self.weak and word not in name)
        return (word for word in known if not word.isdigit())


def without_placeholders(text: str, *, name: str = "") -> str:
    """Return a text without the sentences that only say that nothing is told; "" for no others.

    Most texts come back as they are. "This domain is parked." and "Website under construction"
    become "", as do cookie banners, error pages and sample texts in some thirty languages.
    """
    known = _placeholders()
    if not text or not known.may_be_in(fold(text)):
        return text
    words = frozenset(WORD.findall(fold(name)))
    sentences = [part for part in SENTENCE.split(text) if part and part.strip()]
    kept = [part for part in sentences if not known.say_all(fold(part), name=words)]
    if len(kept) == len(sentences):
        return text
    rest = " ".join(part.strip() for part in kept)
    return rest if any(known.telling(fold(rest), name=words)) else ""


def _letters(text: str) -> int:
    return sum(letter.isalnum() for letter in text)


@lru_cache(maxsize=1)
def _placeholders() -> Placeholders:
    by_scope: dict[str, list[str]] = {"sentence": [], "words": [], "joined": [], "weak": []}
    with SEED.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            between = " " if row["scope"] == "weak" else "|"
            by_scope[row["scope"]] += filter(None, fold(row["phrases"]).split(between))
    return Placeholders(
        sentences=_any_of(by_scope["sentence"]),
        words=_any_of(by_scope["words"]),
        joined=re.compile("|".join(map(re.escape, _longest_first(by_scope["joined"])))),
        weak=frozenset(by_scope["weak"]),
    )


def _any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    found = (re.escape(phrase).replace(r"\ ", r"\s+") for phrase in _longest_first(phrases))
    return re.compile(rf"(?<!\w)(?:{'|'.join(found)})(?!\w)")


def _longest_first(phrases: Iterable[str]) -> list[str]:
    return sorted(set(phrases), key=lambda phrase: (-len(phrase), phrase))


"""The encoder reads 256 word pieces; what a company does is said at the beginning."""

"""Characters by which a text is looked for in itself."""


def company_text(record: CompanyRecord) -> str:
    """Say in one text what a company does: name, overview, industry, categories, specialties.

    The overview is cut at a word after `OVERVIEW_CHARACTERS`; missing fields leave no trace, nor
    do placeholders ("This domain is parked.").
    """
    lists = (record.industry or "", *record.categories, *record.specialties)
    known = dict.fromkeys(_one_line(entry) for entry in lists)
    themes = [theme for theme in known if theme][: LIST_ENTRIES * 2]
    parts = (
        _one_line(record.name),
        overview_of(record, characters=OVERVIEW_CHARACTERS),
        ", ".join(themes),
    )
    return ". ".join(part.rstrip(". ") for part in parts if part.strip(". "))


def overview_of(record: CompanyRecord, *, characters: int) -> str:
    """Return what a company tells of itself on one line, without placeholders; "" for nothing."""
    # A text of a megabyte is not worth reading for its first lines.
    told = without_placeholders((record.overview or "")[: characters * 8], name=record.name)
    return shorten(told, characters=characters)


def has_text(record: CompanyRecord) -> bool:
    """Return whether a company tells anything of itself; a placeholder is nothing."""
    return bool(overview_of(record, characters=OVERVIEW_CHARACTERS))


def shorten(text: str, *, characters: int) -> str:
    """Put a text on one line and cut it at the last space within `characters`."""
    # A text of a megabyte is not worth folding for its first lines.
    line = once(_one_line(text[: characters * 8]))
    if len(line) <= characters:
        return line
    cut = line[:characters].rpartition(" ")[0]
    return cut or line[:characters]


def once(text: str) -> str:
    """Return what a text repeats to its end, once; any other text as it is.

    Saying a thing a thousand times says no more than saying it once.
    """
    beginning = text[: min(BEGINNING, len(text) // 2)]
    length = text.find(beginning, 1)
    while 0 < length <= (len(text) + 1) // 2:
        if text.startswith(text[length:]):
            return text[:length].rstrip()
        length = text.find(beginning, length + 1)
    return text


def text_hash(text: str) -> str:
    """Return 64 hexadecimal digits that change with the text and with nothing else."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _one_line(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split())
