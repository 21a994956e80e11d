"""Normalizes names of countries and cities, and parses locations."""

import gettext
import re
from collections.abc import Mapping
from contextlib import suppress
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

import phonenumbers
import pycountry
import yaml

from leadqual.core.texts.plain_texts import remove_accents

_FOLDER = Path(__file__).parent.parent / "data"
_DATA = _FOLDER / "countries.yaml"
_NON_WORD = re.compile(r"[\W_]+")
_UNITED_STATES, _GEORGIA = "United States", "Georgia"
_CITIES = _FOLDER / "cities.yaml"
_KNOWN_CITIES = _FOLDER / "known_cities.yaml"
_FEDERAL_COUNTRIES = ("US", "CA", "AU", "BR", "MX", "IN", "DE", "AT", "CH")
"""Countries whose states are compared; elsewhere regions may overlap."""

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
_LONGEST_CODE = 3  # Of a country.
_OTHER_SEPARATORS = re.compile(r"\s+[-–—/|]\s+|\s*[/|]\s*")
_POSTCODE = (
    r"\d{4} [A-Z]{2}|(?:[A-Z]{1,3}[- ]?)?\d{3} ?\d{2,3}|(?:[A-Z]{1,3}[- ])?\d{4,6}(?:[- ]\d{3,4})?"
    r"|\d{2,3}-\d{3,4}|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[A-Z]\d[A-Z] ?\d[A-Z]\d"
    r"|[A-Z]\d\d [A-Z\d]{4}"
)
"""Those of Europe, America, Japan, Great Britain, Canada and Ireland."""

_CEDEX = r"(?:\s+cedex(?:\s+\d{1,2})?)?"
_POSTCODE_ONLY = re.compile(_POSTCODE)
_BEFORE_CITY = re.compile(rf"(?:{_POSTCODE})\s+(?=[^\d\s])")
_AFTER_CITY = re.compile(rf"(?<=\S)(?:\s+(?:{_POSTCODE}))?{_CEDEX}\s*$", re.IGNORECASE)
_ON_ONE_LINE = re.compile(r"\D.*\s\d+\s?[a-zA-Z]?\s+\d{4,5}\s+([^\d,]+)")
"""A full address without commas: "Dorfstraße 4 8010 Graz Österreich"."""
_ITALIAN_PLACE = re.compile(r"\s*(\D+?)\s*\(([A-Z]{2})\)\s*")
_DIGIT = re.compile(r"\d")
_DISTRICT = re.compile(r"\s+(?:\d{1,2}(?:e|er|ème|\.)?|[IVX]{1,5}\.?)$")


class Location(NamedTuple):
    """A location; unknown parts are empty.

    Args:
        city: its English name if known.
        written: the location as written, if the parts do not contain all of it.
        is_guess: nobody wrote the country: it is that of a well-known city or region.
    """

    city: str = ""
    state: str = ""
    country: str = ""
    written: str = ""
    is_guess: bool = False


class City(NamedTuple):
    """A city whose name differs between languages.

    Args:
        others: names in other languages, the local name first.
    """

    name: str
    country: str
    others: tuple[str, ...]


def country_name(text: str) -> str:
    """Return the English name of a country in any spelling; "" if it is not a country.

    Supports names in more than 30 languages, official names, and codes of two and three letters.
    """
    return _countries().get(_fold(text), "")


def country_of_phone(number: str) -> str:
    """Return the English name of the country of a phone number with its code; "" if unknown."""
    with suppress(phonenumbers.NumberParseException):
        parsed = phonenumbers.parse(re.sub(r"^00", "+", number), None)
        return country_name(phonenumbers.region_code_for_country_code(parsed.country_code or 0))
    return ""


def is_unknown_location(text: str) -> bool:
    """Return whether a text means an unknown or flexible location, e.g. "Remote"."""
    return _fold(text) in _unknown_locations()


def city_name(text: str, country: str = "") -> str:
    """Return the English name of a city: "Köln" and "Colonia" are Cologne; unknown names as is.

    Args:
        text: name of a city in any language.
        country: English name of its country; names of cities elsewhere are kept as is.
    """
    found = _cities().get(_fold(text))
    return found[0] if found and country in {"", found[1]} else text


def is_postal_code(text: str) -> bool:
    """Return whether a text is just a postal code."""
    return bool(_POSTCODE_ONLY.fullmatch(text.strip()))


def resolve_location(place: Location, state: str, country: str) -> Location:
    """Return the location of a city, consistent with state and country of the same row.

    "Athens" next to "GA" is in the United States, "Colonia" next to Uruguay is not Cologne, and
    "Atlanta" next to Georgia means the state.
    """
    if not place.country or country == place.country:
        return place
    if country == _GEORGIA and place.country == _UNITED_STATES:
        return place._replace(state=place.state or _GEORGIA)
    other_country = country or (_country_of_state(state) if state != place.state else "")
    if other_country in {"", place.country}:
        return place
    city = place.written if place.written and "," not in place.written else place.city
    written = "" if city == place.written else place.written
    return Location(city, "", other_country, written, is_guess=not country)


