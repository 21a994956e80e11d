"""What a page says of the parts of a search that were not understood."""

from collections.abc import Sequence
from dataclasses import dataclass

from leadqual.search.cursors import LOST_PLACE
from leadqual.search.facets.facet_table import COMPANY_TYPED, TYPED
from leadqual.search.pages.search_data import address
from leadqual.search.query.query import Search
from leadqual.search.query.query_parsing import Notes, UnknownValue

_MAX_SHOWN = 3


@dataclass(frozen=True, slots=True)
class NearLink:
    """A value that may have been meant, and the search with it."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class SearchNote:
    """One notice.

    Args:
        title: what was not understood.
        words: what follows.
        nearest: values to take instead.
    """

    title: str
    words: str = ""
    nearest: Sequence[NearLink] = ()


def search_notes(query: Search, notes: Notes, *, is_lost: bool = False) -> list[SearchNote]:
    """Return a notice for each value that does not exist, and for what was ignored.

    Args:
        query: the search as it was read.
        notes: of reading it.
        is_lost: its cursor leads nowhere.
    """
    ignored = [*notes.ignored, *([LOST_PLACE] if is_lost else [])]
    return [
        *(_of_value(query, one) for one in notes.unknown[:_MAX_SHOWN]),
        *(SearchNote(sentence, "This filter was ignored.") for sentence in ignored),
    ]


def stray_values(notes: Notes) -> list[tuple[str, str]]:
    """Return parameter and value of what does not exist and has no box, for the form of filters.

    Without them the next change of another filter would drop the value and find more people.
    """
    in_form = {"company", "contact", *TYPED, *COMPANY_TYPED}
    return [
        (one.param, one.value)
        for one in notes.unknown
        if not one.is_excluded and one.param not in in_form
    ]


def _of_value(query: Search, one: UnknownValue) -> SearchNote:
    words = "It excludes nothing." if one.is_excluded else "It has no matches."
    param = "exclude" if one.is_excluded else one.param
    begin = f"{one.param}:" if one.is_excluded else ""
    rest = query.without(param, f"{begin}{one.value}")
    nearest = [
        NearLink(
            near.name,
            address(rest.changed(**{param: _with(rest.ticked(param), f"{begin}{near.value}")})),
        )
        for near in one.nearest
    ]
    return SearchNote(one.fact, words, nearest)


def _with(values: Sequence[str], value: str) -> tuple[str, ...]:
    return tuple(sorted({*values, value}))
