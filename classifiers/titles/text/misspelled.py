"""Roles beside each other, one of which is misspelled: "recriuter and vice president marketing"."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import cast

from classifiers.core.text import DATA, fold, read_yaml
from classifiers.titles.text.normalize import JOINTS, names_role, split

REMEMBERED_WORDS = 100_000


def split_as_meant(key: str) -> tuple[str, ...]:
    """Split as `split` does, and also where only a slip hides that a part names a role.

    The roles keep their slip: the model knows many, and the dictionary is exact.
    """
    said = _words(key)
    if key.isascii() and JOINTS.isdisjoint(said):  # Most titles.
        return (key,) if key else ()
    parts = split(key)
    if parts != (key,) or not any(map(role_meant, said)):
        return parts
    meant = as_meant(key)
    return _as_said(split(meant), _words(meant), said) or parts


def as_meant(key: str) -> str:
    """Return a normalized title without slips in words for roles."""
    return " ".join([role_meant(word) or word for word in _words(key)]).replace(" , ", ", ")


def _words(key: str) -> list[str]:
    return key.replace(", ", " , ").split(" ")


def _as_said(roles: Sequence[str], meant: list[str], said: list[str]) -> tuple[str, ...]:
    """Return roles with the words that stand in the title in place of those that were meant.

    Nothing where a role is not found again, word for word: `split` tidies the ends of roles.
    """
    found, start = [], 0
    for role in roles:
        words = _words(role)
        places = range(start, len(meant) - len(words) + 1)
        start = next((at for at in places if meant[at : at + len(words)] == words), -1)
        if start < 0:
            return ()
        found.append(" ".join(said[start : start + len(words)]).replace(" , ", ", "))
        start += len(words)
    return tuple(found)


@lru_cache(maxsize=REMEMBERED_WORDS)
def role_meant(word: str) -> str:
    """Return the word for a role of which a word is a slip; "" where it is none."""
    if names_role([word]) or _near_roles().isdisjoint(shorter(word)):
        return ""
    from classifiers.titles.text.signature import default_signatures  # for few titles

    meant = default_signatures().spelling.repair(word)  # Knows that "office" is no slip.
    return meant if names_role([meant]) else ""


def shorter(word: str) -> set[str]:
    """Return the word and all that are left when one letter is taken out: slips meet there."""
    return {word, *(word[:at] + word[at + 1 :] for at in range(1, len(word)))}


@lru_cache(maxsize=1)
def _near_roles() -> frozenset[str]:
    """Return the words for roles, and what is left of each without one letter: slips meet there."""
    content = cast("Mapping[str, str]", read_yaml(DATA / "titles/words.yaml"))
    words = fold(content["role_words"]).split()
    return frozenset(near for word in words for near in shorter(word))
