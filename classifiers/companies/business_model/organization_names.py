"""Names that say what an organization is: fire brigades, ministries, banks, airlines."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from classifiers.core.text import DATA, read_table

SEED = DATA / "companies/names.csv"


WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class NamePattern:
    """One phrase of the seed file.

    Args:
        label: business model that the kind suggests; `brand` for misleading brand names.
        phrase: folded words; a single word may begin or end with `*`, e.g. `*feuerwehr`.
    """

    kind: str
    label: str
    phrase: str


class NamePatterns:
    """Finds the kinds of organization that a name mentions.

    Args:
        patterns: in any order; the longest phrase uses up its words.
    """

    def __init__(self, patterns: Sequence[NamePattern]) -> None:
        self.patterns = tuple(patterns)
        self._phrases: dict[tuple[str, ...], NamePattern] = {}
        self._prefixes: dict[str, NamePattern] = {}
        self._suffixes: dict[str, NamePattern] = {}
        for pattern in self.patterns:
            words = tuple(WORD.findall(pattern.phrase))
            if pattern.phrase.endswith("*"):
                self._prefixes.setdefault(words[0], pattern)
            elif pattern.phrase.startswith("*"):
                self._suffixes.setdefault(words[0], pattern)
            else:
                self._phrases.setdefault(words, pattern)
        self._max_words = max(map(len, self._phrases), default=1)

    def kinds(self, name: str) -> list[str]:
        """Return the labels and kinds of a folded name, each once, in the order of the name."""
        words = WORD.findall(name)
        found: list[NamePattern] = []
        at = 0
        while at < len(words):
            pattern, length = self._match(words[at : at + self._max_words])
            if pattern is not None:
                found.append(pattern)
            at += length
        return list(dict.fromkeys(text for p in found for text in (p.label, p.kind)))

    def _match(self, words: Sequence[str]) -> tuple[NamePattern | None, int]:
        for length in range(len(words), 0, -1):
            if pattern := self._phrases.get(tuple(words[:length])):
                return pattern, length
        word = words[0]
        # The longest part of the word that is known decides.
        for size in range(len(word), 2, -1):
            match = self._suffixes.get(word[-size:]) or self._prefixes.get(word[:size])
            if match is not None:
                return match, 1
        return None, 1


def load_patterns(path: Path = SEED) -> NamePatterns:
    return NamePatterns(
        [
            NamePattern(row["kind"], row["label"], phrase.strip())
            for row in read_table(path)
            for phrase in row["phrases"].split("|")
            if phrase.strip()
        ]
    )
