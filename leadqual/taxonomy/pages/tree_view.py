"""The taxonomy as the pages show it: the tree, and where it is read from, live or a draft."""

from collections.abc import Collection
from typing import Any

from leadqual.accounts.page_routes import WorkspaceRequest
from leadqual.taxonomy.document.document import (
    Document,
    Meaning,
    WrittenFunction,
)
from leadqual.taxonomy.pages.sources import TaxonomySource

SHORTEST_TITLE_SEARCH = 3
MAX_ENTRIES = 10


def tree(source: TaxonomySource, *, words: str = "", here: str = "") -> list[dict[str, Any]]:
    """Return the tree, narrowed to what some words find.

    Args:
        source: where it is read.
        words: found in names, slugs, descriptions, representative titles, phrases and, from three
            letters on, in titles of the dictionary; empty finds all.
        here: address that is shown.

    Returns:
        Departments with `name`, `url`, `is_here`, `is_open` and `leaves`: functions with `name`,
        `url`, `is_here` and `is_changed`.
    """
    found = _found(source.document, words.casefold().strip())
    changed = source.changed
    branches = []
    for department in source.document.departments:
        inside = source.document.functions_of(department.slug)
        is_hit = not words or words.casefold().strip() in department.name.casefold()
        leaves = [
            {
                "name": row.name,
                "url": (url := source.url("function", row.slug)),
                "is_here": url == here,
                "is_changed": row.slug in changed,
            }
            for row in inside
            if is_hit or row.slug in found
        ]
        url = source.url("department", department.slug)
        if leaves or is_hit:
            branch = {
                "name": department.name,
                "url": url,
                "is_here": url == here,
                "is_open": bool(words) or url == here or any(leaf["is_here"] for leaf in leaves),
                "leaves": leaves,
            }
            branches.append(branch)
    return branches


def entry_rows(
    document: Document, *, is_phrase: bool = False, words: str = "", function: str = ""
) -> list[dict[str, Any]]:
    """Return entries of the dictionary, or phrase rules, in which some words stand, in order.

    Each has its `text`, the names of its `functions`, none for Other, and slugs of its `level` and
    `industry`, "" where it has none.
    """
    wanted = words.casefold().strip()
    names = {row.slug: row.name for row in document.functions}
    meanings = (
        {phrase: Meaning(meant) for phrase, meant in document.phrases.items()}
        if is_phrase
        else document.dictionary
    )
    return [
        {
            "text": text,
            "functions": sorted(names.get(slug, slug) for slug in meaning.functions),
            "level": meaning.level,
            "industry": meaning.industry,
        }
        for text, meaning in sorted(meanings.items())
        if wanted in text and (not function or function in meaning.functions)
    ]


def _found(document: Document, words: str) -> Collection[str]:
    """Return the slugs of the functions that some words find."""
    if not words:
        return {row.slug for row in document.functions}
    found = {row.slug for row in document.functions if _names(row, words)}
    for phrase, meant in document.phrases.items():
        if words in phrase:
            found |= meant
    if len(words) >= SHORTEST_TITLE_SEARCH:
        for title, meaning in document.dictionary.items():
            if words in title:
                found |= meaning.functions
    return found


def _names(row: WrittenFunction, words: str) -> bool:
    texts = (row.name, row.slug, row.about, *row.titles, *row.formerly)
    return any(words in text.casefold() for text in texts)


def page_context(request: WorkspaceRequest, source: TaxonomySource) -> dict[str, Any]:
    """Return what every page with the tree shows."""
    words = request.GET.get("q", "")[:100]
    return {
        "place": source,
        "draft": source.draft,
        "branches": tree(source, words=words, here=request.path),
        "words": words,
        "tree_url": source.url("tree"),
        "dictionary_url": source.url("dictionary"),
        "is_staff": request.user.is_staff,
    }