def _country_of_state(state: str) -> str:
    is_american = state in _us_states() or state == _GEORGIA
    return _UNITED_STATES if is_american else _countries_of_states().get(_fold(state), "")


@lru_cache(maxsize=100_000)
def state_code(text: str, country: str = "") -> str:
    """Return the code of a federal state: "Texas" and "TX" are US-TX; "" if unknown.

    Args:
        text: name or code of the state.
        country: English name of its country; by default the United States.
    """
    return _states().get((country or _UNITED_STATES, _fold(text)), "")


@lru_cache(maxsize=100_000)
def place_key(city: str, state: str, country: str) -> tuple[str, str, str]:
    """Normalize a location for comparison: Köln is Cologne, Texas is US-TX."""
    country = country_name(country) or country
    return city_name(city, country).casefold(), state_code(state, country), country.casefold()


@lru_cache(maxsize=100_000)
def split_location(text: str) -> Location:
    """Parse "City, State, Country".

    Of several locations, separated by semicolons, the first is used. Parts that are no country are
    city or state: "San Francisco, CA" is in the United States. A known city implies its country
    unless another is given: "Köln", "Greater Paris Area". Postal codes and streets are ignored.
    """
    places = (place.strip() for place in text.split(";"))
    first = next((place for place in places if place and not is_unknown_location(place)), "")
    known_city = None if country_name(first) else _known_city(first)
    found = known_city or _parse_parts(_split_parts(first))
    cleaned_parts = ", ".join(part for part in found[:3] if part)
    is_same = text in {cleaned_parts, found.city}
    return found._replace(written="" if is_same else text) if any(found) else found


@lru_cache(maxsize=100_000)
def read_city(text: str) -> Location:
    """Parse a cell of a city column, which may contain a full location or only a country."""
    if is_unknown_location(text):
        return Location()
    found = split_location(text)
    is_code = len(text) <= _LONGEST_CODE and (not text.isupper() or text in _us_states())
    is_country = not is_code and _fold(text) not in _cities()
    if found.country and (found.city or is_country):
        return found
    cleaned_parts = _without_postcode(text)
    if not cleaned_parts or (found.city and cleaned_parts != text):
        return found if cleaned_parts else Location()
    city = _known_city(cleaned_parts) or Location(cleaned_parts)
    return city._replace(written="" if city.city == text else text)


def _without_postcode(text: str) -> str:
    """Strip postal codes and other parts of addresses from a city; "" if nothing is left."""
    if is_postal_code(text) and text[:2] not in _us_states():
        return ""
    return _AFTER_CITY.sub("", _BEFORE_CITY.sub("", text)).strip()


@cache
def _provinces_of_italy() -> frozenset[str]:
    codes = (subdivision.code.partition("-") for subdivision in pycountry.subdivisions)
    return frozenset(code for country, _, code in codes if country == "IT")


def _known_city(text: str) -> Location | None:
    """Return a known city with its country, also by its name with a district number."""
    for name in (text, _DISTRICT.sub("", text)):
        if country := _countries_of_cities().get(_fold(name)):
            return Location(city_name(name), "", country, is_guess=True)
    return None


def _split_parts(place: str) -> list[str]:
    """Split a location at commas, or at other separators if its last part is a country.

    Streets, postal codes and meaningless parts are left out.
    """
    if (known := _ITALIAN_PLACE.fullmatch(place)) and _is_in_italy(known[1], known[2]):
        return [known[1], known[2], country_name("IT")]
    if address := _ON_ONE_LINE.fullmatch(place):
        *city, last = address[1].split()
        is_country = bool(city and country_name(last))
        place = f"{' '.join(city)}, {last}" if is_country else address[1]
    parts = re.sub(r"\s*\(([^()]+)\)\s*$", r", \1", place).split(",")
    if len(parts) == 1:
        pieces = _OTHER_SEPARATORS.split(place)
        if len(pieces) > 1 and country_name(pieces[-1]):
            parts = pieces
    parts = [
        part.strip() for part in parts if part.strip() and not is_unknown_location(part.strip())
    ]
    cleaned_parts = [_without_postcode(part) for part in parts]
    is_american = any(
        part in _us_states() or country_name(part) == _UNITED_STATES for part in cleaned_parts
    )
    kept_parts = [
        cleaned
        for cleaned, part in zip(cleaned_parts, parts, strict=True)
        if cleaned and (not _is_street(part, cleaned, is_american=is_american) or len(parts) == 1)
    ]
    return (
        kept_parts
        if any(not country_name(subdivision) for subdivision in kept_parts)
        else [subdivision for subdivision in cleaned_parts if subdivision]
    )


def _is_street(part: str, cleaned_parts: str, *, is_american: bool) -> bool:
    """Return whether a part of an address has a house number rather than a district number."""
    if _known_city(cleaned_parts) or cleaned_parts in _us_states():
        return False
    return bool(_DIGIT.search(cleaned_parts) or (is_american and _DIGIT.match(part)))


