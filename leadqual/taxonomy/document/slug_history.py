"""What became of each slug between two documents: renamed, merged, split, added or retired."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from leadqual.taxonomy.document.document import Document, WrittenDepartment, WrittenFunction


@dataclass(frozen=True, slots=True)
class SlugChanges:
    """What became of the slugs of one kind; slugs that stayed are in none of these.

    Args:
        renamed: former slug → the slug that it has now.
        merged: former slug → slug of what took its place.
        retired: slugs of which nothing took the place.
        added: slugs that are new.
    """

    renamed: dict[str, str]
    merged: dict[str, str]
    retired: tuple[str, ...]
    added: tuple[str, ...]

    def former(self, slug: str) -> str:
        """Return the slug that a row of the new document had in the old one."""
        return next((old for old, new in self.renamed.items() if new == slug), slug)

    def successor(self, slug: str) -> str:
        """Return the slug that a row of the old document has in the new one; "" for none."""
        if slug in self.retired:
            return ""
        return self.renamed.get(slug) or self.merged.get(slug) or slug


@dataclass(frozen=True, slots=True)
class FunctionSplit:
    """What a new function took of another one: titles, entries and phrases."""

    source: str
    titles: frozenset[str]
    entries: frozenset[str]
    phrases: frozenset[str]


def slug_changes(
    old: Sequence[WrittenDepartment] | Sequence[WrittenFunction],
    new: Sequence[WrittenDepartment] | Sequence[WrittenFunction],
) -> SlugChanges:
    """Compare the rows of two documents by their slugs and former slugs.

    Former slugs count both ways: who goes back from a new name finds the old one.
    """
    before, after = ({row.slug: row for row in rows} for rows in (old, new))
    come = [slug for slug in after if slug not in before]
    leads = {alias: row.slug for row in new for alias in row.formerly}
    renamed: dict[str, str] = {}
    merged: dict[str, str] = {}
    retired = []
    for slug in (slug for slug in before if slug not in after):
        free = [each for each in come if each not in renamed.values()]
        back = next((each for each in free if each in before[slug].formerly), "")
        to = leads.get(slug, back)
        if to in free:
            renamed[slug] = to
        elif to:
            merged[slug] = to
        else:
            retired.append(slug)
    added = tuple(slug for slug in come if slug not in renamed.values())
    return SlugChanges(renamed, merged, tuple(retired), added)


def splits(old: Document, new: Document, functions: SlugChanges) -> dict[str, FunctionSplit]:
    """Return which added functions took something of one that was there before, and what.

    Args:
        old: as it was.
        new: as it is.
        functions: what became of the functions between them.
    """
    found = {slug: _split(old, new, functions, slug) for slug in functions.added}
    return {slug: split for slug, split in found.items() if split is not None}


def _split(old: Document, new: Document, functions: SlugChanges, slug: str) -> FunctionSplit | None:
    added = new.function(slug)
    titles = added.titles if added else frozenset()
    sources = {row.slug: row for row in old.functions}
    entries = {
        title: old.dictionary[title].functions
        for title in new.entries_of(slug)
        if title in old.dictionary
    }
    phrases = {
        phrase: old.phrases[phrase] for phrase in new.phrases_of(slug) if phrase in old.phrases
    }
    taken: dict[str, FunctionSplit] = {}
    for source, row in sources.items():
        successor = new.function(functions.successor(source))
        left = successor.titles if successor else frozenset()
        took = FunctionSplit(
            source=source,
            titles=(row.titles & titles) - left,
            entries=frozenset(
                title
                for title, meant in entries.items()
                if source in meant
                and functions.successor(source) not in new.dictionary[title].functions
            ),
            phrases=frozenset(
                phrase
                for phrase, meant in phrases.items()
                if source in meant and functions.successor(source) not in new.phrases[phrase]
            ),
        )
        taken[source] = took
    sizes = Counter(
        {
            source: len(each.titles) + len(each.entries) + len(each.phrases)
            for source, each in taken.items()
        }
    )
    ((source, size),) = sizes.most_common(1) or [("", 0)]
    return taken[source] if size else None
