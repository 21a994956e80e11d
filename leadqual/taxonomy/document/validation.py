"""Rules of a document, so that the tables can hold it and slugs lead to one thing."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from leadqual.taxonomy.document.document import (
    LONGEST_ABOUT,
    LONGEST_NAME,
    LONGEST_PHRASE,
    LONGEST_SLUG,
    LONGEST_TITLE,
    Document,
    WrittenDepartment,
    WrittenFunction,
)
from leadqual.taxonomy.errors import DocumentError

MAX_FUNCTIONS = 2_000
_SLUG = re.compile(r"[a-zA-Z0-9_-]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class ExternalSlugs:
    """Slugs that a document may name and does not define."""

    levels: frozenset[str]
    industries: frozenset[str]
    tools: frozenset[str]


def check(document: Document, known: ExternalSlugs) -> None:
    """See that a document can be the taxonomy.

    Raises:
        DocumentError: names every problem.
    """
    if problems := list(_problems(document, known)):
        raise DocumentError(problems)


def _problems(document: Document, known: ExternalSlugs) -> Iterator[str]:
    if not document.functions:
        yield "A taxonomy needs at least one function."
    if len(document.functions) > MAX_FUNCTIONS:
        yield f"A taxonomy can have up to {MAX_FUNCTIONS:,} functions."
    yield from _slugs("department", document.departments)
    yield from _slugs("function", document.functions)
    yield from _names("departments", [row.name for row in document.departments])
    for row in document.departments:
        yield from _text(f"The name of the department “{row.slug}”", row.name, LONGEST_NAME)
        inside = [each.name for each in document.functions_of(row.slug)]
        yield from _names(f"functions of “{row.name}”", inside)
    departments = {row.slug for row in document.departments}
    for function in document.functions:
        if function.department not in departments:
            yield (f"“{function.name}” belongs to an unknown department: “{function.department}”.")
        yield from _function(function, known)
    yield from _meanings(document, known)


def _slugs(
    noun: str, rows: Sequence[WrittenDepartment] | Sequence[WrittenFunction]
) -> Iterator[str]:
    living = Counter(row.slug for row in rows)
    aliases = Counter(alias for row in rows for alias in row.formerly)
    for slug in living | aliases:
        if living[slug] > 1:
            yield f"Two {noun}s have the slug “{slug}”."
        elif aliases[slug] > 1:
            yield f"The former slug “{slug}” redirects to two {noun}s."
        elif living[slug] and aliases[slug]:
            yield f"“{slug}” is the slug of a {noun} and cannot redirect to another."
        if not _SLUG.fullmatch(slug) or len(slug) > LONGEST_SLUG[noun]:
            yield (
                f"“{slug[:80]}” is not a valid slug for a {noun}. Use letters, digits, "
                f"- and _, up to {LONGEST_SLUG[noun]} characters."
            )


def _names(where: str, names: Iterable[str]) -> Iterator[str]:
    for name, number in Counter(names).items():
        if number > 1:
            yield f"Two {where} have the name “{name[:LONGEST_NAME]}”."


def _text(what: str, text: str, longest: int, *, is_required: bool = True) -> Iterator[str]:
    if is_required and not text.strip():
        yield f"{what} is empty."
    if len(text) > longest:
        yield f"{what} has {len(text):,} characters; the maximum is {longest}."
    if _CONTROL.search(text):
        yield (
            f"{what} contains a character that cannot be displayed, such as a tab or a line break."
        )


def _function(function: WrittenFunction, known: ExternalSlugs) -> Iterator[str]:
    whose = f"of “{(function.name or function.slug)[:LONGEST_NAME]}”"
    yield from _text(f"The name of the function “{function.slug}”", function.name, LONGEST_NAME)
    yield from _text(f"The description {whose}", function.about, LONGEST_ABOUT, is_required=False)
    for title in function.titles:
        yield from _text(f"The title “{title[:60]}” {whose}", title, LONGEST_TITLE)
    if function.threshold is not None and not 0 <= function.threshold <= 1:
        yield f"The threshold {whose} is {function.threshold:g}; it must be from 0 to 1."
    for tool, name in function.called.items():
        if tool not in known.tools:
            yield f"There is a name {whose} for an unknown tool: “{tool[:60]}”."
        yield from _text(f"The name {whose} in {tool[:60]}", name, LONGEST_NAME)


def _meanings(document: Document, known: ExternalSlugs) -> Iterator[str]:
    functions = {row.slug for row in document.functions}
    for title, meaning in document.dictionary.items():
        where = f"The dictionary entry “{title[:60]}”"
        yield from _text(where, title, LONGEST_TITLE)
        yield from _unknown_names(where, meaning.functions - functions, "function")
        yield from _unknown_names(where, {meaning.level} - known.levels - {""}, "level")
        yield from _unknown_names(where, {meaning.industry} - known.industries - {""}, "industry")
    for phrase, meant in document.phrases.items():
        where = f"The phrase rule “{phrase[:60]}”"
        yield from _text(where, phrase, LONGEST_PHRASE)
        yield from _unknown_names(where, meant - functions, "function")


def _unknown_names(where: str, slugs: Iterable[str], noun: str) -> Iterator[str]:
    for slug in sorted(slugs):
        yield f"{where} refers to an unknown {noun}: “{slug[:60]}”."
