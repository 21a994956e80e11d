"""Roles of a title of which one is misspelled: “recriuter and vice president marketing”."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import cast

from classifiers.core.text import (
    DATA,
    fold,
    read_yaml,
)
from classifiers.titles.text.normalize import JOINTS, REMEMBERED_WORDS, names_role, split


def split_corrected_roles(key: str) -> tuple[str, ...]:
    """Split as `split` does, and also where only a typo hides that a part names a role.

    The roles keep their typo: the model knows many, and the dictionary is exact.
    """
    written = _words(key)
    if key.isascii() and JOINTS.isdisjoint(written):  # Most titles.
        return (key,) if key else ()
    parts = split(key)
    if parts != (key,) or not any(map(corrected_role, written)):
        return parts
    meant = with_corrected_roles(key)
    return _as_written(split(meant), _words(meant), written) or parts


def with_corrected_roles(key: str) -> str:
    """Return a normalized title without typos in words for roles."""
    return " ".join(map(_ROLE_WORDS.__getitem__, key.split(" ")))


class _RoleWords(dict[str, str]):
    """Word of a normalized title, a comma behind it or not → the word without a typo."""

    def __missing__(self, word: str) -> str:
        if len(self) >= REMEMBERED_WORDS:
            self.clear()
        written = word.removesuffix(",")
        self[word] = found = (corrected_role(written) or written) + word[len(written) :]
        return found


def _words(key: str) -> list[str]:
    return key.replace(", ", " , ").split(" ")


def _as_written(roles: Sequence[str], meant: list[str], written: list[str]) -> tuple[str, ...]:
    """Return roles with the words of the title in place of those that were meant.

    Nothing where a role is not found again, word for word: `split` tidies the ends of roles.
    """
    found, start = [], 0
    for role in roles:
        words = _words(role)
        indexes = range(start, len(meant) - len(words) + 1)
        start = next((at for at in indexes if meant[at : at + len(words)] == words), -1)
        if start < 0:
            return ()
        found.append(" ".join(written[start : start + len(words)]).replace(" , ", ", "))
        start += len(words)
    return tuple(found)


@lru_cache(maxsize=REMEMBERED_WORDS)
def corrected_role(word: str) -> str:
    """Return the word for a role of which a word is a typo; "" where it is none."""
    if names_role([word]) or _near_roles().isdisjoint(shorter(word)):
        return ""
    from classifiers.titles.text.signature import default_signatures  # for few titles

    meant = default_signatures().spelling.repair(word)  # Knows that "office" is no typo.
    return meant if names_role([meant]) else ""


def shorter(word: str) -> set[str]:
    """Return the word and all that are left when one letter is taken out: typos meet there."""
    return {word, *(word[:at] + word[at + 1 :] for at in range(1, len(word)))}


@lru_cache(maxsize=1)
def _near_roles() -> frozenset[str]:
    """Return the words for roles, and what is left of each without one letter: typos meet there."""
    content = cast("Mapping[str, str]", read_yaml(DATA / "titles/words.yaml"))
    words = fold(content["role_words"]).split()
    return frozenset(near for word in words for near in shorter(word))


_ROLE_WORDS = _RoleWords()
