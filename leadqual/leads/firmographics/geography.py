"""Countries and cities by any of their names, and places taken apart."""

import gettext
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

import pycountry
import yaml

from leadqual.core.plain_texts import without_accents

_FOLDER = Path(__file__).parent.parent / "data"
_DATA = _FOLDER / "countries.yaml"
_NO_WORD = re.compile(r"[\W_]+")
_UNITED_STATES, _GEORGIA = "United States", "Georgia"
_CITIES = _FOLDER / "cities.yaml"
_KNOWN_CITIES = _FOLDER / "known_cities.yaml"
_FEDERAL = ("US", "CA", "AU", "BR", "MX", "IN", "DE", "AT", "CH")
"""Countries whose states are told apart; elsewhere a region may lie in another one."""

_WITH_REGIONS = frozenset({"DE", "AT", "FR", "ES", "IT"})
_REGIONS = frozenset({"Land", "State", "Metropolitan region", "Autonomous community", "Region"})
_CANADIAN = frozenset({"AB", "BC", "MB", "NB", "NS", "ON", "QC"})
_ENGLISH_STATES = {
    **dict.fromkeys(("Bavaria", "Hesse", "Saxony", "Lower Saxony", "Thuringia"), "DE"),
    **dict.fromkeys(("North Rhine-Westphalia", "Rhineland-Palatinate"), "DE"),
    **dict.fromkeys(("Lombardy", "Piedmont", "Tuscany", "Sicily"), "IT"),
    **dict.fromkeys(("Catalonia", "Andalusia", "Basque Country", "Community of Madrid"), "ES"),
    **dict.fromkeys(("Brittany", "Normandy", "Burgundy", "Ile de France"), "FR"),
    **dict.fromkeys(("England", "Scotland", "Wales"), "GB"),
}
_METRO = re.compile(
    r"^\s*(?:(?:greater|gro(?:ß|ss)raum|metropolregion|grand|région de|región de|area metropolitana"
    r" (?:di|de)|área metropolitana de)\s+)?(.+?)(?:\s+(?:metropolitan|metro|bay)?\s*"
    r"(?:area|region|metroplex)|\s+et (?:périphérie|environs)|\s+und umgebung|\s+y alrededores"
    r"|\s+metropolitan)?\s*$",
    re.IGNORECASE,
)
_SURE_METRO = re.compile(r"greater .+ area|.+ metro(?:politan)? (?:area|region)", re.IGNORECASE)
_LONGEST_CODE = 3  # of a country
_OTHER_SIGNS = re.compile(r"\s+[-–—/|]\s+|\s*[/|]\s*")
_POSTCODE = (
    r"\d{4} [A-Z]{2}|(?:[A-Z]{1,3}[- ]?)?\d{3} ?\d{2,3}|(?:[A-Z]{1,3}[- ])?\d{4,6}(?:[- ]\d{3,4})?"
    r"|\d{2,3}-\d{3,4}|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[A-Z]\d[A-Z] ?\d[A-Z]\d"
    r"|[A-Z]\d\d [A-Z\d]{4}"
)
"""Those of Europe, America, Japan, Great Britain, Canada and Ireland."""

_CEDEX = r"(?:\s+cedex(?:\s+\d{1,2})?)?"
_POSTCODE_ONLY = re.compile(_POSTCODE)
_BEFORE_CITY = re.compile(rf"(?:{_POSTCODE})\s+(?=[^\d\s])")
_BEHIND_CITY = re.compile(rf"(?<=\S)(?:\s+(?:{_POSTCODE}))?{_CEDEX}\s*$", re.IGNORECASE)
_ON_ONE_LINE = re.compile(r"\D.*\s\d+\s?[a-zA-Z]?\s+\d{4,5}\s+([^\d,]+)")
"""A whole address without commas: "Dorfstraße 4 8010 Graz Österreich"."""
_OF_ITALY = re.compile(r"\s*(\D+?)\s*\(([A-Z]{2})\)\s*")
_DIGIT = re.compile(r"\d")
_DISTRICT = re.compile(r"\s+(?:\d{1,2}(?:e|er|ème|\.)?|[IVX]{1,5}\.?)$")


