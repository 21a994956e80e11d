"""Phrases that hint at an intent, read from `replies/phrases.csv`.

A phrase is plain words; `*` stands for any ending of a word, `~` for up to three words between.
Upper and lower case and accents make no difference.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from classifiers.core.text import DATA, is_written_without_spaces, read_table

PHRASES = DATA / "replies/phrases.csv"
_GAP = r"(?:\W+\w+){0,3}\W+"
_FOLDS = str.maketrans(
    {"ß": "ss", "’": "'", "‘": "'", "´": "'", "`": "'", "ø": "o", "ł": "l", "æ": "ae"}
)


def fold(text: str) -> str:
    """Return a text in lower case without accents; letters of other scripts stay as they are."""
    lowered = text.lower().translate(_FOLDS)
    if lowered.isascii():
        return lowered
    parts = unicodedata.normalize("NFKD", lowered)
    # Letters in other shapes, such as bold ones, have become plain ones, perhaps capitals.
    return "".join(part for part in parts if not unicodedata.combining(part)).lower()


class PhraseGroups:
    """Finds the phrases of every group in a text.

    Args:
        phrases: group → its phrases.
    """

    def __init__(self, phrases: Mapping[str, list[str]]) -> None:
        self.groups = tuple(sorted(phrases))
        self._patterns = {group: _pattern(phrases[group]) for group in self.groups}

    def find(self, text: str) -> dict[str, list[str]]:
        """Return group → its phrases as they are in the folded text, if there are any."""
        folded = fold(text)
        found = {group: self.in_folded(folded, group=group) for group in self.groups}
        return {group: phrases for group, phrases in found.items() if phrases}

    def in_folded(self, folded: str, *, group: str) -> list[str]:
        """Return the phrases of one group in a text that was folded before."""
        return [match.group() for match in self.matches(folded, group=group)]

    def matches(self, folded: str, *, group: str) -> Iterator[re.Match[str]]:
        """Yield the phrases of one group with their places, in a text that was folded before."""
        return self._patterns[group].finditer(folded)


@cache
def load_phrases(path: Path = PHRASES) -> PhraseGroups:
    """Read the phrases that come with the product."""
    phrases = defaultdict(list)
    for row in read_table(path):
        phrases[row["group"]].append(row["phrase"])
    return PhraseGroups(phrases)


def _pattern(phrases: list[str]) -> re.Pattern[str]:
    """The longest phrase wins, so that its words do not count twice.

    Scripts that mark no words have no ends of words either: there a phrase is found in any place.
    """
    longest_first = sorted({fold(phrase) for phrase in phrases}, key=len, reverse=True)
    anywhere = [_phrase(phrase) for phrase in longest_first if is_written_without_spaces(phrase)]
    words = [_phrase(phrase) for phrase in longest_first if not is_written_without_spaces(phrase)]
    return re.compile("|".join([*anywhere, rf"(?<!\w)(?:{'|'.join(words) or '(?!)'})(?!\w)"]))


def _phrase(phrase: str) -> str:
    parts = [
        r"\W{1,3}".join(re.escape(word).replace(r"\*", r"\w*") for word in part.split())
        for part in phrase.split("~")
    ]
    return _GAP.join(parts)
