"""Search text parsed into words, phrases, alternatives and exclusions."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from leadqual.search.words.connecting_words import OR_OPERATORS

MAX_CHARACTERS = 200
MAX_WORDS = 24
QUOTES = '"“”„«»'
_TOKENS = re.compile(
    rf"(?P<minus>(?<!\S)[-−](?=\S))?"
    rf"(?:[{QUOTES}](?P<phrase>[^{QUOTES}]*)[{QUOTES}]|(?P<word>[^\s{QUOTES}]+)|[{QUOTES}])"
)


@dataclass(frozen=True, slots=True)
class Part:
    """A typed word or phrase, without quotes."""

    text: str
    is_phrase: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Parts joined by OR; with `is_excluded`, none may match."""

    parts: tuple[Part, ...]
    is_excluded: bool = False

    def written(self) -> str:
        """Return the group as it would be typed."""
        parts = (f'"{part.text}"' if part.is_phrase else part.text for part in self.parts)
        return ("-" if self.is_excluded else "") + " OR ".join(parts)

    @property
    def is_plain(self) -> bool:
        """Return whether it is one word typed without any operator."""
        return len(self.parts) == 1 and not self.is_excluded and not self.parts[0].is_phrase


def read_groups(text: str) -> tuple[Group, ...]:
    """Return the groups of a text in order, joined by AND; never fails."""
    groups: list[Group] = []
    is_or = False
    for part, is_excluded in _parts(text):
        if part.text in OR_OPERATORS and not part.is_phrase and not is_excluded:
            is_or = bool(groups)
        elif is_or and not is_excluded and not groups[-1].is_excluded:
            groups[-1] = Group((*groups[-1].parts, part))
            is_or = False
        else:
            groups.append(Group((part,), is_excluded))
            is_or = False
    return tuple(groups)


def _parts(text: str) -> Iterator[tuple[Part, bool]]:
    for n, match in enumerate(_TOKENS.finditer(text)):
        if n >= MAX_WORDS:
            return
        phrase, word = match["phrase"], match["word"]
        if phrase is not None and phrase.strip():
            yield Part(" ".join(phrase.split()), is_phrase=True), match["minus"] is not None
        elif word:
            yield Part(word), match["minus"] is not None
