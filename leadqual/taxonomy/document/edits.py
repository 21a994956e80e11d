"""One edit of a document at a time: a document in, another one out; nothing is stored here."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from leadqual.core.errors import LeadqualError
from leadqual.taxonomy.document.document import (
    Document,
    Meaning,
    WrittenDepartment,
    WrittenFunction,
)

Row = TypeVar("Row", WrittenDepartment, WrittenFunction)

Edit = Callable[[Document], Document]


class EditError(LeadqualError, code="cannot_edit_taxonomy", status=409):
    """This cannot be done to the document as it is; the document stays as it was."""


def add_department(document: Document, *, department: WrittenDepartment) -> Document:
    """Put a department at the end."""
    if document.department(department.slug):
        raise EditError(f"A department “{department.slug}” already exists.")
    others = _without_alias(document.departments, department.slug)
    return replace(document, departments=(*others, department))


def rename_department(document: Document, former: str, *, slug: str) -> Document:
    """Give a department another slug; the former one still leads to it."""
    if document.department(slug):
        raise EditError(f"A department “{slug}” already exists.")
    row = _department(document, former, exact=True)
    new = replace(row, slug=slug, formerly=(row.formerly | {former}) - {slug})
    departments = _without_alias(_put(document.departments, former, new), slug)
    functions = (
        replace(function, department=slug) if function.department == former else function
        for function in document.functions
    )
    return replace(document, departments=departments, functions=tuple(functions))


def name_department(document: Document, slug: str, *, name: str) -> Document:
    """Set the name of a department."""
    row = _department(document, slug)
    departments = _put(document.departments, row.slug, replace(row, name=name))
    return replace(document, departments=departments)


def merge_department(document: Document, slug: str, *, into: str) -> Document:
    """Let another department take the functions and the addresses of one."""
    source, target = _department(document, slug, exact=True), _department(document, into)
    if source.slug == target.slug:
        raise EditError(f"“{source.name}” cannot be merged into itself.")
    new = replace(target, formerly=target.formerly | source.formerly | {source.slug})
    departments = _put(_put(document.departments, source.slug), target.slug, new)
    functions = (
        replace(function, department=target.slug)
        if function.department == source.slug
        else function
        for function in document.functions
    )
    return replace(document, departments=departments, functions=tuple(functions))


def split_department(
    document: Document, slug: str, *, department: WrittenDepartment, functions: Collection[str]
) -> Document:
    """Add a department that takes some functions of another; what moved away stays where it is."""
    inside = [row.slug for row in document.functions_of(_department(document, slug).slug)]
    document = add_department(document, department=department)
    for taken in (each for each in inside if each in functions):
        document = move_function(document, taken, department=department.slug)
    return document


def retire_department(document: Document, slug: str) -> Document:
    """Take an empty department out."""
    source = _department(document, slug, exact=True)
    if held := document.functions_of(source.slug):
        names = ", ".join(f"“{row.name}”" for row in held[:3])
        raise EditError(
            f"“{source.name}” still has {names}. Move, merge or retire its functions first."
        )
    return replace(document, departments=_put(document.departments, source.slug))


def add_function(document: Document, *, function: WrittenFunction) -> Document:
    """Put a function at the end of its department."""
    if document.function(function.slug):
        raise EditError(f"A function “{function.slug}” already exists.")
    home = _department(document, function.department)
    others = _without_alias(document.functions, function.slug)
    new = replace(function, department=home.slug)
    return replace(document, functions=(*others, new))


def rename_function(document: Document, former: str, *, slug: str) -> Document:
    """Give a function another slug; the former one still leads to it."""
    if document.function(slug):
        raise EditError(f"A function “{slug}” already exists.")
    row = _function(document, former, exact=True)
    new = replace(row, slug=slug, formerly=(row.formerly | {former}) - {slug})
    functions = _without_alias(_put(document.functions, former, new), slug)
    renamed = replace(document, functions=functions)
    return _with_meanings(renamed, lambda meant: _replace_slug(meant, former, slug))


def move_function(document: Document, slug: str, *, department: str) -> Document:
    """Put a function at the end of a department."""
    row, home = _function(document, slug), _department(document, department)
    others = _put(document.functions, row.slug)
    return replace(document, functions=(*others, replace(row, department=home.slug)))


def set_field(document: Document, slug: str, *, name: str, value: object) -> Document:
    """Set the value of one field of a function, but for its slug and department."""
    row = _function(document, slug)
    new = replace(row, **{name: value})  # type: ignore[arg-type]  # callers name the field
    return replace(document, functions=_put(document.functions, row.slug, new))


def merge_function(document: Document, slug: str, *, into: str) -> Document:
    """Let another function take the titles, entries, phrases and addresses of one."""
    source, target = _function(document, slug, exact=True), _function(document, into)
    if source.slug == target.slug:
        raise EditError(f"“{source.name}” cannot be merged into itself.")
    new = replace(
        target,
        formerly=target.formerly | source.formerly | {source.slug},
        titles=target.titles | source.titles,
    )
    functions = _put(_put(document.functions, source.slug), target.slug, new)
    merged = replace(document, functions=functions)
    return _with_meanings(merged, lambda meant: _replace_slug(meant, source.slug, target.slug))


def split_function(
    document: Document,
    slug: str,
    *,
    function: WrittenFunction,
    titles: Collection[str] = (),
    entries: Collection[str] = (),
    phrases: Collection[str] = (),
) -> Document:
    """Add a function that takes some of the titles, entries and phrases of another.

    What the other one has no more is left where it is.
    """
    source = _function(document, slug)
    taken = source.titles & set(titles)
    document = add_function(document, function=replace(function, titles=function.titles | taken))
    left = _function(document, source.slug)
    functions = _put(document.functions, left.slug, replace(left, titles=left.titles - taken))
    return replace(
        document,
        functions=functions,
        dictionary={
            title: replace(
                meaning, functions=_replace_slug(meaning.functions, source.slug, function.slug)
            )
            if title in entries
            else meaning
            for title, meaning in document.dictionary.items()
        },
        phrases={
            phrase: _replace_slug(meant, source.slug, function.slug) if phrase in phrases else meant
            for phrase, meant in document.phrases.items()
        },
    )


def retire_function(document: Document, slug: str) -> Document:
    """Take a function out, with the entries and phrases that mean it alone."""
    source = _function(document, slug, exact=True)
    rest = replace(document, functions=_put(document.functions, source.slug))
    alone = frozenset({source.slug})
    rest = replace(
        rest,
        dictionary={
            title: meaning
            for title, meaning in rest.dictionary.items()
            if meaning.functions != alone
        },
        phrases={phrase: meant for phrase, meant in rest.phrases.items() if meant != alone},
    )
    return _with_meanings(rest, lambda meant: meant - alone)


def change_titles(
    document: Document, slug: str, *, add: Collection[str] = (), drop: Collection[str] = ()
) -> Document:
    """Add and drop representative titles of a function."""
    titles = (_function(document, slug).titles - set(drop)) | set(add)
    return set_field(document, slug, name="titles", value=titles)


def change_formerly(
    document: Document, slug: str, *, add: Collection[str] = (), drop: Collection[str] = ()
) -> Document:
    """Add and drop slugs that lead to a function."""
    formerly = (_function(document, slug).formerly - set(drop)) | set(add)
    return set_field(document, slug, name="formerly", value=formerly)


def change_formerly_of_department(
    document: Document, slug: str, *, add: Collection[str] = (), drop: Collection[str] = ()
) -> Document:
    """Add and drop slugs that lead to a department."""
    row = _department(document, slug)
    new = replace(row, formerly=(row.formerly - set(drop)) | set(add))
    return replace(document, departments=_put(document.departments, row.slug, new))


def set_tool_name(document: Document, slug: str, *, tool: str, name: str) -> Document:
    """Set what another tool calls a function; an empty name takes it out."""
    called = dict(_function(document, slug).called)
    called.pop(tool, None)
    called |= {tool: name} if name else {}
    return set_field(document, slug, name="called", value=called)


def set_entry(document: Document, title: str, *, meaning: Meaning | None) -> Document:
    """Return what a normalised title is; None takes the entry out."""
    dictionary = {key: written for key, written in document.dictionary.items() if key != title}
    if meaning is not None:
        dictionary[title] = replace(meaning, functions=_known(document, meaning.functions))
    return replace(document, dictionary=dictionary)


def set_phrase(document: Document, phrase: str, *, functions: frozenset[str] | None) -> Document:
    """Return what a normalised phrase means; None takes the rule out."""
    phrases = {key: meant for key, meant in document.phrases.items() if key != phrase}
    if functions is not None:
        phrases[phrase] = _known(document, functions)
    return replace(document, phrases=phrases)


def order_departments(document: Document, *, slugs: Sequence[str]) -> Document:
    """Put departments in an order; those that are not named come last, as they were."""
    positions = {slug: index for index, slug in enumerate(slugs)}
    departments = sorted(
        document.departments, key=lambda department: positions.get(department.slug, len(positions))
    )
    return replace(document, departments=tuple(departments))


def order_functions(document: Document, *, slugs: Sequence[str]) -> Document:
    """Put functions in an order inside their departments; those not named come last."""
    positions = {slug: index for index, slug in enumerate(slugs)}
    functions = sorted(
        document.functions, key=lambda function: positions.get(function.slug, len(positions))
    )
    return replace(document, functions=tuple(functions))


def _function(document: Document, slug: str, *, exact: bool = False) -> WrittenFunction:
    found = document.function(slug)
    if found is None and not exact:  # Somebody else renamed or merged it meanwhile.
        found = next(
            (function for function in document.functions if slug in function.formerly), None
        )
    if found is None:
        raise EditError(f"The function “{slug}” no longer exists.")
    return found


def _department(document: Document, slug: str, *, exact: bool = False) -> WrittenDepartment:
    found = document.department(slug)
    if found is None and not exact:
        found = next(
            (department for department in document.departments if slug in department.formerly), None
        )
    if found is None:
        raise EditError(f"The department “{slug}” no longer exists.")
    return found


def _known(document: Document, slugs: Iterable[str]) -> frozenset[str]:
    return frozenset(_function(document, slug).slug for slug in slugs)


def _put(rows: Sequence[Row], slug: str, new: Row | None = None) -> tuple[Row, ...]:
    """Put a row in the place of another one; None takes that one out."""
    put = (new if row.slug == slug else row for row in rows)
    return tuple(row for row in put if row is not None)


def _without_alias(rows: Iterable[Row], slug: str) -> tuple[Row, ...]:
    """Let a slug that becomes a living one lead nowhere else."""
    return tuple(
        replace(row, formerly=row.formerly - {slug}) if slug in row.formerly else row
        for row in rows
    )


def _replace_slug(meant: frozenset[str], former: str, new: str) -> frozenset[str]:
    return (meant - {former}) | {new} if former in meant else meant


def _with_meanings(
    document: Document, change: Callable[[frozenset[str]], frozenset[str]]
) -> Document:
    """Change every set of functions that an entry or a phrase means."""
    return replace(
        document,
        dictionary={
            title: meaning
            if (meant := change(meaning.functions)) == meaning.functions
            else replace(meaning, functions=meant)
            for title, meaning in document.dictionary.items()
        },
        phrases={phrase: change(meant) for phrase, meant in document.phrases.items()},
    )
