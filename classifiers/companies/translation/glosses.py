"""English glosses for trade words in German, French and Spanish texts.

The sentence model that comes with the product reads English alone. A text whose stop words say
that it is in one of the other languages is given the English words for what its trade words mean;
any other text stays as it is.
"""

import csv
import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

LEXICON = Path(__file__).parents[2] / "data" / "companies/trade_words.csv"
RULES = 1
"""Goes up where words are found or joined otherwise; vectors of other rules are made again."""

MAX_GLOSSES = 24
SHORTEST_PART = 4
"""Letters of a part of a German compound; shorter ones stand in words of all kinds by chance."""

SHORTEST_REST = 3
LONG_PART = 6

WORD = re.compile(r"[^\W\d_]+")
_SHORT_WORDS = {
    "en": (
        "the and of for with our we to in on is are by from your you their that which a an it its"
        " as at or who all has have"
    ),
    "de": (
        "der die das und wir fur mit von vom im ist sind aus unser unsere unserer ihr ihre ein eine"
        " einen einem einer den dem des auf nach bei bis sowie als zu zum zur auch uber oder sie ab"
        " rund dazu durch seit alle fuer ueber ins samt"
    ),
    "fr": (
        "le la les des du et pour avec nous notre nos vos votre dans sur par une un est sont de aux"
        " au en chez depuis ou qui que leur leurs ses son sa ainsi d l"
    ),
    "es": (
        "el la los las y de del para con nuestro nuestra nuestros nuestras en por una un es son que"
        " su sus al desde o como mas somos"
    ),
}
STOP_WORDS: Mapping[str, frozenset[str]] = {
    language: frozenset(words.split()) for language, words in _SHORT_WORDS.items()
}
"""Short words by which a language is known, each counted once; folded, without marks."""

LETTERS: Mapping[str, str] = {"de": "äöüß", "fr": "àâçèêëîïôùûœ", "es": "ñáíóú¿¡"}
"""Letters of one language alone among the three; each occurrence counts as a stop word."""

