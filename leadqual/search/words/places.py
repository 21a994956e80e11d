"""Countries and sales regions among typed words, in many languages."""

import gettext
from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

import pycountry

from facet_index.words.folded_terms import fold
from leadqual.leads.firmographics.sales_regions import regions

MAX_WORDS = 5
_LANGUAGES = ("de", "fr", "es", "it", "pt", "nl", "pl", "sv", "da", "nb", "fi", "cs", "tr", "ja")
_SHORT = {
    "GB": ("United Kingdom", "UK", "Great Britain", "Britain", "England", "Scotland", "Wales"),
    "US": ("United States", "USA", "US", "America", "The United States", "the US"),
    "AE": ("United Arab Emirates", "UAE"),
    "KR": ("South Korea", "Korea"),
    "CZ": ("Czechia", "Czech Republic"),
    "RU": ("Russia",),
    "VN": ("Vietnam",),
    "TW": ("Taiwan",),
    "IR": ("Iran",),
    "TR": ("Turkey",),
    "NL": ("Netherlands", "Holland", "the Netherlands"),
    "BO": ("Bolivia",),
    "VE": ("Venezuela",),
    "TZ": ("Tanzania",),
    "MD": ("Moldova",),
}
_OTHER_REGIONS = {"EU": "European Union", "Scandinavia": "Nordics", "Skandinavien": "Nordics"}
_OTHER_REGIONS |= {"Latin America": "LATAM", "Asia Pacific": "APAC", "Europa": "Europe"}
_CAPITALS = frozenset({"UK", "US", "EU", "USA", "UAE"})
"""Short names, which are other words in small letters."""

NAMES = frozenset({"jordan", "chad", "georgia", "israel", "america"})
"""Countries that are names of people, too: read as places only behind "in" and the like."""


class Place(NamedTuple):
    """A country or region and the countries that are in it, by their English names."""

    name: str
    countries: tuple[str, ...]


def read_place(words: Sequence[str]) -> Place | None:
    """Return the place that words name in whole; None where they name none."""
    text = " ".join(words)
    if text.upper() in _CAPITALS and text != text.upper():
        return None
    key = fold(text).removeprefix("the ").removeprefix("den ").removeprefix("les ")
    return _places().get(key)


@cache
def _places() -> Mapping[str, Place]:
    found: dict[str, Place] = {}
    translations = [
        gettext.translation("iso3166-1", pycountry.LOCALES_DIR, [language], fallback=True)
        for language in _LANGUAGES
    ]
    for country in pycountry.countries:
        own = _SHORT.get(country.alpha_2, ())
        name = own[0] if own else getattr(country, "common_name", country.name)
        known = {name, country.name, *own, getattr(country, "official_name", name)}
        known |= {translation.gettext(text) for translation in translations for text in [*known]}
        for text in known:
            if key := fold(text).removeprefix("the "):
                found.setdefault(key, Place(name, (name,)))
    all_regions = {**regions(), **{other: regions()[one] for other, one in _OTHER_REGIONS.items()}}
    for name, countries in all_regions.items():
        found.setdefault(fold(name), Place(_OTHER_REGIONS.get(name, name), countries))
    return {key: place for key, place in found.items() if len(key) > 2 or key.upper() in _CAPITALS}  # noqa: PLR2004
