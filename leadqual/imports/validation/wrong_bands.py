"""Bands of sizes beside a number of employees that they do not hold."""

from collections.abc import Mapping
from typing import Any

from leadqual.imports.validation.field_readers import Rejection
from leadqual.imports.validation.size_cells import contradict

_SIZES = (("size", "employees"), ("company_size", "company_employees"))
_OUTSIDE = (
    "The number of employees in this row is outside of this range. The number was imported, the "
    "range was not."
)


def drop_wrong_bands(
    table: dict[str, list[Any]], notes: list[tuple[int, Rejection]], column_of: Mapping[str, str]
) -> None:
    """Leave out bands beside a number of employees that they do not hold."""
    for pair in _SIZES:
        if not all(code in table for code in pair):
            continue
        for at, values in enumerate(zip(*(table[code] for code in pair), strict=True)):
            numbers = [one for one in values if _is_number(one)]
            bands = [one for one in values if isinstance(one, str) and one not in numbers]
            if numbers and bands and contradict(bands[0], int(numbers[0])):
                code = pair[values.index(bands[0])]
                table[code][at] = ""
                notes.append((at, Rejection(column_of[code], bands[0], _OUTSIDE)))


def _is_number(value: object) -> bool:
    """Return whether a size is a number of employees; "1" is a band."""
    return bool(value) and (isinstance(value, int) or (str(value).isdecimal() and value != "1"))
