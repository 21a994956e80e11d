"""Counts how often people confirmed what entries and phrases say, on titles with their labels."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from classifiers.titles.confirmed_shares import CONFIRMED
from classifiers.titles.dictionary import without_small_words
from classifiers.titles.model.roles import Role, RoleReader
from classifiers.titles.phrase_rules import PhraseMatch
from classifiers.titles.text.normalize import normalize
from classifiers.titles.training.dataset import LabeledTitle

_Answer = tuple[str, str]  # Kind, spelling.
HEADER = "kind\tspelling\tn\tconfirmed"


def write_confirmed(
    reader: RoleReader, titles: Sequence[LabeledTitle], path: Path = CONFIRMED
) -> int:
    """Write the counts that `Shares` is made of; return how many entries and phrases were met.

    Args:
        reader: knows the dictionary and the phrases.
        titles: labeled by people, with no part in any test set.
        path: of the file, which is replaced.
    """
    given, right = Counter[_Answer](), Counter[_Answer]()
    keys = [normalize(title.title) for title in titles]
    roles = [reader.roles(key, {}) for key in keys]
    matches = iter(reader.matches(roles))
    for title, key, own in zip(titles, keys, roles, strict=True):
        is_whole = len(own) == 1 and own[0].text == key
        for answer, slug in _answers(zip(own, matches, strict=False), is_whole=is_whole):
            given[answer] += 1
            right[answer] += slug in title.functions
    lines = [
        "\t".join([*answer, str(n), str(right[answer])]) for answer, n in sorted(given.items())
    ]
    path.write_text("\n".join([HEADER, *lines, ""]), "utf-8")
    return len(given)


def _answers(
    roles: Iterable[tuple[Role, PhraseMatch | None]], *, is_whole: bool
) -> Iterator[tuple[_Answer, str]]:
    """Yield each function that an entry or a phrase gives to a title, and which of them does."""
    for role, match in roles:
        if role.entry is not None:
            kind = "title" if is_whole else "part"
            yield from (
                ((kind, without_small_words(role.text)), slug) for slug in role.entry.functions
            )
        elif match is not None:
            yield from ((("phrase", phrase), slug) for slug, phrase in match.functions.items())
