"""Countries by any of their names, and places taken apart."""

import gettext
import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

import pycountry
import yaml

_DATA = Path(__file__).with_name("countries.yaml")
_NO_WORD = re.compile(r"[\W_]+")
_UNITED_STATES = "United States"


class Location(NamedTuple):
    """Where somebody is; unknown parts are empty."""

    city: str = ""
    state: str = ""
    country: str = ""


def country_name(text: str) -> str:
    """Give the English name of a country written in any way; "" where it is none.

    Understands names in 15 languages, official names, and codes of two and three letters.
    """
    return _countries().get(_fold(text), "")


def is_nowhere(text: str) -> bool:
    """Tell whether a text says that a place is not known or not fixed, as "Remote"."""
    return _fold(text) in _nowhere()


@lru_cache(maxsize=100_000)
def split_location(text: str) -> Location:
    """Take "City, State, Country" apart.

    Of several places, joined by semicolons, the first counts. What is no country stays city or
    state: "San Francisco, CA" is in the United States, "Köln" is a city.
    """
    places = (place.strip() for place in text.split(";"))
    first = next((place for place in places if place and not is_nowhere(place)), "")
    parts = [part.strip() for part in first.split(",")]
    parts = [part for part in parts if part and not is_nowhere(part)]
    if not parts:
        return Location()
    *rest, last = parts
    is_state = bool(rest) and last in _us_states()
    country = "" if is_state else country_name(last)
    if is_state:
        return Location(rest[0], last, _UNITED_STATES)
    if not country:
        return Location(parts[0], parts[1] if len(parts) > 1 else "", "")
    return Location(rest[0] if rest else "", rest[-1] if len(rest) > 1 else "", country)


@cache
def _countries() -> Mapping[str, str]:
    content = yaml.safe_load(_DATA.read_text(encoding="utf-8"))
    names: dict[str, str] = {}
    translations = [
        gettext.translation("iso3166-1", pycountry.LOCALES_DIR, [language], fallback=True)
        for language in content["languages"]
    ]
    for country in pycountry.countries:
        code = country.alpha_2
        name = content["short"].get(code) or getattr(country, "common_name", country.name)
        known = {name, country.name, code, country.alpha_3}
        known |= {getattr(country, "official_name", name), getattr(country, "common_name", name)}
        known |= {translation.gettext(text) for translation in translations for text in [*known]}
        known |= set(content["other"].get(code, ()))
        for text in known:
            names.setdefault(_fold(text), name)
    return names


@cache
def _nowhere() -> frozenset[str]:
    content = yaml.safe_load(_DATA.read_text(encoding="utf-8"))
    return frozenset(map(_fold, map(str, content["nowhere"])))


@cache
def _us_states() -> frozenset[str]:
    """Codes and names of the states of the US, but for Georgia, which is also a country."""
    states = [state for state in pycountry.subdivisions if state.country_code == "US"]
    names = {state.name for state in states} | {state.code.split("-")[1] for state in states}
    return frozenset(names - {"Georgia"})


def _fold(text: str) -> str:
    plain = "".join(
        character
        for character in unicodedata.normalize("NFKD", text.casefold())
        if not unicodedata.combining(character)
    )
    return _NO_WORD.sub(" ", plain).strip()
