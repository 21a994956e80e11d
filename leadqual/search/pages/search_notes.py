"""Notices on what a search does not understand."""

from collections.abc import Sequence
from dataclasses import dataclass

from leadqual.search.cursors import INVALID_CURSOR
from leadqual.search.facets import (
    COMPANY_TYPED,
    TYPED,
)
from leadqual.search.pages.search_urls import address
from leadqual.search.query.query import (
    Search,
)
from leadqual.search.query.query_parsing import Notes, UnknownValue

_MAX_SHOWN = 3


@dataclass(frozen=True, slots=True)
class SuggestionLink:
    """A suggested value, and the search with it."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class SearchNote:
    """One notice.

    Args:
        title: what was not understood.
        nearest: values to use instead.
    """

    title: str
    words: str = ""
    nearest: Sequence[SuggestionLink] = ()


def search_notes(query: Search, notes: Notes, *, is_lost: bool = False) -> list[SearchNote]:
    """Return a notice for each unknown value and each ignored part.

    Args:
        query: the parsed search.
        notes: of reading it.
        is_lost: its cursor is invalid.
    """
    ignored = [*notes.ignored, *([INVALID_CURSOR] if is_lost else [])]
    return [
        *(_note_about(query, unknown_value) for unknown_value in notes.unknown[:_MAX_SHOWN]),
        *(SearchNote(sentence, "This filter was ignored.") for sentence in ignored),
    ]


def unknown_values(notes: Notes) -> list[tuple[str, str]]:
    """Return parameters and unknown values without a checkbox, for the filter form to keep.

    Otherwise the next change of a filter would drop the value and find more people.
    """
    params_in_form = {"company", "contact", *TYPED, *COMPANY_TYPED}
    return [
        (unknown_value.param, unknown_value.value)
        for unknown_value in notes.unknown
        if not unknown_value.is_excluded and unknown_value.param not in params_in_form
    ]


def _note_about(query: Search, unknown: UnknownValue) -> SearchNote:
    words = "It excludes nothing." if unknown.is_excluded else "It has no matches."
    param = "exclude" if unknown.is_excluded else unknown.param
    prefix = f"{unknown.param}:" if unknown.is_excluded else ""
    remaining = query.without(param, f"{prefix}{unknown.value}")
    nearest = []
    for near in unknown.nearest:
        values = tuple(sorted({*remaining.ticked(param), f"{prefix}{near.value}"}))
        nearest.append(SuggestionLink(near.name, address(remaining.changed(**{param: values}))))
    return SearchNote(unknown.fact, words, nearest)
