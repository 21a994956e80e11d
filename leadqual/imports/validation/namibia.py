"""Decide by other cells whether "NA" in a country column is Namibia.

R and pandas write it where a value is missing; so do people. In a column of ISO codes it is one.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from leadqual.imports.files.reading import FileRow
from leadqual.imports.validation.size_cells import Rejection
from leadqual.imports.validation.values import NAMIBIA
from leadqual.leads.firmographics.geography import Location, country_name, split_location

_COUNTRIES = {"country": "city", "company_country": "company_city"}
_CITIES = frozenset(
    {"windhoek", "walvis bay", "swakopmund", "oshakati", "rundu", "ongwediva", "otjiwarongo"}
    | {"keetmanshoop", "lüderitz", "luderitz", "tsumeb", "gobabis", "okahandja", "rehoboth"}
    | {"oranjemund", "grootfontein", "katima mulilo", "ondangwa", "henties bay", "mariental"}
)
_WHOLE = ("location", "headquarters", "company_headquarters")
_PHONES = ("+264", "00264")
_LONGEST_CODE = 3
_SHARE = 0.2
_FEW = 3

Bad = list[tuple[int, str, Rejection]]
"""Place of a row in the chunk, code of a field, and why its cell stays out."""


def settle_namibia(
    rows: Sequence[FileRow],
    table: Mapping[str, list[Any]],
    bad: Bad,
    columns: Mapping[str, Sequence[int]],
) -> Bad:
    """Fill in Namibia where it is meant; return the cells that still stay out.

    Where other columns have "NA", too, it means that nothing is known, which needs no word.

    Args:
        rows: of the chunk.
        table: code of a field → its value in each row; changed in place.
        bad: cells that stay out so far.
        columns: code of a field → the places of its columns.
    """
    asked = [one for one in bad if one[1] in _COUNTRIES and one[2].value == NAMIBIA]
    if not asked:
        return bad
    own = {
        place for code in (*_COUNTRIES, "state", "company_state") for place in columns.get(code, ())
    }
    is_missing = any(
        NAMIBIA in row.values
        and any(cell == NAMIBIA for at, cell in enumerate(row.values) if at not in own)
        for row in rows
    )
    left = [one for one in bad if one not in asked]
    for at, code, refusal in asked:
        if _is_elsewhere(table, code, at):
            left.append((at, code, refusal))
        elif _is_there(table, code, at) or (not is_missing and _is_code(rows, columns[code])):
            table[code][at] = country_name(NAMIBIA)
        elif not is_missing:
            left.append((at, code, refusal))
    return left


def _is_elsewhere(table: Mapping[str, list[Any]], code: str, at: int) -> bool:
    """Return whether a row names a city that is known to be in another country."""
    place = table[_COUNTRIES[code]][at] if _COUNTRIES[code] in table else Location()
    whole = next((table[one][at] for one in _WHOLE if one in table), "")
    country = getattr(place, "country", "") or split_location(str(whole)).country
    return country not in {"", country_name(NAMIBIA)}


def _is_there(table: Mapping[str, list[Any]], code: str, at: int) -> bool:
    """Return whether other cells of the row refer to Namibia."""
    city = table[_COUNTRIES[code]][at] if _COUNTRIES[code] in table else Location()
    hosts = [str(table["email"][at])] if "email" in table else []
    hosts += [
        table[one][at].domain for one in ("company_website", "website", "domain") if one in table
    ]
    phone = str(table["phone"][at]) if "phone" in table else ""
    is_near = getattr(city, "city", "").casefold() in _CITIES
    return is_near or phone.startswith(_PHONES) or any(host.endswith(".na") for host in hosts)


def _is_code(rows: Sequence[FileRow], places: Sequence[int]) -> bool:
    """Return whether a column of countries holds codes, of which not too many are "NA"."""
    cells = [cell for row in rows for at in places if (cell := row.values[at].strip())]
    others = [cell for cell in cells if cell != NAMIBIA]
    n_asked = len(cells) - len(others)
    n_codes = sum(len(cell) <= _LONGEST_CODE for cell in others)
    is_rare = n_asked <= max(_FEW, _SHARE * len(cells))
    return is_rare and n_codes >= len(others) / 2
