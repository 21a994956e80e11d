"""Filters by custom fields: choices, and ranges of numbers and dates."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from leadqual.leads.models import CustomField
from leadqual.search.pages.facet_boxes import FacetBoxes, Option, ValueRange
from leadqual.search.query.query import Search

_INPUTS = {CustomField.Kind.NUMBER: "number", CustomField.Kind.DATE: "date"}
_MIN_PREFIX, _MAX_PREFIX = "custom-min-", "custom-max-"


def merge_ranges(
    params: Mapping[str, Sequence[str]], fields: Iterable[CustomField]
) -> dict[str, list[str]]:
    """Return parameters with the range fields of a form converted to values of `custom`."""
    merged = {name: list(values) for name, values in params.items()}
    for field in (value_or_field for value_or_field in fields if value_or_field.kind in _INPUTS):
        least, most = (
            _first(merged.pop(f"{end}{field.code}", ())) for end in (_MIN_PREFIX, _MAX_PREFIX)
        )
        if least or most:
            merged.setdefault("custom", []).append(f"{field.code}:{least}..{most}")
    return merged


def loaded_fields(
    query: Search, fields: Iterable[CustomField], opened: Collection[str]
) -> list[CustomField]:
    """Return the custom fields with choices whose filter a page shows with its values."""
    return [
        field
        for field in fields
        if field.kind == CustomField.Kind.CHOICE
        and (_param(field) in opened or _selected_values(query, field))
    ]


def custom_boxes(
    query: Search,
    fields: Iterable[CustomField],
    counts: Mapping[str, Mapping[str, int]],
    shown: Collection[CustomField] | None = None,
) -> list[FacetBoxes]:
    """Return a filter for each custom field with choices, and for each of numbers or dates.

    Args:
        query: the search.
        fields: of the records that are searched.
        counts: code of a field → choice → number of results; missing fields are not counted.
        shown: result of `loaded_fields`; None for all.
    """
    return [
        _range_filter(query, field)
        if field.kind != CustomField.Kind.CHOICE
        else _choice_filter(query, field, counts.get(field.code))
        if shown is None or field in shown
        else FacetBoxes.closed(field.label, _param(field))
        for field in fields
        if field.kind == CustomField.Kind.CHOICE or field.kind in _INPUTS
    ]


def unlisted_custom_values(query: Search, boxes: Iterable[FacetBoxes]) -> list[str]:
    """Return filters by custom fields that have no control, for the form to keep."""
    listed_values = {option.value for box in boxes for option in box.options}
    listed_values |= {box.range.value for box in boxes if box.range}
    return [value for value in query.ticked("custom") if value not in listed_values]


def _param(field: CustomField) -> str:
    return f"custom-{field.code}"


def _values(field: CustomField) -> dict[str, str]:
    return {f"{field.code}:{choice}": choice for choice in field.choices}


def _selected_values(query: Search, field: CustomField) -> list[str]:
    values = _values(field)
    return [value for value in query.ticked("custom") if value in values]


def _choice_filter(
    query: Search, field: CustomField, counts: Mapping[str, int] | None
) -> FacetBoxes:
    values, ticked = _values(field), _selected_values(query, field)
    return FacetBoxes(
        name=field.label,
        param=_param(field),
        field="custom",
        options=[
            Option(value, name, None if counts is None else counts.get(name, 0), value in ticked)
            for value, name in values.items()
        ],
        ticked=len(ticked),
        is_open=True,
        is_long=False,
        is_kept=True,
    )


def _range_filter(query: Search, field: CustomField) -> FacetBoxes:
    prefix = f"{field.code}:"
    ranges = [
        value_or_field
        for value_or_field in query.ticked("custom")
        if value_or_field.startswith(prefix) and ".." in value_or_field
    ]
    value = ranges[0] if ranges else ""
    least, _, most = value.removeprefix(prefix).partition("..")
    return FacetBoxes(
        name=field.label,
        param=_param(field),
        options=(),
        ticked=len(ranges[:1]),
        is_open=bool(ranges),
        is_long=False,
        range=ValueRange(
            kind=_INPUTS[CustomField.Kind(field.kind)],
            value=value,
            least_param=f"{_MIN_PREFIX}{field.code}",
            least=least,
            most_param=f"{_MAX_PREFIX}{field.code}",
            most=most,
        ),
    )


def _first(values: Sequence[str]) -> str:
    return next(iter(values), "").replace("\0", "").strip()
