"""Countries, regions and cities by their typed names."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from facet_index.words.folded_terms import fold
from leadqual.leads.firmographics.geography import City, cities, country_names
from leadqual.leads.firmographics.sales_regions import regions
from leadqual.search.words.addresses import _OTHER_REGIONS

MAX_WORDS = 5
_SHORT = frozenset({"UK", "US", "EU", "USA", "UAE"})
"""Short names that are places; no other codes are."""
_CAPITALS = frozenset({"US", "EU"})
"""Those that are places only in capitals: "us" is a word."""
_LONGEST_CODE = 3
_ARTICLES = ("the ", "den ", "les ")
NAMES = frozenset(
    {
        *("jordan", "chad", "georgia", "isral", "america", "wales"),
        *("jersey", "chili", "island", "indie", "sude"),
    }
)
"""Countries that are also names of people or other words, folded: places only after "in"."""


class Place(NamedTuple):
    """A country or region with its countries by English name."""

    name: str
    countries: tuple[str, ...]


def read_place(words: Sequence[str]) -> Place | None:
    """Return the place if the words are exactly its name; else None."""
    text = " ".join(words)
    if text.upper() in _CAPITALS and text != text.upper():
        return None
    return _places().get(_key(text))


def read_city(words: Sequence[str]) -> City | None:
    """Return the city if the words are exactly its name in any language; else None."""
    return _cities().get(_key(" ".join(words)))


def _key(text: str) -> str:
    key = fold(text)
    for article in _ARTICLES:
        key = key.removeprefix(article)
    return key


@cache
def _places() -> Mapping[str, Place]:
    found: dict[str, Place] = {}
    for text, name in country_names():
        found.setdefault(_key(text), Place(name, (name,)))
    all_regions = {
        **regions(),
        **{other: regions()[region] for other, region in _OTHER_REGIONS.items()},
    }
    for name, countries in all_regions.items():
        found.setdefault(fold(name), Place(_OTHER_REGIONS.get(name, name), countries))
    return {key: place for key, place in found.items() if _is_long(key)}


@cache
def _cities() -> Mapping[str, City]:
    found: dict[str, City] = {}
    for city in cities():
        for text in (city.name, *city.others):
            found.setdefault(_key(text), city)
    return {key: city for key, city in found.items() if _is_long(key)}


def _is_long(key: str) -> bool:
    """Return whether a name is more than a code; two Chinese characters are."""
    return len(key) > _LONGEST_CODE or key.upper() in _SHORT or not key.isascii()
