"""Counts how often people confirmed what entries and phrases say, on titles with their labels."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from classifiers.titles.lookup import CONFIRMED, PhraseMatch, bare
from classifiers.titles.model.roles import Role, RoleReader
from classifiers.titles.text.normalize import normalise
from classifiers.titles.training.dataset import LabelledTitle

_Said = tuple[str, str]  # Kind, spelling.
HEADER = "kind\tspelling\tn\tconfirmed"


def write_confirmed(
    reader: RoleReader, titles: Sequence[LabelledTitle], path: Path = CONFIRMED
) -> int:
    """Write the counts that `Shares` is made of; return how many entries and phrases were met.

    Args:
        reader: knows the dictionary and the phrases.
        titles: labeled by people, with no part in any test set.
        path: of the file, which is replaced.
    """
    given, right = Counter[_Said](), Counter[_Said]()
    keys = [normalise(title.title) for title in titles]
    roles = [reader.roles(key, {}) for key in keys]
    matches = iter(reader.matches(roles))
    for title, key, own in zip(titles, keys, roles, strict=True):
        is_whole = len(own) == 1 and own[0].text == key
        for said, slug in _said(zip(own, matches, strict=False), is_whole=is_whole):
            given[said] += 1
            right[said] += slug in title.functions
    lines = ["\t".join([*said, str(n), str(right[said])]) for said, n in sorted(given.items())]
    path.write_text("\n".join([HEADER, *lines, ""]), "utf-8")
    return len(given)


def _said(
    roles: Iterable[tuple[Role, PhraseMatch | None]], *, is_whole: bool
) -> Iterator[tuple[_Said, str]]:
    """Yield each function that an entry or a phrase gives to a title, and which of them does."""
    for role, match in roles:
        if role.entry is not None:
            kind = "title" if is_whole else "part"
            yield from (((kind, bare(role.text)), slug) for slug in role.entry.functions)
        elif match is not None:
            yield from ((("phrase", phrase), slug) for slug, phrase in match.functions.items())