PLURALS: Mapping[str, tuple[str, ...]] = {
    "de": ("innen", "ern", "en", "er", "es", "em", "n", "e", "s"),
    "fr": ("es", "s", "x", "e"),
    "es": ("es", "s"),
}
ENDINGS: Mapping[str, tuple[str, ...]] = {
    "de": ("innen", "ern", "end", "en", "er", "es", "em", "et", "st", "n", "e", "s", "t"),
    "fr": ("ements", "ement", "ons", "ees", "ez", "ent", "ant", "er", "ee", "es", "e", "s", "x"),
    "es": (
        *("amientos", "amiento", "amos", "emos", "imos", "ando", "iendo", "ados", "adas", "ado"),
        *("ada", "ar", "er", "ir", "an", "en", "as", "os", "es", "a", "o", "e", "s"),
    ),
}
SHORTEST_STEM = 4


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Trade words of one language.

    Attributes:
        language: `de`, `fr` or `es`.
        glosses: words as they stand in a text, folded → English.
        stems: words without their endings → letters of the entry → English.
        longest: most words in an entry.
    """

    language: str
    glosses: Mapping[tuple[str, ...], str]
    stems: Mapping[tuple[str, ...], Mapping[int, str]]
    longest: int

    def find(self, words: Sequence[str]) -> list[str]:
        """Return the English words for a folded text, each once, in the order of the text."""
        found: dict[str, None] = {}
        place = 0
        while place < len(words):
            n_words, glosses = self._at(words, place)
            found.update(dict.fromkeys(glosses))
            place += n_words
        return list(found)[:MAX_GLOSSES]

    def _at(self, words: Sequence[str], place: int) -> tuple[int, list[str]]:
        """Return how many words the longest entry at a place has, and its English words."""
        for n_words in range(min(self.longest, len(words) - place), 0, -1):
            gloss = self._known(tuple(words[place : place + n_words]))
            if gloss:
                return n_words, [gloss]
        if self.language == "de":
            return 1, self._parts(words[place])
        return 1, []

    def _known(self, words: tuple[str, ...]) -> str:
        gloss = self._exact(words)
        if gloss:
            return gloss
        found = self.stems.get(tuple(_without(word, ENDINGS[self.language]) for word in words))
        if not found:
            return ""
        n_letters = sum(map(len, words))
        return found[min(found, key=lambda n: (abs(n - n_letters), n))]

    def _exact(self, words: tuple[str, ...]) -> str:
        """Return the English words for an entry as it stands or in the plural."""
        if words in self.glosses:
            return self.glosses[words]
        bare = tuple(_without(word, PLURALS[self.language]) for word in words)
        return self.glosses.get(bare, "")

    def _parts(self, word: str) -> list[str]:
        """Return the English words for the parts of a compound, found from the longest one on.

        A short part counts only beside another that is known: "tier" does not stand in "sortieren".
        """
        for length in range(len(word) - 1, SHORTEST_PART - 1, -1):
            # The last part says what a thing is: it wins over a first one of the same length.
            for start in (len(word) - length, 0):
                gloss = self._exact((word[start : start + length],))
                rest = word[:start] or word[length:]
                if not gloss or len(rest) < SHORTEST_REST:
                    continue
                others = self._rest(rest)
                if others or length >= LONG_PART:
                    return [*others, gloss] if start else [gloss, *others]
        return []

    def _rest(self, part: str) -> list[str]:
        if len(part) < SHORTEST_PART:
            return []
        gloss = self._known((part,))
        return [gloss] if gloss else self._parts(part)


def language_of(text: str) -> str:
    """Return `de`, `fr` or `es` where the stop words of a text say so; else `en`."""
    return _language(text, _words(text))


def find_glosses(text: str) -> list[str]:
    """Return the English words for the trade words of a German, French or Spanish text."""
    words = _words(text)
    language = _language(text, words)
    return [] if language == "en" else lexicons()[language].find(words)


def with_glosses(text: str) -> str:
    """Return a text with the English words for its trade words; an English text as it is."""
    glosses = find_glosses(text)
    return f"{'. '.join(glosses)}. {text}" if glosses else text


@lru_cache(maxsize=1)
def lexicons() -> Mapping[str, Lexicon]:
    with LEXICON.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return {
        language: _lexicon(language, [(row["english"], row[language]) for row in rows])
        for language in STOP_WORDS
        if language != "en"
    }


@lru_cache(maxsize=1)
def lexicon_version() -> str:
    """Return eight hexadecimal digits that change with the lexicon and its rules."""
    return hashlib.sha256(b"%d\n" % RULES + LEXICON.read_bytes()).hexdigest()[:8]


def _lexicon(language: str, rows: Sequence[tuple[str, str]]) -> Lexicon:
    glosses: dict[tuple[str, ...], str] = {}
    stems: dict[tuple[str, ...], dict[int, str]] = {}
    for english, entries in rows:
        for entry in filter(None, entries.split("|")):
            for spelling in {entry, entry.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")}:
                words = tuple(_words(spelling))
                glosses.setdefault(words, english)
                stem = tuple(_without(word, ENDINGS[language]) for word in words)
                stems.setdefault(stem, {}).setdefault(sum(map(len, words)), english)
    return Lexicon(language, glosses, stems, longest=max(map(len, glosses)))


def _words(text: str) -> list[str]:
    return WORD.findall(_folded(text))


def _folded(text: str) -> str:
    """Put a text in small letters without marks: Möbel → mobel, Maß → mass, œuvre → oeuvre."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in apart if not unicodedata.combining(char)).replace("œ", "oe")


def _without(word: str, endings: Sequence[str]) -> str:
    for ending in endings:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
            return word[: -len(ending)]
    return word


def _language(text: str, words: Sequence[str]) -> str:
    """Return the language with most marks; English where none has two, or it has as many."""
    seen = set(words)
    marks = {language: len(seen & known) for language, known in STOP_WORDS.items()}
    if not text.isascii():
        small = unicodedata.normalize("NFC", text).lower()
        for language, letters in LETTERS.items():
            marks[language] += sum(small.count(letter) for letter in letters)
    best = max(marks, key=lambda language: (marks[language], language == "en"))
    return best if marks[best] > 1 else "en"
