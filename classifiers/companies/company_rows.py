"""A company from a row of a file, an import or a request."""

import json
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

from classifiers.core.types import CompanyRecord

FIELD_ALIASES: Mapping[str, tuple[str, ...]] = {
    "name": ("company", "company_name", "organisation", "organization"),
    "domain": ("company_domain",),
    "website": ("url", "homepage", "company_website", "web"),
    "overview": ("description", "about", "summary", "one_liner", "long_description", "tagline"),
    "industry": ("industries", "sector", "company_industry"),
    "categories": ("category", "tags"),
    "specialties": ("specialities", "keywords"),
    "sic_codes": ("sic", "sic_code"),
    "technologies": ("tech", "tech_stack", "technology"),
    "type": ("company_type",),
    "ownership_type": ("ownership",),
    "size": ("size_band", "company_size", "employee_range"),
    "employees": ("employee_count", "team_size", "headcount", "number_of_employees"),
    "followers": ("follower_count", "linkedin_followers"),
    "founded": ("founded_year", "year_founded", "founding_year"),
    "headquarters": ("location", "hq", "all_locations", "address"),
    "city": ("hq_city",),
    "state": ("region", "province", "hq_state"),
    "country": ("hq_country", "country_code"),
    "total_funding": ("funding", "funding_total"),
    "alexa_rank": ("alexa",),
    "linkedin_url": ("linkedin", "company_linkedin_url"),
}
"""Field → other names under which it arrives; its own name always counts and comes first."""

LIST_FIELDS = {"categories", "specialties", "sic_codes", "technologies", "hubs", "events"}
NUMBER_FIELDS = {"employees", "followers", "founded", "alexa_rank"}
OVERVIEW_FIELDS = (
    "tagline",
    "one_liner",
    "overview",
    "summary",
    "about",
    "description",
    "long_description",
)
"""Fields that together are the overview, from short to long."""

EMPTY_VALUES = {"", "-", "n/a", "na", "nan", "none", "null", "unknown", "unspecified"}
MAX_CHARACTERS = 100_000


def record_from_row(row: Mapping[str, object]) -> CompanyRecord:
    """Read a company out of a row, whatever its columns are called.

    Names of columns are compared without case, spaces and hyphens. Lists may be lists, JSON arrays
    or joined by `;`. Several columns of text (one-liner, description) become one overview, from
    short to long, each text once. What cannot be read as its type counts as missing.
    """
    known = {
        re.sub(r"[\s\-]+", "_", str(name).strip().casefold()): value for name, value in row.items()
    }
    values: dict[str, Any] = {}
    for field in fields(CompanyRecord):
        found = _first_value(known, field.name)
        if found is not None:
            values[field.name] = _parse_field(field.name, found)
    values["overview"] = _join_overview(known)
    values["name"] = values.get("name") or values.get("domain") or ""
    return CompanyRecord(**values)


def _parse_field(field: str, value: object) -> object:
    if field in LIST_FIELDS:
        return _parse_entries(value)
    if field in NUMBER_FIELDS:
        return _parse_integer(value)
    return _parse_number(value) if field == "total_funding" else _parse_text(value)


def _first_value(known: Mapping[str, object], field: str) -> object | None:
    for name in (field, *FIELD_ALIASES.get(field, ())):
        value = known.get(name)
        if value is not None and _parse_text(value) is not None:
            return value
    return None


def _join_overview(known: Mapping[str, object]) -> str | None:
    parts: list[str] = []
    for name in OVERVIEW_FIELDS:
        text = _parse_text(known.get(name))
        if text is None or any(text in part for part in parts):
            continue
        parts = [part for part in parts if part not in text] + [text]
    return " ".join(parts)[:MAX_CHARACTERS] or None


def _parse_text(value: object) -> str | None:
    if isinstance(value, float) and math.isnan(value):
        return None
    if isinstance(value, Mapping | list | tuple) and not value:
        return None
    text = str(value if value is not None else "").strip()
    return None if text.casefold() in EMPTY_VALUES else text[:MAX_CHARACTERS]


def _parse_entries(value: object) -> tuple[str, ...]:
    entries = _split_entries(value) if isinstance(value, str) else value
    if not isinstance(entries, Iterable) or isinstance(entries, Mapping):
        entries = (value,)
    texts = (_parse_text(entry) for entry in entries)
    return tuple(dict.fromkeys(text for text in texts if text is not None))


def _split_entries(text: str) -> Iterable[object]:
    if text.lstrip().startswith("["):
        try:
            found = json.loads(text)
        except ValueError:
            return text.split(";")
        return found if isinstance(found, list) else (found,)
    return text.split(";")


def _parse_number(value: object) -> float | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value) if math.isfinite(value) else None
    found = re.search(r"\d[\d,' ]*(?:\.\d+)?", str(value))
    return float(re.sub(r"[,' ]", "", found[0])) if found else None


def _parse_integer(value: object) -> int | None:
    number = _parse_number(value)
    return None if number is None or abs(number) > 2**62 else int(number)
