"""Notices on what a search does not understand."""

from collections.abc import Sequence
from dataclasses import dataclass

from leadqual.search.cursors import LOST_PLACE
from leadqual.search.facets import (
    COMPANY_TYPED,
    TYPED,
)
from leadqual.search.pages.search_addresses import address
from leadqual.search.query.query import (
    Search,
)
from leadqual.search.query.query_parsing import Notes, UnknownValue

_MAX_SHOWN = 3


@dataclass(frozen=True, slots=True)
class NearLink:
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
    nearest: Sequence[NearLink] = ()


def search_notes(query: Search, notes: Notes, *, is_lost: bool = False) -> list[SearchNote]:
    """Return a notice for each unknown value and each ignored part.

    Args:
        query: the parsed search.
        notes: of reading it.
        is_lost: its cursor is invalid.
    """
    ignored = [*notes.ignored, *([LOST_PLACE] if is_lost else [])]
    return [
        *(_note_on(query, one) for one in notes.unknown[:_MAX_SHOWN]),
        *(SearchNote(sentence, "This filter was ignored.") for sentence in ignored),
    ]


def unknown_values(notes: Notes) -> list[tuple[str, str]]:
    """Return parameters and unknown values without a checkbox, for the filter form to keep.

    Otherwise the next change of a filter would drop the value and find more people.
    """
    in_form = {"company", "contact", *TYPED, *COMPANY_TYPED}
    return [
        (one.param, one.value)
        for one in notes.unknown
        if not one.is_excluded and one.param not in in_form
    ]


def _note_on(query: Search, unknown: UnknownValue) -> SearchNote:
    words = "It excludes nothing." if unknown.is_excluded else "It has no matches."
    param = "exclude" if unknown.is_excluded else unknown.param
    begin = f"{unknown.param}:" if unknown.is_excluded else ""
    rest = query.without(param, f"{begin}{unknown.value}")
    nearest = []
    for near in unknown.nearest:
        values = tuple(sorted({*rest.ticked(param), f"{begin}{near.value}"}))
        nearest.append(NearLink(near.name, address(rest.changed(**{param: values}))))
    return SearchNote(unknown.fact, words, nearest)
