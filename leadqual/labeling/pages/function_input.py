"""Functions as somebody types them: a name, what belongs to it, a job title, a misspelling."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from leadqual.search.function_lookup import find_functions
from leadqual.taxonomy.models import Function
from leadqual.taxonomy.selectors import living_functions

MAX_FOUND = 8
MAX_OFFERED = 5
_BETWEEN = re.compile(r"[,;\n]")


@dataclass(frozen=True, slots=True)
class FunctionMatch:
    """A function that may be meant; `why` says by what it was found."""

    function: Function
    why: str


@dataclass(frozen=True, slots=True)
class FunctionInput:
    """What was typed, as functions.

    Args:
        slugs: of what was meant, in the order in which it was typed.
        unclear: the first part that may mean several functions, or none; "" where all is clear.
        offered: what the unclear part may mean.
    """

    slugs: tuple[str, ...] = ()
    unclear: str = ""
    offered: tuple[Function, ...] = ()


def matching_functions(text: str) -> list[FunctionMatch]:
    """Return the functions that a text may mean, the best first; two queries.

    Args:
        text: as it was typed so far; empty finds nothing.
    """
    functions = list(living_functions())
    by_slug = {each.slug: each for each in functions}
    whole = text.strip().casefold()
    found = find_functions(text, functions)
    names = sorted(found, key=lambda slug: by_slug[slug].name.casefold() != whole)
    return [FunctionMatch(by_slug[slug], found[slug]) for slug in names[:MAX_FOUND]]


def read_typed(text: str) -> FunctionInput:
    """Read functions that were typed with commas between them; two queries for each part.

    A part is clear where it is a name, or where it can mean one function only.
    """
    parts = [part.strip() for part in _BETWEEN.split(text) if part.strip()]
    if len(parts) > 1 and _one(text.strip(), matching_functions(text)):
        parts = [text.strip()]  # A name with a comma in it.
    slugs = list[str]()
    for part in parts:
        found = matching_functions(part)
        meant = _one(part, found)
        if meant is None:
            offered = tuple(each.function for each in found[:MAX_OFFERED])
            return FunctionInput(tuple(slugs), part, offered)
        slugs.append(meant.slug)
    return FunctionInput(tuple(slugs))


def _one(part: str, found: Sequence[FunctionMatch]) -> Function | None:
    exact = [each.function for each in found if each.function.name.casefold() == part.casefold()]
    if exact:
        return exact[0]
    return found[0].function if len(found) == 1 else None
