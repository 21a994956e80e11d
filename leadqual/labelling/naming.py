"""Functions by the names that people know, where others read slugs."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from classifiers.titles.frozen import Fall
from leadqual.core.errors import LeadqualError
from leadqual.labelling.errors import LabelFallsError
from leadqual.labelling.models import LearnedFunction
from leadqual.labelling.services import Reach
from leadqual.taxonomy.selectors import function_names


def named_reach(found: Reach) -> Reach:
    """Return what a correction would change, with names in place of slugs; one query."""
    names = function_names()

    def named(slug: str) -> str:
        return names.get(slug, slug)

    titles = tuple(
        replace(title, functions=tuple(map(named, title.functions))) for title in found.titles
    )
    return Reach(
        titles,
        falls=_named(found.falls, names),
        teaches=tuple(replace(each, function=named(each.function)) for each in found.teaches),
        cautions=tuple(replace(each, function=named(each.function)) for each in found.cautions),
    )


def named_learned(rows: Iterable[LearnedFunction]) -> list[LearnedFunction]:
    """Return what was learned, to be shown: names in place of slugs; one query."""
    names = function_names()
    shown = list(rows)
    for row in shown:
        row.falls = [
            {**fall, "function": names.get(fall["function"], fall["function"])}
            for fall in row.falls
        ]
        row.displaces = [names.get(slug, slug) for slug in row.displaces]
    return shown


def message_of(error: LeadqualError) -> str:
    """Return what is told to people; names in place of slugs."""
    if isinstance(error, LabelFallsError):
        return LabelFallsError(_named(error.falls, function_names())).message
    return error.message


def _named(falls: Iterable[Fall], names: Mapping[str, str]) -> tuple[Fall, ...]:
    return tuple(replace(fall, function=names.get(fall.function, fall.function)) for fall in falls)
