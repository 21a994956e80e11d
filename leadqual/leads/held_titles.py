"""Titles that a contact holds or held beside its title, as one text with a title on each line."""

from collections.abc import Iterable

MAX_TITLES = 50
LONGEST_TITLE = 1_000


def join_titles(titles: Iterable[str]) -> str:
    """Return titles as they are stored: each once, on one line, in their order."""
    lines = (" ".join(title.split()) for title in titles)
    return "\n".join(dict.fromkeys(filter(None, lines)))


def split_titles(stored: str) -> list[str]:
    return stored.split("\n") if stored else []
