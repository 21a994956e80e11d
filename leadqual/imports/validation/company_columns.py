"""Columns of contact files that describe the company."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from leadqual.imports.columns.column_fields import COMPANY_CODES
from leadqual.imports.validation.values import (
    MAX_WHOLE,
)
from leadqual.leads.firmographics.geography import Location, resolve_location, split_location

Fields = Mapping[str, Any]
"""Column of a company → value."""
COUNTRY_GUESS = "country_guess"
"""Field of rows: the country of a known city, for records without a country."""
_MAX_PLACE = 150
_MAX_HEADQUARTERS = 300


def company_readers(
    readers: Mapping[str, Callable[[str], Any]],
) -> dict[str, Callable[[str], Any]]:
    """Return what reads the cells of these fields.

    Args:
        readers: of files of companies, by field.
    """
    return {code: readers[column] for code, column in COMPANY_CODES.items()}


def company_fields(table: Mapping[str, Sequence[Any]], numbers: Sequence[int]) -> dict[int, Fields]:
    """Return number of a row → what it says about its company; rows that say nothing are left out.

    Args:
        table: code of a field → its value in each row.
        numbers: of the rows.
    """
    codes = [code for code in table if code in COMPANY_CODES]
    if not codes:
        return {}
    columns = [COMPANY_CODES[code] for code in codes]
    found: dict[int, Fields] = {}
    for number, cells in zip(
        numbers, zip(*(table[code] for code in codes), strict=True), strict=True
    ):
        values = _tidy_values(dict(zip(columns, cells, strict=True)))
        if values:
            found[number] = values
    return found


def sort_size_values(values: dict[str, Any]) -> None:
    """Put a band into the size and a number into the employees, whichever column each is in."""
    if isinstance(values.get("employees"), str):
        band = values.pop("employees")
        values["size"] = values.get("size") or band
    size = str(values.get("size") or "")
    if size.isdecimal() and size != "1":
        number = int(values.pop("size"))
        if number <= MAX_WHOLE:
            values["employees"] = values.get("employees") or number


def _tidy_values(values: dict[str, Any]) -> dict[str, Any]:
    sort_size_values(values)
    place = values.pop("city", None)
    if not isinstance(place, Location):
        place = Location()
    headquarters = (
        str(values.get("headquarters") or "").split(";", 1)[0].strip()[:_MAX_HEADQUARTERS]
    )
    if headquarters:
        values["headquarters"] = headquarters
        place = place if place.city or place.country else split_location(headquarters)
    place = resolve_location(
        place, str(values.get("state") or ""), str(values.get("country") or "")
    )
    parts = {"city": place.city, "state": place.state}
    parts[COUNTRY_GUESS if place.is_guess else "country"] = place.country
    for cell, part in parts.items():
        is_elsewhere = values.get("country") not in {None, "", place.country} and place.country
        if part and len(part) <= _MAX_PLACE and not is_elsewhere:
            values[cell] = values.get(cell) or part
    return {name: value for name, value in values.items() if value}
