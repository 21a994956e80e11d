"""The syntax of the search box: words, "phrases", -excluded words, and OR between alternatives."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

MAX_CHARACTERS = 200
MAX_WORDS = 24
MAX_OVERVIEW = 10_000
"""Characters of a description that are searched; nobody describes a company in more."""

_QUOTES = '"“”„«»'
_TOKENS = re.compile(
    rf"(?P<minus>(?<!\S)[-−](?=\S))?"
    rf"(?:[{_QUOTES}](?P<phrase>[^{_QUOTES}]*)[{_QUOTES}]|(?P<word>[^\s{_QUOTES}]+)|[{_QUOTES}])"
)
OR = frozenset({"OR", "|", "||"})


@dataclass(frozen=True, slots=True)
class Part:
    """A word or a phrase as typed, without quotes."""

    text: str
    is_phrase: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Parts of which one holds, or `is_excluded`: none."""

    parts: tuple[Part, ...]
    is_excluded: bool = False

    def written(self) -> str:
        """Return the group as it can be typed."""
        parts = (f'"{part.text}"' if part.is_phrase else part.text for part in self.parts)
        return ("-" if self.is_excluded else "") + " OR ".join(parts)

    @property
    def is_plain(self) -> bool:
        """Return whether it is one word that was typed without any sign."""
        return len(self.parts) == 1 and not self.is_excluded and not self.parts[0].is_phrase


def read_groups(text: str) -> tuple[Group, ...]:
    """Return the groups of a text, in its order, all of which hold; never fails."""
    groups: list[Group] = []
    is_or = False
    for part, is_excluded in _parts(text):
        if part.text in OR and not part.is_phrase and not is_excluded:
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
