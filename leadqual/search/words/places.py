"""Countries, sales regions and cities among typed words, in many languages."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from facet_index.words.folded_terms import fold
from leadqual.leads.firmographics.geography import City, cities, country_names
from leadqual.leads.firmographics.sales_regions import regions

MAX_WORDS = 5
_OTHER_REGIONS = {"EU": "European Union", "Scandinavia": "Nordics", "Skandinavien": "Nordics"}
_OTHER_REGIONS |= {"Latin America": "LATAM", "Asia Pacific": "APAC", "Europa": "Europe"}
_CAPITALS = frozenset({"UK", "US", "EU", "USA", "UAE"})
"""Short names, which are other words in small letters; all other codes are no places here."""

_LONGEST_CODE = 3
_ARTICLES = ("the ", "den ", "les ")

NAMES = frozenset(
    {
        *("jordan", "chad", "georgia", "isral", "america", "wales"),
        *("jersey", "chili", "island", "indie", "sude"),
    }
)
"""Countries that are also names of people or other words, folded: places only behind "in"."""


class Place(NamedTuple):
    """A country or region and the countries that are in it, by their English names."""

    name: str
    countries: tuple[str, ...]


def read_place(words: Sequence[str]) -> Place | None:
    """Return the place that words name in whole; None where they name none."""
    text = " ".join(words)
    if text.upper() in _CAPITALS and text != text.upper():
        return None
    return _places().get(_key(text))


def read_city(words: Sequence[str]) -> City | None:
    """Return the city that words name in whole, in any language; None where none is known."""
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
    all_regions = {**regions(), **{other: regions()[one] for other, one in _OTHER_REGIONS.items()}}
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
    """Return whether a name is more than a code; two Chinese letters are."""
    return len(key) > _LONGEST_CODE or key.upper() in _CAPITALS or not key.isascii()