class Location(NamedTuple):
    """Where somebody is; unknown parts are empty.

    Args:
        city: its English name where that is known.
        written: the place as it was written, where the parts do not say the same.
    """

    city: str = ""
    state: str = ""
    country: str = ""
    written: str = ""


class City(NamedTuple):
    """A city that is written differently in other languages.

    Args:
        others: names in other languages, that of the place itself first.
    """

    name: str
    country: str
    others: tuple[str, ...]


def country_name(text: str) -> str:
    """Give the English name of a country written in any way; "" where it is none.

    Understands names in more than 30 languages, official names, and codes of two and three letters.
    """
    return _countries().get(_fold(text), "")


def is_nowhere(text: str) -> bool:
    """Return whether a text says that a place is not known or not fixed, as "Remote"."""
    return _fold(text) in _nowhere()


def city_name(text: str, country: str = "") -> str:
    """Give the English name of a city: "Köln" and "Colonia" are Cologne; else the text.

    Args:
        text: name of a city in any language.
        country: English name of its country; a name of a city elsewhere is left as it is.
    """
    found = _cities().get(_fold(text))
    return found[0] if found and country in {"", found[1]} else text


def is_postal_code(text: str) -> bool:
    """Return whether a text is a postal code and nothing else."""
    return bool(_POSTCODE_ONLY.fullmatch(text.strip()))


def beside(place: Location, state: str, country: str) -> Location:
    """Return the place of a city as the state and country of the same row agree with it.

    "Athens" beside "GA" is in the United States, "Colonia" beside Uruguay is not Cologne, and
    "Atlanta" beside Georgia means the state.
    """
    if not place.country or country == place.country:
        return place
    if country == _GEORGIA and place.country == _UNITED_STATES:
        return place._replace(state=place.state or _GEORGIA)
    elsewhere = country or (_country_of_state(state) if state != place.state else "")
    if elsewhere in {"", place.country}:
        return place
    city = place.written if place.written and "," not in place.written else place.city
    return Location(city, "", elsewhere, "" if city == place.written else place.written)


def _country_of_state(state: str) -> str:
    is_american = state in _us_states() or state == _GEORGIA
    return _UNITED_STATES if is_american else _countries_of_states().get(_fold(state), "")


@lru_cache(maxsize=100_000)
def state_code(text: str, country: str = "") -> str:
    """Give the code of a state of a federal country: "Texas" and "TX" are US-TX; "" where unknown.

    Args:
        text: name or code of the state.
        country: English name of its country; where it is not known, the United States are meant.
    """
    return _states().get((country or _UNITED_STATES, _fold(text)), "")


@lru_cache(maxsize=100_000)
def place_key(city: str, state: str, country: str) -> tuple[str, str, str]:
    """Bring a place to one spelling by which two are compared: Köln is Cologne, Texas is US-TX."""
    country = country_name(country) or country
    return city_name(city, country).casefold(), state_code(state, country), country.casefold()


@lru_cache(maxsize=100_000)
def split_location(text: str) -> Location:
    """Take "City, State, Country" apart.

    Of several places, joined by semicolons, the first counts. What is no country stays city or
    state: "San Francisco, CA" is in the United States. A city that is known gives its country as
    long as no other is named: "Köln", "Greater Paris Area". Postal codes and streets are left out.
    """
    places = (place.strip() for place in text.split(";"))
    first = next((place for place in places if place and not is_nowhere(place)), "")
    whole = None if country_name(first) else _known_city(first)
    found = whole or _split(_parts_of(first))
    plain = ", ".join(part for part in found[:3] if part)
    is_same = text in {plain, found.city}
    return found._replace(written="" if is_same else text) if any(found) else found


@lru_cache(maxsize=100_000)
def read_city(text: str) -> Location:
    """Read the cell of a column of cities, which may name a whole place or only a country."""
    if is_nowhere(text):
        return Location()
    found = split_location(text)
    is_country = len(text) > _LONGEST_CODE and _fold(text) not in _cities()
    if found.country and (found.city or is_country):
        return found
    plain = _without_postcode(text)
    if not plain or (found.city and plain != text):
        return found if plain else Location()
    city = _known_city(plain) or Location(plain)
    return city._replace(written="" if city.city == text else text)


