"""The taxonomy as the pages show it: the tree, and where it is read from, live or a draft."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from leadqual.accounts.middleware import WorkspaceRequest
from leadqual.taxonomy.document.document import (
    Document,
    Meaning,
    WrittenFunction,
)
from leadqual.taxonomy.pages.sources import TaxonomySource

SHORTEST_TITLE_SEARCH = 3
MAX_ENTRIES = 10


@dataclass(frozen=True, slots=True)
class FunctionNode:
    """A function in the tree."""

    name: str
    url: str
    is_here: bool
    is_changed: bool


@dataclass(frozen=True, slots=True)
class DepartmentNode:
    """A department in the tree with the functions that were found."""

    name: str
    url: str
    is_here: bool
    is_open: bool
    leaves: Sequence[FunctionNode]


@dataclass(frozen=True, slots=True)
class EntryRow:
    """An entry of the dictionary or a phrase rule.

    Args:
        text: the normalised title or phrase.
        functions: names; empty means Other.
        level: slug; empty leaves it to the model.
        industry: slug; empty means none.
    """

    text: str
    functions: Sequence[str]
    level: str = ""
    industry: str = ""


def tree(place: TaxonomySource, *, words: str = "", here: str = "") -> list[DepartmentNode]:
    """Return the tree, narrowed to what some words find.

    Args:
        place: where it is read.
        words: found in names, slugs, descriptions, representative titles, phrases and, from three
            letters on, in titles of the dictionary; empty finds all.
        here: address that is shown.
    """
    found = _found(place.document, words.casefold().strip())
    changed = place.changed
    branches = []
    for department in place.document.departments:
        inside = place.document.functions_of(department.slug)
        is_hit = not words or words.casefold().strip() in department.name.casefold()
        leaves = [
            FunctionNode(
                name=row.name,
                url=(url := place.url("function", row.slug)),
                is_here=url == here,
                is_changed=row.slug in changed,
            )
            for row in inside
            if is_hit or row.slug in found
        ]
        url = place.url("department", department.slug)
        is_open = bool(words) or url == here or any(leaf.is_here for leaf in leaves)
        if leaves or is_hit:
            branches.append(DepartmentNode(department.name, url, url == here, is_open, leaves))
    return branches


def entries(document: Document, *, words: str = "", function: str = "") -> list[EntryRow]:
    """Return the entries of the dictionary in which some words stand, in order."""
    wanted = words.casefold().strip()
    names = {row.slug: row.name for row in document.functions}
    return [
        _row(title, said, names)
        for title, said in sorted(document.dictionary.items())
        if wanted in title and (not function or function in said.functions)
    ]


def phrases(document: Document, *, words: str = "", function: str = "") -> list[EntryRow]:
    """Return the phrase rules in which some words stand, in order."""
    wanted = words.casefold().strip()
    names = {row.slug: row.name for row in document.functions}
    return [
        _row(phrase, Meaning(meant), names)
        for phrase, meant in sorted(document.phrases.items())
        if wanted in phrase and (not function or function in meant)
    ]


def _row(text: str, said: Meaning, names: dict[str, str]) -> EntryRow:
    functions = sorted(names.get(slug, slug) for slug in said.functions)
    return EntryRow(text, functions, said.level, said.industry)


def _found(document: Document, words: str) -> Collection[str]:
    """Return the slugs of the functions that some words find."""
    if not words:
        return {row.slug for row in document.functions}
    found = {row.slug for row in document.functions if _names(row, words)}
    for phrase, meant in document.phrases.items():
        if words in phrase:
            found |= meant
    if len(words) >= SHORTEST_TITLE_SEARCH:
        for title, said in document.dictionary.items():
            if words in title:
                found |= said.functions
    return found


def _names(row: WrittenFunction, words: str) -> bool:
    texts = (row.name, row.slug, row.about, *row.titles, *row.formerly)
    return any(words in text.casefold() for text in texts)


def page_context(request: WorkspaceRequest, place: TaxonomySource) -> dict[str, Any]:
    """Return what every page with the tree shows."""
    words = request.GET.get("q", "")[:100]
    return {
        "place": place,
        "draft": place.draft,
        "branches": tree(place, words=words, here=request.path),
        "words": words,
        "tree_url": place.url("tree"),
        "dictionary_url": place.url("dictionary"),
        "is_staff": request.user.is_staff,
    }
