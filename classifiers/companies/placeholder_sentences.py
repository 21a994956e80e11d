"""Placeholder sentences of websites: parked, under construction, a cookie banner."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from classifiers.core.text import DATA, read_table, without_accents

SEED = DATA / "companies/placeholders.csv"
SENTENCE = re.compile(r"(?<=[.!?;•|])\s+|(?<=[。！？])|\s[–—|]\s|\n+|:\s+")
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
MIN_WORDS_PER_OTHER_WORD = 4
"""A sentence of a placeholder may hold one other word in as many."""
MAX_OTHER_LETTERS = 0.7
"""Share of the letters that may be next to a placeholder in a script without spaces."""


@dataclass(frozen=True, slots=True)
class PlaceholderPhrases:
    """The phrases of the seed file, folded."""

    sentences: re.Pattern[str]
    words: re.Pattern[str]
    joined: re.Pattern[str]
    weak_words: frozenset[str]

    def may_be_in(self, text: str) -> bool:
        """Return whether folded text needs a closer look."""
        patterns = (self.sentences, self.words, self.joined)
        return any(pattern.search(text) for pattern in patterns) or not any(
            self.informative_words(text)
        )

    def is_placeholder(self, sentence: str, *, name: Collection[str]) -> bool:
        """Return whether a folded sentence tells nothing of the company."""
        if self.sentences.search(sentence):
            return True
        remainder, n_joined = self.joined.subn(" ", sentence)
        if n_joined:
            return _count_letters(remainder) <= MAX_OTHER_LETTERS * _count_letters(sentence)
        remainder, n_phrases = self.words.subn(" ", sentence)
        if not n_phrases:
            return not any(self.informative_words(remainder))
        n_other_words = sum(1 for _ in self.informative_words(remainder, name=name))
        return n_other_words <= len(WORD.findall(sentence)) // MIN_WORDS_PER_OTHER_WORD

    def informative_words(self, text: str, *, name: Collection[str] = ()) -> Iterator[str]:
        """Yield the words of folded text that say something, without those of the name."""
        words = (found[0] for found in WORD.finditer(text))
        phrases = (word for word in words if word not in self.weak_words and word not in name)
        return (word for word in phrases if not word.isdigit())


def without_placeholders(text: str, *, name: str = "") -> str:
    """Return a text without the sentences that say nothing about the company; "" for no others.

    Most texts come back as they are. "This domain is parked." and "Website under construction"
    become "", as do cookie banners, error pages and sample texts in some thirty languages.
    """
    phrases = _load_phrases()
    if not text or not phrases.may_be_in(without_accents(text)):
        return text
    words = frozenset(WORD.findall(without_accents(name)))
    sentences = [part for part in SENTENCE.split(text) if part and part.strip()]
    other_sentences = [
        part for part in sentences if not phrases.is_placeholder(without_accents(part), name=words)
    ]
    if len(other_sentences) == len(sentences):
        return text
    remainder = " ".join(part.strip() for part in other_sentences)
    return (
        remainder if any(phrases.informative_words(without_accents(remainder), name=words)) else ""
    )


def _count_letters(text: str) -> int:
    return sum(letter.isalnum() for letter in text)


@lru_cache(maxsize=1)
def _load_phrases() -> PlaceholderPhrases:
    by_scope: dict[str, list[str]] = {"sentence": [], "words": [], "joined": [], "weak": []}
    for row in read_table(SEED):
        separator = " " if row["scope"] == "weak" else "|"
        by_scope[row["scope"]] += filter(None, without_accents(row["phrases"]).split(separator))
    return PlaceholderPhrases(
        sentences=_compile_any(by_scope["sentence"]),
        words=_compile_any(by_scope["words"]),
        joined=re.compile("|".join(map(re.escape, _longest_first(by_scope["joined"])))),
        weak_words=frozenset(by_scope["weak"]),
    )


def _compile_any(phrases: Iterable[str]) -> re.Pattern[str]:
    found = (re.escape(phrase).replace(r"\ ", r"\s+") for phrase in _longest_first(phrases))
    return re.compile(rf"(?<!\w)(?:{'|'.join(found)})(?!\w)")


def _longest_first(phrases: Iterable[str]) -> list[str]:
    return sorted(set(phrases), key=lambda phrase: (-len(phrase), phrase))