def _without_postcode(text: str) -> str:
    """Take a postal code off a city, and what else stands only in addresses; "" where it is one."""
    if is_postal_code(text) and text[:2] not in _us_states():
        return ""
    return _BEHIND_CITY.sub("", _BEFORE_CITY.sub("", text)).strip()


@cache
def _provinces_of_italy() -> frozenset[str]:
    codes = (one.code.partition("-") for one in pycountry.subdivisions)
    return frozenset(code for country, _, code in codes if country == "IT")


def _known_city(text: str) -> Location | None:
    """Return a known city with its country, also by a name with the number of a district."""
    for name in (text, _DISTRICT.sub("", text)):
        if country := _countries_of_cities().get(_fold(name)):
            return Location(city_name(name), "", country)
    return None


def _parts_of(place: str) -> list[str]:
    """Split a place at its commas, or else at other signs where its last part is a country.

    Streets, postal codes and what says nothing are left out.
    """
    if (known := _OF_ITALY.fullmatch(place)) and _is_in_italy(known[1], known[2]):
        return [known[1], known[2], country_name("IT")]
    if address := _ON_ONE_LINE.fullmatch(place):
        *city, last = address[1].split()
        is_country = bool(city and country_name(last))
        place = f"{' '.join(city)}, {last}" if is_country else address[1]
    parts = re.sub(r"\s*\(([^()]+)\)\s*$", r", \1", place).split(",")
    if len(parts) == 1:
        others = _OTHER_SIGNS.split(place)
        if len(others) > 1 and country_name(others[-1]):
            parts = others
    parts = [part.strip() for part in parts if part.strip() and not is_nowhere(part.strip())]
    plain = [_without_postcode(part) for part in parts]
    is_american = any(
        part in _us_states() or country_name(part) == _UNITED_STATES for part in plain
    )
    named = [
        own
        for own, part in zip(plain, parts, strict=True)
        if own and (not _is_street(part, own, is_american=is_american) or len(parts) == 1)
    ]
    return named if any(not country_name(one) for one in named) else [one for one in plain if one]


def _is_street(part: str, plain: str, *, is_american: bool) -> bool:
    """Return whether a part of an address has the number of a house, and not one of a city."""
    if _known_city(plain) or plain in _us_states():
        return False
    return bool(_DIGIT.search(plain) or (is_american and _DIGIT.match(part)))


def _is_in_italy(city: str, code: str) -> bool:
    known = _known_city(city)
    return bool(known and known.country == country_name("IT") and code in _provinces_of_italy())


def _split(parts: list[str]) -> Location:
    if not parts:
        return Location()
    *rest, last = parts
    country = ""
    if rest and last in _us_states():
        country = _UNITED_STATES
    elif not country_name(last) or (rest and last in _CANADIAN):
        country = _countries_of_states().get(_fold(last), "") if rest else ""
    if country:
        return _place(rest[0], last, country)
    country = country_name(last)
    if not rest and not country and (of_region := _countries_of_regions().get(_fold(last))):
        return Location("", last, of_region)
    if not country:
        return _place(parts[0], parts[1] if len(parts) > 1 else "", "")
    return _place(rest[0] if rest else "", rest[-1] if len(rest) > 1 else "", country)


def _place(city: str, state: str, country: str) -> Location:
    if metro := _METRO.fullmatch(city):
        known = _cities().get(_fold(metro[1]))
        if known or _SURE_METRO.fullmatch(city):
            city = metro[1]
        if known and city != metro[0]:
            country = country or known[1]
    if city and not state and _countries_of_regions().get(_fold(city)) == country:
        return Location("", city, country)
    whole = None if state else _known_city(city)
    if whole and country in {"", whole.country}:
        return whole
    return Location(city_name(city, country), state, country)


