"""Filters by custom fields: boxes of choices with counts, ranges of numbers and dates."""

from collections.abc import Iterable, Mapping, Sequence

from leadqual.leads.models import CustomField
from leadqual.search.pages.search_data import FacetBoxes, Option, ValueRange
from leadqual.search.query.query import Search

_INPUTS = {CustomField.Kind.NUMBER: "number", CustomField.Kind.DATE: "date"}
_LEAST, _MOST = "custom-min-", "custom-max-"
"""Before the code of a field: parameters of a form, which has one field for each end of a range."""


def with_ranges(
    params: Mapping[str, Sequence[str]], fields: Iterable[CustomField]
) -> dict[str, list[str]]:
    """Return parameters of an address with the ranges that a form sends as values of `custom`."""
    found = {name: list(values) for name, values in params.items()}
    for field in (one for one in fields if one.kind in _INPUTS):
        least, most = (_first(found.pop(f"{end}{field.code}", ())) for end in (_LEAST, _MOST))
        if least or most:
            found.setdefault("custom", []).append(f"{field.code}:{least}..{most}")
    return found


def custom_boxes(
    query: Search, fields: Iterable[CustomField], counts: Mapping[str, Mapping[str, int]]
) -> list[FacetBoxes]:
    """Return a filter for each custom field with choices, and for each of numbers or dates.

    Args:
        query: the search.
        fields: of the records that are searched.
        counts: code of a field → choice → what the search would find with it; fields that are
            missing are not counted.
    """
    return [
        _choices(query, field, counts.get(field.code))
        if field.kind == CustomField.Kind.CHOICE
        else _range(query, field)
        for field in fields
        if field.kind == CustomField.Kind.CHOICE or field.kind in _INPUTS
    ]


def custom_kept(query: Search, boxes: Iterable[FacetBoxes]) -> list[str]:
    """Return what is asked of custom fields without a box, for the form to keep."""
    boxed = {option.value for box in boxes for option in box.options}
    boxed |= {box.range.value for box in boxes if box.range}
    return [value for value in query.ticked("custom") if value not in boxed]


def _choices(query: Search, field: CustomField, counts: Mapping[str, int] | None) -> FacetBoxes:
    values = {f"{field.code}:{choice}": choice for choice in field.choices}
    ticked = [value for value in query.ticked("custom") if value in values]
    return FacetBoxes(
        name=field.label,
        param=f"custom-{field.code}",
        field="custom",
        options=[
            Option(value, name, None if counts is None else counts.get(name, 0), value in ticked)
            for value, name in values.items()
        ],
        ticked=len(ticked),
        is_open=bool(ticked),
        is_long=False,
    )


def _range(query: Search, field: CustomField) -> FacetBoxes:
    begin = f"{field.code}:"
    ranges = [one for one in query.ticked("custom") if one.startswith(begin) and ".." in one]
    value = ranges[0] if ranges else ""
    least, _, most = value.removeprefix(begin).partition("..")
    return FacetBoxes(
        name=field.label,
        param=f"custom-{field.code}",
        options=(),
        ticked=len(ranges[:1]),
        is_open=bool(ranges),
        is_long=False,
        range=ValueRange(
            kind=_INPUTS[CustomField.Kind(field.kind)],
            value=value,
            least_param=f"{_LEAST}{field.code}",
            least=least,
            most_param=f"{_MOST}{field.code}",
            most=most,
        ),
    )


def _first(values: Sequence[str]) -> str:
    return next(iter(values), "").replace("\0", "").strip()
