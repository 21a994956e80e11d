"""Industry names in many languages, mapped to a standard two-level list."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

_FILE = Path(__file__).parent.parent / "data" / "industries.yaml"
_ACCENT = re.compile("[\u0300-\u036f]")
_PUNCTUATION = re.compile(
    r"[\x01-\x2f\x3a-\x40\x5b-\x60\x7b-\xbf\u2010-\u2027\u3000-\u3002\u30fb]+"
)
_PARTS = re.compile(r"[,;/|>\n\u3001]+")
_CODE = re.compile("[A-Z]+(?:_[A-Z]+)+")
_PREFIX = re.compile(r"\b(E|NON)_")
_SMALL_WORDS = re.compile(r"\b(?:And|Of|Or|The)\b")
_LONGEST_ACRONYM = 4
_NON_INDUSTRIES = frozenset(
    {
        *("b2b", "b2c", "b2b b2c", "b2b2c", "b2c b2b", "n a", "na", "none", "null", "test"),
        *("unknown", "unspecified", "not specified", "various", "other", "others", "sonstige"),
        *("sonstiges", "autre", "autres", "otro", "otros", "altro", "outro", "outros", "overig"),
        *("inne", "ovrigt", "startup", "start up", "sme", "smb"),
    }
)
"""Values of industry columns that are not industries."""


@dataclass(frozen=True, slots=True)
class Industry:
    """A standard industry.

    Args:
        sector: the group it belongs to.
        names: other names, by two-letter language code.
    """

    name: str
    sector: str
    names: Mapping[str, tuple[str, ...]]


@lru_cache(maxsize=1)
def industries() -> tuple[Industry, ...]:
    """Return the standard industries in the order of the file."""
    content: Mapping[str, Mapping[str, Mapping[str, str]]] = yaml.safe_load(
        _FILE.read_text(encoding="utf-8")
    )
    return tuple(
        Industry(
            name,
            sector,
            {
                language: tuple(industry.strip() for industry in names_text.split(";"))
                for language, names_text in names.items()
            },
        )
        for sector, industries_of_sector in content.items()
        for name, names in industries_of_sector.items()
    )


def sectors() -> tuple[str, ...]:
    """Return the sectors in the order of the file."""
    return tuple(dict.fromkeys(industry.sector for industry in industries()))


@lru_cache(maxsize=1)
def sector_of() -> Mapping[str, str]:
    """Return standard industry → its sector."""
    return {industry.name: industry.sector for industry in industries()}


@lru_cache(maxsize=1)
def by_key() -> Mapping[str, str]:
    """Return the standard industry of every name, by key; the first in the file wins."""
    found: dict[str, str] = {}
    for industry in industries():
        found.setdefault(industry_key(industry.name), industry.name)
    for industry in industries():
        for names in industry.names.values():
            for name in names:
                found.setdefault(industry_key(name), industry.name)
    return found


def industry_key(name: str) -> str:
    """Normalize the name of an industry, without case, accents and punctuation."""
    folded = _ACCENT.sub("", unicodedata.normalize("NFKD", name.casefold().replace("&", " and ")))
    return " ".join(_PUNCTUATION.sub(" ", folded).split())


def standard_industry(raw: str) -> str:
    """Return the standard industry of a cell.

    Of several, separated by commas, semicolons, slashes or bars, the first known one. Unknown names
    stay as is, so that they can be filtered; non-industries such as "B2B" become "".
    """
    known, key = by_key(), industry_key(raw)
    if found := known.get(key):
        return found
    if key in _NON_INDUSTRIES:
        return ""
    parts = [part for part in _PARTS.split(raw) if industry_key(part)]
    for part in parts:
        if found := known.get(industry_key(part)):
            return found
    unknown_parts = [part for part in parts if industry_key(part) not in _NON_INDUSTRIES]
    return " ".join(raw.split()) if unknown_parts else ""


def industry_code_to_words(raw: str) -> str:
    """Write the code of an industry as words; other names stay as they are.

    HubSpot exports codes: LOGISTICS_AND_SUPPLY_CHAIN, ACCOUNTING.
    """
    is_word = raw.isalpha() and raw.isupper() and len(raw) > _LONGEST_ACRONYM
    if not (_CODE.fullmatch(raw) or (is_word and industry_key(raw) in by_key())):
        return raw
    words = _PREFIX.sub(r"\1-", raw).replace("_", " ").title()
    return _SMALL_WORDS.sub(lambda found: found[0].lower(), words)


def non_industries() -> frozenset[str]:
    """Return the keys of names that are not industries."""
    return _NON_INDUSTRIES