@cache
def cities() -> tuple[City, ...]:
    """Give the cities that are written differently in other languages."""
    content = yaml.safe_load(_CITIES.read_text(encoding="utf-8"))
    return tuple(
        City(name, country_name(str(code)), tuple(map(str, others)))
        for code, several in content.items()
        for name, others in several.items()
    )


@cache
def _cities() -> Mapping[str, tuple[str, str]]:
    """Give every name of a city, folded → its English name and its country."""
    found: dict[str, tuple[str, str]] = {}
    for city in cities():
        for text in (city.name, *city.others):
            found.setdefault(_fold(text), (city.name, city.country))
    return found


@cache
def _countries_of_cities() -> Mapping[str, str]:
    """Give every known name of a city, folded → its country."""
    content = yaml.safe_load(_KNOWN_CITIES.read_text(encoding="utf-8"))
    known = {_fold(name): country_name(code) for code, names in content.items() for name in names}
    return known | {name: country for name, (_, country) in _cities().items()}


@cache
def _countries_of_states() -> Mapping[str, str]:
    """Give states and provinces of which no other country has one of the name → their country."""
    found: dict[str, set[str]] = {}
    for one in pycountry.subdivisions:
        found.setdefault(_fold(one.name), set()).add(country_name(one.country_code))
    names = {name: countries.pop() for name, countries in found.items() if len(countries) == 1}
    names |= {_fold(code): country_name("CA") for code in _CANADIAN}
    return names | {_fold(name): country_name(code) for name, code in _ENGLISH_STATES.items()}


@cache
def _countries_of_regions() -> Mapping[str, str]:
    """Give large regions that are no cities, folded → their country: Bayern, Nouvelle-Aquitaine."""
    found = {
        _fold(one.name): country_name(one.country_code)
        for one in pycountry.subdivisions
        if one.country_code in _WITH_REGIONS and one.type in _REGIONS
    }
    found |= {_fold(name): country_name(code) for name, code in _ENGLISH_STATES.items()}
    known = {**_countries_of_cities(), **_countries()}
    return {name: country for name, country in found.items() if name not in known}


@cache
def _countries() -> Mapping[str, str]:
    names: dict[str, str] = {}
    for text, name in country_names():
        names.setdefault(_fold(text), name)
    return names


@cache
def country_codes() -> dict[str, str]:
    """Return the name of each country, as it is stored, with its two-letter code."""
    codes = [country.alpha_2 for country in pycountry.countries]
    codes += yaml.safe_load(_DATA.read_text(encoding="utf-8"))["assigned"]
    return {country_name(code): code for code in codes}


@cache
def country_names() -> tuple[tuple[str, str], ...]:
    """Give each name or code of a country, as it is written, with the English name.

    Of two countries with the same name the first is meant.
    """
    content = yaml.safe_load(_DATA.read_text(encoding="utf-8"))
    names: list[tuple[str, str]] = []
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
        names += ((text, name) for text in sorted(known))
    for code, name in content["assigned"].items():
        names += ((text, name) for text in (name, code, *content["other"].get(code, ())))
    return tuple(names)


@cache
def _nowhere() -> frozenset[str]:
    content = yaml.safe_load(_DATA.read_text(encoding="utf-8"))
    return frozenset(map(_fold, map(str, content["nowhere"])))


@cache
def _states() -> Mapping[tuple[str, str], str]:
    """Give country and folded name or code of each state of a federal country → its code."""
    return {
        (country_name(state.country_code), _fold(text)): state.code
        for country in _FEDERAL
        for state in pycountry.subdivisions.get(country_code=country)  # type: ignore[no-untyped-call]  # of pycountry
        for text in (state.code.partition("-")[2], state.name)
    }


@cache
def _us_states() -> frozenset[str]:
    """Codes and names of the states of the US, but for Georgia, which is also a country."""
    states = [state for state in pycountry.subdivisions if state.country_code == "US"]
    names = {state.name for state in states} | {state.code.split("-")[1] for state in states}
    return frozenset(names - {_GEORGIA})


def _fold(text: str) -> str:
    return _NO_WORD.sub(" ", without_accents(text)).strip()
