"""The parts of a headline: what people write between separators."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from classifiers.titles.text.normalize import names_role

SEPARATORS = ("|", "/", ",")  # The strongest first: of two side by side, it counts.
STRONG = frozenset(("|", "/"))
MIN_LISTED = 3  # Parts between commas alone: "Director, Sales" is one job, a longer list is not.
MIN_FIELDS = 2  # The same where nothing names a role: "Product, Marketing" is two fields.


class Part(NamedTuple):
    """A part of a normalized title.

    Args:
        before: the separator before it; "" for the first part.
    """

    text: str
    before: str = ""


def parts_of(key: str) -> tuple[Part, ...]:
    """Cut a normalized title at its separators; one part where it is no headline."""
    words = key.replace(", ", " , ").split()
    if STRONG.isdisjoint(words) and not _is_list(words):
        return (Part(key),)  # Most titles.
    parts = tuple(_cut(words))
    is_headline = any(part.before in STRONG for part in parts) or _is_list(words)
    return parts if is_headline and len(parts) > 1 else (Part(key),)


def _is_list(words: Sequence[str]) -> bool:
    """Return whether there are as many parts between commas as make a list."""
    n_parts = words.count(",") + 1
    return n_parts >= MIN_LISTED or (n_parts >= MIN_FIELDS and not names_role(words))


def _cut(words: Sequence[str]) -> Iterator[Part]:
    ends = [index for index, word in enumerate(words) if word in SEPARATORS]
    before = ""
    for start, end in pairwise([-1, *ends, len(words)]):
        found = [before, words[start] if start >= 0 else ""]
        before = min(filter(None, found), key=SEPARATORS.index, default="")
        if text := " ".join(words[start + 1 : end]):
            yield Part(text, before)
            before = ""
