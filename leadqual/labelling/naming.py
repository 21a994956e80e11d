"""Functions and levels by the names that people know, where others read slugs."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from classifiers.titles.frozen import FUNCTION, LEVEL, Fall
from leadqual.core.errors import LeadqualError
from leadqual.labelling.errors import LabelFallsError
from leadqual.labelling.foreseeing import Foreseen
from leadqual.labelling.gate import Turned
from leadqual.labelling.models import LearnedFunction
from leadqual.labelling.services import Reach
from leadqual.taxonomy.selectors import function_names, level_names

_Names = Mapping[str, Mapping[str, str]]


def named_reach(found: Reach) -> Reach:
    """Return what a correction would change, with names in place of slugs; two queries."""
    kinds = _names()
    names = kinds[FUNCTION]

    def named(slug: str) -> str:
        return names.get(slug, slug)

    titles = tuple(
        replace(title, functions=tuple(map(named, title.functions))) for title in found.titles
    )
    return Reach(
        titles,
        falls=_named(found.falls, kinds),
        teaches=tuple(
            replace(each, function=named(each.function), falls=_named(each.falls, kinds))
            for each in found.teaches
        ),
        cautions=tuple(replace(each, function=named(each.function)) for each in found.cautions),
        touched=found.touched,
    )


def named_foreseen(found: Iterable[Foreseen]) -> list[Foreseen]:
    """Return what functions would take, with names in place of slugs; two queries."""
    kinds = _names()

    def named(slugs: Iterable[str]) -> tuple[str, ...]:
        return tuple(kinds[FUNCTION].get(slug, slug) for slug in slugs)

    return [
        replace(
            each,
            function=kinds[FUNCTION].get(each.function, each.function),
            changes=tuple(
                replace(change, now=named(change.now), then=named(change.then))
                for change in each.changes
            ),
            falls=_named(each.falls, kinds),
        )
        for each in found
    ]


def named_learned(rows: Iterable[LearnedFunction]) -> list[LearnedFunction]:
    """Return what was learned, to be shown: names in place of slugs; two queries."""
    kinds = _names()
    shown = list(rows)
    for row in shown:
        row.falls = [
            {**fall, "label": kinds[fall["kind"]].get(fall["label"], fall["label"])}
            for fall in row.falls
        ]
        row.displaces = [kinds[FUNCTION].get(slug, slug) for slug in row.displaces]
    return shown


def named_then(then: Mapping[int, Iterable[str]]) -> dict[int, tuple[str, ...]]:
    """Return what titles would be, with names in place of slugs; one query."""
    names = function_names()
    return {key: tuple(names.get(slug, slug) for slug in slugs) for key, slugs in then.items()}


def named_turned(turned: Iterable[Turned]) -> list[Turned]:
    """Return titles of the test set that would go wrong, in names; one query."""
    names = function_names()

    def named(slugs: Iterable[str]) -> tuple[str, ...]:
        return tuple(names.get(slug, slug) for slug in slugs)

    return [
        Turned(each.title, named(each.wanted), named(each.before), named(each.after))
        for each in turned
    ]


def message_of(error: LeadqualError) -> str:
    """Return what is told to people; names in place of slugs."""
    if isinstance(error, LabelFallsError):
        return LabelFallsError(named_falls(error.falls), advice=error.advice).message
    return error.message


def named_falls(falls: Iterable[Fall]) -> tuple[Fall, ...]:
    """Return falls with names in place of slugs; two queries."""
    return _named(falls, _names())


def _names() -> _Names:
    return {FUNCTION: function_names(), LEVEL: level_names()}


def _named(falls: Iterable[Fall], kinds: _Names) -> tuple[Fall, ...]:
    return tuple(
        replace(fall, label=kinds[fall.kind].get(fall.label, fall.label)) for fall in falls
    )
