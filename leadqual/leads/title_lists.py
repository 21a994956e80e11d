"""A contact's other current and past job titles, stored as one text with one title per line."""

from collections.abc import Iterable

MAX_TITLES = 50
LONGEST_TITLE = 1_000


def join_titles(titles: Iterable[str]) -> str:
    """Return titles as stored: no duplicates, one per line, in the order given."""
    lines = (" ".join(title.split()) for title in titles)
    return "\n".join(dict.fromkeys(filter(None, lines)))


def split_titles(stored: str) -> list[str]:
    return stored.split("\n") if stored else []