def _is_in_italy(city: str, code: str) -> bool:
    known = _known_city(city)
    return bool(known and known.country == country_name("IT") and code in _provinces_of_italy())


def _parse_parts(parts: list[str]) -> Location:
    if not parts:
        return Location()
    *leading_parts, last = parts
    country = ""
    if leading_parts and last in _us_states():
        country = _UNITED_STATES
    elif not country_name(last) or (leading_parts and last in _CANADIAN):
        country = _countries_of_states().get(_fold(last), "") if leading_parts else ""
    if country:
        return _make_location(leading_parts[0], last, country)
    country = country_name(last)
    if (
        not leading_parts
        and not country
        and (of_region := _countries_of_regions().get(_fold(last)))
    ):
        return Location("", last, of_region, is_guess=True)
    if not country:
        return _make_location(parts[0], parts[1] if len(parts) > 1 else "", "")
    return _make_location(
        leading_parts[0] if leading_parts else "",
        leading_parts[-1] if len(leading_parts) > 1 else "",
        country,
    )


def _make_location(city: str, state: str, country: str) -> Location:
    given_country = country
    if metro := _METRO.fullmatch(city):
        known = _cities().get(_fold(metro[1]))
        if known or _SURE_METRO.fullmatch(city):
            city = metro[1]
        if known and city != metro[0]:
            country = country or known[1]
    is_guess = country != given_country
    if city and not state and _countries_of_regions().get(_fold(city)) == country:
        return Location("", city, country, is_guess=is_guess)
    known_city = None if state else _known_city(city)
    if known_city and country in {"", known_city.country}:
        return known_city._replace(is_guess=not given_country)
    return Location(city_name(city, country), state, country, is_guess=is_guess)


@cache
def cities() -> tuple[City, ...]:
    """Return the cities whose names differ between languages."""
    content = yaml.safe_load(_CITIES.read_text(encoding="utf-8"))
    return tuple(
        City(name, country_name(str(code)), tuple(map(str, pieces)))
        for code, names_by_city in content.items()
        for name, pieces in names_by_city.items()
    )


@cache
def _cities() -> Mapping[str, tuple[str, str]]:
    """Return the English name and country of each city, by folded name in any language."""
    found: dict[str, tuple[str, str]] = {}
    for city in cities():
        for text in (city.name, *city.others):
            found.setdefault(_fold(text), (city.name, city.country))
    return found


@cache
def _countries_of_cities() -> Mapping[str, str]:
    """Return the country of each city, by folded name."""
    content = yaml.safe_load(_KNOWN_CITIES.read_text(encoding="utf-8"))
    known = {_fold(name): country_name(code) for code, names in content.items() for name in names}
    return known | {name: country for name, (_, country) in _cities().items()}


@cache
def _countries_of_states() -> Mapping[str, str]:
    """Return the country of states and provinces whose names are unique."""
    found: dict[str, set[str]] = {}
    for subdivision in pycountry.subdivisions:
        found.setdefault(_fold(subdivision.name), set()).add(country_name(subdivision.country_code))
    names = {name: countries.pop() for name, countries in found.items() if len(countries) == 1}
    names |= {_fold(code): country_name("CA") for code in _CANADIAN}
    return names | {_fold(name): country_name(code) for name, code in _ENGLISH_STATES.items()}


@cache
def _countries_of_regions() -> Mapping[str, str]:
    """Return the country of large regions, by folded name: Bayern, Nouvelle-Aquitaine."""
    found = {
        _fold(subdivision.name): country_name(subdivision.country_code)
        for subdivision in pycountry.subdivisions
        if subdivision.country_code in _WITH_REGIONS and subdivision.type in _REGIONS
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
    """Return the two-letter code of each country, by its stored name."""
    codes = [country.alpha_2 for country in pycountry.countries]
    codes += yaml.safe_load(_DATA.read_text(encoding="utf-8"))["assigned"]
    return {country_name(code): code for code in codes}


@cache
def country_names() -> tuple[tuple[str, str], ...]:
    """Return each name or code of a country, as written, with the English name.

    If two countries share a name, the first is used.
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
def _unknown_locations() -> frozenset[str]:
    content = yaml.safe_load(_DATA.read_text(encoding="utf-8"))
    return frozenset(map(_fold, map(str, content["nowhere"])))


@cache
def _states() -> Mapping[tuple[str, str], str]:
    """Return the code of each federal state, by country and folded name or code."""
    return {
        (country_name(state.country_code), _fold(text)): state.code
        for country in _FEDERAL_COUNTRIES
        for state in pycountry.subdivisions.get(country_code=country)  # type: ignore[no-untyped-call]  # of pycountry
        for text in (state.code.partition("-")[2], state.name)
    }


@cache
def _us_states() -> frozenset[str]:
    """Return codes and names of US states, except Georgia, which is also a country."""
    states = [state for state in pycountry.subdivisions if state.country_code == "US"]
    names = {state.name for state in states} | {state.code.split("-")[1] for state in states}
    return frozenset(names - {_GEORGIA})


def _fold(text: str) -> str:
    return _NON_WORD.sub(" ", remove_accents(text)).strip()
